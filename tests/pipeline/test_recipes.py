"""The files shown in docs/recipes do what the pages say: each is copied out of its page into a new home's catalog."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from delivering import Delivery, Resident, new_home
from openpyxl import load_workbook
from running import Run, run_job
from village import CHILD, DEAD, DEATHS, HEAD, REGISTER, SON, WIFE, death

from catalog.load import load_catalog
from orchestration.cli import main
from sql.warehouse import Warehouse

PAGES = Path(__file__).parents[2] / "docs" / "recipes"
BLOCK = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
DONATIONS, RECORDS = "red_cross/blood_donation", "health/health_record"
ALLOWANCES = "civil_affairs/elderly_allowance"


def shown(page: str) -> dict[str, str]:
    """The complete files of a page by path."""
    return dict(BLOCK.findall((PAGES / page).read_text(encoding="utf-8")))


def donation(number: str, who: Resident, day: str, blood_type: str | None) -> dict[str, str | None]:
    """A row of the Red Cross."""
    return {
        "献血编号": number,
        "姓名": who.name,
        "身份证号": who.number,
        "献血日期": day,
        "献血量": "400",
        "血型": blood_type,
    }


def record(
    number: str, who: Resident, blood_type: str | None, last: str | None, known: bool = True
) -> dict[str, str | None]:
    """A health record; ``known`` is whether it has the citizen number."""
    return {
        "档案编号": number, "姓名": who.name, "身份证号": who.number if known else None, "出生日期": who.birth_date,
        "建档日期": "2020-01-01", "ABO血型": blood_type, "末次献血日期": last,
    }  # fmt: skip


DELIVERED = (
    Delivery(
        REGISTER, "2025-12-31", [who.registered() for who in (HEAD, WIFE, SON, CHILD, DEAD)], "户籍.csv"
    ),
    Delivery(DEATHS, "2025-12-31", [death("S-1", DEAD, "2025-12-03")], "死亡.csv"),
    # without the list nobody can be told to be missing from it
    Delivery(
        ALLOWANCES,
        "2025-12-31",
        [{"姓名": WIFE.name, "身份证号码": WIFE.number, "发放标准": "100", "享受起始月": "2025-10"}],
        "高龄津贴.xls",
    ),
    Delivery(
        DONATIONS,
        "2025-12-31",
        [
            donation("X-1", HEAD, "2025-06-01", "A"),
            donation("X-2", HEAD, "2025-12-05", "A型血"),
            donation("X-3", SON, "2025-11-11", "2"),
            donation("X-4", CHILD, "2025-12-24", None),
            donation("X-5", DEAD, "2025-12-20", "不知道"),
        ],
        "献血.csv",
    ),
    Delivery(
        RECORDS,
        "2025-12-31",
        [
            record("J-1", HEAD, "A型", None),
            record("J-2", WIFE, "O", "2024-05-06"),
            record("J-3", SON, "AB型", "2020-02-02"),
            record("J-4", SON, None, None, known=False),
        ],
        "档案.parquet",
    ),
)


@pytest.fixture(scope="session")
def enlarged(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A home with the files of every page in its catalog, after one run over a few deliveries."""
    home = new_home(tmp_path_factory.mktemp("enlarged"))
    for page in sorted(PAGES.glob("*.md")):
        for path, content in shown(page.name).items():
            file = home / "catalog" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
    for delivery in DELIVERED:
        delivery.write(home)
    return run_job(home)


@pytest.fixture(scope="module")
def version(enlarged: Run) -> Iterator[Warehouse]:
    """The published version."""
    assert enlarged.success, enlarged.failures
    with enlarged.opened() as engine:
        yield engine


def test_every_page_shows_at_least_one_complete_file() -> None:
    pages = {page.name for page in PAGES.glob("*.md")} - {"README.md"}
    assert {page for page in pages if not shown(page)} == set()
    listed = set(re.findall(r"\]\((\S+\.md)\)", (PAGES / "README.md").read_text(encoding="utf-8")))
    assert listed == pages


@pytest.mark.parametrize(
    ("page", "path"),
    [
        ("department-extract.md", "sources/red_cross/blood_donation.yml"),
        ("report.md", "sql/reports/blood_types.sql"),
        ("check.md", "sql/checks/donor_is_of_age.sql"),
        ("alert.md", "sql/alerts/donation_after_death.sql"),
        ("code-list.md", "codes/blood_type.csv"),
        ("parameter.md", "parameters/county.yml"),
        ("matching.md", "parameters/matching.yml"),
    ],
)
def test_an_addition_is_one_file(page: str, path: str) -> None:
    assert list(shown(page)) == [path]


def test_a_departments_first_extract_is_one_file_that_stands_alone(tmp_path: Path) -> None:
    ((path, content),) = shown("department-extract.md").items()
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(content, encoding="utf-8")
    catalog = load_catalog((tmp_path,))
    assert catalog.owners["blood_donation"] == "red_cross"
    assert catalog.departments["red_cross"].title == "红十字会"


def test_the_catalog_with_all_additions_is_sound(enlarged: Run) -> None:
    result = CliRunner().invoke(main, ["check", "--home", str(enlarged.home)])
    assert result.exit_code == 0, result.output
    assert "17 departments, 28 sources" in result.output


def test_a_new_extract_is_read_standardised_linked_and_scored(enlarged: Run, version: Warehouse) -> None:
    assert {"raw.blood_donation", "staged.blood_donation"} <= enlarged.computed.keys()
    links = version.rows(
        "SELECT count(*), count(DISTINCT entity_id) FROM identity.links WHERE dataset = 'blood_donation'"
    )
    assert links == [(5, 4)]
    assert version.rows("SELECT title FROM catalog.departments WHERE department = 'red_cross'") == [
        ("红十字会",)
    ]
    assert version.rows(
        "SELECT count(*) > 0 FROM findings.rule_results WHERE dataset = 'blood_donation'"
    ) == [(True,)]
    assert "staged.blood_donation: suite" in enlarged.checks


def test_a_new_element_stands_in_the_staged_tables_of_both_departments(enlarged: Run) -> None:
    folder = enlarged.home / "warehouse" / "staged"
    with enlarged.opened() as engine:
        for dataset, key in (("blood_donation", "X-2"), ("health_record", "J-1")):
            (file,) = folder.glob(f"{dataset}-*.parquet")
            number = "donation_number" if dataset == "blood_donation" else "record_number"
            (row,) = engine.arrow(
                f"SELECT * FROM read_parquet('{file}') WHERE {number} = '{key}'"
            ).to_pylist()
            assert (row["blood_type"], row["blood_type_issue"]) == ("1", None)


def test_a_coded_element_has_golden_values_by_rank_and_is_compared(version: Warehouse) -> None:
    golden = version.rows("""
        SELECT p.name, g.value, g.source, g.rule, g.other_sources, g.agreeing_sources
        FROM ledger.golden_values AS g JOIN ledger.person AS p ON p.person_id = g.entity_id
        WHERE g.element = 'blood_type' ORDER BY p.name
    """)
    assert golden == [
        ("向建国", "2", "blood_donation", "ranked", 1, 0),
        ("向德山", "1", "blood_donation", "ranked", 1, 1),
        ("李桂香", "3", "health_record", "ranked", 0, 0),
    ]
    differing = "SELECT golden_value, other_value, other_source FROM ledger.discrepancies WHERE element = 'blood_type'"
    assert version.rows(differing) == [("2", "4", "health_record")]


def test_a_dated_element_has_golden_values(version: Warehouse) -> None:
    golden = version.rows("""
        SELECT p.name, g.value, g.source
        FROM ledger.golden_values AS g JOIN ledger.person AS p ON p.person_id = g.entity_id
        WHERE g.element = 'last_donation_date' ORDER BY p.name
    """)
    assert golden == [
        ("向小雨", "2025-12-24", "blood_donation"),
        ("向建国", "2025-11-11", "blood_donation"),
        ("向德山", "2025-12-05", "blood_donation"),
        ("李桂香", "2024-05-06", "health_record"),
        ("赵明德", "2025-12-20", "blood_donation"),
    ]


def test_new_elements_are_columns_of_the_person_table(version: Warehouse) -> None:
    types = dict(version.schema("ledger.person"))
    assert (types["blood_type"], types["last_donation_date"]) == ("VARCHAR", "DATE")
    head = version.rows(
        "SELECT blood_type, last_donation_date::VARCHAR FROM ledger.person WHERE name = '向德山'"
    )
    assert head == [("1", "2025-12-05")]


def test_the_agreement_of_a_new_element_is_a_check(enlarged: Run) -> None:
    assert enlarged.checks["ledger.golden_values: agreement_person_blood_type"] is False


def test_a_value_that_is_in_no_code_list_is_a_finding(version: Warehouse) -> None:
    found = "SELECT rule, header, original, department FROM findings.all WHERE dataset = 'blood_donation' AND field = 'blood_type'"
    assert version.rows(found) == [("T-11", "血型", "不知道", "red_cross")]


def test_a_new_check_finds_its_rows(enlarged: Run) -> None:
    assert enlarged.checks["staged.blood_donation: donor_is_of_age"] is False


def test_a_new_alert_is_among_the_leads(version: Warehouse) -> None:
    leads = version.rows("""
        SELECT p.name, l.evidence, l.explanation FROM alerts.leads AS l JOIN ledger.person AS p ON p.person_id = l.entity_id
        WHERE l.rule = 'C-W-01'
    """)
    assert [name for name, _, _ in leads] == ["赵明德"]
    assert [fact["value"] for fact in json.loads(leads[0][1])] == ["2025-12-03", "2025-12-20"]
    assert "2025-12-20仍有献血记录" in leads[0][2]


def test_another_value_of_a_parameter_is_in_force(version: Warehouse) -> None:
    leads = version.rows("""
        SELECT p.name FROM alerts.leads AS l JOIN ledger.person AS p ON p.person_id = l.entity_id
        WHERE l.rule = 'W-01' ORDER BY 1
    """)
    assert leads == [("向德山",)]


def test_a_higher_bound_of_evidence_leaves_a_record_to_be_decided(version: Warehouse) -> None:
    method = "SELECT method FROM identity.links WHERE dataset = 'health_record' AND row_number = 4"
    assert version.rows(method) == [("unresolved",)]


def test_a_new_report_is_a_workbook_of_the_month(enlarged: Run) -> None:
    run = run_job(enlarged.home, "reports", only=["reports.blood_types"], partition="2025-12-01")
    assert run.success, run.failures
    (book,) = (enlarged.home / "reports" / "2025-12" / "blood_types").glob("*.xlsx")
    sheet = load_workbook(book, read_only=True).worksheets[0]
    rows = [[str(cell) for cell in row[1:]] for row in sheet.iter_rows(values_only=True)]
    assert [row for row in rows if row[0].endswith("型")] == [
        ["血型", "人数", "其中：本月献血"],
        ["A型", "1", "1"],
        ["B型", "1", "0"],
        ["O型", "1", "0"],
        ["AB型", "0", "0"],
    ]

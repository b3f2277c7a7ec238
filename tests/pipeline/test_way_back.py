"""The way back on the real graph: a workbook goes out, comes back answered, and the next delivery says what was true of it."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from delivering import Delivery, new_home
from running import Run, county_of, run_job
from village import HEAD, NOVEMBER, PARTY, REGISTER, SON, WIFE, changed, member

from assets.answers_stewards import DisputeRequest, StewardError
from assets.journal import entries
from assets.quality_reports import write_department_report
from orchestration.cli import main
from orchestration.quality_stewards import asked_exceptions, dispute_lines, request_dispute, rule_exception
from orchestration.sensors import unread_answers, unread_batches

HEALTH = "health/health_record"
OWNER = "party_organization"
TUJIA = "土家族"
BAD_PHONE = {HEAD: "1370000", SON: "1380000", WIFE: "1390000"}


def members(day: str, phones: dict) -> Delivery:
    """The list of party members, the head of another ethnicity than the register has."""
    rows = [{**member(who, phone), "民族": TUJIA if who is HEAD else "汉族"} for who, phone in phones.items()]
    return Delivery(PARTY, day, rows, "党员.xls")


RECORD = {"档案编号": "J-1", "姓名": HEAD.name, "身份证号": HEAD.number, "性别": HEAD.sex, "出生日期": HEAD.birth_date,
          "民族": TUJIA, "建档日期": "2015-01-01"}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What is published after a run."""

    run: Run

    def statuses(self) -> dict[str, tuple[str, int]]:
        """Status and false claims of the findings about party members' phones, by the text that is wrong."""
        with self.run.opened() as version:
            found = version.rows(
                "SELECT original, status, false_claims FROM findings.all WHERE dataset = 'party_member' AND field = 'phone' "
                "AND severity <> 'info'"
            )
        return {original: (status, claims) for original, status, claims in found}

    def disputes(self) -> list[tuple]:
        """State, outcome and values of every dispute, and the golden value that names one."""
        with self.run.opened() as version:
            return version.rows(
                "SELECT d.department, d.state, d.outcome, d.disputed_value, d.claimed_value, g.value, g.dispute_id = d.dispute_id "
                "FROM ledger.disputes AS d LEFT JOIN ledger.golden_values AS g USING (entity_type, entity_id, element)"
            )


def folder_of(home: Path, department: str) -> Path:
    """Where a department's answers come back."""
    folder = home / "landing" / department / "_answers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fill_list(home: Path, answers: dict[int, tuple[str, str]]) -> Path:
    """The department's own workbook, its wrong phones answered by the row number of the delivered file."""
    files, _ = write_department_report(county_of(home), OWNER, "2025-11-01")
    book = openpyxl.load_workbook(files[1])
    head = [cell.value for cell in book["整改清单"][1]]
    for row in book["整改清单"].iter_rows(min_row=2):
        answer = answers.get(row[head.index("行号")].value)
        if answer and row[head.index("列名")].value == "联系电话":
            row[head.index("处理结果")].value, row[head.index("说明")].value = answer
    path = folder_of(home, OWNER) / "答复 11月.xlsx"
    book.save(path)
    return path


def fill_disputes(run: Run, said: str) -> None:
    """The register's department answers every dispute in a sheet of its own making."""
    with run.opened() as version:
        numbers = version.rows("SELECT dispute_id FROM ledger.disputes")
    book = openpyxl.Workbook()
    for row in [("处理结果", "申请编号"), *((said, number) for (number,) in numbers)]:
        book.active.append(row)
    book.save(folder_of(run.home, "public_security") / "校核答复.xlsx")


@pytest.fixture(scope="module")
def dispatched(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A home in which three phones are wrong, and two departments agree against the register."""
    home = new_home(tmp_path_factory.mktemp("way_back"))
    for delivery in (
        NOVEMBER[0],
        members("2025-11-30", BAD_PHONE),
        Delivery(HEALTH, "2025-11-30", [RECORD], "档案.parquet"),
    ):
        delivery.write(home)
    return Told(run_job(home))


@pytest.fixture(scope="module")
def answered(dispatched: Told) -> Told:
    """A run after the answers alone: one workbook twice, and one that nobody can read."""
    home = dispatched.run.home
    path = fill_list(home, {2: ("已整改", ""), 3: ("已整改", ""), 4: ("申请例外", "没有手机")})
    shutil.copy(path, path.with_name("副本.xlsx"))
    path.with_name("扫描件.pdf").write_bytes(b"%PDF-1.7")
    fill_disputes(dispatched.run, "已更正")
    return Told(run_job(home))


@pytest.fixture(scope="module")
def ruled(answered: Told) -> Told:
    """The exception that was asked for is granted; the same word twice is one."""
    home = answered.run.home
    with answered.run.opened() as version:
        ((finding,),) = version.rows("SELECT finding_id FROM findings.all WHERE status = 'exception_asked'")
    for _ in range(2):
        done = CliRunner().invoke(main, ["except", finding, "--by", "周科长", "--until", "2026-12-31", "--why", "核实无手机",
                                         "--home", str(home)])  # fmt: skip
        assert done.exit_code == 0, done.output
    assert len((home / "journal/exceptions.jsonl").read_text().splitlines()) == 1
    return answered


@pytest.fixture(scope="module")
def delivered(ruled: Told) -> Told:
    """A run in a rebuilt warehouse after the next delivery, which brings one of the two corrections that were claimed, and the register's."""
    home = ruled.run.home
    members("2025-12-31", {HEAD: "13700000001", SON: "1380000", WIFE: "1390000"}).write(home)
    Delivery(REGISTER, "2025-12-31", [changed("修改", HEAD.registered(民族=TUJIA))], "户籍.csv").write(home)
    shutil.rmtree(home / "warehouse")
    return Told(run_job(home))


def test_what_was_dispatched_waits(dispatched: Told) -> None:
    assert dispatched.run.success, dispatched.run.failures
    assert set(dispatched.statuses().values()) == {("open", 0)}
    assert dispatched.disputes() == [("public_security", "dispatched", None, "01", "15", "01", True)]


def test_an_answer_changes_the_state_and_closes_nothing(answered: Told) -> None:
    assert answered.run.success, answered.run.failures
    assert answered.statuses() == {
        "1370000": ("claimed", 0),
        "1380000": ("claimed", 0),
        "1390000": ("exception_asked", 0),
    }
    assert answered.disputes() == [("public_security", "correction_claimed", None, "01", "15", "01", True)]


def test_answers_alone_are_no_delivery_and_touch_no_person(answered: Told) -> None:
    with answered.run.opened() as version:
        assert version.rows(
            "SELECT count(*) FROM raw.deliveries WHERE dataset = '_answers' OR status <> 'accepted'"
        ) == [(0,)]
    assert not {t for t in answered.run.recomputed if t.startswith(("raw.", "staged.", "identity."))}


def test_every_answered_workbook_has_a_receipt_and_the_same_content_only_one(answered: Told) -> None:
    folder = answered.run.home / "outbox" / OWNER / "answers"
    told = sorted(
        json.loads(p.read_text(encoding="utf-8"))["unreadable"] or "" for p in folder.glob("*.json")
    )
    assert told == ["", "PDF 文件不是数据表，请报送电子表格"]
    assert len(list(folder.glob("*.html"))) == 2


def test_the_sensor_sees_new_answers_and_is_then_content(answered: Told) -> None:
    county = county_of(answered.run.home)
    assert unread_answers(county) == [] == unread_batches(county)
    late = county.home.landing / "tax" / "_answers"
    late.mkdir(parents=True)
    (late / "新.xlsx").write_bytes(b"new")
    assert len(unread_answers(county)) == 1
    shutil.rmtree(late)


def test_the_next_delivery_closes_what_is_right_and_counts_what_was_claimed_falsely(delivered: Told) -> None:
    assert delivered.run.success, delivered.run.failures
    assert delivered.statuses() == {
        "1370000": ("fixed", 0),
        "1380000": ("reopened", 1),
        "1390000": ("excepted", 0),
    }


def test_the_value_that_the_register_corrected_is_not_disputed_any_more(delivered: Told) -> None:
    assert delivered.disputes() == [("public_security", "closed", "adopted", "01", "15", "15", None)]


def test_the_steward_is_told_in_a_line_and_without_values(delivered: Told) -> None:
    county = county_of(delivered.run.home)
    assert list(asked_exceptions(county)) == ["0 exceptions asked"]
    assert list(dispute_lines(county, None, closed=False, values=False)) == ["0 disputes"]
    count, line = dispute_lines(county, "public_security", closed=True, values=False)
    assert (count, "已按申请更正" in line, HEAD.name in line) == ("1 disputes", True, False)
    assert list(dispute_lines(county, None, closed=True, values=True))[-1].strip() == "01 -> 15"


@pytest.mark.parametrize(
    ("by", "until", "said"), [("甲", None, "no such finding stands"), (" ", None, "needs who and why")]
)
def test_a_ruling_on_nothing_or_by_nobody_is_not_taken(
    delivered: Told, by: str, until: None, said: str
) -> None:
    with pytest.raises(StewardError, match=said):
        rule_exception(county_of(delivered.run.home), "nothing", by, "乙", until)


def test_a_steward_puts_a_value_to_its_department_once(delivered: Told) -> None:
    county = county_of(delivered.run.home)
    with delivered.run.opened() as version:
        ((person,),) = version.rows("SELECT person_id FROM ledger.person WHERE id_number = ?", [SON.number])
    with pytest.raises(StewardError, match="golden value already"):
        request_dispute(county, person, "sex", "男性", "周科长", "身份证复印件")
    asked = [request_dispute(county, person, "sex", "女", "周科长", "身份证复印件") for _ in range(2)]
    assert entries(county.home.journal / "disputes.jsonl", DisputeRequest) == asked[:1]
    assert (asked[0].source, asked[0].disputed_value, asked[0].claimed_value) == (
        "household_register",
        "1",
        "2",
    )

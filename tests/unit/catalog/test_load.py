"""Everything wrong with a catalog is told at once, with file and line; overlays lie over the built-in one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.load import BUILT_IN, CatalogError, Problem, load_catalog

Write = Callable[..., Path]

LIST = """\
title: 残疾人家庭名单
format: csv
mode: full
keys: [[id_number]]
rows: 10
roles:
  self: {entity: person, subject: true, id_number: id_number}
columns:
  - {header: 身份证号, field: id_number, type: id, required: true, states: [id_number]}
"""
HOBBY = "title: 爱好\ntype: text\nformat: c..20\ngrade: 2\nauthority: [enrollment]\nvalid_from: 2025-08-01\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file of the overlay in ``tmp_path``."""

    def _write(path: str, content: str | bytes) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return _write


def parameter(name: str, value: int) -> str:
    """A file of one parameter."""
    values = f"values: [{{value: {value}, valid_from: 2025-01-01}}]"
    return f"parameters:\n  {name}:\n    title: 参数\n    {values}\n"


def problems(overlay: Path) -> list[Problem]:
    """What is wrong with the catalog when ``overlay`` lies over it."""
    with pytest.raises(CatalogError) as raised:
        load_catalog((overlay,))
    return raised.value.problems


@pytest.mark.parametrize(
    ("path", "content", "line", "message"),
    [
        ("sources/health/list.yml", LIST + "colour: red\n", 10, "colour"),
        ("sources/health/list.yml", LIST.replace("mode: full", "mode: whole"), 3, "mode"),
        ("sources/health/list.yml", LIST.replace("type: id", "type: passport"), 9, "type"),
        (
            "sources/health/list.yml",
            LIST.replace("type: id", "codes: sex"),
            9,
            "`codes` goes with `type: code`",
        ),
        ("sources/health/list.yml", LIST.replace("[[id_number]]", "[[number]]"), 4, "unknown field `number`"),
        (
            "sources/health/list.yml",
            LIST.replace("[id_number]}\n", "[hobby]}\n"),
            9,
            "element `person.hobby`",
        ),
        (
            "sources/health/list.yml",
            LIST.replace("type: id", "type: code, codes: cars"),
            9,
            "code list `cars`",
        ),
        ("sources/health/list.yml", LIST + "facts:\n  - {table: payment, kind: item}\n", 11, "`item`"),
        (
            "sources/health/list.yml",
            LIST + "relations:\n  - {relation: owner, from_role: self, to_role: house}\n",
            11,
            "unknown role `house`",
        ),
        ("sources/health/list.yml", LIST.replace("keys: [[", "keys: ["), 4, "not YAML"),
        ("sources/health/list.yml", LIST.replace("rows: 10", "mode: append"), 5, "key `mode` stands twice"),
        ("sources/health/list.yml", "", 1, "the file is empty"),
        ("sources/health/list.yml", "a list\n", 1, "valid dictionary"),
        ("sources/health/list.yml", "title: \x01\n", 1, "not YAML"),
        ("sources/health/list.yml", LIST.encode("gb18030"), 1, "not UTF-8"),
        ("sources/health/list.yml", "&loop [*loop]\n", 1, "nested without end"),
        ("sources/nobody/list.yml", LIST, 1, "department `nobody` is not in departments.yml"),
        ("sources/health/My-List.yml", LIST, 1, "`My-List` is not a name"),
        ("elements/person/hobby.yml", HOBBY.replace("[enrollment]", "[club]"), 5, "unknown dataset `club`"),
        (
            "elements/person/hobby.yml",
            HOBBY.replace("2025-08-01", "2025-02-30"),
            6,
            "`2025-02-30` is no timestamp",
        ),
        ("elements/person/hobby.yml", HOBBY + "rules:\n  - {type: in_codes}\n", 8, "without a code list"),
        ("elements/ghost/hobby.yml", HOBBY, 1, "unknown entity `ghost`"),
        (
            "elements/person/hobby.yml",
            HOBBY.replace("authority: [enrollment]", "derived: {inputs: [luck], by: age_at}"),
            5,
            "unknown element `person.luck`",
        ),
        (
            "elements/person/hobby.yml",
            HOBBY.replace("authority: [enrollment]", "derived: {inputs: [sex]}"),
            5,
            "a derivation has `by`",
        ),
        (
            "elements/person/hobby.yml",
            HOBBY.replace("authority: [enrollment]\n", ""),
            1,
            "`authority` list or is `derived`",
        ),
        (
            "elements/person/hobby.yml",
            HOBBY + "contradicts:\n  - {element: luck, values: [无], title: 不可能}\n",
            8,
            "unknown element `person.luck`",
        ),
        (
            "elements/person/hobby.yml",
            HOBBY + "contradicts:\n  - {element: birth_date, younger_than: luck, title: 不可能}\n",
            8,
            "unknown parameter `luck`",
        ),
        (
            "elements/person/hobby.yml",
            HOBBY + "contradicts:\n  - {element: birth_date, title: 不可能}\n",
            8,
            "a contradiction has one of",
        ),
        ("codes/sex.csv", "label\n男\n", 1, "columns missing: code"),
        ("codes/sex.csv", "code,label,also\n1,男,\n1,男,男性\n", 3, "code `1` is declared 2 times"),
        ("codes/sex.csv", "code,label,also\n1,男,男性,男士\n", 2, "more cells than the header has columns"),
        ("codes/sex.csv", "code,label,also\n3,第三,女性\n", 2, "`女性` means both `2` and `3`"),
        ("parameters/a.yml", "parameters:\n  Age: {title: 年龄, values: []}\n", 2, "Age"),
        (
            "headers.yml",
            "spellings:\n  姓名: [XM]\n  民族: [xm]\n",
            3,
            "`xm` is a spelling of both 姓名 and 民族",
        ),
    ],
)
def test_a_problem_is_told_with_file_and_line(
    write: Write, tmp_path: Path, path: str, content: str | bytes, line: int, message: str
) -> None:
    file = write(path, content)
    found = [p for p in problems(tmp_path) if message in p.message]
    assert [(p.file, p.line) for p in found[:1]] == [(str(file), line)], problems(tmp_path)


def test_problems_of_every_kind_are_told_at_once(write: Write, tmp_path: Path) -> None:
    files = [
        write("sources/health/list.yml", LIST + "colour: red\n"),
        write("sources/health/other.yml", LIST.replace("[id_number]}\n", "[hobby]}\n")),
        write("elements/person/phone.yml", ""),
        write("codes/sex.csv", "label\n男\n"),
        write("parameters/local.yml", "parameters: [\n"),
    ]
    told = problems(tmp_path)
    assert {p.file for p in told} == {str(f) for f in files}
    assert str(told[0]) == f"{told[0].file}:{told[0].line}: {told[0].message}"


def test_a_broken_file_is_told_once_and_not_by_all_who_name_it(write: Write, tmp_path: Path) -> None:
    file = write("elements/person/name.yml", "title: [\n")
    assert {p.file for p in problems(tmp_path)} == {str(file)}


def test_a_dataset_belongs_to_one_department(write: Write, tmp_path: Path) -> None:
    file = write("sources/tax/enrollment.yml", LIST)
    told = [p for p in problems(tmp_path) if "is declared by" in p.message]
    assert told == [Problem(str(file), 1, "dataset `enrollment` is declared by `medical_insurance` as well")]


def test_a_parameter_stands_in_one_file(write: Write, tmp_path: Path) -> None:
    write("parameters/a.yml", parameter("stop_grace_months", 1))
    file = write("parameters/b.yml", parameter("stop_grace_months", 1))
    message = "parameter `stop_grace_months` is declared in parameters/a.yml as well"
    assert problems(tmp_path) == [Problem(str(file), 2, message)]


def test_an_overlay_adds_a_dataset_and_an_element(write: Write, tmp_path: Path) -> None:
    write("sources/health/list.yml", LIST.replace("[id_number]}\n", "[hobby]}\n"))
    write("elements/person/hobby.yml", HOBBY)
    catalog = load_catalog((tmp_path,))
    assert catalog.owners["list"] == "health"
    assert catalog.elements["person", "hobby"].title == "爱好"
    assert len(catalog.sources) == len(load_catalog().sources) + 1


def test_an_overlay_replaces_a_file(write: Write, tmp_path: Path) -> None:
    path = "elements/person/phone.yml"
    built_in = (BUILT_IN / path).read_text(encoding="utf-8")
    write(path, built_in.replace("rule: newest\n", ""))
    assert load_catalog().elements["person", "phone"].rule == "newest"
    assert load_catalog((tmp_path,)).elements["person", "phone"].rule == "ranked"


def test_an_overlay_extends_a_code_list(write: Write, tmp_path: Path) -> None:
    write("codes/yes_no.csv", "\ufeffcode,label,also\n是,是,有|享有\n不详,不详,\n")
    rows = {row["code"]: row["also"] for row in load_catalog((tmp_path,)).codes["yes_no"]}
    assert list(rows) == ["是", "否", "不详"]
    assert rows["是"] == "有|享有" and rows["否"]


def test_an_overlay_adds_header_spellings(write: Write, tmp_path: Path) -> None:
    write("headers.yml", "spellings:\n  手机号码: [移动电话]\n  血型: [XX]\n")
    built_in, headers = load_catalog().headers, load_catalog((tmp_path,)).headers
    assert headers["联系电话"] == (*built_in["联系电话"], "移动电话"), "手机号码 is a spelling of 联系电话"
    assert headers["血型"] == ("XX",)
    assert {h: s for h, s in headers.items() if h not in ("联系电话", "血型")} == {
        h: s for h, s in built_in.items() if h != "联系电话"
    }


def test_a_spelling_that_an_overlay_takes_from_another_header_is_told_with_its_line(
    write: Write, tmp_path: Path
) -> None:
    file = write("headers.yml", "spellings:\n  血型: [XX]\n  姓名: [民族代码]\n")
    (told,) = problems(tmp_path)
    assert told == Problem(str(file), 3, "`民族代码` is a spelling of both 姓名 and 民族")


def test_an_overlay_changes_one_parameter(write: Write, tmp_path: Path) -> None:
    write("parameters/local.yml", parameter("old_age_allowance_min_age", 90))
    catalog = load_catalog((tmp_path,))
    assert catalog.parameters["old_age_allowance_min_age"].values[0].value == 90
    assert set(catalog.parameters) == set(load_catalog().parameters)


def test_the_digest_tells_catalogs_apart(write: Write, tmp_path: Path) -> None:
    assert load_catalog().digest == load_catalog().digest
    write("codes/yes_no.csv", "code,label,also\n不详,不详,\n")
    assert load_catalog((tmp_path,)).digest != load_catalog().digest


FRAGMENTS = [
    "title: a\n",
    "columns:\n",
    "  - ",
    "{",
    "[",
    "'",
    "? [a]\n",
    "&x [*x]\n",
    "*x",
    "!!bool x",
    "\t",
    "<<: {}\n",
    "\0",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=20)
    | st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4)).map(lambda s: "".join(s).encode())
)
def test_no_content_of_a_file_ends_in_anything_but_problems(
    write: Write, tmp_path: Path, content: bytes
) -> None:
    for path in ("sources/health/list.yml", "codes/sex.csv", "parameters/local.yml"):
        write(path, content)
    assert problems(tmp_path)

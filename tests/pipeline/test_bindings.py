"""An element's file may name a header of an extract, and an extract's file a department: what fits, and what is told."""

from pathlib import Path

import pytest

from catalog.load import CatalogError, load_catalog
from catalog.models import Statement

ELEMENT = """\
title: 慢病标识
type: text
format: c..20
grade: 3
authority:
  - {source: health_record, header: 慢病标识}
  - {source: enrollment, header: 慢病登记}
valid_from: 2025-08-01
"""
EXTRACT = """\
title: 献血登记
department: {title: 红十字会, short_title: 红会}
format: csv
mode: append
keys: [[number]]
rows: 10
roles:
  self: {entity: person, subject: true, id_number: id_number}
columns:
  - {header: 编号, field: number, required: true}
  - {header: 身份证号, field: id_number, type: id, required: true, states: [id_number]}
"""


def write(overlay: Path, path: str, content: str) -> Path:
    """A file of the overlay."""
    file = overlay / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return file


def told(overlay: Path) -> list[str]:
    """What is wrong, without the file."""
    with pytest.raises(CatalogError) as raised:
        load_catalog((overlay,))
    return [f"{Path(p.file).name}:{p.line}: {p.message}" for p in raised.value.problems]


def test_a_declared_column_states_the_element_that_names_its_header(tmp_path: Path) -> None:
    write(tmp_path, "elements/person/chronic_disease.yml", ELEMENT)
    column = load_catalog((tmp_path,)).sources["health_record"].column("chronic_disease")
    assert column.states == (Statement(element="chronic_disease"),)
    assert load_catalog().sources["health_record"].column("chronic_disease").states == ()


def test_a_header_that_the_extract_does_not_declare_becomes_a_column_of_it(tmp_path: Path) -> None:
    write(tmp_path, "elements/person/chronic_disease.yml", ELEMENT)
    *declared, added = load_catalog((tmp_path,)).sources["enrollment"].columns
    assert (added.header, added.field, added.type.value, added.required) == (
        "慢病登记",
        "chronic_disease",
        "text",
        False,
    )
    assert tuple(declared) == load_catalog().sources["enrollment"].columns


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("health_record, header: 慢病标识", "health_record, header: 性别", 6, "is declared as code sex, the element as text"),
        ("health_record, header: 慢病标识", "health_record, header: 慢病", 6, "`chronic_disease` is the column 慢病标识 already"),
        ("enrollment, header: 慢病登记", "marriage_registration, header: 备注", 7, "has 2 subjects that are a person"),
        ("enrollment, header: 慢病登记", "taxpayer, header: 备注", 7, "has 0 subjects that are a person"),
        ("enrollment, header: 慢病登记", "enrollment, header: 慢病登记, role: head", 7, "unknown role `head`"),
        ("type: text", "type: code", 2, "`codes` goes with `type: code`"),
    ],
)  # fmt: skip
def test_a_header_that_does_not_fit_is_told(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    write(tmp_path, "elements/person/chronic_disease.yml", ELEMENT.replace(old, new))
    assert any(message in problem for problem in told(tmp_path)), told(tmp_path)
    if "role" not in message and "goes with" not in message:
        assert f"chronic_disease.yml:{line}:" in "\n".join(told(tmp_path))


def test_a_role_says_whose_element_it_is(tmp_path: Path) -> None:
    bound = ELEMENT.replace(
        "enrollment, header: 慢病登记", "marriage_registration, header: 女方慢病, role: female"
    )
    write(tmp_path, "elements/person/chronic_disease.yml", bound)
    added = load_catalog((tmp_path,)).sources["marriage_registration"].columns[-1]
    assert added.states == (Statement(element="chronic_disease", role="female"),)


def test_an_extract_brings_its_own_department(tmp_path: Path) -> None:
    write(tmp_path, "sources/red_cross/blood_donation.yml", EXTRACT)
    catalog = load_catalog((tmp_path,))
    assert catalog.departments["red_cross"].title == "红十字会"
    assert catalog.departments.keys() - load_catalog().departments.keys() == {"red_cross"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "sources/health/blood_donation.yml",
            "blood_donation.yml:2: department `health` is declared elsewhere as well",
        ),
        (
            "sources/Red-Cross/blood_donation.yml",
            "blood_donation.yml:1: department `Red-Cross` is not a name",
        ),
    ],
)
def test_a_department_has_one_name_and_one_declaration(tmp_path: Path, path: str, message: str) -> None:
    write(tmp_path, path, EXTRACT)
    assert [problem[: len(message)] for problem in told(tmp_path)] == [message]


def test_an_overlay_adds_a_single_department(tmp_path: Path) -> None:
    write(
        tmp_path, "departments.yml", "departments:\n  - {id: red_cross, title: 红十字会, short_title: 红会}\n"
    )
    assert set(load_catalog((tmp_path,)).departments) == {*load_catalog().departments, "red_cross"}

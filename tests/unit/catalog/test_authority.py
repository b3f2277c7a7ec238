"""Who decides an element, and who did before: versions in their order, each applying until the next began."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from catalog.authority import Survivorship
from catalog.load import CatalogError, load_catalog
from catalog.models import Element
from catalog.tables import catalog_tables

NICKNAME = """\
title: 别名
type: text
format: c..20
grade: 3
rule: newest
authority: [health_record, enrollment]
valid_from: 2026-03-01
earlier:
  - {authority: [enrollment], valid_from: 2025-09-01}
  - {authority: [village_ledger, enrollment], valid_from: 2025-08-01, document_number: 旧文}
"""


def overlay(folder: Path, element: str) -> tuple[Path]:
    """An overlay with one more element."""
    file = folder / "elements" / "person" / "nickname.yml"
    file.parent.mkdir(parents=True)
    file.write_text(element, encoding="utf-8")
    return (folder,)


def test_a_version_of_a_list_applies_until_the_next_began_and_the_first_from_ever(tmp_path: Path) -> None:
    matrix = catalog_tables(load_catalog(overlay(tmp_path, NICKNAME)))["matrix"].to_pylist()
    found = [
        (
            row["dataset"],
            row["rank"],
            row["rule"],
            row["document_number"],
            row["applies_from"],
            row["applies_to"],
        )
        for row in matrix
        if row["element"] == "nickname"
    ]
    march, september = date(2026, 3, 1), date(2025, 9, 1)
    assert found == [
        ("health_record", 1, "newest", "未配置", march, None),
        ("enrollment", 2, "newest", "未配置", march, None),
        ("enrollment", 1, "ranked", "未配置", september, march),
        ("village_ledger", 1, "ranked", "旧文", date.min, september),
        ("enrollment", 2, "ranked", "旧文", date.min, september),
    ]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (NICKNAME.replace("2025-09-01", "2026-04-01"), "newest first"),
        (NICKNAME.replace("[village_ledger,", "[village_leger,"), "unknown dataset `village_leger`"),
    ],
)
def test_an_earlier_list_that_does_not_fit_is_told(tmp_path: Path, wrong: str, message: str) -> None:
    with pytest.raises(CatalogError, match=message) as raised:
        load_catalog(overlay(tmp_path, wrong))
    assert "nickname.yml" in str(raised.value)


def test_every_rule_and_tolerance_has_a_chinese_name() -> None:
    codes = load_catalog().codes
    assert set(get_args(Survivorship)) <= {row["code"] for row in codes["golden_rule"]}
    assert set(get_args(Element.model_fields["compare"].annotation)) <= {
        row["code"] for row in codes["tolerance"]
    }

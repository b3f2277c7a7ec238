"""Receipts in the outbox: every delivery answered once, anew when its acceptance changes, and lost ones from the journal."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from delivering import Delivery, new_home
from running import Run, run_job
from village import DEATHS, HEAD, PARTY, WIFE, death, member

from quality.receipt import Receipt

NEW = {"联系电话": "常用手机号", "姓名": "党员姓名"}
ODD = [
    {NEW.get(header, header): cell for header, cell in member(who, "13700000001").items()} | {"备注": "无"}
    for who in (HEAD, WIFE)
]
UNNAMED = [{("逝去的人" if k == "死者姓名" else k): v for k, v in death("S-1", HEAD, "2025-12-03").items()}]
HEADERS = "spellings:\n  姓名: [逝去的人]\n"


def receipt(home: Path, folder: str, batch: str) -> dict[str, Any]:
    """The receipt of a delivery as its department finds it."""
    department, dataset = folder.split("/")
    (found,) = (home / "outbox" / department / "receipts" / dataset).glob(f"*_{batch}.json")
    assert found.with_suffix(".html").is_file()
    return json.loads(found.read_text(encoding="utf-8"))


def written(home: Path) -> dict[str, tuple[int, int]]:
    """Every file of the outbox with its time and size."""
    files = sorted((home / "outbox").rglob("*.*"))
    return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in files if p.is_file()}


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A home after a delivery with odd headers, one without a required column, an undeclared one and an unfinished one."""
    home = new_home(tmp_path_factory.mktemp("answered"))
    Delivery(PARTY, "2025-11-30", [member(HEAD, "13700000001"), member(WIFE, "")], "党员.xls").write(home)
    Delivery(PARTY, "2025-12-31", ODD, "党员.xls").write(home)
    Delivery(DEATHS, "2025-12-31", UNNAMED, "死亡.csv").write(home)
    Delivery("health/blood_tests", "2025-12-31", [{"姓名": "王某"}], "血.csv").write(home)
    Delivery(PARTY, "2026-01-31", [member(HEAD, "13700000001")], "党员.xls").write(home, ready=False)
    return run_job(home)


@pytest.fixture(scope="module")
def again(answered: Run) -> tuple[dict, dict]:
    """The outbox before and after a second run, one receipt having been lost in between."""
    before = written(answered.home)
    shutil.rmtree(answered.home / "outbox/party_organization")
    assert run_job(answered.home).success
    return before, written(answered.home)


@pytest.fixture(scope="module")
def mended(again: tuple[dict, dict], answered: Run) -> Run:
    """A run after the county registered the spelling that had refused a file."""
    (answered.home / "catalog/headers.yml").write_text(HEADERS, encoding="utf-8")
    return run_job(answered.home)


def test_what_drifted_is_told_with_a_proposal_and_what_stood_before(answered: Run) -> None:
    told = receipt(answered.home, PARTY, "2025-12-31")
    (columns,) = told["files"][0]["columns"]
    assert (told["status"], columns["unknown"], columns["missing"]) == (
        "accepted",
        ["常用手机号", "备注"],
        [],
    )
    assert [(g["header"], g["column"], g["fitting"]) for g in columns["guesses"]] == [
        ("常用手机号", "联系电话", 100)
    ]
    assert "家庭住址" in columns["absent"]
    assert columns["renamed"] == [{"before": "姓名", "now": "党员姓名"}]


def test_a_refused_file_is_answered_in_the_departments_own_column_names(answered: Run) -> None:
    told = receipt(answered.home, DEATHS, "2025-12-31")
    assert (told["status"], told["refused"]["code"]) == ("refused", "MISSING_COLUMN")
    assert told["detail"] == "缺少必需的列：死者姓名"
    (file,) = told["files"]
    assert (file["lines"], file["header_lines"], file["landed"], file["staged"], file["linked"]) == (
        2,
        1,
        1,
        0,
        0,
    )
    assert file["columns"][0]["unknown"] == ["逝去的人"]


def test_a_delivery_of_an_undeclared_dataset_is_answered_and_an_unfinished_one_is_not(answered: Run) -> None:
    told = receipt(answered.home, "health/blood_tests", "2025-12-31")
    assert (told["status"], told["refused"]["code"], told["files"]) == ("refused", "UNKNOWN_DATASET", [])
    assert not list((answered.home / "outbox/party_organization").rglob("*2026-01-31*"))


def test_an_unchanged_home_is_told_nothing_and_a_lost_receipt_is_written_again(
    again: tuple[dict, dict],
) -> None:
    before, after = again
    assert before.keys() == after.keys()
    changed = {path for path in before if before[path] != after[path]}
    assert changed and all("party_organization" in path for path in changed)
    assert all(before[path][1] == after[path][1] for path in changed), "the same bytes"


def test_a_mended_catalog_takes_the_refused_file_and_its_receipt_is_replaced(mended: Run) -> None:
    assert mended.success, mended.failures
    told = receipt(mended.home, DEATHS, "2025-12-31")
    assert (told["status"], told["edition"], told["files"][0]["linked"]) == ("accepted", 2, 1)
    with mended.opened() as version:
        dead = version.rows(
            "SELECT name, death_date::VARCHAR FROM ledger.person WHERE death_date IS NOT NULL"
        )
    assert dead == [(HEAD.name, "2025-12-03")]


def test_the_journal_keeps_every_edition(mended: Run) -> None:
    lines = (mended.home / "journal/receipts.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [Receipt.model_validate_json(line) for line in lines]
    deaths = [(e.edition, e.status) for e in entries if e.dataset == "death_certificate"]
    assert deaths == [(1, "refused"), (2, "accepted")]
    assert len({(e.key, e.edition) for e in entries}) == len(entries) == 5


def test_no_value_of_a_cell_is_in_a_receipt(mended: Run) -> None:
    said = "".join(
        p.read_text(encoding="utf-8") for p in (mended.home / "outbox").rglob("*.*") if p.is_file()
    )
    for value in (HEAD.name, HEAD.number, WIFE.number, "13700000001", "王某"):
        assert value not in said

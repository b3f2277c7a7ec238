"""The journal is only ever added to; what a crash cut off is no entry and does not spoil the next one."""

from pathlib import Path

from pydantic import BaseModel

from assets.journal import append, entries


class Said(BaseModel):
    """A document."""

    text: str


def test_what_is_appended_is_read_in_order(tmp_path: Path) -> None:
    file = tmp_path / "journal" / "said.jsonl"
    assert entries(file, Said) == []
    append(file, [Said(text="一"), Said(text="二\n三")])
    append(file, [Said(text="四")])
    assert [e.text for e in entries(file, Said)] == ["一", "二\n三", "四"]


def test_nothing_to_say_makes_no_file(tmp_path: Path) -> None:
    append(tmp_path / "said.jsonl", [])
    assert not list(tmp_path.iterdir())


def test_a_line_that_a_crash_cut_off_is_no_entry(tmp_path: Path) -> None:
    file = tmp_path / "said.jsonl"
    append(file, [Said(text="一"), Said(text="二")])
    file.write_bytes(file.read_bytes()[:-4])
    assert [e.text for e in entries(file, Said)] == ["一"]
    append(file, [Said(text="三")])
    assert [e.text for e in entries(file, Said)] == ["一", "三"]

"""Zip bundles: names as they were written, guards against bombs, passwords and escapes."""

import io
import zipfile

import pytest

from assets.landing import Refused, count_lines, members, read_file
from assets.landing import archive as archive_module

CSV = "姓名,性别,金额\n张三,男,1\n".encode()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def gbk_zip(name: str, data: bytes) -> bytes:
    """A zip as Chinese Windows writes it: the name in GBK, without the UTF-8 flag."""
    placeholder = "x" * len(name.encode("gb18030"))
    return zipped({placeholder: data}).replace(placeholder.encode(), name.encode("gb18030"))


def test_a_file_that_is_no_bundle_is_its_own_member(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(CSV)
    assert list(members(path)) == [("a.csv", path)]


def test_members_of_a_bundle_are_named_below_it_and_can_be_read(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"内/花名册.csv": CSV, "__MACOSX/._x": b"x", "内/": b""}))
    ((name, data),) = members(path)
    assert name == "a.zip/内/花名册.csv"
    assert isinstance(data, bytes)
    assert read_file(data, frozenset(), name).blocks[0].rows.num_rows == 1
    assert count_lines(data) == 2


def test_names_in_gbk_are_decoded(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(gbk_zip("大庄村.csv", CSV))
    assert [name for name, _ in members(path)] == ["a.zip/大庄村.csv"]


def test_a_bundle_inside_a_bundle_is_opened(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.zip": zipped({"c.csv": CSV})}))
    assert [name for name, _ in members(path)] == ["a.zip/b.zip/c.csv"]


def test_a_workbook_is_no_bundle(tmp_path):
    import openpyxl

    path = tmp_path / "a.xlsx"
    openpyxl.Workbook().save(path)
    assert list(members(path)) == [("a.xlsx", path)]


def test_bombs_escapes_and_endless_nesting_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    nested = zipped({"c.csv": CSV})
    for _ in range(4):
        nested = zipped({"b.zip": nested})
    for data in (zipped({"0.csv": bytes(32 << 20)}), zipped({"../x.csv": CSV}), nested):
        path.write_bytes(data)
        with pytest.raises(Refused, match="UNREADABLE"):
            list(members(path))


def test_too_much_in_all_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_TOTAL", 50)
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.csv": CSV, "b.csv": CSV}))
    with pytest.raises(Refused, match="UNREADABLE"):
        list(members(path))


def test_damaged_and_protected_bundles_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    whole = zipped({"a.csv": CSV * 50})
    path.write_bytes(whole[:40] + b"\xff" * 8 + whole[48:])
    with pytest.raises(Refused, match="UNREADABLE"):
        list(members(path))
    protected = bytearray(whole)
    protected[6] |= 1
    protected[whole.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(protected)
    with pytest.raises(Refused, match="F-11"):
        list(members(path))

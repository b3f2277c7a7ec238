"""Zip bundles: their members under readable names, and a guard against bombs (guide F-17)."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from assets.landing.reading import Refused

MAX_TOTAL = 4 << 30
MAX_MEMBER = 1 << 30
"""A member is read into memory as a whole."""
MAX_RATIO = 200
RATIO_FREE = 16 << 20
MAX_MEMBERS = 20_000
MAX_DEPTH = 3
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError, ValueError)
"""What zipfile raises when it opens or inflates a damaged or unusual archive."""

_JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "word/document.xml", "content.xml", "OFD.xml")


def members(path: Path) -> Iterator[tuple[str, bytes | Path]]:
    """The files of `path`: itself, or for a zip bundle each inner file, `a.zip/inner.csv`, with its bytes."""
    if not is_bundle(path):
        yield path.name, path
        return
    with open_zip(path) as archive:
        yield from _inner(archive, path.name, 1, [0])


def is_bundle(source: Path | bytes) -> bool:
    """Whether the source is a zip that holds files rather than being a document itself."""
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    if not zipfile.is_zipfile(stream):
        return False
    head = source[:4] if isinstance(source, bytes) else _first_bytes(source)
    if not head.startswith(b"PK"):
        return False
    with open_zip(source) as archive:
        return not any(part in archive.namelist() for part in _WORKBOOK_PARTS)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(4)


def open_zip(source: Path | bytes) -> zipfile.ZipFile:
    """Open a zip whose declared sizes are bearable; zipfile never yields more than is declared."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except DAMAGED:
        raise Refused("UNREADABLE", "压缩包已损坏，无法打开") from None
    inflated = sum(member.file_size for member in archive.infolist())
    packed = sum(member.compress_size for member in archive.infolist())
    too_dense = inflated > RATIO_FREE and inflated > MAX_RATIO * max(packed, 1)
    if any(member.flag_bits & 1 for member in archive.infolist()):
        archive.close()
        raise Refused("F-11", "文件有密码，请去除密码后重新报送")
    if inflated > MAX_TOTAL or too_dense or len(archive.infolist()) > MAX_MEMBERS:
        archive.close()
        raise Refused("UNREADABLE", "压缩包解压后过大，疑似异常，请拆分后重新报送")
    return archive


def _inner(
    archive: zipfile.ZipFile, prefix: str, depth: int, total: list[int]
) -> Iterator[tuple[str, bytes]]:
    """Members of an open bundle, bundles inside it included; `total` counts the bytes of all of them."""
    for member in archive.infolist():
        name = PurePosixPath(_decoded_name(member).replace("\\", "/"))
        if member.is_dir() or any(part in _JUNK or part.startswith("._") for part in name.parts):
            continue
        if name.is_absolute() or ".." in name.parts:
            raise Refused("UNREADABLE", "压缩包内的文件名不合规")
        total[0] += member.file_size
        if total[0] > MAX_TOTAL or member.file_size > MAX_MEMBER:
            raise Refused("UNREADABLE", "压缩包解压后过大，疑似异常，请拆分后重新报送")
        data = _content(archive, member)
        if not is_bundle(data):
            yield f"{prefix}/{name}", data
        elif depth >= MAX_DEPTH:
            raise Refused("UNREADABLE", "压缩包嵌套过深")
        else:
            with open_zip(data) as inner:
                yield from _inner(inner, f"{prefix}/{name}", depth + 1, total)


def has_foreign_names(path: Path) -> bool:
    """Whether a bundle spells names as its sender's system does, without saying how (F-17)."""
    if not is_bundle(path):
        return False
    with open_zip(path) as archive:
        return any(
            not member.flag_bits & 0x800 and not member.filename.isascii() for member in archive.infolist()
        )


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except DAMAGED:
        raise Refused("UNREADABLE", "压缩包内的文件已损坏，无法解压") from None


def _decoded_name(member: zipfile.ZipInfo) -> str:
    """The name as written: without the UTF-8 flag it is GB18030, which zipfile took for cp437 (F-17)."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename

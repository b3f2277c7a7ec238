"""Attachments in one AES-encrypted zip, as 7-Zip and WinRAR open it (WinZip's AE-2, 256 bits)."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from assets.sending.message import Attachment


def sealed(name: str, attachments: Iterable[Attachment], password: str) -> Attachment:
    """One encrypted zip of all attachments; their names stay readable, as in every encrypted zip."""
    import pyzipper

    content = BytesIO()
    with pyzipper.AESZipFile(
        content, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        for attachment in attachments:
            archive.writestr(attachment.name, attachment.read())
    return Attachment(name, content.getvalue)

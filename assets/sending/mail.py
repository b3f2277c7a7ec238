"""A message as an e-mail over SMTP."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from assets.sending.message import KINDS, Attachment, Message
from assets.sending.outcome import SENT, Outcome, Transmission, refused, unclear
from assets.sending.post import TIMEOUT_SECONDS, Post, Smtp
from assets.sending.sealing import sealed
from catalog.departments import Email

ATTACHED = 30
"""Files of one mail, the rest is named."""
DATA_SECONDS = 300
"""Wait for the answer to the data; to give up too early makes an unclear message of a slow one."""
_ENCODED = 1.38
"""What a byte weighs in base64, line breaks included."""


def prepared_mail(message: Message, channel: Email, post: Post, now: datetime) -> Transmission:
    """The mail, ready to go; raises NotConfigured."""
    smtp, tls = post.server(), post.tls
    content = letter(message, channel, post, smtp.sender, now).as_bytes()

    def transmit() -> Outcome:
        return _transmit(smtp, tls, channel.address, content)

    return transmit


def letter(message: Message, channel: Email, post: Post, sender: str, now: datetime) -> EmailMessage:
    """The mail itself: text, the files that are light enough, and the place of the others."""
    attached, left = _chosen(message.attachments, post.mail_bytes)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = message.title
    mail["From"], mail["To"] = sender, channel.address
    mail["Date"] = format_datetime(now)
    # the same message again would bear the same number: a mail server that looks tells a double by it
    mail["Message-ID"] = f"<{message.number(channel.key)}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(_text(message, post, left, channel.encrypt and bool(attached)), cte="base64")
    if channel.encrypt and attached:
        attached = [sealed(f"{KINDS[message.kind]}.zip", attached, post.password(message.department))]
    for file in attached:
        subtype = file.name.rpartition(".")[2]
        mail.add_attachment(
            file.read(), maintype="application", subtype=_SUBTYPES[subtype], filename=file.name
        )
    return mail


_SUBTYPES = {
    "html": "octet-stream",  # as text/html some clients would show it instead of saving it
    "xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "zip",
}


def _chosen(files: Sequence[Attachment], limit: int) -> tuple[list[Attachment], list[Attachment]]:
    """Files that fit into a mail, in their order, and those that do not."""
    attached: list[Attachment] = []
    left: list[Attachment] = []
    room = limit / _ENCODED
    for file in files:
        if len(attached) < ATTACHED and file.size <= room:
            attached.append(file)
            room -= file.size
        else:
            left.append(file)
    return attached, left


def _text(message: Message, post: Post, left: Sequence[Attachment], encrypted: bool) -> str:
    """The body: a line a paper, where everything lies, what is not attached."""
    parts = [f"{message.addressee}：", "", *message.lines, ""]
    parts += [f"全部文件在发件箱：{post.place}/{place}" for place in message.places]
    if left:
        named = "、".join(file.name for file in left[:ATTACHED])
        more = f"等 {len(left)} 个文件" if len(left) > ATTACHED else ""
        parts += ["", f"以下文件未随信附上，请到发件箱取：{named}{more}"]
    if encrypted:
        parts += ["", "附件已加密，密码由数据局另行告知。"]
    return "\n".join([*parts, "", "本邮件由系统自动发送，请勿回复。", ""])


def _transmit(smtp: Smtp, tls: ssl.SSLContext, address: str, content: bytes) -> Outcome:
    """One attempt. Up to the data nothing has arrived; after them only the server's answer says whether it has."""
    try:
        connection = _connected(smtp, tls)
    except smtplib.SMTPResponseException as error:
        return _answer(error.smtp_code, error.smtp_error)
    except OSError as error:  # smtplib's other errors are of this kind as well
        return refused(f"UNREACHED {type(error).__name__}")
    with contextlib.closing(connection):
        try:
            for answer in (connection.mail(smtp.sender), connection.rcpt(address)):
                if answer[0] >= 400:
                    return _answer(*answer)
        except OSError as error:
            return refused(f"UNREACHED {type(error).__name__}")
        try:
            outcome = _sent(connection, content)
        except smtplib.SMTPDataError as error:  # the server did not want the data
            return _answer(error.smtp_code, error.smtp_error)
        except OSError as error:
            return unclear(f"NO_ANSWER {type(error).__name__}")
        with contextlib.suppress(OSError):
            connection.quit()
        return outcome


def _sent(connection: smtplib.SMTP, content: bytes) -> Outcome:
    """The data and the server's answer to them, which may be long in coming: it looks for viruses first."""
    assert connection.sock is not None
    connection.sock.settimeout(DATA_SECONDS)
    return _answer(*connection.data(content))


def _connected(smtp: Smtp, tls: ssl.SSLContext) -> smtplib.SMTP:
    """A connection that is secured as declared, never less, and logged in."""
    # smtplib would ask the DNS for its own name, which takes long where there is none
    name = socket.gethostname()
    if smtp.security == "ssl":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, name, timeout=TIMEOUT_SECONDS, context=tls
        )
    else:
        connection = smtplib.SMTP(smtp.host, smtp.port, name, timeout=TIMEOUT_SECONDS)
    with contextlib.ExitStack() as closing:
        closing.callback(connection.close)
        if smtp.security == "starttls":
            connection.starttls(context=tls)
        if smtp.user is not None:
            connection.login(smtp.user, smtp.password or "")
        connection.ehlo_or_helo_if_needed()
        closing.pop_all()
    return connection


def _answer(code: int, text: bytes | str) -> Outcome:
    if code < 400:
        return SENT
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return refused(f"SMTP {code}", said)

"""A real SMTP server on loopback, with TLS and login, that keeps what it took and answers as it is told."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Literal

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from assets.sending.post import Smtp

USER, PASSWORD, SENDER = "yiyuan", "mail-secret-439901", "yiyuan@bureau.example.cn"
OK, DROP = "250 OK", "drop"
"""``DROP``: the data are taken, and the connection ends without an answer."""
Security = Literal["starttls", "ssl", "none"]


@dataclass
class MailServer:
    """What the server took, what it answers next, and how it is reached."""

    smtp: Smtp
    certificates: Path
    taken: list[EmailMessage] = field(default_factory=list)
    """Mails whose data arrived and were not refused."""
    attempts: int = 0
    answers: list[str] = field(default_factory=list)
    """Answers to the next data; afterwards ``OK``."""
    unknown: set[str] = field(default_factory=set)
    """Mailboxes that do not exist."""
    before_answer: Callable[[], None] = lambda: None
    """Done when the data were taken and before that is said."""

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # fmt: skip
        if address in self.unknown:
            self.attempts += 1
            return f"550 5.1.1 <{address}> user unknown"
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.attempts += 1
        answer = self.answers.pop(0) if self.answers else OK
        if answer in (OK, DROP):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.taken.append(mail)
        self.before_answer()
        if answer == DROP:
            assert server.transport is not None
            server.transport.abort()
        return answer if answer != DROP else OK


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _login(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword) -> AuthResult:  # fmt: skip
    known = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@contextmanager
def mail_server(folder: Path, security: Security = "starttls") -> Iterator[MailServer]:
    """A server that speaks after STARTTLS, over TLS, or plainly without login, as told."""
    authority = trustme.CA()
    certificates = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(certificates))
    tls = _context(authority)
    secured = {"authenticator": _login, "auth_required": True}
    ways = {
        "starttls": secured | {"tls_context": tls, "require_starttls": True},
        "ssl": secured | {"ssl_context": tls, "auth_require_tls": False},
        "none": {},
    }
    port = free_port()
    login = (None, None) if security == "none" else (USER, PASSWORD)
    server = MailServer(Smtp("127.0.0.1", port, security, SENDER, *login), certificates)
    controller = Controller(server, hostname="127.0.0.1", port=port, **ways[security])
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def _context(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context

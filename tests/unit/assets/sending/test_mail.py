"""Mails to a real SMTP server: secured as declared or not at all, and every answer told apart."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
import pyzipper
from mail_server import DROP, PASSWORD, SENDER, MailServer, Security, free_port, mail_server
from papers import BOX, EMAIL, Passing, message, paper

from assets.sending.mail import ATTACHED, prepared_mail
from assets.sending.message import Attachment, Message, Paper
from assets.sending.outcome import NotConfigured, Outcome, State
from assets.sending.post import Post, Smtp
from catalog.departments import Email

ENCRYPTED = Email(kind="email", address=BOX, encrypt=True)
SECRET = "压缩包口令-439901"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with mail_server(tmp_path_factory.mktemp("mail")) as running:
        yield running


def post_of(server: MailServer, **changed) -> Post:
    return Post(**{"smtp": server.smtp, "certificates": server.certificates, **changed})


def attempt(post: Post, told: Message, channel: Email = EMAIL) -> Outcome:
    return prepared_mail(told, channel, post, Passing().now())()


def last(server: MailServer) -> tuple[EmailMessage, str, list[EmailMessage]]:
    """The last mail taken, its text and its attachments."""
    mail = server.taken[-1]
    body = mail.get_body(("plain",))
    assert body is not None
    return mail, body.get_content(), [a for a in mail.iter_attachments() if isinstance(a, EmailMessage)]


@pytest.mark.parametrize("security", ["starttls", "ssl", "none"])
def test_a_mail_arrives_with_its_files_however_the_server_is_secured(
    tmp_path: Path, security: Security
) -> None:
    book = tmp_path / "待整改明细_卫生健康局_2025-12_第1版.xlsx"
    book.write_bytes(b"rows")
    both = Paper("report", "report/health/2025-12", "1", "2025-12 月：得分 92.3 分，B 级", "health/2025-12",
                 (Attachment("质量报告.html", lambda: b"<p>page</p>"), Attachment(book.name, book)))  # fmt: skip
    with mail_server(tmp_path, security) as server:
        assert attempt(post_of(server), message(both)).state is State.sent
        mail, text, files = last(server)
    assert (mail["To"], mail["From"]) == (BOX, SENDER)
    assert mail["Subject"] == "【一源】慈利县卫生健康局 数据质量报告"
    assert "得分 92.3 分" in text and "outbox/health/2025-12" in text
    assert [(f.get_filename(), f.get_content()) for f in files] == [
        ("质量报告.html", b"<p>page</p>"),
        (book.name, b"rows"),
    ]


def test_a_server_that_offers_no_tls_is_told_nothing(tmp_path: Path) -> None:
    with mail_server(tmp_path, "none") as plain:
        declared = Smtp("127.0.0.1", plain.smtp.port, "starttls", SENDER, "yiyuan", PASSWORD)
        outcome = attempt(post_of(plain, smtp=declared), message(paper(1)))
    assert (outcome.state, outcome.reason) == (State.refused, "UNREACHED SMTPNotSupportedError")
    assert plain.attempts == 0


def test_a_certificate_of_an_unknown_authority_is_not_trusted(server: MailServer) -> None:
    outcome = attempt(post_of(server, certificates=None), message(paper(1)))
    assert (outcome.state, outcome.reason) == (State.refused, "UNREACHED SSLCertVerificationError")


def test_a_server_that_is_not_there_a_wrong_password_and_an_unknown_mailbox_are_refusals(
    server: MailServer,
) -> None:
    nowhere = Smtp("127.0.0.1", free_port(), "starttls", SENDER)
    assert (
        attempt(post_of(server, smtp=nowhere), message(paper(1))).reason == "UNREACHED ConnectionRefusedError"
    )
    stranger = Smtp(server.smtp.host, server.smtp.port, "starttls", SENDER, "yiyuan", "wrong")
    assert attempt(post_of(server, smtp=stranger), message(paper(1))).reason == "SMTP 535"
    lost = Email(kind="email", address="nobody@health.example.cn")
    server.unknown = {lost.address}
    refused = attempt(post_of(server), message(paper(1)), lost)
    assert (refused.state, refused.reason) == (State.refused, "SMTP 550")
    assert lost.address in str(refused.detail), "the server's words are for the journal"


def test_a_refusal_of_the_data_is_clear_and_silence_after_them_is_not(server: MailServer) -> None:
    server.answers = ["452 4.3.1 mailbox full", DROP]
    full, silent = attempt(post_of(server), message(paper(1))), attempt(post_of(server), message(paper(1)))
    assert (full.state, full.reason) == (State.refused, "SMTP 452")
    assert (silent.state, silent.reason) == (State.unclear, "NO_ANSWER SMTPServerDisconnected")


def test_the_same_message_bears_the_same_number_and_another_one_another(server: MailServer) -> None:
    for told in (paper(1), paper(1), paper(1, edition=2)):
        attempt(post_of(server), message(told))
    first, again, other = (mail["Message-ID"] for mail in server.taken[-3:])
    assert first == again != other


def test_what_is_too_heavy_or_too_much_stays_and_the_mail_says_where(server: MailServer) -> None:
    heavy, light = paper(1, size=9_000), paper(2, size=100)
    attempt(post_of(server, mail_bytes=8_000, place="//10.1.2.3/发件箱"), message(heavy, light))
    _, text, files = last(server)
    assert [f.get_filename() for f in files] == ["receipt_2.html"]
    assert "请到发件箱取：receipt_1.html" in text and "//10.1.2.3/发件箱/health/receipt" in text
    attempt(post_of(server), message(*(paper(n) for n in range(ATTACHED + 5))))
    _, text, files = last(server)
    assert len(files) == ATTACHED and f"receipt_{ATTACHED}.html" in text and "另有 23 份，见发件箱" in text


def test_attachments_are_encrypted_where_declared_and_the_password_is_not_in_the_mail(
    server: MailServer,
) -> None:
    attempt(post_of(server, passwords={"health": SECRET}), message(paper(1, size=500), paper(2)), ENCRYPTED)
    mail, text, (archive,) = last(server)
    content = archive.get_content()
    assert (archive.get_filename(), "密码由数据局另行告知" in text) == ("接收回执.zip", True)
    assert SECRET not in mail.as_string() and SECRET not in text
    with pyzipper.AESZipFile(BytesIO(content)) as opened:
        assert [i.wz_aes_strength for i in opened.infolist()] == [3, 3], "256 bits"
        with pytest.raises(RuntimeError, match="requires a password"):
            opened.read("receipt_1.html")
        opened.setpassword(SECRET.encode())
        assert opened.read("receipt_1.html") == paper(1, size=500).attachments[0].read()


def test_without_its_password_an_encrypted_mail_is_not_sent_at_all(server: MailServer) -> None:
    before = server.attempts
    with pytest.raises(NotConfigured, match="YIYUAN_ZIP_PASSWORD_HEALTH"):
        attempt(post_of(server), message(paper(1)), ENCRYPTED)
    with pytest.raises(NotConfigured, match="YIYUAN_SMTP_HOST"):
        attempt(Post(), message(paper(1)))
    assert server.attempts == before

"""Everything is told once on each channel: over runs, refusals, silence and crashes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mail_server import DROP, MailServer, mail_server
from papers import ADDRESSEE, BOX, EMAIL, OTHER, OTHER_BOX, WECOM, Passing, health, paper
from robot_server import DROP as SILENCE
from robot_server import REFUSED, WECOM_KEY, RobotServer, robot_server

from assets.sending.delivery import Delivered, deliver
from assets.sending.log import FILE, MessageLog, open_log
from assets.sending.message import Paper
from assets.sending.outcome import Outcome, State
from assets.sending.post import Post
from assets.sending.robots import PER_MINUTE
from catalog.departments import Channel


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    with mail_server(tmp_path_factory.mktemp("mail")) as server:
        yield server


@pytest.fixture
def server(running: MailServer) -> MailServer:
    """The server, having heard nothing yet."""
    running.taken, running.answers, running.unknown, running.attempts = [], [], set(), 0
    running.before_answer = lambda: None
    return running


@pytest.fixture(scope="module")
def robots() -> Iterator[RobotServer]:
    with robot_server() as server:
        yield server


class Sender:
    """A journal and the runs over it."""

    def __init__(self, journal: Path, post: Post) -> None:
        self.journal, self.post, self.time = journal, post, Passing()

    def run(self, papers: Sequence[Paper], *channels: Channel) -> Delivered:
        with open_log(self.journal, self.time.now()) as log:
            return deliver(health(*channels), ADDRESSEE, papers, self.post, log, self.time.clock)

    def resolve(self, state: State) -> None:
        """A person says what became of all unclear messages."""
        with open_log(self.journal, self.time.now()) as log:
            for entry in log.unclear():
                log.end(entry, Outcome(state), self.time.now())

    @property
    def states(self) -> list[str]:
        """The states of the journal in order."""
        return [entry.state.value for entry in MessageLog(self.journal / FILE).entries]


@pytest.fixture
def sender(tmp_path: Path, server: MailServer) -> Sender:
    return Sender(tmp_path, Post(smtp=server.smtp, certificates=server.certificates))


def told(server: MailServer) -> list[str]:
    """The files of all mails taken."""
    return [str(part.get_filename()) for mail in server.taken for part in mail.iter_attachments()]


def test_what_was_sent_is_not_sent_again_and_what_is_new_is(sender: Sender, server: MailServer) -> None:
    assert sender.run([paper(1), paper(2)], EMAIL) == Delivered(1, ())
    assert sender.run([paper(1), paper(2)], EMAIL) == Delivered(0, ())
    assert sender.run([paper(1), paper(2, edition=2), paper(3)], EMAIL) == Delivered(1, ())
    assert told(server) == ["receipt_1.html", "receipt_2.html", "receipt_2.html", "receipt_3.html"]
    assert sender.states == ["intent", "sent"] * 2


def test_a_message_a_kind_to_each_channel(sender: Sender, server: MailServer) -> None:
    sender.run([paper(1), paper(1, "report"), paper(1, "digest")], EMAIL, OTHER)
    assert [(mail["To"], mail["Subject"].split()[-1]) for mail in server.taken] == [
        (box, kind) for box in (BOX, OTHER_BOX) for kind in ("接收回执", "每周提要", "数据质量报告")
    ]


def test_a_refused_message_is_tried_again_and_the_other_channel_is_told_meanwhile(
    sender: Sender, server: MailServer
) -> None:
    server.unknown = {BOX}
    delivered = sender.run([paper(1)], EMAIL, OTHER)
    (trouble,) = delivered.troubles
    assert (delivered.sent, trouble.channel, trouble.reason, trouble.lasting) == (
        1,
        "email 1",
        "SMTP 550",
        False,
    )
    assert BOX not in str(trouble), "an address is a person's"
    server.unknown = set()
    assert sender.run([paper(1)], EMAIL, OTHER) == Delivered(1, ())
    assert [mail["To"] for mail in server.taken] == [OTHER_BOX, BOX]
    assert sender.states == ["intent", "refused", "intent", "sent", "intent", "sent"]


def test_silence_is_said_in_every_run_and_nothing_is_doubled_until_a_person_knows(
    sender: Sender, server: MailServer
) -> None:
    server.answers = [DROP]
    for _ in range(2):
        (trouble,) = sender.run([paper(1)], EMAIL).troubles
        assert (trouble.state, trouble.reason) == (State.unclear, "NO_ANSWER SMTPServerDisconnected")
    assert len(server.taken) == 1
    sender.resolve(State.arrived)
    assert sender.run([paper(1)], EMAIL) == Delivered(0, ())


def test_what_a_person_says_did_not_arrive_is_sent_again(sender: Sender, server: MailServer) -> None:
    server.answers = [DROP]
    sender.run([paper(1)], EMAIL)
    sender.resolve(State.released)
    assert sender.run([paper(1)], EMAIL) == Delivered(1, ())
    assert len(server.taken) == 2


def send_one(journal: Path, post: Post) -> None:
    """What the process does that will not live to hear the answer."""
    Sender(journal, post).run([paper(1)], EMAIL)


def test_a_process_that_dies_before_it_hears_the_answer_doubles_nothing(
    sender: Sender, server: MailServer
) -> None:
    process = get_context("spawn").Process(target=send_one, args=(sender.journal, sender.post))
    server.before_answer = lambda: os.kill(process.pid or 0, signal.SIGKILL)
    process.start()
    process.join(60)
    server.before_answer = lambda: None
    assert process.exitcode == -signal.SIGKILL, "killed while it waited for the answer"
    assert sender.states == ["intent"] and len(server.taken) == 1
    (trouble,) = sender.run([paper(1)], EMAIL).troubles
    assert (trouble.state, trouble.reason) == (State.unclear, "INTERRUPTED")
    assert len(server.taken) == 1


def test_a_missing_setting_is_lasting_and_leaves_no_trace(tmp_path: Path) -> None:
    sender = Sender(tmp_path, Post())
    troubles = sender.run([paper(1)], EMAIL, WECOM).troubles
    assert [(t.reason, t.lasting) for t in troubles] == [
        ("YIYUAN_SMTP_HOST is not set", True),
        ("YIYUAN_ROBOT_HEALTH_KEY is not set", True),
    ]
    assert sender.states == []


def test_a_new_channel_begins_with_the_newest_report_and_is_told_of_what_replaces_it(
    sender: Sender, server: MailServer
) -> None:
    october, november = paper(10, "report"), paper(11, "report")
    sender.run([october, november], EMAIL)
    assert told(server) == ["report_11.html"]
    december = paper(12, "report")
    sender.run([paper(10, "report", 2), paper(11, "report", 2), december], EMAIL)
    assert told(server)[1:] == ["report_11.html", "report_12.html"]


def test_a_report_that_was_refused_is_told_though_the_next_month_has_come(
    sender: Sender, server: MailServer
) -> None:
    server.answers = ["452 mailbox full"]
    sender.run([paper(11, "report")], EMAIL)
    sender.run([paper(11, "report"), paper(12, "report")], EMAIL)
    assert told(server) == ["report_11.html", "report_12.html"]


def test_a_robot_keeps_to_the_messages_of_a_minute(tmp_path: Path, robots: RobotServer) -> None:
    sender = Sender(tmp_path, Post(robots={"health": WECOM_KEY}, urls=robots.urls))
    for number in range(PER_MINUTE + 2):
        assert sender.run([paper(number)], WECOM).sent == 1
    log = MessageLog(tmp_path / FILE)
    tried = [entry.at for entry in log.entries if entry.state is State.intent]
    assert sender.time.slept, "it had to wait"
    assert all(
        (later - at).total_seconds() >= 60 for at, later in zip(tried, tried[PER_MINUTE:], strict=False)
    )


Step = tuple[int, object]
STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([None, REFUSED, SILENCE, 502, "<html>"])), max_size=8
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_the_other_side_answers_a_paper_is_taken_once(
    robots: RobotServer, steps: list[Step]
) -> None:
    robots.said, robots.answers = [], []
    with TemporaryDirectory() as folder:
        sender = Sender(Path(folder), Post(robots={"health": WECOM_KEY}, urls=robots.urls))
        papers: list[Paper] = []
        for fresh, answer in (*steps, (1, None)):
            papers += [paper(len(papers) + n) for n in range(fresh)]
            robots.answers = [] if answer is None else [answer]  # type: ignore[list-item]
            sender.run(papers, WECOM)
    lines = [line for said in robots.said for line in said.splitlines() if line.startswith("- ")]
    assert sorted(lines) == sorted(f"- {p.line}" for p in papers)

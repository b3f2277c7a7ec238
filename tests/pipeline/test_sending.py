"""From the outbox to real servers: receipts, the week's digest and the month's report, each told once, a failure being seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg
import pytest
from click.testing import CliRunner
from delivering import Delivery, new_home
from mail_server import DROP, PASSWORD, USER, MailServer, mail_server
from marking import stored
from robot_server import DINGTALK_KEY, REFUSED, WECOM_KEY, RobotServer, robot_server
from running import Run, county_of, run_job
from test_recipes import shown
from village import DEAD, DEATHS, HEAD, PARTY, WIFE, death, member

from assets.messages import ATTEMPTS
from assets.sending.delivery import CHINA
from assets.sending.post import Post
from orchestration.cli import main
from orchestration.instance import open_instance
from orchestration.sensors import outbox_sensor
from orchestration.settings import read_settings

BOX, SECRET, MONTH = "office@health.example.cn", "口令-439901", "2025-12-01"
PHONE = "1370000000123456"
"""No telephone number: a finding."""


@dataclass
class Outside:
    """The servers that a county reaches, and what it must know to do so."""

    mail: MailServer
    robots: RobotServer

    @property
    def post(self) -> Post:
        """As the settings give it."""
        return Post(
            smtp=self.mail.smtp,
            robots={"health": DINGTALK_KEY, "organization": WECOM_KEY},
            passwords={"health": SECRET},
            urls=self.robots.urls,
            retry_seconds=0,
            certificates=self.mail.certificates,
        )

    @property
    def environment(self) -> dict[str, str]:
        """As an administrator says it."""
        return {
            "YIYUAN_SMTP_HOST": self.mail.smtp.host, "YIYUAN_SMTP_PORT": str(self.mail.smtp.port),
            "YIYUAN_SMTP_USER": USER, "YIYUAN_SMTP_PASSWORD": PASSWORD, "YIYUAN_SMTP_FROM": self.mail.smtp.sender,
            "YIYUAN_CERTIFICATES": str(self.mail.certificates), "YIYUAN_ZIP_PASSWORD_HEALTH": SECRET,
            "YIYUAN_ROBOT_HEALTH_KEY": DINGTALK_KEY.key, "YIYUAN_ROBOT_HEALTH_SECRET": str(DINGTALK_KEY.secret),
            "YIYUAN_ROBOT_ORGANIZATION_KEY": WECOM_KEY.key, "YIYUAN_RETRY_SECONDS": "0",
            "YIYUAN_WECOM_URL": self.robots.urls["wecom"], "YIYUAN_DINGTALK_URL": self.robots.urls["dingtalk"],
        }  # fmt: skip

    def heard(self) -> tuple[list[str], list[str]]:
        """Subjects of the mails and headings of the robots' messages since the last look."""
        subjects = [str(mail["Subject"]).split()[-1] for mail in self.mail.taken]
        headings = [said.splitlines()[0].removeprefix("### 【一源】") for said in self.robots.said]
        self.mail.taken.clear()
        self.robots.said.clear()
        return subjects, headings


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with mail_server(tmp_path_factory.mktemp("mail")) as mail, robot_server() as robots:
        robots.now = datetime.now(CHINA).timestamp() * 1000
        yield Outside(mail, robots)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory, outside: Outside) -> Run:
    """A run of ``core`` in a county with the channels of the recipe; one list lacks a column, one has a wrong telephone."""
    home = new_home(tmp_path_factory.mktemp("sending"))
    (home / "catalog/departments.yml").write_text(shown("channel.md")["departments.yml"], encoding="utf-8")
    Delivery(DEATHS, "2025-12-30", [death("S-1", DEAD, "2025-12-03") | {"死者姓名": ""}], "死亡.csv").write(
        home
    )
    Delivery(DEATHS, "2025-12-31", [{"证明书编号": "S-2"}], "缺列.csv").write(home)
    Delivery(PARTY, "2025-12-31", [member(HEAD, PHONE), member(WIFE, "")], "党员.xls").write(home)
    Delivery("tax/taxpayer", "2025-12-31", [{"纳税人名称": "慈利县某店"}], "税.csv").write(home)
    return run_job(home, instance=open_instance(read_settings(home)), post=outside.post)


def job(home: Path, name: str, outside: Outside, partition: str | None = None) -> Run:
    """Another job of the same county, in its own instance."""
    instance = open_instance(read_settings(home))
    return run_job(home, name, partition=partition, instance=instance, post=outside.post)


@dataclass(frozen=True)
class Sent:
    """A run of ``send`` and what was heard outside."""

    run: Run
    mails: list[str]
    said: list[str]
    attempts: int


def send(home: Path, outside: Outside, name: str = "send") -> Sent:
    """Run it, and listen."""
    outside.robots.attempts = 0
    run = job(home, name, outside)
    return Sent(run, *outside.heard(), outside.robots.attempts)


@pytest.fixture(scope="module")
def refused(delivered: Run, outside: Outside) -> Sent:
    """The first sending; one of the robots refuses whatever it is told. It is the last of three attempts' worth."""
    assert delivered.success, delivered.failures
    # health's robot is asked first
    outside.robots.answers = [{"errcode": 0}, *[REFUSED] * ATTEMPTS]
    return send(delivered.home, outside)


@pytest.fixture(scope="module")
def mended(refused: Sent, outside: Outside) -> tuple[Sent, Sent]:
    """Two more, nothing being in the way any longer."""
    return send(refused.run.home, outside), send(refused.run.home, outside)


@pytest.fixture(scope="module")
def digested(mended: tuple[Sent, Sent], outside: Outside) -> tuple[Sent, Sent]:
    """The week's digest, and a second time the same week."""
    home = mended[0].run.home
    return send(home, outside, "weekly_digest"), send(home, outside, "weekly_digest")


@pytest.fixture(scope="module")
def reported(digested: tuple[Sent, Sent], outside: Outside) -> Sent:
    """The month's reports, made and sent."""
    home = digested[0].run.home
    made = job(home, "quality_reports", outside, MONTH)
    assert made.success, made.failures
    return send(home, outside)


def test_computing_and_publishing_calls_nobody(delivered: Run, outside: Outside) -> None:
    assert delivered.success and (outside.mail.attempts, outside.robots.attempts) == (0, 0)


def test_a_refused_message_is_tried_again_and_then_a_failed_asset_and_the_others_are_told(
    refused: Sent,
) -> None:
    assert list(refused.run.failures) == ["messages__party_organization"]
    assert "wecom 1: receipt" in refused.run.failures["messages__party_organization"]
    assert "refused (errcode 310000)" in refused.run.failures["messages__party_organization"]
    assert refused.attempts == 1 + ATTEMPTS
    assert (refused.mails, refused.said) == (["接收回执（2份）"], ["慈利县卫生健康局 接收回执（2份）"])


def test_the_next_run_tells_what_was_refused_and_nothing_twice(mended: tuple[Sent, Sent]) -> None:
    told, again = mended
    assert told.run.success and again.run.success, told.run.failures
    assert (told.mails, told.said) == ([], ["慈利县县委组织部 接收回执"])
    assert (again.mails, again.said, again.attempts) == ([], [], 0)


def test_the_weeks_digest_is_filed_for_all_and_told_to_those_with_channels_once(
    digested: tuple[Sent, Sent],
) -> None:
    first, again = digested
    assert first.run.success, first.run.failures
    assert (first.mails, first.said) == (
        ["每周提要"],
        ["慈利县卫生健康局 每周提要", "慈利县县委组织部 每周提要"],
    )
    assert (again.run.success, again.mails, again.said) == (True, [], [])
    pages = sorted(
        p.relative_to(first.run.home).as_posix() for p in first.run.home.glob("outbox/*/digests/*")
    )
    assert pages == [
        f"outbox/{d}/digests/每周提要_2025-12-31.html" for d in ("health", "party_organization", "tax")
    ]


def test_the_months_report_is_told_with_its_score(reported: Sent) -> None:
    assert reported.run.success, reported.run.failures
    assert (reported.mails, len(reported.said)) == (["数据质量报告"], 2)


def test_nothing_personal_and_no_secret_is_in_dagsters_storage(reported: Sent) -> None:
    everything = b"\n".join(stored(reported.run.home / "dagster"))
    assert b"messages__party_organization" in everything
    for value in (BOX, PASSWORD, SECRET, WECOM_KEY.key, DINGTALK_KEY.key, str(DINGTALK_KEY.secret), HEAD.name,
                  HEAD.number, PHONE, DEAD.name, "党员.xls"):  # fmt: skip
        assert value.encode() not in everything, value


def test_no_robot_says_a_value_of_a_person(
    delivered: Run, refused: Sent, reported: Sent, outside: Outside
) -> None:
    journal = (delivered.home / "journal/messages.jsonl").read_text(encoding="utf-8")
    assert BOX in journal, "whom it was sent to is known in the home"
    for value in (HEAD.name, HEAD.number, DEAD.name, PHONE):
        assert value not in journal


def test_the_sensor_asks_once_for_what_is_new_and_never_where_no_channel_is(
    reported: Sent, outside: Outside, tmp_path: Path
) -> None:
    home = reported.run.home
    with dg.DagsterInstance.ephemeral() as instance:
        sensor = outbox_sensor(county_of(home))
        quiet = sensor(dg.build_sensor_context(instance=instance))
        assert isinstance(quiet, dg.SkipReason) and quiet.skip_message == "没有待发送的消息"
        Delivery(PARTY, "2026-01-31", [member(HEAD, "13700000009")], "党员.xls").write(home)
        assert run_job(home).success
        context = dg.build_sensor_context(instance=instance)
        assert isinstance(sensor(context), dg.RunRequest)
        again = sensor(dg.build_sensor_context(instance=instance, cursor=context.cursor))
        assert isinstance(again, dg.SkipReason) and again.skip_message == "发件箱没有变化"
        nobody = outbox_sensor(county_of(new_home(tmp_path / "home")))(
            dg.build_sensor_context(instance=instance)
        )
        assert isinstance(nobody, dg.SkipReason) and "没有部门登记渠道" in str(nobody.skip_message)


def test_the_command_line_says_what_waits_sends_it_and_takes_a_persons_word(
    reported: Sent, outside: Outside
) -> None:
    home = reported.run.home
    Delivery(DEATHS, "2026-01-15", [death("S-9", DEAD, "2025-12-03")], "死亡.csv").write(home)
    assert run_job(home).success

    def call(*arguments: str):
        runner = CliRunner(env=outside.environment)
        return runner.invoke(main, [*arguments, "--home", str(home)], catch_exceptions=False)

    said = call("send", "--dry-run").output
    assert (
        "health                 email 1      1 files  【一源】慈利县卫生健康局 接收回执" in said
        and BOX not in said
    )
    assert outside.heard() == ([], [])
    outside.mail.answers = [DROP]
    failed = call("send")
    assert failed.exit_code == 1 and "unclear (NO_ANSWER SMTPServerDisconnected)" in failed.output
    assert "0 to be sent, 1 unclear" in call("status").output
    number = failed.output.split("email 1: receipt ")[1].split()[0]
    assert "there is no unclear message 439901" in call("send", "--again", "439901").output
    outside.heard()
    assert call("send", "--again", number).exit_code == 0
    assert outside.heard() == (["接收回执"], [])
    assert "0 to be sent, 0 unclear" in call("status").output

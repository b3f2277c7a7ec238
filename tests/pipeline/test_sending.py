"""From the outbox to real servers: receipts, the week's digest and the month's report, each told once, a failure being seen."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from mail_server import DROP, PASSWORD, USER, MailServer, mail_server
from marking import stored
from robot_server import DINGTALK_KEY, REFUSED, WECOM_KEY, RobotServer, robot_server
from running import SILENT, Run, county_of
from test_recipes import shown
from village import DEAD, HEAD, LATE, WIFE

from assets.messages import ATTEMPTS
from assets.outbox import Outbox
from assets.sending.delivery import CHINA
from assets.sending.post import Post
from orchestration.cli import main
from orchestration.instance import open_instance
from orchestration.outbox_sensor import outbox_sensor
from orchestration.settings import read_settings
from orchestration.summary import state
from orchestration.wiring import definitions_for

BOX, SECRET = "office@health.example.cn", "口令-439901"
MONTH, REPORTS = "2026-01-01", ("quality.scores", "quality.health", "quality.party_organization")
PEOPLE = (*(text for who in (HEAD, WIFE, DEAD, LATE) for text in (who.name, who.number)), "13700000001")


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


@dataclass(frozen=True)
class Sent:
    """What became of a job, and what was heard outside meanwhile."""

    success: bool
    failures: dict[str, str]
    """Step -> what it says of itself."""
    mails: list[str]
    said: list[str]
    attempts: int


class Bureau:
    """The village's home with the channels of the recipe, an instance of its own, and its jobs."""

    def __init__(self, home: Path, outside: Outside) -> None:
        self.home, self.outside = home, outside
        (home / "catalog/departments.yml").write_text(
            shown("channel.md")["departments.yml"], encoding="utf-8"
        )
        self.county = county_of(home)
        self.definitions = definitions_for(self.county, post=outside.post)

    def run(self, job: str, partition: str | None = None, only: Sequence[str] = ()) -> Sent:
        """Execute a job, and listen."""
        self.outside.robots.attempts = 0
        with open_instance(read_settings(self.home)) as instance:
            result = self.definitions.resolve_job_def(job).execute_in_process(
                instance=instance,
                partition_key=partition,
                asset_selection=[dg.AssetKey(name.split(".")) for name in only] or None,
                raise_on_error=False,
                run_config=SILENT,
            )
        failures = {
            str(e.step_key): str(
                e.step_failure_data.user_failure_data and e.step_failure_data.user_failure_data.description
            )
            for e in result.all_events
            if e.is_step_failure
        }
        return Sent(result.success, failures, *self.outside.heard(), self.outside.robots.attempts)

    def look(self, cursor: str | None = None) -> tuple[dg.RunRequest | dg.SkipReason, str | None]:
        """What the sensor says, and what it remembers."""
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(instance=instance, cursor=cursor)
            said = outbox_sensor(self.county)(context)
        assert isinstance(said, dg.RunRequest | dg.SkipReason)
        return said, context.cursor


@pytest.fixture(scope="module")
def bureau(village: Run, outside: Outside, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A copy of the village after its run, its departments having got channels since."""
    home = tmp_path_factory.mktemp("sending") / "home"
    # reports that other tests made of the village are not ours to send
    shutil.copytree(village.home, home, symlinks=True, ignore=shutil.ignore_patterns("20??-??", "dagster"))
    something_wrong(home)
    return Bureau(home, outside)


def something_wrong(home: Path) -> None:
    """Findings that wait, in the published version: the village's departments have none."""
    file = home / "published/current/findings.all.parquet"
    schema = pa.schema([field.with_nullable(True) for field in pq.read_schema(file)])
    common = dict.fromkeys(("first_seen", "last_seen", "due_date"), date(2026, 1, 31))
    common |= {
        "severity": "error",
        "status": "open",
        "rule": "D-07",
        "dimension": "准确性",
        "batch": "2026-01-31",
    }
    common |= {"file": "a.csv", "row_number": 2, "message": "校验位不符"}
    owners = {"health": "death_certificate", "finance": "subsidy_payment"}
    file.unlink()  # it may be a link to the file of another version
    rows = [
        common | {"finding_id": department, "department": department, "dataset": dataset}
        for department, dataset in owners.items()
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema), file)


@pytest.fixture(scope="module")
def refused(bureau: Bureau) -> Sent:
    """The first sending; the second robot that is asked refuses whatever it is told."""
    bureau.outside.robots.answers = [{"errcode": 0}, *[REFUSED] * ATTEMPTS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_REDACT_USER_CODE_ERRORS", "1")  # as the services run
        return bureau.run("send")


@pytest.fixture(scope="module")
def mended(refused: Sent, bureau: Bureau) -> Sent:
    """Another one, nothing being in the way any longer."""
    return bureau.run("send")


@pytest.fixture(scope="module")
def digested(mended: Sent, bureau: Bureau) -> tuple[Sent, Sent]:
    """The week's digest, and a second time the same week."""
    return bureau.run("weekly_digest"), bureau.run("weekly_digest")


@pytest.fixture(scope="module")
def reported(digested: tuple[Sent, Sent], bureau: Bureau) -> Sent:
    """The month's reports are made; they are not sent yet."""
    return bureau.run("quality_reports", MONTH, REPORTS)


def test_neither_computing_nor_reporting_calls_anybody(bureau: Bureau) -> None:
    for job in ("core", "reports", "quality_reports"):
        steps = {node.name for node in bureau.definitions.resolve_job_def(job).nodes}
        assert steps and not any(step.startswith("messages__") for step in steps), job


def test_the_sensor_asks_for_what_was_not_told_and_once_only(bureau: Bureau, tmp_path: Path) -> None:
    asked, cursor = bureau.look()
    assert isinstance(asked, dg.RunRequest)
    again, _ = bureau.look(cursor)
    assert isinstance(again, dg.SkipReason) and again.skip_message == "发件箱没有变化"
    same, _ = bureau.look()
    assert isinstance(same, dg.RunRequest) and same.run_key == asked.run_key


def test_a_refused_message_is_tried_again_and_then_a_failed_asset_and_the_others_are_told(
    refused: Sent,
) -> None:
    assert list(refused.failures) == ["messages__party_organization"]
    said = refused.failures["messages__party_organization"]
    assert "wecom 1: receipt" in said and "refused (errcode 310000)" in said
    assert refused.attempts == 1 + ATTEMPTS
    assert (refused.mails, refused.said) == (["接收回执（3份）"], ["慈利县卫生健康局 接收回执（3份）"])


def test_the_next_run_tells_what_was_refused_and_nothing_twice(mended: Sent) -> None:
    assert mended.success, mended.failures
    assert (mended.mails, mended.said) == ([], ["慈利县县委组织部 接收回执（2份）"])


def test_the_weeks_digest_is_told_once_and_filed_for_those_without_a_channel_too(
    digested: tuple[Sent, Sent], bureau: Bureau
) -> None:
    first, again = digested
    assert first.success, first.failures
    assert (first.mails, first.said) == (["每周提要"], ["慈利县卫生健康局 每周提要"])
    assert sorted(page.parts[-3:] for page in bureau.home.glob("outbox/*/digests/*")) == [
        (department, "digests", "每周提要_2026-01-31.html") for department in ("finance", "health")
    ]
    assert (again.success, again.mails, again.said, again.attempts) == (True, [], [], 0)


def test_the_command_line_says_what_waits_sends_it_and_takes_a_persons_word(
    reported: Sent, bureau: Bureau
) -> None:
    assert reported.success and (reported.mails, reported.said) == ([], []), reported.failures

    def call(*arguments: str):
        runner = CliRunner(env=bureau.outside.environment)
        return runner.invoke(main, [*arguments, "--home", str(bureau.home)], catch_exceptions=False)

    said = call("send", "--dry-run").output
    assert "health                 email 1      2 files  【一源】慈利县卫生健康局 数据质量报告" in said
    assert BOX not in said and bureau.outside.heard() == ([], [])
    bureau.outside.mail.answers = [DROP]
    failed = call("send")
    assert failed.exit_code == 1 and "unclear (NO_ANSWER SMTPServerDisconnected)" in failed.output
    assert "messages      0 to be sent, 1 unclear (yiyuan send)" in list(state(bureau.county))
    mails, robots = bureau.outside.heard()
    assert (mails, len(robots)) == (["数据质量报告"], 2)
    number = failed.output.split("email 1: report ")[1].split()[0]
    assert call("send", "--again", number).exit_code == 0
    assert bureau.outside.heard() == (["数据质量报告"], [])
    assert "messages      0 to be sent, 0 unclear (yiyuan send)" in list(state(bureau.county))
    quiet, _ = bureau.look()
    assert isinstance(quiet, dg.SkipReason) and quiet.skip_message == "没有待发送的消息"


def test_nothing_personal_and_no_secret_is_in_dagsters_storage(reported: Sent, bureau: Bureau) -> None:
    everything = b"\n".join(stored(bureau.home / "dagster"))
    assert b"messages__party_organization" in everything
    for value in (
        BOX,
        PASSWORD,
        SECRET,
        WECOM_KEY.key,
        DINGTALK_KEY.key,
        str(DINGTALK_KEY.secret),
        *PEOPLE,
        "党员.xls",
    ):
        assert value.encode() not in everything, value


def test_no_message_speaks_of_a_person(reported: Sent, bureau: Bureau) -> None:
    journal = (bureau.home / "journal/messages.jsonl").read_text(encoding="utf-8")
    assert BOX in journal, "whom it was sent to is known in the home"
    outbox = Outbox(bureau.county)
    lines = [p.line + p.subject for d in bureau.county.catalog.departments for p in outbox.papers(d)]
    assert len(lines) > 10
    for value in PEOPLE:
        assert value not in journal and not any(value in line for line in lines)

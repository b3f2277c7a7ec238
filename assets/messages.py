"""Messages: each department is told what lies in its outbox, on the channels it declared, everything once."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.county import County
from assets.outbox import Outbox
from assets.publication.reports import county_name
from assets.request import RequestError
from assets.sending.delivery import REAL_TIME, Clock, Delivered, deliver, unsent
from assets.sending.log import FILE, MessageLog, open_log
from assets.sending.message import Message
from assets.sending.outcome import Outcome, State
from assets.sending.post import Post
from catalog.departments import Department

GROUP = "messages"
ATTEMPTS = 3
"""Attempts of one run; what still was not taken is tried again on the next day."""
NO_CHANNEL = "未配置渠道，仅放入发件箱"


class UnknownMessage(RequestError):
    """There is no unclear message of this number."""


def message_assets(county: County, post: Post) -> list[dg.AssetsDefinition]:
    """One asset a department, so that one in trouble is seen by itself and keeps nobody else waiting."""
    policy = dg.RetryPolicy(
        max_retries=ATTEMPTS - 1, delay=post.retry_seconds, backoff=dg.Backoff.EXPONENTIAL
    )
    return [_department_asset(department, policy) for department in county.catalog.departments.values()]


def _department_asset(department: Department, policy: dg.RetryPolicy) -> dg.AssetsDefinition:
    @dg.asset(
        key=[GROUP, department.id],
        deps=[
            ["outbox", "receipts"],
            ["findings", "answers"],
            ["digest", "weekly"],
            ["quality", department.id],
        ],
        description=f"**{department.title}**的消息：把发件箱中尚未告知的接收和答复回执、提要和报告发到该部门登记的渠道，每件只发一次。",
        group_name=GROUP,
        kinds={"email"},
        owners=[f"team:{department.id.replace('_', '-')}"],
        retry_policy=policy,
        required_resource_keys={"county", "post"},
    )
    def messages(context) -> dg.MaterializeResult:  # noqa: ANN001 - Dagster refuses a postponed annotation
        delivered = send(context.resources.county, department.id, context.resources.post)
        if delivered.troubles:
            raise _failure(delivered, last=context.op_execution_context.retry_number == ATTEMPTS - 1)
        state = "已全部告知" if department.channels else NO_CHANNEL
        return dg.MaterializeResult(
            metadata={"channels": len(department.channels), "sent": delivered.sent, "state": state}
        )

    return messages


def _failure(delivered: Delivered, last: bool) -> dg.Failure:
    """What did not arrive, and what a person can do about it.

    The last attempt asks for no other: Dagster would say only that there were too many, and mask the rest.
    """
    unclear = [t for t in delivered.troubles if t.state is State.unclear]
    ask = (
        "; ask whether it arrived, then `yiyuan send --arrived NUMBER` or `--again NUMBER`" if unclear else ""
    )
    return dg.Failure(
        description="; ".join(map(str, delivered.troubles)) + ask,
        metadata={"sent": delivered.sent, "troubles": len(delivered.troubles), "unclear": len(unclear)},
        # another attempt helps none of those of which nobody knows, or that lack a setting
        allow_retries=not last
        and any(t.state is State.refused and not t.lasting for t in delivered.troubles),
    )


def send(county: County, department: str, post: Post, clock: Clock = REAL_TIME) -> Delivered:
    """Tell a department what it was not told yet; without a channel nothing is called and nothing written."""
    declared = county.catalog.departments[department]
    if not declared.channels:
        return Delivered(0, ())
    papers = Outbox(county).papers(department)
    with open_log(county.home.journal, clock.now()) as log:
        return deliver(declared, _addressee(county, declared), papers, post, log, clock)


def has_channels(county: County) -> bool:
    """Whether anybody is to be told of anything."""
    return any(d.channels for d in county.catalog.departments.values())


def waiting_messages(county: County) -> Iterator[tuple[str, str, Message]]:
    """What would be sent now: label of a channel, its key, the message."""
    outbox, log = Outbox(county), MessageLog(county.home.journal / FILE)
    for department in county.catalog.departments.values():
        if department.channels:
            papers = outbox.papers(department.id)
            for label, channel, message in unsent(department, _addressee(county, department), papers, log):
                yield label, channel.key, message


def unclear_messages(county: County) -> int:
    """How many messages nobody knows of whether they arrived."""
    return len(MessageLog(county.home.journal / FILE).unclear())


def resolve(county: County, number: str, state: State, clock: Clock = REAL_TIME) -> None:
    """Write what a person found out about an unclear message; raises UnknownMessage."""
    with open_log(county.home.journal, clock.now()) as log:
        found = next((entry for entry in log.unclear() if entry.number == number), None)
        if found is None:
            raise UnknownMessage(f"there is no unclear message {number}")
        log.end(found, Outcome(state), clock.now())


def _addressee(county: County, department: Department) -> str:
    return f"{county_name(county)}{department.title}"

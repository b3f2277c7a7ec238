"""The outbox sensor: a run of ``send`` as soon as a department can be told something."""

import hashlib

import dagster as dg

from assets.county import County
from assets.messages import has_channels, waiting_messages
from assets.outbox import PAGES
from orchestration.schedules import is_waiting


def outbox_sensor(county: County) -> dg.SensorDefinition:
    """Ask for a run when an outbox holds what its department was not told; the same messages are asked for once."""

    @dg.sensor(
        name="outbox",
        job_name="send",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="发件箱中有尚未告知部门的内容时，启动 send；未能送达的，由每日重发处理。",
    )
    def outbox(context):  # noqa: ANN001, ANN202 - Dagster inspects the annotation
        if not has_channels(county):
            return dg.SkipReason("没有部门登记渠道，仅放入发件箱")
        state = outbox_state(county)
        if context.cursor == state:
            return dg.SkipReason("发件箱没有变化")
        if is_waiting(context.instance, "send"):
            return dg.SkipReason("send 已在排队")
        context.update_cursor(state)
        numbers = sorted(message.number(key) for _, key, message in waiting_messages(county))
        if not numbers:
            return dg.SkipReason("没有待发送的消息")
        return dg.RunRequest(run_key=hashlib.sha256("".join(numbers).encode()).hexdigest()[:32])

    return outbox


def outbox_state(county: County) -> str:
    """Changes when there may be something else to tell; reads no content."""
    digest = hashlib.sha256(county.catalog.digest.encode())
    pages = county.home.outbox.glob(f"*/*/{PAGES}")
    for path in (*sorted(county.home.journal.glob("*.jsonl")), *sorted(pages)):
        stat = path.stat()
        digest.update(f"{path.name}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()

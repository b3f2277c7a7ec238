"""The sensors: a run of ``core`` as soon as a department finished a delivery, one of ``send`` as soon as it can be told."""

import hashlib

import dagster as dg

from assets.county import County
from assets.landing.deliveries import batches
from assets.messages import has_channels, waiting_messages
from assets.outbox import PAGES
from orchestration.schedules import is_waiting

LANDING_TAG = "yiyuan/landing"


def landing_sensor(county: County) -> dg.SensorDefinition:
    """Ask for a run when the landing holds ready batches that were not read, or read before they changed."""

    @dg.sensor(
        name="landing",
        job_name="core",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="发现已就绪而未读取的报送批次时，启动 core。",
    )
    def landing(context):  # noqa: ANN001, ANN202 - Dagster inspects the annotation
        unread = unread_batches(county)
        if not unread:
            return dg.SkipReason("没有新的报送")
        if is_waiting(context.instance, "core"):
            return dg.SkipReason("core 已在排队")
        tag = hashlib.sha256("".join(unread).encode()).hexdigest()[:32]
        before = context.instance.get_run_records(dg.RunsFilter(job_name="core", tags={LANDING_TAG: tag}))
        if any(not r.dagster_run.is_finished for r in before):
            return dg.SkipReason("这些报送正在处理")
        if len(before) >= MAX_ATTEMPTS:
            return dg.SkipReason(f"这些报送已失败 {len(before)} 次，请检查后手动运行 core")
        # a run key is remembered for ever, even after a failure: the attempt is part of it
        return dg.RunRequest(run_key=f"{tag}-{len(before) + 1}", tags={LANDING_TAG: tag})

    return landing


MAX_ATTEMPTS = 3


def unread_batches(county: County) -> list[str]:
    """Signatures of the ready batches of declared datasets that bronze does not hold as they are now."""
    manifest = county.bronze.manifest()
    found = []
    for batch in batches(county.home.landing):
        if county.catalog.owners.get(batch.dataset) != batch.department or not batch.ready:
            continue
        record = manifest.find(batch.dataset, batch.name)
        if record is None or record.signature != batch.signature():
            found.append(batch.signature())
    return found


def outbox_sensor(county: County) -> dg.SensorDefinition:
    """Ask for a run when an outbox holds what its department was not told; the same messages are asked for once."""

    @dg.sensor(
        name="outbox",
        job_name="send",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="发件箱中有尚未告知部门的内容时，启动 send；未能送达的，由每日重发处理。",
    )
    def outbox(context):  # noqa: ANN001, ANN202
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

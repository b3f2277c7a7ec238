"""The landing sensor: a run of ``core`` as soon as a department finished a delivery."""

import hashlib

import dagster as dg

from assets.answers import JOURNAL
from assets.answers_reading import answer_files
from assets.county import County
from assets.journal import entries
from assets.landing.deliveries import batches
from orchestration.schedules import is_waiting
from quality.answers import ReadFile

LANDING_TAG = "yiyuan/landing"


def landing_sensor(county: County) -> dg.SensorDefinition:
    """Ask for a run when the landing holds ready batches or answered workbooks that were not read as they are now."""

    @dg.sensor(
        name="landing",
        job_name="core",
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="发现已就绪而未读取的报送批次或部门答复时，启动 core。",
    )
    def landing(context):  # noqa: ANN001, ANN202 - Dagster inspects the annotation
        unread = [*unread_batches(county), *unread_answers(county)]
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


def unread_answers(county: County) -> list[str]:
    """Digests of answered workbooks that the journal does not have; what has a known name and size is not opened."""
    read = entries(county.home.journal / JOURNAL, ReadFile)
    places, contents = {(w.department, w.file, w.size) for w in read}, {w.key for w in read}
    unknown = (f for f in answer_files(county.home.landing) if (f.department, f.name, f.size) not in places)
    return [digest for f in unknown if (f.department, digest := f.sha256) not in contents]

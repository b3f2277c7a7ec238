"""From settings to definitions: the county, its assets and checks, jobs, schedules and sensor."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import dagster as dg

from assets.core import CATALOG_TITLES, core_assets
from assets.county import County
from assets.digests import digest_asset
from assets.home import Home
from assets.memory import REMEMBERED
from assets.messages import message_assets
from assets.publication.reports import month_partitions, report_assets
from assets.quality_reports import quality_assets
from assets.sending.post import NOBODY, Post
from assets.staging_queries import StagingQueries
from assets.tables import county_models, unknown_tables
from catalog.load import Catalog, load_catalog
from orchestration.jobs import core_job, digest_job, quality_job, reports_job, send_job
from orchestration.outbox_sensor import outbox_sensor
from orchestration.schedules import schedules
from orchestration.sensors import landing_sensor
from orchestration.settings import DAILY_AT_TWO, Settings
from quality.agreement import agreement_checks
from quality.checks import sql_checks, suite_checks
from sql.model import BUILT_IN, Model, SqlError, load_functions
from sql.warehouse import Built, Limits, Warehouse, open_warehouse


@dataclass(frozen=True)
class Declared:
    """What a county declares: how its sources are standardised, and its tables."""

    queries: StagingQueries
    models: dict[str, Model]

    @property
    def catalog(self) -> Catalog:
        """The catalog."""
        return self.queries.catalog


@dataclass(frozen=True)
class _Written:
    """A catalog and the SQL folders beside it; two that say the same are one."""

    catalog_digest: str
    sql_digest: str
    catalog: Catalog = field(compare=False)
    roots: tuple[Path, ...] = field(compare=False)


def declared(settings: Settings) -> Declared:
    """The declarations of a home; raises CatalogError, or SqlError for a table that nobody makes."""
    catalog = load_catalog(settings.overlays)
    roots = (BUILT_IN, *(o / "sql" for o in settings.overlays if (o / "sql").is_dir()))
    return _declared(_Written(catalog.digest, _digest(roots), catalog, roots))


def _digest(roots: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for path in (p for root in roots for p in sorted(root.glob("*/*.sql"))):
        digest.update(f"{path}\n".encode() + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def _declared(written: _Written) -> Declared:
    """Put together once, for a process may open many homes that declare the same."""
    catalog, roots = written.catalog, written.roots
    models = county_models(catalog, roots)
    given = (*(f"memory.{m}" for m in REMEMBERED), *(f"catalog.{t}" for t in CATALOG_TITLES))
    if unknown := unknown_tables(catalog, models, given):
        raise SqlError("\n".join(unknown))
    return Declared(StagingQueries(catalog, load_functions(roots)), models)


def county_for(settings: Settings, progress: Callable[[Built], None] | None = None) -> County:
    """The county of a home; raises CatalogError or SqlError when its declarations do not hold together."""
    found = declared(settings)
    return County(
        home=Home(settings.home),
        queries=found.queries,
        models=found.models,
        limits=Limits(settings.memory, settings.threads),
        workers=settings.threads,
        today=settings.today,
        progress=progress,
    )


@dg.resource(required_resource_keys={"county"}, description="The warehouse of the home, opened for a run.")
def warehouse_resource(context: dg.InitResourceContext) -> Iterator[Warehouse]:
    """Open at the first step that needs it, close at the end of the run."""
    county: County = context.resources.county
    county.home.make()
    with open_warehouse(county.home.warehouse, county.limits) as warehouse:
        yield warehouse


def _assets(county: County, post: Post) -> list[dg.AssetsDefinition]:
    """From the landing to what the departments are told."""
    made = [*core_assets(county), *report_assets(county), *quality_assets(county)]
    return [*made, digest_asset(), *message_assets(county, post)]


def definitions_for(county: County, core_cron: str = DAILY_AT_TWO, post: Post = NOBODY) -> dg.Definitions:
    """The code location of one county; without a ``post`` it can call nobody."""
    partitions = month_partitions(county)
    return dg.Definitions(
        assets=_assets(county, post),
        asset_checks=[
            *suite_checks(county.catalog),
            *sql_checks(county.models),
            *agreement_checks(county.catalog),
        ],
        jobs=[core_job(), reports_job(partitions), quality_job(partitions), digest_job(), send_job()],
        schedules=schedules(county, core_cron),
        sensors=[landing_sensor(county), outbox_sensor(county)],
        resources={
            "county": dg.ResourceDefinition.hardcoded_resource(county),
            "post": dg.ResourceDefinition.hardcoded_resource(post),
            "warehouse": warehouse_resource,
        },
        executor=dg.in_process_executor,
    )

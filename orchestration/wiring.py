"""From settings to definitions: the county, its assets and checks, jobs, schedules and sensor."""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from assets.core import core_assets
from assets.county import County
from assets.home import Home
from assets.tables import county_models
from catalog.load import load_catalog
from orchestration.settings import Settings
from sql.model import load_functions
from sql.warehouse import Limits, Warehouse, open_warehouse


def county_for(settings: Settings) -> County:
    """The county of a home; raises CatalogError or SqlError when its declarations do not hold together."""
    catalog = load_catalog(settings.overlays)
    return County(
        home=Home(settings.home),
        catalog=catalog,
        models=county_models(catalog),
        functions=load_functions(),
        limits=Limits(settings.memory, settings.threads),
        workers=settings.threads,
        today=settings.today,
    )


@dg.resource(required_resource_keys={"county"}, description="The warehouse of the home, opened for a run.")
def warehouse_resource(context: dg.InitResourceContext) -> Iterator[Warehouse]:
    """Open at the first step, close at the end of the run."""
    county: County = context.resources.county
    county.home.make()
    with open_warehouse(county.home.warehouse, county.limits) as warehouse:
        yield warehouse


def definitions_for(settings: Settings) -> dg.Definitions:
    """The code location of one home."""
    county = county_for(settings)
    core = dg.define_asset_job("core", dg.AssetSelection.all(), executor_def=dg.in_process_executor)
    return dg.Definitions(
        assets=core_assets(county),
        jobs=[core],
        resources={"county": dg.ResourceDefinition.hardcoded_resource(county), "warehouse": warehouse_resource},
        executor=dg.in_process_executor,
    )

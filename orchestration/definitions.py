"""The code location: one Definitions object, put together from the settings."""

import dagster as dg

from orchestration.settings import read_settings
from orchestration.wiring import county_for, definitions_for

settings = read_settings()
defs: dg.Definitions = definitions_for(county_for(settings), settings.core_cron)

"""The code location: one Definitions object, put together from the settings."""

import gc

import dagster as dg

from orchestration.settings import read_settings
from orchestration.wiring import county_for, definitions_for

settings = read_settings()
# What loading makes lives as long as the process: to look for garbage meanwhile finds none and takes a third of the time.
gc.disable()
defs: dg.Definitions = definitions_for(county_for(settings), settings.core_cron, settings.post)
gc.freeze()
gc.enable()

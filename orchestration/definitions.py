"""The code location: one Definitions object, put together from the settings. A page of wiring, nothing more."""

from __future__ import annotations

import dagster as dg

from orchestration.wiring import definitions_for
from orchestration.settings import read_settings

defs: dg.Definitions = definitions_for(read_settings())

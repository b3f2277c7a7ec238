"""What stewards say about findings and values: exceptions and dispute requests, in the journal and as tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import dagster as dg
import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from assets.county import County, code_version
from assets.factory import Build, table_asset
from assets.journal import entries
from assets.request import RequestError
from sql.warehouse import Built, Warehouse

EXCEPTIONS, REQUESTS = "exceptions.jsonl", "disputes.jsonl"
EXCEPTION_SCHEMA = pa.schema({
    "place": pa.int64(), "finding_id": pa.string(), "verdict": pa.string(), "until": pa.date32(),
    "decided_on": pa.date32(),
})  # fmt: skip
REQUEST_SCHEMA = pa.schema({
    "place": pa.int64(), "entity_type": pa.string(), "entity_id": pa.string(), "element": pa.string(),
    "source": pa.string(), "disputed_value": pa.string(), "claimed_value": pa.string(), "why": pa.string(),
    "opened_on": pa.date32(),
})  # fmt: skip
CODE = code_version(Path(__file__))


class StewardError(RequestError):
    """Something a steward said that can not be taken; says what is missing, never a value."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True)

    by: str
    why: str


class ExceptionRuling(_Said):
    """A finding is legitimate until a day, or is not; the newest word counts."""

    finding_id: str
    verdict: Literal["granted", "refused"]
    until: date | None = None
    """The last day on which the exception holds."""
    decided_on: date


class DisputeRequest(_Said):
    """A golden value is put to the department whose source gave it."""

    entity_type: str
    entity_id: str
    element: str
    source: str
    disputed_value: str
    claimed_value: str
    opened_on: date


def steward_assets() -> list[dg.AssetsDefinition]:
    """The assets ``findings/exceptions`` and ``ledger/dispute_requests``."""
    return [
        table_asset("findings.exceptions", "例外裁定", "数据局对一条问题是否属于合理例外的一次裁定", (),
                    _journal_table("findings.exceptions", EXCEPTIONS, ExceptionRuling, EXCEPTION_SCHEMA), ("python",)),
        table_asset("ledger.dispute_requests", "人工校核申请", "数据局对一个黄金值提出的一次校核申请", (),
                    _journal_table("ledger.dispute_requests", REQUESTS, DisputeRequest, REQUEST_SCHEMA), ("python",)),
    ]  # fmt: skip


def _journal_table(table: str, file: str, kind: type[_Said], schema: pa.Schema) -> Build:
    """A journal file as a table, its documents numbered in the order in which they were written."""

    def build(county: County, warehouse: Warehouse) -> Built:
        said = entries(county.home.journal / file, kind)
        key = warehouse.key(CODE, {"said": [s.model_dump_json() for s in said]}, ())
        rows = [s.model_dump() | {"place": place} for place, s in enumerate(said, 1)]
        return warehouse.current(table, key) or warehouse.store(
            table, key, pa.Table.from_pylist(rows, schema)
        )

    return build

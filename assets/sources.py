"""The raw and staged tables, a pair for each cataloged source."""

from __future__ import annotations

from typing import Any

import dagster as dg

from assets.county import County
from assets.factory import table_asset
from assets.landing.bronze import Manifest
from assets.landing.deliveries import batches
from catalog.compile import fields_of
from catalog.headers import known_headers
from catalog.load import Catalog
from sql.warehouse import Built, Warehouse, quoted

CODE_TABLES = ("catalog.spellings", "catalog.divisions", "catalog.places")
"""What standardising looks values up in."""


def source_assets(catalog: Catalog) -> list[dg.AssetsDefinition]:
    """Two assets a source: what was delivered, and the same in catalog elements."""
    return [asset for dataset in sorted(catalog.sources) for asset in _pair(catalog, dataset)]


def _pair(catalog: Catalog, dataset: str) -> list[dg.AssetsDefinition]:
    title = catalog.sources[dataset].title
    owner = f"team:{catalog.owners[dataset].replace('_', '-')}"

    def read(county: County, warehouse: Warehouse) -> Built:
        return read_deliveries(county, warehouse, dataset)

    def stage(county: County, warehouse: Warehouse) -> Built:
        return county.stage.stage(warehouse, dataset)[0]

    def told(county: County, warehouse: Warehouse) -> dict[str, Any]:
        return _delivery_metadata(county.bronze.manifest(), dataset)

    comments = {c.field: c.header for c in fields_of(catalog.sources[dataset])}
    return [
        table_asset(f"raw.{dataset}", f"{title}（原始）", "报送的一行，全部为文本", (), read,
                    kinds=("parquet",), more=told, owner=owner),
        table_asset(f"staged.{dataset}", f"{title}（标准化）", "一条可用的记录", (f"raw.{dataset}", *CODE_TABLES),
                    stage, owner=owner, columns=comments),
    ]  # fmt: skip


def read_deliveries(county: County, warehouse: Warehouse, dataset: str) -> Built:
    """Read what is ready and new, then show all bronze files of the dataset as one view."""
    source, department = county.catalog.sources[dataset], county.catalog.owners[dataset]
    ready = [b for b in batches(county.home.landing) if (b.department, b.dataset) == (department, dataset)]
    columns = fields_of(source)
    county.bronze.take(ready, known_headers(county.catalog, columns), county.workers)
    table = f"raw.{dataset}"
    files = [f for f in county.stage.files(warehouse, dataset) if f.refused is None]
    key = warehouse.key(
        "raw", {"files": [(f.file.sha256, [p.part.number for p in f.parts]) for f in files]}, ()
    )
    if standing := warehouse.current(table, key):
        return standing
    if not files:
        return warehouse.view(table, key, "SELECT NULL::BIGINT AS record_id WHERE false", key)
    paths = sorted({quoted(str(county.bronze.rows(f.file.sha256))) for f in files})
    parts = ", ".join(
        f"({quoted(county.bronze.rows(f.file.sha256).name)}, {p.index}, {p.part.number})"
        for f in files
        for p in f.parts
    )
    select = (
        f"SELECT n.part * 4294967296 + r._row_number AS record_id, r.* EXCLUDE (filename, _part) "
        f"FROM read_parquet([{', '.join(paths)}], union_by_name = true, filename = true) AS r "
        f"JOIN (VALUES {parts}) AS n(name, index, part) "
        "ON n.index = r._part AND ends_with(r.filename, n.name)"
    )
    return warehouse.view(table, key, select, key)


def _delivery_metadata(manifest: Manifest, dataset: str) -> dict[str, Any]:
    """Batches, files and lines of a dataset, by number; names of files stay out."""
    recorded = manifest.of(dataset)
    files = [f for b in recorded for f in b.files]
    return {
        "batches": len(recorded),
        "refused_batches": sum(b.refused is not None for b in recorded),
        "files": len(files),
        "refused_files": sum(f.refused is not None for f in files),
        "lines": sum(f.lines for f in files),
        "quarantined_lines": sum(f.broken for f in files),
    }

"""How the headers of a delivery differ from the declared columns and from the batch before, and what they may mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from assets.acceptance import Delivered, StagedPart
from assets.county import County
from catalog.compile import fields_of
from catalog.headers import normalise_header
from catalog.parameter_values import number_on
from catalog.proposals import propose
from quality.masking import mask_text
from quality.receipt import Columns, Guess, Renamed
from sql.warehouse import Warehouse, quoted

SAMPLED = 200
"""Distinct values of an unknown column that are looked at, the commonest first."""
_UNNAMED = "_column_"


@dataclass
class DriftReader:
    """Tells the drift of the files of one dataset, batch after batch in order."""

    county: County
    warehouse: Warehouse
    dataset: str
    before: dict[str, str] = field(default_factory=dict)
    """Field -> header in the last accepted batch that had it."""

    def tell(self, file: Delivered) -> tuple[Columns, ...]:
        """The differences of each table of a file; tables without any are left out."""
        told = (self._table(file, part) for part in file.parts)
        return tuple(columns for columns in told if columns.drifted)

    def remember(self, files: tuple[Delivered, ...]) -> None:
        """Take the headers of an accepted batch as what the next one is compared with."""
        for file in files:
            for part in file.parts if file.refused is None else ():
                self.before |= part.headers.fields

    def _table(self, file: Delivered, part: StagedPart) -> Columns:
        declared = fields_of(self.county.catalog.sources[self.dataset])
        here = part.headers.fields
        unknown = [h for h in part.headers.unknown if not h.startswith(_UNNAMED)] if here else []
        return Columns(
            sheet=part.part.sheet,
            unknown=tuple(mask_text(h) for h in unknown),
            guesses=self._guesses(file, part, unknown),
            missing=part.headers.missing,
            # 操作类型 is no column of its own: a delta without it upserts
            absent=tuple(
                c.header
                for c in declared
                if not c.required and c.field not in here and c.field != "operation"
            ),
            renamed=tuple(
                Renamed(before=self.before[f], now=header)
                for f, header in here.items()
                if f in self.before and normalise_header(self.before[f]) != normalise_header(header)
            ),
        )

    def _guesses(self, file: Delivered, part: StagedPart, unknown: list[str]) -> tuple[Guess, ...]:
        """Proposals for unknown headers, by their words and by what the column holds."""
        catalog = self.county.catalog
        declared = fields_of(catalog.sources[self.dataset])
        unclaimed = [c for c in declared if c.field not in part.headers.fields]
        if not unknown or not unclaimed:
            return ()
        day = self.county.day(self.county.bronze.manifest())
        least = number_on(catalog, "header_proposal_score", day)
        delivered = {h: self._values(file, part, h) for h in unknown}
        return tuple(
            Guess(header=mask_text(p.header), column=p.column, likeness=p.likeness, fitting=p.fitting)
            for p in propose(catalog, unclaimed, delivered, least)
        )

    def _values(self, file: Delivered, part: StagedPart, header: str) -> dict[str, int]:
        """The commonest distinct values of a delivered column."""
        name = '"' + header.replace('"', '""') + '"'
        path = quoted(str(self.county.bronze.rows(file.file.sha256)))
        rows = self.warehouse.rows(
            f"SELECT {name}, count(*) FROM read_parquet({path}) WHERE _part = ? AND {name} IS NOT NULL "
            f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {SAMPLED}",
            [part.index],
        )
        return dict(rows)

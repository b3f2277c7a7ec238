"""Guards: what a delivery is held against before it is used (guide F-13, F-14, F-15, D-02). Their result is derived
each run from what was read and what the catalog says, so a later batch or another bound changes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby

from assets.acceptance import Delivered
from assets.file_facts import FileFacts
from assets.landing.bronze import FileNote, Refusal
from catalog.load import Catalog
from catalog.models import Mode, Source
from catalog.parameter_values import number_on

Facts = Callable[[Source, Delivered], FileFacts]
WHOLE = "dataset"
"""Scope of a list that is the whole state of its dataset."""


def guarded(catalog: Catalog, dataset: str, files: Iterable[Delivered], facts: Facts) -> list[Delivered]:
    """Files of a dataset in the order of batches, refused or remarked upon where a guard says so."""
    source = catalog.sources[dataset]
    known: dict[str, FileFacts] = {}
    judged: list[Delivered] = []
    for file in files:
        if file.refused is None and file.file.landed:
            known[_place(file)] = facts(source, file)
            file = _in_scientific_notation(catalog, source, file, known[_place(file)])
            file = _of_another_county(catalog, file, known[_place(file)])
        judged.append(file)
    if source.mode is Mode.full:
        judged = list(_Volumes(catalog, source, known).judge(judged))
    return list(_copies(judged))


def _place(file: Delivered) -> str:
    return f"{file.batch.key}/{file.file.file}"


def _bound(catalog: Catalog, name: str, file: Delivered) -> float:
    """The value of a parameter on the day of the batch."""
    return number_on(catalog, name, date.fromisoformat(file.batch.day))


def _remarked(file: Delivered, code: str, detail: str) -> Delivered:
    note = FileNote(code=code, sheet=None, row_number=None, detail=detail)
    return replace(file, remarks=(*file.remarks, note))


def _of_another_county(catalog: Catalog, file: Delivered, facts: FileFacts) -> Delivered:
    """F-15: a file most of whose rows lie in other counties is refused; single rows are findings of their own."""
    own = {d["code"][:6] for d in catalog.divisions}
    told = sum(facts.divisions.values())
    foreign = sum(n for code, n in facts.divisions.items() if code[:6] not in own)
    if not told or foreign <= _bound(catalog, "foreign_territory_share", file) * told:
        return file
    return replace(file, refused=Refusal(code="F-15", detail=f"{told} 行中有 {foreign} 行属于其他县区"))


def _in_scientific_notation(catalog: Catalog, source: Source, file: Delivered, facts: FileFacts) -> Delivered:
    """D-02: a column of numbers that went through a spreadsheet should be exported again as a whole."""
    for number, (lost, filled) in facts.scientific.items():
        if filled and lost > _bound(catalog, "scientific_notation_share", file) * filled:
            header = source.column(number).header
            detail = f"“{header}”列 {filled} 个号码中有 {lost} 个为科学计数法（{lost / filled:.1%}）"
            file = _remarked(file, "D-02", detail)
    return file


def _copies(files: Iterable[Delivered]) -> Iterator[Delivered]:
    """F-14: a file whose content was delivered before, in an earlier batch or in the same under a shorter name."""
    first: dict[str, Delivered] = {}
    for _, batch in groupby(files, key=lambda f: f.batch.key):
        listed = list(batch)
        for file in sorted(listed, key=lambda f: (len(f.file.file), f.file.file)):
            if file.refused is None and file.file.landed:
                first.setdefault(file.file.sha256, file)
        for file in listed:
            origin = first.get(file.file.sha256, file)
            if file.refused is None and (origin.batch, origin.file) != (file.batch, file.file):
                again = origin.batch.key != file.batch.key
                where = f"批次 {origin.batch.batch} " if again else "本批"
                file = replace(_remarked(file, "F-14", f"与{where}中的一个文件内容完全相同"), repeated=again)
            yield file


@dataclass
class _Volumes:
    """F-13: the rows of full lists by scope and village, batch after batch, each against the last that was accepted."""

    catalog: Catalog
    source: Source
    facts: dict[str, FileFacts]
    scopes: Counter[str] = field(default_factory=Counter)
    villages: Counter[str] = field(default_factory=Counter)

    def judge(self, files: list[Delivered]) -> Iterator[Delivered]:
        """The files with what their volume says; a batch outside the declared bounds is refused whole."""
        for _, batch in groupby(files, key=lambda f: f.batch.key):
            yield from self._batch(list(batch))

    def _batch(self, files: list[Delivered]) -> list[Delivered]:
        used = [f for f in files if f.refused is None]
        # what a refused file held is missing from the whole
        if not used or (self.source.scope is None and len(used) < len(files)):
            return files
        scopes: Counter[str] = sum((self._by_scope(f) for f in used), Counter())
        if self.source.scope is None:
            scopes[WHOLE] += 0  # a list without a row is a list
        villages: Counter[str] = sum((self._by_village(f) for f in used), Counter())
        # a list of some scopes says nothing of the others
        before = sum(n for scope, n in self.scopes.items() if scope in scopes)
        now = sum(n for scope, n in scopes.items() if scope in self.scopes)
        if refusal := self._outside(before, now):
            return [f if f.refused else replace(f, refused=refusal) for f in files]
        notes = tuple(self._notes(used[0], before, now, scopes, villages))
        self.scopes = Counter({**self.scopes, **scopes})
        self.villages = villages
        place = files.index(used[0])
        return [replace(f, of_batch=notes) if i == place else f for i, f in enumerate(files)]

    def _outside(self, before: int, now: int) -> Refusal | None:
        """The refusal of a batch below or above the share of its predecessor that the source declares."""
        if not before:
            return None
        ratio, most = now / before, self.source.max_ratio
        if ratio >= self.source.min_ratio and (most is None or ratio <= most):
            return None
        bounds = f"不低于 {self.source.min_ratio:.0%}" + (f"、不高于 {most:.0%}" if most is not None else "")
        return Refusal(
            code="F-13", detail=f"本批 {now} 行，上一批 {before} 行（{ratio:.0%}）；登记的范围为{bounds}"
        )

    def _notes(
        self, file: Delivered, before: int, now: int, scopes: Counter[str], villages: Counter[str]
    ) -> Iterator[FileNote]:
        """One note of the whole batch, else one of each village or scope that jumps."""
        share, least = (_bound(self.catalog, f"volume_jump_{n}", file) for n in ("share", "rows"))

        def jumps(earlier: int, later: int) -> bool:
            return abs(later - earlier) > share * earlier and abs(later - earlier) >= least

        names = {d["code"]: d["name"] for d in self.catalog.divisions}
        parts = [
            (names.get(s, s), self.scopes[s], n) for s, n in scopes.items() if s in self.scopes and s != WHOLE
        ]
        known = self.villages.keys() | villages.keys() if self.villages else ()
        parts += [(names[v], self.villages[v], villages[v]) for v in known]
        jumped = sorted(p for p in parts if jumps(*p[1:]))
        if before and jumps(before, now):
            among = f"，其中 {len(jumped)} 个村（社区）或单位变动超过 {share:.0%}" if jumped else ""
            jumped = [("全部记录", before, now)]
        else:
            among = ""
        for name, earlier, later in jumped:
            detail = f"{name}：上一批 {earlier} 行，本批 {later} 行{among}"
            yield FileNote(code="F-13", sheet=None, row_number=None, detail=detail)

    def _by_scope(self, file: Delivered) -> Counter[str]:
        if self.source.scope is None:
            return Counter({WHOLE: file.file.landed})
        if self.source.scope == "division":
            counted: Counter[str] = Counter()
            for part in file.parts:
                if part.division:
                    counted[part.division] += part.part.rows
            return counted
        return Counter(self._facts(file).scopes)

    def _by_village(self, file: Delivered) -> Counter[str]:
        """Rows of each village of the edition of divisions."""
        villages = {d["code"] for d in self.catalog.divisions if d["level"] == "5"}
        return Counter({c: n for c, n in self._facts(file).divisions.items() if c in villages})

    def _facts(self, file: Delivered) -> FileFacts:
        """What was counted of a file; nothing where it has no rows."""
        return self.facts.get(_place(file), FileFacts())

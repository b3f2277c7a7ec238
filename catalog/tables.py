"""The declarations as frames, so that SQL can join them: the schema ``catalog``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files

import pyarrow as pa
from chinese_calendar import is_workday

from catalog.compile import fields_of
from catalog.contradictions import contradictions
from catalog.load import Catalog
from catalog.models import Mode

VILLAGE_WORDS = "村民委员会|居民委员会|村委会|居委会|社区|村|居"
"""What may stand behind the stem of a village's name; the unit's type comes from its code (guide 2.4)."""


CALENDAR_YEARS = (2015, 2035)
"""First and last year of ``catalog.calendar``."""


def catalog_tables(catalog: Catalog) -> dict[str, pa.Table]:
    """Every table of the schema ``catalog`` by name."""
    return {name: catalog_table(catalog, name) for name in ("contradictions", *_TABLES)}


def catalog_table(catalog: Catalog, name: str) -> pa.Table:
    """One table of the schema ``catalog``."""
    if name == "contradictions":
        return contradictions(catalog)
    rows, *columns = _TABLES[name]
    return _table(rows(catalog), *columns)


def _table(rows: Iterator[tuple], *names: str) -> pa.Table:
    """Rows as a table; a column without any value is text, or a date where its name says so."""
    columns = list(zip(*rows, strict=True)) or [() for _ in names]
    return pa.table({n: _array(n, column) for n, column in zip(names, columns, strict=True)})


def _array(name: str, column: tuple) -> pa.Array:
    array = pa.array(column)
    if not pa.types.is_null(array.type):
        return array
    return array.cast(pa.date32() if name.startswith(("valid_", "applies_")) else pa.string())


def _codes(catalog: Catalog) -> Iterator[tuple]:
    for name, rows in sorted(catalog.codes.items()):
        for row in rows:
            yield name, row["code"], row.get("label") or row.get("name") or row["code"]


def _spellings(catalog: Catalog) -> Iterator[tuple]:
    """Every way to write a code: itself, its label, the other spellings; the first list row wins."""
    for name, rows in sorted(catalog.codes.items()):
        seen: set[str] = set()
        plain = [(row["code"], row["code"]) for row in rows]
        labels = [(row.get("label", ""), row["code"]) for row in rows]
        others = [(s, row["code"]) for row in rows for s in row.get("also", "").split("|")]
        for spelling, code in (*plain, *labels, *others):
            key = re.sub(r"\s+", "", spelling).upper()
            if key and key not in seen:
                seen.add(key)
                yield name, key, code


def _issues(catalog: Catalog) -> Iterator[tuple]:
    for row in catalog.codes["issues"]:
        yield row["code"], row["label"], row["dimension"], row["severity"], row["advice"]


def _departments(catalog: Catalog) -> Iterator[tuple]:
    for department in catalog.departments.values():
        yield department.id, department.title, department.short_title


def _sources(catalog: Catalog) -> Iterator[tuple]:
    for name, s in sorted(catalog.sources.items()):
        yield (
            name,
            catalog.owners[name],
            s.title,
            s.mode.value,
            s.frequency,
            s.due_day,
            s.covers,
            s.strength,
            s.territory,
        )


def _columns(catalog: Catalog) -> Iterator[tuple]:
    for name, source in sorted(catalog.sources.items()):
        for i, column in enumerate(fields_of(source), 1):
            yield name, i, column.header, column.field, column.type.value, column.required


def _roles(catalog: Catalog) -> Iterator[tuple]:
    """Who takes part in the records of a dataset, and the fields of their id number, name and the department's number."""
    for name, source in sorted(catalog.sources.items()):
        for role, r in source.roles.items():
            yield name, role, r.entity, r.subject, r.id_number, r.name, r.number


def _statements(catalog: Catalog) -> Iterator[tuple]:
    """Which element of whom a field states, and whether by a map of its values."""
    for name, source in sorted(catalog.sources.items()):
        for column in source.columns:
            for s in column.statements():
                yield name, column.field, s.role, source.roles[s.role].entity, s.element, s.map is not None


def _elements(catalog: Catalog) -> Iterator[tuple]:
    for (entity, name), e in sorted(catalog.elements.items()):
        yield (
            entity,
            name,
            e.title,
            e.type.value,
            e.rule,
            e.compare,
            e.grade,
            e.legal_basis,
            e.valid_from,
            e.fresh_days,
        )


def _authority(catalog: Catalog) -> Iterator[tuple]:
    """Rank 1 decides; sources that are only cross-checked have no rank and never decide."""
    for (entity, name), e in sorted(catalog.elements.items()):
        for rank, authority in enumerate(e.ranked(), 1):
            yield entity, name, authority.source, rank


def _cross_checks(catalog: Catalog) -> Iterator[tuple]:
    """Sources that an element is checked with."""
    for (entity, name), e in sorted(catalog.elements.items()):
        for dataset in e.cross_check:
            yield entity, name, dataset


def _parameters(catalog: Catalog) -> Iterator[tuple]:
    for name, parameter in sorted(catalog.parameters.items()):
        for v in parameter.values:
            number = float(v.value) if isinstance(v.value, int | float) else None
            text = "|".join(v.value) if isinstance(v.value, list) else str(v.value)
            yield name, text, number, v.valid_from, v.valid_to, v.policy_ref


def _tiers(catalog: Catalog) -> Iterator[tuple]:
    """A row for each level at which a comparison can come out for a tier; ``needed``: all, or any of these."""
    for entity, declared in sorted(catalog.entities.items()):
        for tier in declared.tiers:
            for needed, wanted in (("all", tier.when), ("any", tier.agree)):
                for comparison, levels in wanted.items():
                    for level in levels:
                        yield entity, tier.method, tier.probability, comparison, level, needed


def _divisions(catalog: Catalog) -> Iterator[tuple]:
    names = {row["code"]: row["name"] for row in catalog.divisions}
    for row in catalog.divisions:
        township = row["code"][:9] + "000" if row["level"] in ("4", "5") else None
        yield (row["code"], row["name"], int(row["level"]), row["parent_code"] or None, township,
               names.get(township or ""), _urban(row))  # fmt: skip


def _urban(row: dict[str, str]) -> str | None:
    """城镇 or 乡村 from the class code where the edition has it, else 推定 from the unit-code range (guide 2.4)."""
    if row["level"] != "5":
        return None
    declared = row.get("class", "")
    if declared:
        return "城镇" if declared.startswith("1") else "乡村"
    return "城镇（推定）" if "001" <= row["code"][9:] <= "199" else "乡村（推定）"


def _places(catalog: Catalog) -> Iterator[tuple]:
    """Stems by which an address names a village: (township, village), and (null, village) where that is unique."""
    townships = {r["code"]: _township_stem(r["name"]) for r in catalog.divisions if r["level"] == "4"}
    villages = [(townships[r["parent_code"]], village_stem(r["name"]), r["code"]) for r in catalog.divisions
                if r["level"] == "5"]  # fmt: skip
    seen: set[tuple[str, str]] = set()
    for township, village, code in villages:
        if (township, village) not in seen:
            seen.add((township, village))
            yield township, village, code
    alone = [village for _, village, _ in villages]
    for _, village, code in villages:
        if alone.count(village) == 1:
            yield None, village, code


def _township_stem(name: str) -> str:
    return re.sub(r"(土家族|苗族|白族|回族|侗族|瑶族)?(乡|镇|街道|街道办事处)$", "", name)


def village_stem(name: str) -> str:
    """A village's name without the word for its kind."""
    return re.sub(f"({VILLAGE_WORDS})$", "", name)


def _calendar(_: Catalog) -> Iterator[tuple]:
    """Days with whether they are worked and the number of working days up to them.

    Where the yearly holiday notice is not known yet, weekends decide and ``announced`` is false (guide 2.15).
    """
    number, day = 0, date(CALENDAR_YEARS[0], 1, 1)
    while day.year <= CALENDAR_YEARS[1]:
        try:
            workday, announced = is_workday(day), True
        except NotImplementedError:
            workday, announced = day.weekday() < 5, False
        number += workday
        yield day, workday, number, announced
        day += timedelta(days=1)


def _id_prefixes(catalog: Catalog) -> Iterator[tuple]:
    """County codes of all times (python-stdnum's table, from GB/T 2260) and those an overlay registers."""
    province = ""
    for line in files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8").splitlines():
        if match := re.match(r'^(\d{2}) province="([^"]*)"', line):
            province = match.group(1)
        for code, names in re.findall(r'(\d{4}) county="([^"]*)"', line):
            yield province + code, names.split(",")[-1].split("]")[-1], None, None
    for row in catalog.codes.get("id_prefixes", ()):
        yield row["code"], row.get("name", ""), row.get("valid_from") or None, row.get("valid_to") or None


def _matrix(catalog: Catalog) -> Iterator[tuple]:
    """Every version of every authority list, a row a rank; it applies until the next began, the first from ever."""
    for (entity, name), e in sorted(catalog.elements.items()):
        newer: date | None = None
        checked_with = "、".join(catalog.sources[dataset].title for dataset in e.cross_check) or None
        for version in e.versions():
            begins = date.min if version == e.versions()[-1] else version.valid_from
            for rank, authority in enumerate(version.ranked(), 1):
                source = catalog.sources[authority.source]
                yield (entity, name, authority.source, rank, version.rule, source.mode is Mode.append, source.strength, checked_with,
                       version.legal_basis, version.document_number, version.approved_by, version.valid_from,
                       version.valid_to, begins, newer)  # fmt: skip
            newer = version.valid_from


_TABLES: dict[str, tuple] = {
    "codes": (_codes, "list", "code", "label"),
    "spellings": (_spellings, "list", "spelling", "code"),
    "issues": (_issues, "code", "label", "dimension", "severity", "advice"),
    "departments": (_departments, "department", "title", "short_title"),
    "sources": (_sources, "dataset", "department", "title", "mode", "frequency", "due_day", "covers", "strength", "territory"),
    "columns": (_columns, "dataset", "position", "header", "field", "type", "required"),
    "roles": (_roles, "dataset", "role", "entity_type", "subject", "id_number", "name", "number"),
    "statements": (_statements, "dataset", "field", "role", "entity_type", "element", "mapped"),
    "elements": (_elements, "entity_type", "element", "title", "type", "rule", "compare", "grade", "legal_basis",
                 "valid_from", "fresh_days"),
    "authority": (_authority, "entity_type", "element", "dataset", "rank"),
    "cross_checks": (_cross_checks, "entity_type", "element", "dataset"),
    "parameters": (_parameters, "name", "value", "number", "valid_from", "valid_to", "policy_ref"),
    "tiers": (_tiers, "entity_type", "method", "probability", "comparison", "level", "needed"),
    "divisions": (_divisions, "code", "name", "level", "parent_code", "township_code", "township", "urban"),
    "places": (_places, "township_stem", "village_stem", "code"),
    "calendar": (_calendar, "day", "workday", "workday_number", "announced"),
    "id_prefixes": (_id_prefixes, "code", "name", "valid_from", "valid_to"),
    "matrix": (_matrix, "entity_type", "element", "dataset", "rank", "rule", "is_event", "strength", "checked_with",
               "legal_basis", "document_number", "approved_by", "valid_from", "valid_to", "applies_from", "applies_to"),
}  # fmt: skip
"""Table -> its rows, then the names of its columns."""

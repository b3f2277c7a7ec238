"""Reading ``sql/``: front matter, one SELECT a file, dependencies parsed by sqlglot, functions inlined as trees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

BUILT_IN = Path(__file__).parent
SCHEMAS = ("identity", "ledger", "alerts", "reports", "findings", "exchange", "checks")
"""Folders whose files are tables or checks; ``quality/`` is the schema ``findings``."""
FOLDER_OF = {"findings": "quality"}
_FRONT_MATTER = re.compile(r"\A\s*/\*(.*?)\*/", re.DOTALL)


class SqlError(Exception):
    """A file under ``sql/`` that can not be used; says which one and why."""


class _Matter(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableMatter(_Matter):
    """Front matter of a table: a Chinese title, one sentence on what a row is, and column comments."""

    title: str
    row: str = ""
    published: bool = False
    view: bool = False
    """Not stored: computed where it is read."""
    owner: str = "data-bureau"
    columns: dict[str, str] = {}


class CheckMatter(_Matter):
    """Front matter of a check, a SELECT of the offending rows."""

    title: str
    asset: str
    """The table it belongs to, ``schema.table``."""
    dimension: str
    severity: Literal["info", "warn", "error"] = "warn"
    blocking: bool = False


class AlertMatter(_Matter):
    """Front matter of a warning or policy audience (guide 6.1); a hit is a lead, never a decision."""

    title: str
    rule: str
    version: int = 1
    kind: Literal["享受线索", "停发线索", "风险线索", "数据线索"]
    severity: Literal["info", "warn", "error"] = "warn"
    recipient: str
    policy_ref: str = "未配置"
    params: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Lists without which it can not tell: not to stand on a list that never came says nothing."""
    lacks: dict[str, str] = {}
    """Data that no extract of the catalog has, each with what can not be told without it."""


class ReportColumn(_Matter):
    """One column of a report: what it shows, under which title, in which group of titles, how wide and in which format."""

    column: str
    title: str
    group: str | None = None
    width: float = 9
    """In characters of the body font."""
    format: Literal["text", "int", "money", "date"] = "text"
    sum: bool = False
    """Whether the total line adds it up."""


class ReportMatter(_Matter):
    """Front matter of a report: who gets it, for which period, and how its sheet looks (guide 5.1)."""

    title: str
    code: str
    audience: str
    owner: str
    period: Literal["month"] = "month"
    job: Literal["reports", "quality"] = "reports"
    """Which job makes it; ``quality``: the asset of the circular, as of the cut-off of the month's figures."""
    split: Literal["county", "township", "both"] = "county"
    """One workbook for the county, one a township (columns ``township_code``, ``township``), or both."""
    sheet: str | None = None
    """Column whose values become sheets; null: one sheet."""
    total: Literal["first", "last", "none"] = "none"
    """Where the total line stands: first in statistics, last in rosters. Rows whose column ``summary`` is not null
    are totals that the SELECT brings itself."""
    unit: str = "人"
    layout: tuple[ReportColumn, ...]
    notes: tuple[str, ...] = ()


Matter = TableMatter | CheckMatter | AlertMatter | ReportMatter
_MATTERS: dict[str, type[_Matter]] = {"checks": CheckMatter, "alerts": AlertMatter, "reports": ReportMatter}


@dataclass(frozen=True)
class Model:
    """One file under ``sql/``: a table, a check, an alert or a report."""

    name: str
    path: Path
    matter: Matter
    select: exp.Query
    parameters: tuple[str, ...]
    depends_on: tuple[str, ...]
    functions: Mapping[str, Function] = field(default_factory=dict, repr=False)
    """What the SELECT may call; they are inlined where its text is asked for, for loading all of them is not free."""

    @property
    def schema(self) -> str:
        """The layer: first part of the name."""
        return self.name.split(".")[0]

    def sql(self) -> str:
        """The SELECT as DuckDB text, functions inlined."""
        return self._text

    @cached_property
    def _text(self) -> str:
        return render(inline(self.select, self.functions))


def render(tree: exp.Expr) -> str:
    """DuckDB text of a tree of its own, which is used up: copying it costs as much as writing it.

    Without comments: DuckDB 2.0 takes an apostrophe inside one for the start of a string.
    """
    return tree.sql(dialect="duckdb", pretty=True, comments=False, copy=False)


def load_models(roots: tuple[Path, ...] = (BUILT_IN,)) -> dict[str, Model]:
    """Every table, check, alert and report by name; raises SqlError."""
    functions = load_functions(roots)
    found: dict[str, Model] = {}
    for root in roots:
        for schema in SCHEMAS:
            for path in sorted((root / FOLDER_OF.get(schema, schema)).glob("*.sql")):
                name = f"{schema}.{path.stem}"
                found[name] = _read(name, path, functions)
    return found


def _read(name: str, path: Path, functions: dict[str, Function]) -> Model:
    front, body = _split(path)
    matter = _matter(path, front, _matter_type(name.split(".")[0], front))
    tree = _parse(path, body)
    if not isinstance(tree, exp.Query):
        raise SqlError(f"{path}: expected one SELECT, found {tree.key}")
    assert isinstance(matter, Matter)
    return Model(name, path, matter, tree, parameters_of(tree), tables_of(tree), functions)


def _split(path: Path) -> tuple[dict[str, Any], str]:
    text = path.read_text(encoding="utf-8")
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise SqlError(f"{path}: no front matter (YAML in a leading /* */ comment)")
    try:
        front = yaml.load(match.group(1), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise SqlError(f"{path}: front matter is not YAML: {str(error).splitlines()[0]}") from None
    return front or {}, text[match.end() :]


def _matter_type(schema: str, front: dict[str, Any]) -> type[_Matter]:
    """What a file's front matter must hold; among the reports, a table that several of them read has no layout."""
    if schema == "reports" and "layout" not in front:
        return TableMatter
    return _MATTERS.get(schema, TableMatter)


_M = TypeVar("_M", bound=BaseModel)


def _matter(path: Path, front: dict[str, Any], matter_type: type[_M]) -> _M:
    try:
        return matter_type.model_validate(front)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SqlError(f"{path}: front matter: {problems}") from None


def _parse(path: Path, text: str) -> exp.Expr:
    try:
        return parse_one(text.strip().rstrip(";"), dialect="duckdb")
    except SqlglotError as error:
        raise SqlError(f"{path}: {str(error).splitlines()[0]}") from None


class FunctionMatter(_Matter):
    """Front matter of a scalar function: its arguments in order and what it returns."""

    args: tuple[str, ...]
    returns: str


@dataclass(frozen=True)
class Function:
    """A named scalar expression with named arguments."""

    name: str
    args: tuple[str, ...]
    body: exp.Expr


@cache
def load_functions(roots: tuple[Path, ...] = (BUILT_IN,)) -> dict[str, Function]:
    """Scalar functions by name; a function may call those that sort before it."""
    functions: dict[str, Function] = {}
    for path in sorted(p for root in roots for p in (root / "functions").glob("*.sql")):
        front, body = _split(path)
        matter = _matter(path, front, FunctionMatter)
        functions[path.stem] = Function(path.stem, matter.args, _parse(path, body))
    expanded: dict[str, Function] = {}
    for name in functions:
        _expand(name, functions, expanded, ())
    return expanded


def _expand(
    name: str, functions: dict[str, Function], expanded: dict[str, Function], above: tuple[str, ...]
) -> None:
    """Put a function with all of its calls inlined into ``expanded``, those it calls first."""
    if name in expanded:
        return
    if name in above:
        raise SqlError(f"functions call each other in a circle: {' -> '.join((*above, name))}")
    function = functions[name]
    for call in function.body.find_all(exp.Anonymous):
        if call.name.lower() in functions:
            _expand(call.name.lower(), functions, expanded, (*above, name))
    expanded[name] = Function(name, function.args, inline(function.body, expanded))


def inline(tree: exp.Expr, functions: Mapping[str, Function]) -> exp.Expr:
    """The tree with every call of a function replaced by its expression; functions are themselves expanded."""
    tree = tree.copy()
    # innermost calls first, so that an argument is already inlined when its outer call copies it
    for call in reversed(list(tree.find_all(exp.Anonymous, bfs=True))):
        function = functions.get(call.name.lower())
        if function is None:
            continue
        if len(call.expressions) != len(function.args):
            raise SqlError(
                f"{function.name} takes {len(function.args)} arguments, not {len(call.expressions)}"
            )
        body = exp.Paren(this=_bind(function.body, dict(zip(function.args, call.expressions, strict=True))))
        if call is tree:
            tree = body
        else:
            call.replace(body)
    return tree


def _bind(body: exp.Expr, values: dict[str, exp.Expr]) -> exp.Expr:
    """A copy of the body with argument names replaced by values."""
    body = body.copy()
    for column in list(body.find_all(exp.Column)):
        if not column.table and column.name in values:
            value = values[column.name].copy()
            if column is body:
                return value
            column.replace(value)
    return body


def tables_of(tree: exp.Expr) -> tuple[str, ...]:
    """``schema.table`` of every table read, sorted; names of CTEs carry no schema and are left out."""
    return tuple(sorted({f"{t.db}.{t.name}" for t in tree.find_all(exp.Table) if t.db}))


def parameters_of(tree: exp.Expr) -> tuple[str, ...]:
    """Names of the run's parameters (``$today``) that a tree uses."""
    named = {p.name for p in tree.find_all(exp.Parameter)} | {p.name for p in tree.find_all(exp.Placeholder)}
    return tuple(sorted(n for n in named if n))

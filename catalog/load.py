"""Reading the catalog: every file validated, every problem reported at once with file and line."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from catalog.departments import Department, Departments
from catalog.models import (
    Element,
    Entity,
    Headers,
    Parameter,
    Parameters,
    Source,
)

BUILT_IN = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with one declaration."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CatalogError(Exception):
    """The catalog does not load; carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(p) for p in self.problems))


@dataclass(frozen=True)
class Catalog:
    """All declarations of a county: the built-in ones with its overlays laid over them."""

    departments: dict[str, Department]
    sources: dict[str, Source]
    owners: dict[str, str]
    """Dataset -> department."""
    elements: dict[tuple[str, str], Element]
    entities: dict[str, Entity]
    parameters: dict[str, Parameter]
    codes: dict[str, tuple[dict[str, str], ...]]
    headers: dict[str, tuple[str, ...]]
    divisions: tuple[dict[str, str], ...]
    digest: str
    files: dict[str, tuple[Path, dict[Location, int]]] = field(repr=False, compare=False)
    """Relative path -> (file, line of each place in it), also of a file that did not validate."""

    def line(self, path: str, *where: str | int) -> tuple[str, int]:
        """File and line of a place in a declaration; the nearest known enclosing line."""
        file, lines = self.files[path]
        at = tuple(where)
        while at and at not in lines:
            at = at[:-1]
        return str(file), lines.get(at, 1)


def load_catalog(overlays: tuple[Path, ...] = ()) -> Catalog:
    """Load the built-in catalog with overlays; raises CatalogError with all problems."""
    from catalog.binding import bind_authorities
    from catalog.consistency import find_problems

    loader = _Loader((BUILT_IN, *overlays))
    catalog, misfits = bind_authorities(loader.load())
    problems = loader.problems + misfits + find_problems(catalog)
    if problems:
        raise CatalogError(problems)
    return catalog


class _Loader:
    """Collects files and problems while the parts of the catalog are read."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self.problems: list[Problem] = []
        self.files: dict[str, tuple[Path, dict[Location, int]]] = {}
        self.digest = hashlib.sha256()

    def load(self) -> Catalog:
        """Read every part; what does not validate is left out and stands in ``problems``."""
        sources, owners = self._sources()
        elements = {
            (path.split("/")[1], path.split("/")[2].removesuffix(".yml")): element
            for path, element in self._each("elements/*/*.yml", Element)
        }
        entities = {
            path.split("/")[1].removesuffix(".yml"): entity
            for path, entity in self._each("entities/*.yml", Entity)
        }
        codes = {p.split("/")[1].removesuffix(".csv"): self._code_list(p) for p in self._paths("codes/*.csv")}
        divisions = self._rows("divisions.csv")
        return Catalog(
            departments=self._departments(sources, owners),
            sources=sources,
            owners=owners,
            elements=elements,
            entities=entities,
            parameters=self._parameters(),
            codes=codes,
            headers=self._headers(),
            divisions=divisions,
            digest=self.digest.hexdigest()[:16],
            files=self.files,
        )

    def _departments(self, sources: dict[str, Source], owners: dict[str, str]) -> dict[str, Department]:
        """Departments by id: an overlay replaces or adds single ones, and an extract may bring its own."""
        departments: dict[str, Department] = {}
        for file in (root / "departments.yml" for root in self.roots):
            if file.is_file() and (declared := self._validated("departments.yml", Departments, file)):
                departments |= {d.id: d for d in declared.departments}
        for dataset, source in sources.items():
            if source.department is not None:
                owner, path = owners[dataset], f"sources/{owners[dataset]}/{dataset}.yml"
                line = self.files[path][1].get(("department",), 1)
                if owner in departments:
                    self._problem(path, f"department `{owner}` is declared elsewhere as well", line)
                departments[owner] = Department.model_construct(id=owner, **dict(source.department))
        return departments

    def _sources(self) -> tuple[dict[str, Source], dict[str, str]]:
        sources: dict[str, Source] = {}
        owners: dict[str, str] = {}
        for path, source in self._each("sources/*/*.yml", Source):
            _, department, file = path.split("/")
            dataset = file.removesuffix(".yml")
            if dataset in sources:
                self._problem(path, f"dataset `{dataset}` is declared by `{owners[dataset]}` as well")
            sources[dataset], owners[dataset] = source, department
        return sources, owners

    def _headers(self) -> dict[str, tuple[str, ...]]:
        """Groups of spellings; an overlay adds to the group that has its header in any spelling, or begins one."""
        groups: dict[str, tuple[str, ...]] = {}
        for file in (root / "headers.yml" for root in self.roots):
            declared = self._validated("headers.yml", Headers, file) if file.is_file() else None
            for header, others in (declared.spellings if declared else {}).items():
                usual = next((u for u, known in groups.items() if header in (u, *known)), header)
                added = (*groups.get(usual, ()), header, *others)
                groups[usual] = tuple(s for s in dict.fromkeys(added) if s != usual)
        return groups

    def _parameters(self) -> dict[str, Parameter]:
        """Parameters by name; those of an overlay replace those of equal name, in any file."""
        parameters: dict[str, Parameter] = {}
        for root in self.roots:
            declared: dict[str, str] = {}
            for file in sorted(root.glob("parameters/*.yml")):
                path = file.relative_to(root).as_posix()
                group = self._validated(path, Parameters, file)
                if group is None:
                    continue
                for name in declared.keys() & group.parameters.keys():
                    line = self.files[path][1].get(("parameters", name), 1)
                    self._problem(path, f"parameter `{name}` is declared in {declared[name]} as well", line)
                declared |= dict.fromkeys(group.parameters, path)
                parameters |= group.parameters
        return parameters

    def _problem(self, path: str, message: str, line: int = 1) -> None:
        self.problems.append(Problem(str(self.files[path][0]), line, message))

    def _paths(self, pattern: str) -> list[str]:
        """Relative paths that match in any root, sorted."""
        return sorted({p.relative_to(root).as_posix() for root in self.roots for p in root.glob(pattern)})

    def _newest(self, path: str) -> Path:
        """The file of the last overlay that has ``path``."""
        return next(root / path for root in reversed(self.roots) if (root / path).is_file())

    def _read(self, file: Path, path: str) -> str | None:
        """The text of a file, without a byte-order mark; a file that is not UTF-8 is a problem."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._problem(path, "not UTF-8: save the file in this encoding", line)
            return None
        self.digest.update(f"{path}\0{text}\0".encode())
        return text

    def _each(self, pattern: str, model: type[Model]) -> Iterator[tuple[str, Model]]:
        for path in self._paths(pattern):
            declaration = self._validated(path, model)
            if declaration is not None:
                yield path, declaration

    def _validated(self, path: str, model: type[Model], file: Path | None = None) -> Model | None:
        """The declaration in ``file``, by default the newest at ``path``; None and problems if wrong."""
        file = file or self._newest(path)
        lines: dict[Location, int] = {}
        self.files[path] = (file, lines)
        text = self._read(file, path)
        if text is None:
            return None
        try:
            node = yaml.compose(text, Loader=yaml.CSafeLoader)
            if node is None:
                self._problem(path, "the file is empty")
                return None
            return model.model_validate(_construct(node, (), lines))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self._problem(path, f"not YAML: {error.problem}", line)
        except yaml.reader.ReaderError as error:
            self._problem(path, f"not YAML: {error.reason}", text.count("\n", 0, error.position) + 1)
        except RecursionError:
            self._problem(path, "not YAML: nested without end")
        except ValidationError as error:
            for detail in error.errors():
                self._problem(path, *_explain(detail["loc"], detail["msg"], lines))
        return None

    def _code_list(self, path: str) -> tuple[dict[str, str], ...]:
        """Rows of a code list; the rows of an overlay replace those of equal code and add the others."""
        rows: dict[str, dict[str, str]] = {}
        for root in self.roots:
            if (root / path).is_file():
                table = self._table(root / path, path, ("code",))
                for code, count in Counter(row["code"] for row in table).items():
                    if count > 1:
                        line = self.files[path][1][(code,)]
                        self._problem(path, f"code `{code}` is declared {count} times", line)
                rows |= {row["code"]: row for row in table}
        return tuple(rows.values())

    def _rows(self, path: str) -> tuple[dict[str, str], ...]:
        return tuple(self._table(self._newest(path), path, ("code", "name", "level", "parent_code")))

    def _table(self, file: Path, path: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
        """Rows of a CSV file by column name; the line of each code is kept."""
        lines: dict[Location, int] = {}
        self.files[path] = (file, lines)
        text = self._read(file, path)
        if text is None:
            return []
        reader = csv.DictReader(text.splitlines())
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            self._problem(path, f"columns missing: {', '.join(missing)}")
            return []
        rows: list[dict[str, str]] = []
        for row in reader:
            if None in row:
                self._problem(path, "more cells than the header has columns", reader.line_num)
            lines[(row["code"],)] = reader.line_num
            rows.append({key: value or "" for key, value in row.items() if key})
        return rows


def _construct(node: yaml.Node, at: Location, lines: dict[Location, int]) -> Any:
    """Plain data of a YAML node; ``lines`` gets the line of every place."""
    lines[at] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, at, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*at, i), lines) for i, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, at: Location, lines: dict[Location, int]) -> dict[str, Any]:
    """A mapping with its keys as written; YAML itself would let the last of two equal keys win."""
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key.start_mark)
        if key.value in mapping:
            raise yaml.MarkedYAMLError(problem=f"key `{key.value}` stands twice", problem_mark=key.start_mark)
        mapping[key.value] = _construct(value, (*at, key.value), lines)
        lines[(*at, key.value)] = key.start_mark.line + 1
    return mapping


def _scalar(node: yaml.Node) -> Any:
    """The value of a word: text, number, date or truth; a word that is not what it looks like is an error."""
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (ValueError, KeyError, AttributeError) as error:  # 2025-02-30; !!bool maybe; !!timestamp x
        message = f"`{node.value}` is no {node.tag.rpartition(':')[2]}"
        raise yaml.MarkedYAMLError(problem=message, problem_mark=node.start_mark) from error


def _explain(where: Location, message: str, lines: dict[Location, int]) -> tuple[str, int]:
    """Message and line of one validation error; union branches that pydantic adds to the path are dropped."""
    at: Location = ()
    for step in where:
        if (*at, step) in lines:
            at = (*at, step)
    place = ".".join(str(step) for step in where)
    return f"{place}: {message}" if place else message, lines.get(at, 1)

"""A source declaration for a table nobody has declared, complete and valid, with remarks for a person to decide."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import pyarrow as pa
import yaml

from assets.inspection.columns import ProposedColumn, field_name, propose_columns
from assets.inspection.dictionary import Dictionary
from assets.inspection.files import Inspected
from assets.inspection.profile import ColumnProfile, profiles
from assets.inspection.roles import RoleFields, propose_roles
from assets.landing.reading import Block, Reading
from catalog.headers import normalise_header
from catalog.load import Catalog
from catalog.models import ValueType

_OPERATION = frozenset(map(normalise_header, ("操作类型", "变更类型", "操作标志", "操作")))
_FORMATS = {"html": "xls"}
_PLAIN = re.compile(r"[\w\u4e00-\u9fff()（）/]+")
_KEY = re.compile(r"(?:号|编号|编码|代码|流水号|证号|id|no)$", re.IGNORECASE)


def proposals(inspected: Iterable[Inspected], catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Name and text of a declaration for each table; sheets with one header are one table."""
    dictionary = Dictionary(catalog)
    taken = set(catalog.sources)
    for one in inspected:
        for block in _tables(one.reading) if one.reading else ():
            if not any(_named(header) for header in block.headers):
                continue
            name = _own_name(field_name(PurePath(one.file).stem), taken)
            taken.add(name)
            assert one.reading is not None
            yield name, _Proposal.of(one, one.reading, block, catalog, dictionary).text()


def _tables(reading: Reading) -> list[Block]:
    """The tables of a file, those of equal headers joined."""
    groups: dict[tuple[str, ...], list[Block]] = {}
    for block in reading.blocks:
        groups.setdefault(block.headers, []).append(block)
    return [replace(blocks[0], rows=pa.concat_tables([b.rows for b in blocks])) for blocks in groups.values()]


def _named(header: str) -> bool:
    return not re.fullmatch(r"_column_\d+", header)


def _own_name(name: str, taken: set[str]) -> str:
    number, own = 1, name
    while own in taken:
        number += 1
        own = f"{name}_{number}"
    return own


@dataclass(frozen=True)
class _Proposal:
    """Everything that a declaration says."""

    title: str
    format: str
    encoding: str | None
    mode: str
    keys: tuple[tuple[str, ...], ...]
    rows: int
    roles: dict[str, tuple[str, RoleFields]]
    columns: tuple[ProposedColumn, ...]

    @classmethod
    def of(
        cls, one: Inspected, reading: Reading, block: Block, catalog: Catalog, dictionary: Dictionary
    ) -> "_Proposal":
        """What the table's header and values say."""
        seen = [
            p for p in profiles(block) if _named(p.header) and normalise_header(p.header) not in _OPERATION
        ]
        columns = propose_columns(seen, block.rows, catalog, dictionary)
        keys = _keys(columns, seen)
        changes = any(normalise_header(header) in _OPERATION for header in block.headers)
        roles = propose_roles(catalog, [column.field for column in columns])
        return cls(
            title=next(iter(block.title), PurePath(one.file).stem),
            format=_FORMATS.get(reading.format, reading.format),
            encoding=reading.encoding if reading.encoding in ("utf-8", "utf-8-sig", "gb18030") else None,
            mode="delta" if changes else "full",
            keys=keys,
            rows=block.rows.num_rows,
            roles=roles,
            columns=tuple(_settled(column, keys, roles, catalog) for column in columns),
        )

    def text(self) -> str:
        """The declaration as YAML."""
        return "\n".join([*self._head(), *self._roles(), *self._columns(), ""])

    def _head(self) -> Iterator[str]:
        yield f"# 由 yiyuan inspect --propose 根据 {self.rows} 行提议；注释指出的内容须由人决定，放到 sources/<部门>/ 下"
        yield f"title: {_scalar(self.title)}  # 请核对"
        yield "# department: {title: 部门全称, short_title: 简称}  # 部门不在 departments.yml 中时填写"
        yield f"format: {self.format}"
        if self.encoding and self.format == "csv":
            yield f"encoding: {self.encoding}"
        yield f"mode: {self.mode}  # full 为全量，delta 为变更，append 为新增事件，请核对"
        keys = ", ".join(f"[{', '.join(key)}]" for key in self.keys)
        told = "值不重复，请核对是否为业务主键" if self.keys else "没有一列的值不重复，请指定业务主键"
        yield f"keys: [{keys}]  # {told}"
        yield f"rows: {self.rows}"
        yield "frequency: monthly  # 请核对"

    def _roles(self) -> Iterator[str]:
        yield "roles:  # 请核对：记录说的是谁，各列属于谁"
        for role, (entity, attributes) in (self.roles or {"self": ("event", {})}).items():
            subject = ["subject: true"] if role == "self" or "self" not in self.roles else []
            parts = [
                f"entity: {entity}",
                *subject,
                *(f"{name}: {field}" for name, field in attributes.items()),
            ]
            yield f"  {role}: {{{', '.join(parts)}}}"

    def _columns(self) -> Iterator[str]:
        yield "columns:"
        for column in self.columns:
            parts = [f"header: {_scalar(column.header)}", f"field: {column.field}"]
            parts += [f"type: {column.type.value}"] if column.type is not ValueType.text else []
            parts += [f"codes: {column.codes}"] if column.codes else []
            parts += [f"unit: {column.unit}"] if column.unit else []
            parts += ["required: true"] if column.required else []
            parts += [f"states: [{', '.join(column.states)}]"] if column.states else []
            yield f"  - {{{', '.join(parts)}}}  # {column.remark}"


def _settled(
    column: ProposedColumn,
    keys: Sequence[Sequence[str]],
    roles: dict[str, tuple[str, RoleFields]],
    catalog: Catalog,
) -> ProposedColumn:
    """The column with the elements its subject has, required where it is a key."""
    entity = roles["self"][0] if "self" in roles else None
    states = tuple(
        name
        for name in column.states
        if (element := catalog.elements.get((entity or "", name)))
        and (element.type, element.codes) == (column.type, column.codes)
    )
    return replace(column, states=states, required=any(column.field in key for key in keys))


def _keys(columns: Sequence[ProposedColumn], seen: Sequence[ColumnProfile]) -> tuple[tuple[str, ...], ...]:
    """The column whose values never repeat and that is named like a number; else an id number that does not."""
    unique = [
        column
        for column, one in zip(columns, seen, strict=True)
        if one.filled == one.distinct == one.rows > 0 and column.type not in (ValueType.int, ValueType.money)
    ]
    named = [
        c
        for c in unique
        if c.type in (ValueType.text, ValueType.uscc) and _KEY.search(normalise_header(c.header))
    ]
    numbers = [c for c in unique if c.type is ValueType.id]
    return tuple((column.field,) for column in (*named, *numbers)[:1])


def _scalar(text: str) -> str:
    """Text as YAML: as it is where that is plain, else in double quotes."""
    plain = _PLAIN.fullmatch(text) and yaml.safe_load(text) == text
    return text if plain else json.dumps(text, ensure_ascii=False)

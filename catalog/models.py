"""The shapes of the declarations: one class for each kind of file under ``catalog/``."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from catalog.authority import Authority, Matrix, Survivorship
from catalog.declaration import UNCONFIGURED, Declaration, Identifier
from catalog.departments import DepartmentNames
from catalog.element_relations import Contradiction, Derivation
from catalog.facts import Fact, Relation
from catalog.record_rules import Presumption, RecordRule


class ValueType(StrEnum):
    """How the text of a cell is standardised; each has its functions in ``sql/functions``."""

    id = "id"
    uscc = "uscc"
    person_name = "name"
    org = "org"
    date = "date"
    time = "time"
    money = "money"
    area = "area"
    int = "int"
    phone = "phone"
    bank = "bank"
    addr = "addr"
    div = "div"
    code = "code"
    text = "text"


class Severity(StrEnum):
    """How much a broken rule matters: ``info`` is counted and not dispatched."""

    info = "info"
    warn = "warn"
    error = "error"


class Dimension(StrEnum):
    """The six dimensions of GB/T 36344-2018."""

    conformity = "规范性"
    completeness = "完整性"
    accuracy = "准确性"
    consistency = "一致性"
    timeliness = "时效性"
    accessibility = "可访问性"


class Statement(Declaration):
    """A column states an element of an entity: as it is, through a map, or as a constant where it has a value."""

    element: Identifier
    role: Identifier = "self"
    map: dict[str, str | None] | None = None
    """Standard value -> element value; a value that is not listed states nothing; ``*`` is any value that is there."""
    when: dict[Identifier, str] = Field(default_factory=dict)
    """Fields of the record and the values they must have for this statement to be made."""


class Column(Declaration):
    """One column of an extract and the field of the staged table it becomes."""

    header: str
    field: Identifier
    type: ValueType = ValueType.text
    codes: Identifier | None = None
    unit: str | None = None
    """Unit of a number where the header does not say it: 元, 万元, 亩, 平方米."""
    required: bool = False
    counter: bool = False
    """A running number of the sheet: neither key nor content."""
    also: tuple[str, ...] = ()
    """Spellings of this header in this extract, beside those of ``headers.yml``."""
    states: tuple[Identifier | Statement, ...] = ()
    """Elements this column states; a bare name means the role ``self`` and the value as it is."""

    @model_validator(mode="after")
    def _code_columns_name_their_list(self) -> Column:
        if (self.type is ValueType.code) != (self.codes is not None):
            raise ValueError(f"column {self.header}: `codes` goes with `type: code`, and only with it")
        return self

    def statements(self) -> tuple[Statement, ...]:
        """The statements of this column, bare names spelt out."""
        return tuple(s if isinstance(s, Statement) else Statement(element=s) for s in self.states)


class Role(Declaration):
    """Who takes part in a record and which fields speak of them; attributes hold names of fields."""

    entity: Literal["person", "enterprise", "house", "event"]
    subject: bool = False
    """A subject always gets an entity; another role only when evidence decides it."""
    id_number: Identifier | None = None
    uscc: Identifier | None = None
    number: Identifier | None = None
    """The department's own number of the entity (人员编号), or the business key of a house or event."""
    name: Identifier | None = None
    former_name: Identifier | None = None
    birth_date: Identifier | None = None
    sex: Identifier | None = None
    phone: Identifier | None = None
    address: Identifier | None = None
    division: Identifier | None = None
    bank: Identifier | None = None
    household: Identifier | None = None
    """A field that is equal for the members of one household or case in this extract."""
    relation: Identifier | None = None
    joined: bool = False
    """Names and numbers of several stand in one cell, joined by 、 or , and paired by place."""


class Mode(StrEnum):
    """What a batch means: the whole state, changed rows, or new events."""

    full = "full"
    delta = "delta"
    append = "append"


class Source(Declaration):
    """One extract of one department; the file is ``sources/<department>/<dataset>.yml``."""

    title: str
    department: DepartmentNames | None = None
    """Who delivers it, in the first extract of a department that ``departments.yml`` does not have."""
    format: Literal["csv", "xlsx", "xls", "jsonl", "parquet"]
    encoding: Literal["utf-8", "utf-8-sig", "gb18030"] | None = None
    mode: Mode
    scope: Identifier | None = None
    """For full lists: the field (or ``division``) inside which a list is the whole state; null: the dataset."""
    keys: tuple[tuple[Identifier, ...], ...]
    """Alternative keys, each a list of fields; rows match on any complete equal one."""
    match: Literal["any", "first"] = "any"
    """``first``: only the first complete key counts (a name is no key beside a usable number)."""
    rows: int = Field(ge=0, description="rows at full size")
    frequency: Literal["daily", "weekly", "monthly", "quarterly", "yearly"] = "monthly"
    due_day: int = Field(default=5, ge=1, le=28)
    min_ratio: float = Field(default=0.0, ge=0)
    """A full list below this share of its predecessor is refused (F-13); 0 never refuses."""
    max_ratio: float | None = Field(default=None, ge=1)
    """A full list above this share of its predecessor is refused (F-13); null never refuses."""
    as_of: Identifier | None = None
    """The date field by which a record says of itself when it was true."""
    covers: Literal["population"] | None = None
    territory: Identifier | None = None
    """The division field that says where a row belongs, for the wrong-county guard."""
    strength: Literal["A", "B", "C"] | None = None
    roles: dict[Identifier, Role]
    columns: tuple[Column, ...]
    facts: tuple[Fact, ...] = ()
    relations: tuple[Relation, ...] = ()
    rules: tuple[RecordRule, ...] = ()
    """What the fields of one record must say together."""
    presumes: dict[Literal["alive", "registered"], Presumption] = Field(default_factory=dict)
    """What a record takes for granted of its subject."""

    def column(self, field: str) -> Column:
        """The column that becomes ``field``; KeyError when there is none."""
        for column in self.columns:
            if column.field == field:
                return column
        raise KeyError(field)


class Rule(Declaration):
    """One acceptance rule of an element; it becomes a Great Expectations rule on every source that states it."""

    type: Literal["not_null", "conform", "in_codes", "matches", "between", "length", "unique"]
    pattern: str | None = None
    min: float | str | None = None
    max: float | str | None = None
    severity: Severity = Severity.warn
    dimension: Dimension | None = None
    weight: int = Field(default=1, ge=1, le=3)
    sources: tuple[str, ...] = ()
    """Restrict to these sources; empty means all."""


class Element(Declaration):
    """One data element and who decides it; the file is ``elements/<entity>/<element>.yml``."""

    title: str
    type: ValueType
    codes: Identifier | None = None
    unit: str | None = None
    format: str
    """Notation of GB/T 19488: ``an18``, ``c..50``, ``n1``, ``d8``."""
    standard: str | None = None
    grade: int = Field(ge=1, le=4)
    rule: Survivorship = "ranked"
    authority: tuple[Identifier | Authority, ...] = ()
    """The order is the rank; the first decides. A derived element has none."""
    derived: Derivation | None = None
    contradicts: tuple[Contradiction, ...] = ()
    fresh_days: int | None = Field(default=None, ge=1)
    """Days after which a golden value is stale; null: it does not age."""
    cross_check: tuple[str, ...] = ()
    compare: Literal["equal", "first_digit", "date", "name", "address"] = "equal"
    """When two values count as the same: codes by their first digit (21 初婚 = 20 已婚), dates at the coarser precision."""
    legal_basis: str = UNCONFIGURED
    valid_from: date
    valid_to: date | None = None
    document_number: str = UNCONFIGURED
    """文号 of the paper by which the county fixed who decides."""
    approved_by: str = UNCONFIGURED
    earlier: tuple[Matrix, ...] = ()
    """Who decided before, the newest first; each was in force until the next began."""
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _coded_elements_name_their_list(self) -> Element:
        if (self.type is ValueType.code) != (self.codes is not None):
            raise ValueError("`codes` goes with `type: code`, and only with it")
        return self

    @model_validator(mode="after")
    def _decided_or_derived(self) -> Element:
        if bool(self.authority) == (self.derived is not None):
            raise ValueError("an element has an `authority` list or is `derived`")
        return self

    def ranked(self) -> tuple[Authority, ...]:
        """The authority list, bare dataset names spelt out."""
        return tuple(a if isinstance(a, Authority) else Authority(source=a) for a in self.authority)

    def versions(self) -> tuple[Matrix, ...]:
        """Who decides and who decided, the newest first; nobody where the element is derived."""
        fields = {name: getattr(self, name) for name in Matrix.model_fields}
        return (Matrix(**fields), *self.earlier) if self.authority else ()


class ParameterValue(Declaration):
    """One value of a parameter while it was in force."""

    value: float | int | str | list[str]
    valid_from: date
    valid_to: date | None = None
    policy_ref: str = UNCONFIGURED


class Parameter(Declaration):
    """An amount, age, threshold, weight or deadline; never a constant in code."""

    title: str
    unit: str | None = None
    values: tuple[ParameterValue, ...] = Field(min_length=1)


class Parameters(Declaration):
    """A file under ``parameters/``: parameters by name."""

    parameters: dict[Identifier, Parameter]


class Headers(Declaration):
    """The file ``headers.yml``: a header and the spellings seen for the same column."""

    spellings: dict[str, tuple[str, ...]]


class Tier(Declaration):
    """One tier of identity resolution (guide 3.20): which levels of which comparisons it asks for."""

    method: str
    title: str
    when: dict[Identifier, tuple[Identifier, ...]]
    """Comparison -> levels; each comparison must come out at one of its levels."""
    agree: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    """At least one of these comparisons must as well."""
    probability: float = Field(gt=0, le=1)


class Level(Declaration):
    """One outcome of a comparison, and where the estimation of its probabilities starts."""

    level: Identifier
    title: str
    m: float = Field(gt=0, lt=1)
    """How often it comes out for two mentions of one person."""
    u: float | None = Field(default=None, gt=0, lt=1)
    """How often by chance; None: by the number of persons who have the value."""


class Comparison(Declaration):
    """What is compared of two mentions; a side that says nothing is no evidence."""

    title: str
    levels: tuple[Level, ...] = Field(min_length=1)
    decisive: tuple[Identifier, ...] = ()
    """Levels that may decide; a name in its village alone never does (T8)."""


class Entity(Declaration):
    """An entity family: its id prefix, tiers of matching, and what the linkage model compares."""

    title: str
    prefix: str = Field(pattern=r"^[A-Z]$")
    tiers: tuple[Tier, ...] = ()
    comparisons: dict[Identifier, Comparison] = Field(default_factory=dict)

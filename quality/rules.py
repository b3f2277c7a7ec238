"""The rules a dataset is held to, read from the catalog: one a thing that can be wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.load import Catalog
from catalog.models import Column, Dimension, Rule, Severity, Source, ValueType
from catalog.record_rules import RecordRule

KEY_WEIGHT, IMPORTANT_WEIGHT = 3, 2
"""关键 and 重要 (guide 7.1): 关键 are keys, the subject's number and name, amount, period and account."""

NO_CONTENT = ("BLANK", "T-13")
"""Issues of cells that hold nothing or a word for nothing: there is no content to judge."""

DATES = {ValueType.date, ValueType.time}
_FREE_TEXT = {ValueType.text, ValueType.org, ValueType.addr}
_ACCURACY = {ValueType.id, ValueType.uscc, ValueType.bank}


@dataclass(frozen=True)
class RuleCheck:
    """One rule on a column, or on the dataset where ``field`` is None; ``kwargs`` are Great Expectations'."""

    rule: str
    dataset: str
    field: str | None
    element: str | None
    dimension: Dimension
    severity: Severity
    weight: int
    title: str
    kind: str
    kwargs: dict[str, Any]
    code: str | None = None
    """The issue code under which a record that breaks the rule is a finding; the rule's own id where none is given."""


def rules_of(catalog: Catalog, dataset: str) -> tuple[RuleCheck, ...]:
    """Every rule of a dataset in the order of its columns; ids are ``<dataset>.<field>.<kind>``, of a record rule its code."""
    source = catalog.sources[dataset]
    checks = [_row_count(dataset)]
    for column in source.columns:
        checks.extend(_ColumnRules(catalog, dataset, source, column).checks())
    checks.extend(_record_rule(catalog, dataset, rule) for rule in source.rules)
    fields = {check.field for check in checks if check.kind == "unique"}
    if not any(len(key) == 1 and key[0] in fields for key in source.keys):
        checks.append(_business_key(dataset, source))
    return tuple(checks)


def _row_count(dataset: str) -> RuleCheck:
    return RuleCheck(
        rule=f"{dataset}.rows.row_count",
        dataset=dataset,
        field=None,
        element=None,
        dimension=Dimension.completeness,
        severity=Severity.error,
        weight=KEY_WEIGHT,
        title="有在册记录",
        kind="row_count",
        kwargs={"min_value": 1},
    )


def _business_key(dataset: str, source: Source) -> RuleCheck:
    """Rows in force with one key; the key of rows without a complete one is unknown and not judged."""
    headers = " 或 ".join("＋".join(source.column(f).header for f in key) for key in source.keys)
    return RuleCheck(
        rule=f"{dataset}.business_key.unique",
        dataset=dataset,
        field=None,
        element=None,
        dimension=Dimension.accuracy,
        severity=Severity.warn,
        weight=KEY_WEIGHT,
        title=f"主键（{headers}）不重复",
        kind="unique",
        kwargs={"column": "business_key_once"},
    )


def _record_rule(catalog: Catalog, dataset: str, rule: RecordRule) -> RuleCheck:
    """What the fields of one record must say together; a record with an unknown one is not judged."""
    issue = next(row for row in catalog.codes["issues"] if row["code"] == rule.code)
    return RuleCheck(
        rule=f"{dataset}.{rule.field}.{rule.code}",
        dataset=dataset,
        field=rule.field,
        element=None,
        dimension=Dimension(issue["dimension"]),
        severity=Severity(issue["severity"]),
        weight=1,
        title=rule.title,
        kind="holds",
        kwargs={"column": f"{rule.name}_holds", "value_set": [True]},
        code=rule.code,
    )


def rule_label(catalog: Catalog, dataset: str, rule: str) -> tuple[str, str | None]:
    """What a finding's rule is called and what to do: of an issue code, or of a rule of the dataset."""
    for issue in catalog.codes["issues"]:
        if issue["code"] == rule:
            return issue["label"], issue["advice"]
    for check in rules_of(catalog, dataset) if dataset in catalog.sources else ():
        if check.rule == rule:
            return f"不符合“{check.title}”", None
    return rule, None


def key_fields(source: Source) -> set[str]:
    """Fields that guide 7.1 calls 关键: keys, number and name of subjects, amount, period and account."""
    fields = {f for key in source.keys for f in key}
    for role in source.roles.values():
        if role.subject:
            fields |= {f for f in (role.id_number, role.uscc, role.name) if f}
        if source.facts and role.bank:
            fields.add(role.bank)
    for fact in source.facts:
        fields |= {f for f in (fact.amount, fact.start) if f}
    return fields


def number_beside(source: Source, field: str) -> str | None:
    """The id-number field that says of the same person what ``field`` says (D-20), or None."""
    for role in source.roles.values():
        if role.id_number and not role.joined and field in (role.birth_date, role.sex):
            return role.id_number
    return None


@dataclass(frozen=True)
class _ColumnRules:
    """The rules of one column: those of the elements it states, then those its own declaration implies."""

    catalog: Catalog
    dataset: str
    source: Source
    column: Column

    def checks(self) -> list[RuleCheck]:
        """One check a kind; a rule stated by an element comes before an implied one of the same kind."""
        found: dict[str, RuleCheck] = {}
        for element, rule in (*self._stated(), *self._implied()):
            found.setdefault(rule.type, self._check(element, rule))
        number = number_beside(self.source, self.column.field)
        if number:
            found["agrees"] = self._agrees(number)
        return list(found.values())

    def _stated(self) -> Iterator[tuple[str, Rule]]:
        """Rules of the elements that this column states as it is; a mapped value is not the column's own.

        A code conforms when it is in its list: for code columns ``conform`` and ``in_codes`` are one rule.
        """
        for element, entity in self._elements():
            for rule in self.catalog.elements[entity, element].rules:
                judged_by_list = rule.type == "conform" and self.column.codes
                if not judged_by_list and (not rule.sources or self.dataset in rule.sources):
                    yield element, rule

    def _elements(self) -> list[tuple[str, str]]:
        """Element and entity of each statement without a map."""
        plain = (s for s in self.column.statements() if s.map is None)
        return [(s.element, self.source.roles[s.role].entity) for s in plain]

    def _implied(self) -> Iterator[tuple[str | None, Rule]]:
        """A required column is filled; a cell of a typed column can be read as its type or code list."""
        weight = KEY_WEIGHT if self.column.field in key_fields(self.source) else 1
        if self.column.required:
            yield self._element, Rule(type="not_null", weight=weight)
        if self.column.codes:
            yield self._element, Rule(type="in_codes", weight=weight)
        elif self.column.type not in _FREE_TEXT:
            yield self._element, Rule(type="conform", weight=weight)

    @property
    def _element(self) -> str | None:
        return next((element for element, _ in self._elements()), None)

    def _check(self, element: str | None, rule: Rule) -> RuleCheck:
        kind = rule.type
        return RuleCheck(
            rule=f"{self.dataset}.{self.column.field}.{kind}",
            dataset=self.dataset,
            field=self.column.field,
            element=element,
            dimension=rule.dimension or self._dimension(kind),
            severity=rule.severity,
            weight=rule.weight,
            title=_title(self.column.header, kind, rule),
            kind=kind,
            kwargs=self._kwargs(kind, rule),
        )

    def _agrees(self, number: str) -> RuleCheck:
        field = self.column.field
        return RuleCheck(
            rule=f"{self.dataset}.{field}.agrees",
            dataset=self.dataset,
            field=field,
            element=self._element,
            dimension=Dimension.consistency,
            severity=Severity.warn,
            weight=IMPORTANT_WEIGHT,
            title=f"{self.column.header}与{self.source.column(number).header}一致",
            kind="agrees",
            kwargs={"column": f"{field}_agrees", "value_set": [True]},
        )

    def _dimension(self, kind: str) -> Dimension:
        if kind == "not_null":
            return Dimension.completeness
        if kind in ("between", "unique") or (kind == "conform" and self.column.type in _ACCURACY):
            return Dimension.accuracy
        return Dimension.conformity

    def _kwargs(self, kind: str, rule: Rule) -> dict[str, Any]:
        """Arguments of the expectation; the columns are those of ``evaluated_select``."""
        field = self.column.field
        match kind:
            case "not_null":
                return {"column": f"{field}_written"}
            case "conform":
                return {"column": f"{field}_conforms", "value_set": [True]}
            case "in_codes":
                codes = [row["code"] for row in self.catalog.codes[self.column.codes or ""]]
                return {"column": f"{field}_stated", "value_set": codes}
            case "matches":
                return {"column": field, "regex": rule.pattern}
            case "between" | "length":
                dated = kind == "between" and self.column.type in DATES
                column = f"{field}_day" if dated else field
                return {"column": column, "min_value": _bound(rule.min), "max_value": _bound(rule.max)}
            case "unique":
                return {"column": field}
        raise ValueError(f"no expectation for a rule of the type `{kind}`")


def _title(header: str, kind: str, rule: Rule) -> str:
    """What the rule demands, in the words of the department's own header."""
    match kind:
        case "not_null":
            return f"{header}不得为空"
        case "conform":
            return f"{header}按规定格式填写"
        case "in_codes":
            return f"{header}在代码表内"
        case "matches":
            return f"{header}符合编码规则"
        case "between":
            return f"{header}在合理范围内（{_range(rule.min, rule.max)}）"
        case "length":
            return f"{header}长度合理（{_range(rule.min, rule.max)}个字）"
        case "unique":
            return f"{header}不重复"
    raise ValueError(f"no title for a rule of the type `{kind}`")


def _bound(value: float | str | None) -> int | float | str | None:
    """A bound as it was written in the catalog: whole numbers without a fraction."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _range(low: float | str | None, high: float | str | None) -> str:
    first, last = ("" if x is None else str(_bound(x)) for x in (low, high))
    if first and last:
        return f"{first}至{last}"
    return f"不小于{first}" if first else f"不大于{last}"

"""The county's tables: those written under ``sql/`` and those compiled from the catalog, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from sqlglot import exp

from assets.alerts import gaps_select, leads_select, rules_select
from catalog import compile as compiled
from catalog.load import Catalog
from quality.failing import failing_select
from sql.model import (
    BUILT_IN,
    Function,
    Model,
    TableMatter,
    load_functions,
    load_models,
    parameters_of,
    tables_of,
)

ENTITIES = ("person", "enterprise", "house", "event")
FACTS = {
    "payment": "补贴发放", "settlement": "医疗结算", "entitlement": "待遇享受", "enrolment": "学籍和参保身份",
    "employment": "就业登记",
}  # fmt: skip
PARTIES = {
    "enterprise": ("kind", "legal_representative_person_id"),
    "house": ("owner_person_ids", "owner_enterprise_ids"),
    "event": ("person_id",),
}
"""Columns of the wide tables that come from other entities of the same record."""
TITLES = {"person": "人员", "enterprise": "企业", "house": "房屋", "event": "事件"}

VIEWS = frozenset({"findings.addresses", "findings.presumptions", "findings.keys"})
"""Compiled tables that are read once or joined to a few rows: not worth keeping."""

COMPUTED = (
    "raw.deliveries", "raw.files", "raw.parts", "raw.notes", "raw.ignored", "quarantine.rows",
    "identity.names", "identity.person_holders", "identity.person_names", "identity.person_scores", "identity.model",
    "identity.person_clusters", "identity.decisions", "identity.registry",
    *(f"identity.{e}_{what}" for e in ENTITIES for what in ("assignments", "entities")),
    "findings.rule_results", "findings.name_slips", "findings.answers", "findings.exceptions", "ledger.dispute_requests",
    "findings.rule_scores", "findings.dimension_scores", "findings.source_scores", "findings.department_scores",
    "findings.lost_points",
)  # fmt: skip
"""Tables that Python computes."""


def unknown_tables(catalog: Catalog, models: dict[str, Model], given: Iterable[str]) -> list[str]:
    """A line for each table that some SQL reads and nobody makes; ``given`` are tables of other layers."""
    sources = {f"{schema}.{d}" for schema in ("raw", "staged") for d in catalog.sources}
    known = {*models, *COMPUTED, *sources, *given}
    return [
        f"{model.path}: unknown table {table}"
        for _, model in sorted(models.items())
        for table in model.depends_on
        if table not in known
    ]


def county_models(catalog: Catalog, roots: tuple[Path, ...] = (BUILT_IN,)) -> dict[str, Model]:
    """Every table that one SELECT computes, written or compiled; also checks, alerts and reports."""
    functions = load_functions(roots)
    models = load_models(roots) | _compiled(catalog, functions)
    alerts = [m for n, m in sorted(models.items()) if n.startswith("alerts.")]
    if alerts:
        for name, select, title, row in (
            ("leads", leads_select, "预警线索", "一条预警线索"),
            ("gaps", gaps_select, "无法判断", "一条规则因缺少一项数据而无法判断的情形"),
            ("rules", rules_select, "预警规则", "一条预警规则"),
        ):
            matter = TableMatter(title=title, row=row, published=True)
            models[f"alerts.{name}"] = _model(f"alerts.{name}", select(alerts), functions, matter)
    return models


class _Compiled(NamedTuple):
    """A table that a compiled tree makes."""

    name: str
    tree: exp.Query
    title: str
    row: str
    published: bool = False


def _compiled(catalog: Catalog, functions: dict[str, Function]) -> dict[str, Model]:
    found = [
        *(table for entity in ENTITIES for table in _of_entity(catalog, entity)),
        *_of_ledger(catalog),
        *_of_findings(catalog),
    ]
    return {t.name: _model(t.name, t.tree, functions, _matter(t)) for t in found}


def _matter(table: _Compiled) -> TableMatter:
    view = table.name.endswith("_evidence") or table.name in VIEWS
    return TableMatter(title=table.title, row=table.row, published=table.published, view=view)


def _of_entity(catalog: Catalog, entity: str) -> Iterator[_Compiled]:
    """From the mentions of one kind of entity to its golden table."""
    title = TITLES[entity]
    evidence = compiled.evidence_select(catalog, entity)
    yield _Compiled(f"identity.{entity}_evidence", evidence, f"{title}提及", "一条记录中的一次提及")
    mentions = compiled.mentions_select(entity)
    yield _Compiled(f"identity.{entity}_mentions", mentions, f"{title}提及与画像", "一次提及所属的画像")
    profiles = compiled.profiles_select(entity)
    yield _Compiled(f"identity.{entity}_profiles", profiles, f"{title}画像", "同一来源中完全相同的证据")
    if entity != "person":
        links = compiled.links_select(entity)
        yield _Compiled(f"identity.{entity}_links", links, f"{title}归并", "一次提及归到的实体")
    golden = compiled.golden_slice(catalog, entity)
    yield _Compiled(f"ledger.{entity}_golden", golden, f"{title}黄金值切片", "一个数据元的黄金值")
    wide = compiled.wide_select(catalog, entity, PARTIES.get(entity, ()))
    yield _Compiled(
        f"ledger.{entity}", wide, f"{title}黄金台账", f"一个{title}实体的全部黄金值", published=True
    )


def _of_ledger(catalog: Catalog) -> Iterator[_Compiled]:
    """What the sources say, and the facts."""
    said = compiled.said_select(catalog)
    yield _Compiled("ledger.said", said, "说法汇总", "一个来源对一个实体的一个数据元的一种说法")
    tellings = compiled.tellings_select(catalog)
    yield _Compiled("ledger.tellings", tellings, "有权来源的记载", "一条记录对一个数据元的一次记载及其起止")
    returned = compiled.returned_select(catalog)
    yield _Compiled(
        "ledger.returned", returned, "重新采用的说法", "一个来源放弃后又重新采用的一种说法的一个时段"
    )
    derived = compiled.derived_select(catalog)
    yield _Compiled("ledger.derived", derived, "派生值", "由其他黄金值推算出的一个值")
    ties = compiled.ties_select(catalog)
    yield _Compiled("ledger.ties", ties, "关联记载", "一条记录所说的两个实体的一种关系")
    for fact, title in FACTS.items():
        facts = compiled.facts_select(catalog, fact)
        yield _Compiled(f"ledger.{fact}", facts, title, f"一笔{title}", published=True)


def _of_findings(catalog: Catalog) -> Iterator[_Compiled]:
    """What is wrong with values, keys, lines and places."""
    broken = compiled.union_all([_broken_rules(catalog, dataset) for dataset in sorted(catalog.sources)])
    yield _Compiled("findings.broken_rules", broken, "违反的规则", "一条记录违反的一条数据元规则")
    cells = compiled.value_findings_select(catalog)
    yield _Compiled("findings.cells", cells, "取值问题", "一个有问题的取值")
    issues = compiled.key_findings_select(catalog)
    yield _Compiled("findings.key_issues", issues, "主键问题", "一条主键有问题的记录")
    repeats = compiled.repeats_select(catalog)
    yield _Compiled("findings.repeats", repeats, "重复的行", "与同一张表上方某行完全相同的一行")
    addresses = compiled.addresses_select(catalog)
    yield _Compiled("findings.addresses", addresses, "地址与地名", "一条记录的一个地址或地名")
    presumptions = compiled.presumptions_select(catalog)
    yield _Compiled("findings.presumptions", presumptions, "记录的前提", "一条记录认定的一个前提")
    yield _Compiled("findings.keys", compiled.keys_select(catalog), "记录的主键", "一条记录")


def _broken_rules(catalog: Catalog, dataset: str) -> exp.Select:
    """Records of a source that break a rule beyond what standardising found, with their business key."""
    failing = failing_select(catalog, dataset).subquery("f")
    columns = ("record_id", "rule", "code", "field")
    same = exp.column("record_id", "s").eq(exp.column("record_id", "f"))
    return (
        exp.select(
            exp.alias_(exp.Literal.string(dataset), "dataset"),
            *(exp.column(c, "f") for c in columns),
            *(exp.column(c, "s") for c in ("batch", "file", "sheet", "row_number", "business_key")),
        )
        .from_(failing)
        .join(exp.to_table(f"staged.{dataset}").as_("s"), on=same)
    )


def _model(name: str, tree: exp.Query, functions: dict[str, Function], matter: TableMatter) -> Model:
    return Model(name, Path(compiled.__file__), matter, tree, parameters_of(tree), tables_of(tree), functions)

"""The county's tables: those written under ``sql/`` and those compiled from the catalog, by name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

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


def _compiled(catalog: Catalog, functions: dict[str, Function]) -> dict[str, Model]:
    found: dict[str, Model] = {}

    def add(name: str, tree: exp.Query, title: str, row: str, published: bool = False) -> None:
        found[name] = _model(name, tree, functions, TableMatter(
            title=title, row=row, published=published, view=name.endswith("_evidence") or name in VIEWS))  # fmt: skip

    for entity in ENTITIES:
        title = TITLES[entity]
        add(
            f"identity.{entity}_evidence",
            compiled.evidence_select(catalog, entity),
            f"{title}提及",
            "一条记录中的一次提及",
        )
        add(
            f"identity.{entity}_mentions",
            compiled.mentions_select(entity),
            f"{title}提及与画像",
            "一次提及所属的画像",
        )
        add(
            f"identity.{entity}_profiles",
            compiled.profiles_select(entity),
            f"{title}画像",
            "同一来源中完全相同的证据",
        )
        if entity != "person":
            add(
                f"identity.{entity}_links",
                compiled.links_select(entity),
                f"{title}归并",
                "一次提及归到的实体",
            )
        add(
            f"ledger.{entity}_golden",
            compiled.golden_slice(catalog, entity),
            f"{title}黄金值切片",
            "一个数据元的黄金值",
        )
        wide = compiled.wide_select(catalog, entity, PARTIES.get(entity, ()))
        add(f"ledger.{entity}", wide, f"{title}黄金台账", f"一个{title}实体的全部黄金值", True)
    add(
        "ledger.said",
        compiled.said_select(catalog),
        "说法汇总",
        "一个来源对一个实体的一个数据元的一种说法",
    )
    tellings = compiled.tellings_select(catalog)
    add("ledger.tellings", tellings, "有权来源的记载", "一条记录对一个数据元的一次记载及其起止")
    add(
        "ledger.returned",
        compiled.returned_select(catalog),
        "重新采用的说法",
        "一个来源放弃后又重新采用的一种说法的一个时段",
    )
    add("ledger.derived", compiled.derived_select(catalog), "派生值", "由其他黄金值推算出的一个值")
    add("ledger.ties", compiled.ties_select(catalog), "关联记载", "一条记录所说的两个实体的一种关系")
    for fact, title in FACTS.items():
        add(f"ledger.{fact}", compiled.facts_select(catalog, fact), title, f"一笔{title}", True)
    broken = compiled.union_all([_broken_rules(catalog, dataset) for dataset in sorted(catalog.sources)])
    add("findings.broken_rules", broken, "违反的规则", "一条记录违反的一条数据元规则")
    add("findings.cells", compiled.value_findings_select(catalog), "取值问题", "一个有问题的取值")
    add("findings.key_issues", compiled.key_findings_select(catalog), "主键问题", "一条主键有问题的记录")
    add("findings.repeats", compiled.repeats_select(catalog), "重复的行", "与同一张表上方某行完全相同的一行")
    add("findings.addresses", compiled.addresses_select(catalog), "地址与地名", "一条记录的一个地址或地名")
    add(
        "findings.presumptions", compiled.presumptions_select(catalog), "记录的前提", "一条记录认定的一个前提"
    )
    add("findings.keys", compiled.keys_select(catalog), "记录的主键", "一条记录")
    return found


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

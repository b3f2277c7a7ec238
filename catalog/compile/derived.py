"""The tree of derived elements: what follows from golden values, with the source and record of what it follows from."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.unions import union_all
from catalog.element_relations import TODAY, Derivation
from catalog.load import Catalog

_PROVENANCE = ("source", "record_id", "as_of", "valid_from")


def derived_elements(catalog: Catalog, entity: str) -> dict[str, Derivation]:
    """The derived elements of one kind of entity by name, sorted."""
    return {
        name: element.derived
        for (of, name), element in sorted(catalog.elements.items())
        if of == entity and element.derived is not None
    }


def derived_select(catalog: Catalog) -> exp.Query:
    """The values of every derived element, with the provenance of the first of its inputs that is there."""
    return union_all(
        [
            _derived(entity, name, derivation)
            for entity in sorted({entity for entity, _ in catalog.elements})
            for name, derivation in derived_elements(catalog, entity).items()
        ]
    )


def _derived(entity: str, name: str, derivation: Derivation) -> exp.Select:
    """One element of the entities that have any of its inputs."""
    inputs = _inputs(entity, derivation)
    value = exp.column(derivation.column, "t") if derivation.column else _call(derivation)
    rows = exp.select(
        exp.column("entity_id", "i"),
        exp.alias_(exp.cast(value, "VARCHAR"), "value"),
        *(exp.alias_(_lead(c), c) for c in _PROVENANCE),
    ).from_(inputs.subquery("i"))
    if derivation.table:
        key = exp.column(f"{entity}_id", "t").eq(exp.column("entity_id", "i"))
        rows = rows.join(exp.to_table(f"ledger.{derivation.table}").as_("t"), on=key)
    return (
        exp.select(
            exp.alias_(exp.Literal.string(entity), "entity_type"),
            exp.alias_(exp.Literal.string(name), "element"),
            *(exp.column(c, "d") for c in ("entity_id", "value", *_PROVENANCE)),
        )
        .from_(rows.subquery("d"))
        .where(exp.not_(exp.column("value", "d").is_(exp.null())))
    )


def _inputs(entity: str, derivation: Derivation) -> exp.Select:
    """One row an entity: its golden value of each input, and the provenance of the first that it has."""
    named = [element for element in derivation.inputs if element != TODAY]
    values = [
        exp.alias_(
            exp.Filter(
                this=exp.func("max", exp.column("value")),
                expression=exp.Where(this=exp.column("element").eq(element)),
            ),
            element,
        )
        for element in named
    ]
    place = exp.Case()
    for i, element in enumerate(named):
        place = place.when(exp.column("element").eq(element), exp.Literal.number(i))
    provenance = exp.Struct(
        expressions=[exp.PropertyEQ(this=exp.to_identifier(c), expression=exp.column(c)) for c in _PROVENANCE]
    )
    lead = exp.Anonymous(this="arg_min", expressions=[provenance, place])
    return (
        exp.select("entity_id", *values, exp.alias_(lead, "lead"))
        .from_("ledger.golden")
        .where(exp.column("entity_type").eq(entity), exp.column("element").isin(*named))
        .group_by("entity_id")
    )


def _lead(column: str) -> exp.Expr:
    return exp.Dot(this=exp.column("lead", "i"), expression=exp.to_identifier(column))


def _call(derivation: Derivation) -> exp.Expr:
    arguments = [
        exp.Placeholder(this=TODAY) if element == TODAY else exp.column(element, "i")
        for element in derivation.inputs
    ]
    return exp.Anonymous(this=derivation.by or "", expressions=arguments)

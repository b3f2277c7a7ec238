"""The tables over all early warnings: their leads in one, what they can not tell, and the rules themselves."""

from __future__ import annotations

from sqlglot import exp

from catalog import compile as compiled
from sql.model import AlertMatter, Model

LEAD = (
    "rule", "version", "entity_type", "entity_id", "severity", "evidence", "explanation", "division_code",
)  # fmt: skip
"""Columns of every warning."""


def leads_select(alerts: list[Model]) -> exp.Query:
    """The leads of all warnings; ``alert`` tells those apart that share a rule."""
    return compiled.union_all([_with_name(alert) for alert in alerts])


def _with_name(alert: Model) -> exp.Select:
    name = exp.alias_(exp.Literal.string(alert.name.split(".")[1]), "alert")
    return exp.select(*LEAD, name).from_(alert.name)


def gaps_select(alerts: list[Model]) -> exp.Query:
    """What each warning can not tell: data no extract has, lists that never came, lists with a part refused.

    One row a warning and missing datum, never one an entity: whom it concerns is just what nobody knows.
    """
    rows = [gap for alert in alerts for gap in _lacking(alert)]
    lists = [_undelivered(alert, dataset) for alert in alerts for dataset in _matter(alert).needs]
    return compiled.union_all([*rows, *lists])


def rules_select(alerts: list[Model]) -> exp.Query:
    """What the front matter says of each warning: one row a file (guide 6.1)."""
    return compiled.union_all([_rule(alert) for alert in alerts])


def _rule(alert: Model) -> exp.Select:
    matter = _matter(alert)
    texts = {
        "kind": matter.kind, "severity": matter.severity, "recipient": matter.recipient,
        "policy_ref": matter.policy_ref, "params": "|".join(matter.params),
    }  # fmt: skip
    return exp.select(
        *_texts(alert), *(exp.alias_(exp.Literal.string(text), name) for name, text in texts.items())
    )


def _matter(alert: Model) -> AlertMatter:
    assert isinstance(alert.matter, AlertMatter)
    return alert.matter


def _texts(alert: Model) -> list[exp.Expr]:
    """Rule, version, file and title as columns."""
    matter = _matter(alert)
    return [
        exp.alias_(exp.Literal.string(matter.rule), "rule"),
        exp.alias_(exp.Literal.number(matter.version), "version"),
        exp.alias_(exp.Literal.string(alert.name.split(".")[1]), "alert"),
        exp.alias_(exp.Literal.string(matter.title), "title"),
    ]


def _lacking(alert: Model) -> list[exp.Select]:
    """One row for each datum that the front matter says is in no extract."""
    return [
        exp.select(
            *_texts(alert),
            exp.alias_(exp.Literal.string(datum), "datum"),
            exp.alias_(exp.Literal.string(f"无法判断：没有{datum}。{consequence}。"), "explanation"),
        )
        for datum, consequence in _matter(alert).lacks.items()
    ]


def _undelivered(alert: Model, dataset: str) -> exp.Select:
    """A row when a list it needs was not delivered, or not whole."""
    title, day = exp.column("title", "s"), exp.column("list_day", "l")
    never = _sentence("无法判断：还没有收到可用的", title.copy(), "。")
    partly = _sentence("部分无法判断：", day.copy(), "报送的", title.copy(), "不全，有文件未接收。")
    same = exp.column("dataset", "l").eq(exp.column("dataset", "s"))
    return (
        exp.select(
            *_texts(alert),
            exp.alias_(title, "datum"),
            exp.alias_(exp.Case().when(day.is_(exp.null()), never).else_(partly), "explanation"),
        )
        .from_(exp.to_table("catalog.sources").as_("s"))
        .join(exp.to_table("ledger.lists").as_("l"), on=same, join_type="left")
        .where(
            exp.column("dataset", "s").eq(dataset),
            exp.not_(exp.func("coalesce", exp.column("complete", "l"), exp.false())),
        )
    )


def _sentence(*parts: exp.Expr | str) -> exp.Expr:
    return exp.func("concat", *(exp.Literal.string(p) if isinstance(p, str) else p for p in parts))

"""The tree that decides which records are in force: delivery modes over any order of arrival (design: Delivery modes)."""

from __future__ import annotations

from sqlglot import exp

from catalog.compile.ends import end, lists, spared, wholes
from catalog.compile.keys import NO_KEY, has_alternatives, keyed_name, said
from catalog.models import Mode, Source, ValueType

UNKNOWN_KEY, CONFLICT = "OP_UNKNOWN_KEY", "KEY_CONFLICT"
CHANGE, DELETION = "修改", "删除"


def force_select(source: Source) -> exp.Query:
    """The records that are not in force, or whose key is wrong: ``record_id``, ``superseded``, ``ended_on`` (a full
    list no longer holds the key), ``gone_on`` (the day of the batch that put an end to its force), ``replaced_by`` (the
    record that did, null where a list ended it), ``key_issue``, ``business_key``.

    Reads ``staged_rows`` (all staged rows of the dataset, keyed by ``keyed_select``), ``name_groups`` (business key,
    name, group: names that can not be one person's differ), and for full lists ``incomplete`` (batch and scope that a
    refused file touches, a null scope all of them) and ``held`` (batch and key that a quarantined line may hold).
    """
    told = (
        exp.select(
            "record_id",
            exp.alias_(_superseded(source), "superseded"),
            exp.alias_(_ended(source), "ended_on"),
            exp.alias_(_gone(source), "gone_on"),
            exp.alias_(_replacing(source), "replaced_by"),
            exp.alias_(_key_issue(source), "key_issue"),
            "business_key",
            exp.alias_(_regrouped(source), "regrouped"),
        )
        .from_("grouped")
        .join("judged", using=["record_id"], join_type="left")
    )
    if source.mode is Mode.full:
        told = told.join("lists", using=["scope_value", "batch_key"], join_type="left")
        told = told.join("spared", using=["record_id"], join_type="left")
    columns = (
        "record_id",
        "superseded",
        "ended_on",
        "gone_on",
        "replaced_by",
        "key_issue",
        "business_key",
    )
    worth = exp.or_(exp.column("superseded"), exp.column("regrouped"), _told(exp.column("key_issue")))
    query = exp.select(*columns).from_(told.subquery("told")).where(worth)
    for name, part in _parts(source).items():
        query = query.with_(name, as_=part, copy=False)
    return query


def _parts(source: Source) -> dict[str, exp.Select]:
    """The CTEs by name, each reading those before it."""
    parts = {"grouped": _grouped(source), "contested": _contested()}
    if source.mode is Mode.append:
        parts |= {"worded": _worded(source), "first": _first_delivery(), "ordered": _ordered_contents()}
        parts |= {"judged": _judged(_other_content())}
    else:
        parts |= {"ordered": _ordered_batches(source), "differing": _differing(source)}
        parts |= {
            "judged": _judged(_wrong_in_batch(source)).join(
                "differing", using=["record_id"], join_type="left"
            )
        }
    if source.mode is Mode.full:
        parts |= {"wholes": wholes(), "lists": lists(), "spared": spared()}
    return parts


def _told(expression: exp.Expr) -> exp.Expr:
    return exp.not_(expression.is_(exp.null()))


def _regrouped(source: Source) -> exp.Expr:
    """Whether another alternative key of the record decided which records it is one with."""
    return exp.column("business_key").neq(exp.column("own_key")) if has_alternatives(source) else exp.false()


def _grouped(source: Source) -> exp.Select:
    """Rows with the group of their name, and the sign of their amount: a reversal does not replace what it reverses."""
    name = keyed_name(source)
    amounts = [c.field for c in source.columns if c.type is ValueType.money]
    sign = exp.column(amounts[0], "r") < 0 if source.mode is Mode.append and amounts else exp.false()
    mode = {Mode.append: [], Mode.delta: ["operation"], Mode.full: ["scope_value"]}[source.mode]
    own = ["own_key"] if has_alternatives(source) else []
    group = exp.column("name_group", "g") if name else exp.cast(exp.null(), "INTEGER")
    query = exp.select(
        *(exp.column(c, "r") for c in ("record_id", "batch_key", "batch_day", "business_key", *mode, *own)),
        exp.alias_(exp.func("coalesce", group, exp.Literal.number(0)), "name_group"),
        exp.alias_(exp.func("coalesce", sign, exp.false()), "sign"),
    ).from_(exp.to_table("staged_rows").as_("r"))
    if name is None:
        return query
    same = exp.and_(
        exp.column("business_key", "g").eq(exp.column("business_key", "r")),
        exp.column("name", "g").eq(exp.column(name, "r")),
    )
    return query.join(exp.to_table("name_groups").as_("g"), on=same, join_type="left")


_KEY = ("business_key", "name_group", "sign")


def _contested() -> exp.Select:
    """The rows that share their key with another; most keys come once, and sorting those would be the whole cost."""
    several = exp.select(*_KEY).from_("grouped").group_by(*_KEY).having(exp.func("count", exp.Star()) > 1)
    return exp.select("grouped.*").from_("grouped").join(several.subquery("several"), using=list(_KEY))


Order = tuple[tuple[str, bool], ...]
"""Columns and whether they descend."""
_BATCHES: Order = (("batch_key", True), ("record_id", True))
_CONTENTS: Order = (("first_batch", True), ("content", False), ("batch_key", False), ("record_id", False))


def _over(order: Order, function: exp.Expr, whole: bool = False) -> exp.Window:
    """A function over the rows of one key in an order; ``whole``: over all of them, not up to the row itself."""
    window = exp.Window(
        this=function,
        partition_by=[exp.column(c) for c in _KEY],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column(c), desc=desc) for c, desc in order]),
    )
    if whole:
        frame = {"kind": "ROWS", "start": "UNBOUNDED", "start_side": "PRECEDING", "end": "UNBOUNDED", "end_side": "FOLLOWING"}  # fmt: skip
        window.set("spec", exp.WindowSpec(**frame))
    return window


def _ordered_batches(source: Source) -> exp.Select:
    """Full and delta: of one key the newest batch counts, and in it the later row; with the row before it in time."""
    query = exp.select(
        "*",
        exp.alias_(_over(_BATCHES, exp.RowNumber()), "place"),
        exp.alias_(_over(_BATCHES, exp.func("first_value", exp.column("batch_key"))), "newest_batch"),
        exp.alias_(_over(_BATCHES, exp.func("lead", exp.column("record_id"))), "earlier_record"),
        exp.alias_(_over(_BATCHES, exp.func("lead", exp.column("batch_key"))), "earlier_batch"),
        exp.alias_(_over(_BATCHES, exp.func("lag", exp.column("batch_day"))), "later_day"),
        exp.alias_(_over(_BATCHES, exp.func("lag", exp.column("record_id"))), "later_record"),
    ).from_("contested")
    if source.mode is not Mode.delta:
        return query
    stated = exp.func("bool_or", exp.not_(_is(exp.column("operation"), DELETION)))
    return query.select(
        exp.alias_(_over(_BATCHES, exp.func("lead", exp.column("operation"))), "earlier_operation"),
        exp.alias_(
            _over(_BATCHES, exp.func("last_value", exp.column("operation")), whole=True), "oldest_operation"
        ),
        exp.alias_(
            _over(_BATCHES, exp.func("last_value", exp.column("batch_key")), whole=True), "oldest_batch"
        ),
        exp.alias_(_over(_BATCHES, stated, whole=True), "stated"),
    )


def _differing(source: Source) -> exp.Select:
    """Rows that say something else than the row of their key before them in the newest batch."""
    twice = exp.select("record_id", "earlier_record").from_("ordered").where(
        exp.column("batch_key").eq(exp.column("newest_batch")), exp.column("batch_key").eq(exp.column("earlier_batch"))
    )  # fmt: skip
    later, earlier = (exp.to_table("staged_rows").as_(alias) for alias in ("l", "e"))
    return (
        exp.select("t.record_id", exp.alias_(exp.true(), "differs"))
        .from_(twice.subquery("t"))
        .join(later, on=exp.column("record_id", "l").eq(exp.column("record_id", "t")))
        .join(earlier, on=exp.column("record_id", "e").eq(exp.column("earlier_record", "t")))
        .where(said(source, "l").neq(said(source, "e")))
    )


def _is(operation: exp.Expr, name: str) -> exp.Expr:
    """Whether an operation is this one; a blank one is none."""
    return exp.func("coalesce", operation.eq(name), exp.false())


def _worded(source: Source) -> exp.Select:
    """Append: contested rows with what they say."""
    same = exp.column("record_id", "r").eq(exp.column("record_id", "contested"))
    return (
        exp.select("contested.*", exp.alias_(said(source, "r"), "content"))
        .from_("contested")
        .join(exp.to_table("staged_rows").as_("r"), on=same)
    )


def _first_delivery() -> exp.Select:
    """Append: the batch and day in which each content of a key came first."""
    firsts = (
        exp.alias_(
            exp.Window(
                this=exp.func("min", exp.column(column)),
                partition_by=[exp.column(k) for k in (*_KEY, "content")],
            ),
            name,
        )
        for column, name in (("batch_key", "first_batch"), ("batch_day", "first_day"))
    )
    return exp.select("*", *firsts).from_("worded")


def _ordered_contents() -> exp.Select:
    """Append: an equal content is a re-delivery; of different ones the newest counts, in its first delivery."""
    last = exp.func("last_value", exp.column("content"))
    again = _over(_CONTENTS, exp.func("lag", exp.column("content"))).eq(exp.column("content"))
    replaced_on = _over(_CONTENTS, exp.func("lag", exp.column("first_day")))
    return exp.select(
        "*",
        exp.alias_(_over(_CONTENTS, exp.RowNumber()), "place"),
        exp.alias_(_over(_CONTENTS, last, whole=True), "other_content"),
        exp.alias_(exp.Case().when(again, exp.column("batch_day")).else_(replaced_on), "later_day"),
        exp.alias_(_over(_CONTENTS, exp.func("lag", exp.column("record_id"))), "later_record"),
    ).from_("first")


def _judged(issue: exp.Expr) -> exp.Select:
    replaced = exp.column("place") > 1
    return exp.select(
        "record_id",
        "later_day",
        "later_record",
        exp.alias_(replaced, "replaced"),
        exp.alias_(issue, "key_issue"),
    ).from_("ordered")


def _other_content() -> exp.Expr:
    """The event in force was delivered with another content before."""
    differs = exp.and_(exp.column("place").eq(1), exp.column("other_content").neq(exp.column("content")))
    return exp.Case().when(differs, exp.Literal.string(CONFLICT))


def _wrong_in_batch(source: Source) -> exp.Expr:
    """Two rows of one key and the newest batch that differ; for deltas also a change of what is not there."""
    differs = exp.func("coalesce", exp.column("differs"), exp.false())
    if source.mode is not Mode.delta:
        return exp.Case().when(differs, exp.Literal.string(CONFLICT))
    neither = exp.and_(*(exp.not_(_is(exp.column(o), DELETION)) for o in ("operation", "earlier_operation")))
    begun = exp.and_(
        exp.column("batch_key").eq(exp.column("oldest_batch")), _is(exp.column("oldest_operation"), CHANGE)
    )
    unknown = exp.or_(
        exp.and_(
            _is(exp.column("operation"), CHANGE),
            exp.or_(begun, _is(exp.column("earlier_operation"), DELETION)),
        ),
        exp.and_(_is(exp.column("operation"), DELETION), exp.not_(exp.column("stated"))),
    )
    case = exp.Case().when(exp.and_(differs, neither), exp.Literal.string(CONFLICT))
    return case.when(exp.and_(exp.column("place").eq(1), unknown, _keyed()), exp.Literal.string(UNKNOWN_KEY))


def _keyed() -> exp.Expr:
    """Whether the record has a key at all; one without is no change of anything."""
    return exp.not_(exp.func("starts_with", exp.column("business_key"), exp.Literal.string(NO_KEY)))


def _key_issue(source: Source) -> exp.Expr:
    """What is wrong with the key: judged where it came several times; a change of a key that came once is of none."""
    if source.mode is not Mode.delta:
        return exp.column("key_issue")
    changes = exp.column("operation").isin(CHANGE, DELETION)
    alone = exp.and_(exp.column("replaced").is_(exp.null()), changes, _keyed())
    return exp.Case().when(alone, exp.Literal.string(UNKNOWN_KEY)).else_(exp.column("key_issue"))


def _superseded(source: Source) -> exp.Expr:
    replaced = exp.func("coalesce", exp.column("replaced"), exp.false())
    if source.mode is Mode.full:
        return exp.or_(replaced, _told(end()))
    if source.mode is Mode.delta:
        return exp.or_(replaced, _is(exp.column("operation"), DELETION))
    return replaced


def _ended(source: Source) -> exp.Expr:
    """The day from which a full list does not hold the key any more; a row that was replaced has not ended."""
    if source.mode is not Mode.full:
        return exp.cast(exp.null(), "DATE")
    return exp.Case().when(exp.not_(exp.func("coalesce", exp.column("replaced"), exp.false())), end())


def _gone(source: Source) -> exp.Expr:
    """The day from which a record is not in force: that of the row that replaced it, or of the list that ended it before.

    A deletion, and an event that is delivered again, are never in force.
    """
    replaced_on = exp.column("later_day")
    if source.mode is Mode.full:
        return exp.func("least", end(), replaced_on)
    if source.mode is Mode.delta:
        deleted = _is(exp.column("operation"), DELETION)
        return exp.Case().when(deleted, exp.column("batch_day")).else_(replaced_on)
    return replaced_on


def _replacing(source: Source) -> exp.Expr:
    """The record that replaced this one; none where a list ended it before."""
    if source.mode is not Mode.full:
        return exp.column("later_record")
    ended_before = exp.func("coalesce", end() < exp.column("later_day"), exp.false())
    return exp.Case().when(exp.not_(ended_before), exp.column("later_record"))

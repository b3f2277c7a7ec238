"""县委政法委: grid events."""

from sample import columns, events
from sample.desk import Desk, person
from sample.extract import EVENT, Extract, Role

_ANSWERS = ("非常满意", "满意", "一般", None)


def grid_event(desk: Desk) -> Extract:
    """网格事件 of one month (`window` is the month); a few closed before they were reported."""
    happened, divisions = events.month_events(desk), desk.county.divisions
    keys, party = happened.number, happened.party
    odd = desk.rarely("closed early", keys, 0.002, ~happened.open)
    early = columns.time(happened.day - 1, happened.second, happened.open)
    number = columns.blank(desk.number(party), desk.happens("no number", keys, 0.5))
    answer = columns.choose(_ANSWERS, desk.below("satisfied", keys, 4))
    extract = desk.extract(
        keys,
        {
            "事件编号": columns.join("SJ", columns.whole(keys)),
            "事件类型": columns.choose(events.KINDS, happened.kind),
            "事件标题": happened.titles(),
            "发生地址": happened.addresses(divisions),
            "网格编码": happened.grid_code(divisions),
            "当事人姓名": desk.name(party),
            "当事人证件号": number,
            "当事人电话": columns.blank(desk.phone(party), desk.happens("no phone", keys, 0.3)),
            "上报人": desk.name(happened.reporter),
            "上报时间": happened.reported_at(),
            "办结时间": columns.either(odd, early, happened.closed_at()),
            "状态": columns.choose(events.STATES, happened.state),
            "满意度": columns.blank(answer, happened.open),
        },
        [Role("self", EVENT, keys), person(party, "party"), person(happened.reporter, "reporter")],
    )
    extract.plant("X-06", "办结时间", odd, happened.closed_at())
    return extract

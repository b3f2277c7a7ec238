"""县委政法委: grid events."""

import numpy as np

from sample import columns, events
from sample.desk import Desk, person
from sample.extract import EVENT, Extract, Role
from sample.households import addresses


def grid_event(desk: Desk) -> Extract:
    """网格事件 of one month (`window` is the month); a few closed before they were reported."""
    happened = events.month_events(desk)
    keys = happened.number
    divisions = desk.county.divisions
    number = columns.blank(desk.number(happened.party), desk.happens("no number", keys, 0.5))
    odd = desk.rarely("closed early", keys, 0.002, happened.state >= 2)
    closed = happened.state < 2
    closing = columns.time(happened.closed, (happened.second + 3_000) % 86_400, closed)
    early = columns.time(happened.day - 1, happened.second, closed)
    titles = [title for titles in events.TITLES for title in titles]
    values = [
        columns.join("SJ", columns.whole(keys)), columns.choose(events.KINDS, happened.kind),
        columns.choose(titles, happened.kind * 3 + happened.title),
        addresses(divisions, happened.village, 1 + keys % 12, 1 + keys % 60),
        happened.grid_code(divisions.code),
        desk.name(happened.party), number,
        columns.blank(desk.phone(happened.party), desk.happens("no phone", keys, 0.3)),
        desk.name(happened.reporter),
        columns.time(happened.day, happened.second), columns.either(odd, early, closing),
        columns.choose(events.STATES, happened.state),
        columns.choose(["非常满意", "满意", "一般", None],
                       np.where(closed, 3, desk.below("satisfied", keys, 4)))]
    roles = [Role("self", EVENT, keys), person(happened.party, "party"),
             person(happened.reporter, "reporter")]
    extract = desk.extract(keys, values, roles)
    extract.plant("X-06", "办结时间", odd, closing)
    return extract

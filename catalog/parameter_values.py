"""The value of a dated parameter on a day."""

from __future__ import annotations

from datetime import date

from catalog.load import Catalog
from catalog.models import ParameterValue


class ParameterMissing(Exception):
    """A parameter has no value on the day; says which one and when."""


def value_on(catalog: Catalog, name: str, day: date) -> ParameterValue:
    """The value of a parameter on a day; ``valid_to`` is the first day on which it is no longer in force."""
    values = catalog.parameters[name].values if name in catalog.parameters else ()
    for value in values:
        if value.valid_from <= day and (value.valid_to is None or day < value.valid_to):
            return value
    raise ParameterMissing(f"parameter `{name}` has no value on {day.isoformat()}")


def number_on(catalog: Catalog, name: str, day: date) -> float:
    """The value of a numeric parameter on a day."""
    return float(str(value_on(catalog, name, day).value))

"""No personal value leaves the warehouse: not into Dagster's storage, not onto a screen, not out of a failing engine."""

import pytest
from marking import MARKERS, Told


@pytest.fixture(scope="module")
def told(marked: tuple[Told, Told]) -> Told:
    """The run that went through."""
    return marked[0]


@pytest.fixture(scope="module")
def failed(marked: tuple[Told, Told]) -> Told:
    """The run in which the engine failed on a cell."""
    return marked[1]


def test_a_run_over_marked_deliveries_goes_through(told: Told) -> None:
    assert told.code == 0, told.printed
    assert "1 refused" in told.printed
    assert len(told.stored) > 1_000, "Dagster's storage was looked through"
    assert any(b"household_register" in text for text in told.stored)


@pytest.mark.parametrize("marker", MARKERS)
def test_nothing_of_a_delivery_stands_in_dagster_or_on_the_screen(told: Told, marker: str) -> None:
    assert not told.quotes(marker)


def test_the_engine_really_fails(failed: Told) -> None:
    assert failed.code == 1
    (line,) = [line for line in failed.printed.splitlines() if "ledger__forced failed" in line]
    assert "ConversionException" in line


@pytest.mark.parametrize("marker", MARKERS)
def test_a_failing_engine_quotes_nothing(failed: Told, marker: str) -> None:
    assert not failed.quotes(marker)


def test_a_failure_is_told_in_lines_without_a_traceback(failed: Told) -> None:
    assert "Traceback" not in failed.printed

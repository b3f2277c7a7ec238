"""The village and everything odd that may be sent, in any order and any two runs: every published table as if all had
come at once, in order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from delivering import Delivery, Resident, new_home
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import Run, run_job
from test_repeatability import without_ids
from village import (
    ALL,
    DEATHS,
    DECEMBER,
    HEAD,
    PARTY,
    PAYMENTS,
    REGISTER,
    SON,
    WIFE,
    changed,
    member,
    payment,
)

EXAMPLES = int(os.environ.get("YIYUAN_VILLAGES", "1"))
"""More of them for a night: YIYUAN_VILLAGES=50."""
TWIN = Resident("田二妹", HEAD.birth, HEAD.serial, "100000009")
"""Bears the number of another (重号)."""
UNNAMED = {k: v for k, v in member(WIFE, "13700000002").items() if k != "姓名"}
ODD = (
    Delivery(PARTY, "2025-12-31", [UNNAMED], "缺列.xls"),
    Delivery(PARTY, "2025-12-20", [member(SON, "13700000003")], "迟到的全量.xls"),
    Delivery(DEATHS, "2026-01-05", DECEMBER[1].rows, "重送.csv"),
    Delivery(PAYMENTS, "2026-02-10", [payment("F-1", HEAD, "2025-12-25", "-120.00"), payment("F-3", HEAD, "2026-01-25", "90.00")], "冲正.csv"),
    Delivery(
        REGISTER,
        "2026-02-28",
        [
            changed("新增", TWIN.registered(状态日期="2026-02-01")),
            changed("修改", SON.registered(公民身份号码="", 联系电话="13900000077")),
            changed("删除", Resident("莫须有", "19700101", 77).registered()),
            changed("修改", WIFE.registered(联系电话="13900000002")),
            changed("修改", WIFE.registered(联系电话="13900000022")),
        ],
        "户籍.csv",
    ),
)  # fmt: skip
SENT = (*ALL, *ODD)
HISTORY = {
    "identity.registry", "identity.registry_events", "identity.person_assignments", "identity.house_assignments", "identity.enterprise_assignments",
    "identity.event_assignments", "ledger.changes", "ledger.disputes", "findings.all", "findings.rule_results",
    "findings.tally", "findings.to_fix", "findings.rule_scores", "findings.dimension_scores", "findings.source_scores",
    "findings.department_scores", "findings.lost_points",
}  # fmt: skip
"""They tell the spelling of ids and the order of arrival; findings are compared below without what they remember,
and their tallies and scores speak of what is remembered."""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Everything at once, in order."""
    return arrived(new_home(tmp_path_factory.mktemp("once")), [SENT])


def arrived(home: Path, runs: list[tuple[Delivery, ...]]) -> Run:
    """The state after the runs, each after some deliveries, and a model trained on all of them: a first run knew less."""
    for deliveries in runs:
        for delivery in deliveries:
            delivery.write(home)
        run = run_job(home)
        assert run.success, run.failures
    trained = run_job(home, retrain=True)
    assert trained.success, trained.failures
    return trained


def published(run: Run) -> Iterator[tuple[str, list]]:
    """Every published table whose rows do not tell the order of arrival, then the changes and findings that stand."""
    assert run.version
    tables = sorted(p.name.removesuffix(".parquet") for p in run.version.glob("*.parquet"))
    with run.opened() as version:
        for table in tables:
            if table not in HISTORY and not table.startswith("catalog."):
                yield table, without_ids(version, table)
        version.run("""
            CREATE VIEW ledger.recorded AS
            SELECT entity_type, entity_id, element, old_value, new_value, valid_from, known_from FROM ledger.changes
            GROUP BY ALL HAVING arg_max(cause, version) <> 'retracted'
        """)
        yield "ledger.changes", without_ids(version, "ledger.recorded")
        yield (
            "findings.all",
            version.rows(
                "SELECT finding_id, dataset, batch, file, sheet, row_number, business_key, element, rule, severity, original "
                "FROM findings.all WHERE status <> 'fixed' ORDER BY ALL"
            ),
        )


@pytest.mark.timeout(3600)
@settings(max_examples=EXAMPLES, deadline=None, derandomize="YIYUAN_VILLAGES" not in os.environ,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
@given(st.permutations(SENT), st.integers(1, len(SENT) - 1))
def test_every_published_table_is_as_if_all_had_come_in_order(
    once: Run, order: list[Delivery], first: int
) -> None:
    with TemporaryDirectory() as folder:
        home = new_home(Path(folder) / "home")
        by_and_by = arrived(home, [tuple(order[:first]), tuple(order[first:])])
        for (table, expected), (_, found) in zip(published(once), published(by_and_by), strict=True):
            assert found == expected, table


def test_the_odd_deliveries_did_what_they_should(once: Run) -> None:
    with once.opened() as version:
        people = dict(version.rows("SELECT name, phone FROM ledger.person WHERE name IS NOT NULL"))
        rules = {rule for (rule,) in version.rows("SELECT DISTINCT rule FROM findings.all")}
        net = version.rows("SELECT sum(amount)::VARCHAR FROM ledger.payment WHERE in_force GROUP BY person_id ORDER BY ALL")  # fmt: skip
    assert people[WIFE.name] == "13900000022" and TWIN.name in people and "莫须有" not in people
    assert {"KEY_CONFLICT", "OP_UNKNOWN_KEY", "F-14", "MISSING_COLUMN"} <= rules
    assert ("90.00",) in net, "what was reversed nets to nothing, what was corrected counts once"

"""Only what changed is computed: nothing on an unchanged home, one source's consequences after one delivery."""

from pathlib import Path

from running import Run

UNTOUCHED = (
    "staged.household_register", "staged.real_estate", "staged.enterprise", "staged.grid_event", "staged.village_ledger",
    "raw.household_register", "raw.settlement", "identity.house_profiles", "identity.house_assignments",
    "identity.enterprise_clusters", "identity.enterprise_links", "identity.event_links", "ledger.house", "ledger.event",
    "ledger.enterprise", "catalog.codes",
)  # fmt: skip
"""What a new list of party members says nothing of."""
TOUCHED = (
    "raw.party_member",
    "staged.party_member",
    "identity.person_profiles",
    "identity.links",
    "ledger.statements",
)


def test_a_second_run_on_an_unchanged_home_computes_no_table(first: Run, unchanged: Run) -> None:
    assert first.success and unchanged.success, unchanged.failures
    assert unchanged.computed.keys() == first.computed.keys()
    assert unchanged.recomputed == set()


def test_a_second_run_on_an_unchanged_home_publishes_no_new_version(first: Run, unchanged: Run) -> None:
    assert unchanged.version == first.version
    assert [path.name for path in _versions(first.home)][:1] == ["1"]


def test_a_delivery_of_party_members_leaves_what_it_says_nothing_of(one_delivery: Run) -> None:
    assert one_delivery.success, one_delivery.failures
    assert set(UNTOUCHED) <= one_delivery.computed.keys()
    assert one_delivery.recomputed & set(UNTOUCHED) == set()
    staged = {table for table in one_delivery.recomputed if table.startswith(("staged.", "raw."))}
    about_deliveries = {"raw.deliveries", "raw.files", "raw.parts", "raw.ignored", "raw.notes"}
    assert staged - about_deliveries == {"raw.party_member", "staged.party_member"}


def test_a_delivery_of_party_members_changes_what_depends_on_it(first: Run, one_delivery: Run) -> None:
    assert set(TOUCHED) <= one_delivery.recomputed
    assert one_delivery.version != first.version
    told = "SELECT count(*) FROM ledger.source_values WHERE source = 'party_member' AND value = '13911112222' AND in_force"
    with one_delivery.opened() as version:
        assert version.rows(told) == [(1,)]


def test_tables_that_did_not_change_are_shared_between_versions(first: Run, one_delivery: Run) -> None:
    assert first.version and one_delivery.version
    before, after = (version / "ledger.house.parquet" for version in (first.version, one_delivery.version))
    assert before.samefile(after)


def _versions(home: Path) -> list[Path]:
    return sorted((home / "published" / "versions").iterdir(), key=lambda path: int(path.name))

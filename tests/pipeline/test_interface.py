"""The published interface: every table that people, reports and checks read is there, with at least its columns."""

import stat

import pytest
from running import Run

INTERFACE = {
    "identity.links": "dataset batch file sheet row_number role ordinal entity_type entity_id method probability superseded",
    "identity.lines": "dataset department batch file status lines header_lines ignored landed linked quarantined",
    "ledger.person": "person_id id_number name former_name sex ethnicity birth_date life_status death_date registration_status "
    "registration_date household_number relation_to_head household_address division_code marital_status education phone "
    "present_address medical_insurance_status pension_status disability_kind disability_grade subsistence_status "
    "poverty_status party_status employment_status",
    "ledger.enterprise": "enterprise_id uscc name legal_representative_name legal_representative_person_id kind type founded_date "
    "address division_code status tax_status insured_employees",
    "ledger.house": "house_id unit_number owner_person_ids owner_enterprise_ids location use area status division_code",
    "ledger.event": "event_id kind address division_code grid_code person_id reported_at closed_at status",
    "ledger.household": "household_id kind number head_person_id division_code members",
    "ledger.relation": "from_type from_id relation to_type to_id source valid_from valid_to",
    "ledger.payment": "person_id kind amount paid_on dataset batch file sheet row_number",
    "ledger.settlement": "person_id kind amount settled_on dataset batch file sheet row_number",
    "ledger.entitlement": "person_id kind amount start_date end_date status dataset batch file sheet row_number",
    "ledger.enrolment": "person_id kind start_date end_date status dataset batch file sheet row_number",
    "ledger.source_values": "entity_type entity_id element value source first_seen last_seen batch file sheet row_number",
    "ledger.golden_values": "entity_type entity_id element value source batch file sheet row_number rule as_of valid_from "
    "agreeing_departments losing_values in_dispute age_days stale",
    "ledger.discrepancies": "entity_type entity_id element golden_value golden_source other_source other_element other_value kind "
    "status likely_wrong reason other_batch other_file other_sheet other_row_number",
    "ledger.agreement": "entity_type element department month compared agreeing",
    "ledger.enterprise_versions": "enterprise_id source uscc name address legal_representative_name status differs_in",
    "ledger.number_accounts": "id_number source account names person_ids accounts",
    "ledger.changes": "entity_type entity_id element old_value new_value valid_from known_from cause version",
    "ledger.history": "entity_type entity_id element value valid_from valid_to known_from known_to",
    "ledger.tenures": "entity_type entity_id element value source as_of valid_to known_from known_to",
    "catalog.matrix": "entity_type element dataset rank rule legal_basis document_number approved_by valid_from valid_to",
    "quarantine.rows": "dataset batch file sheet row_number reason raw",
    "findings.all": "finding_id dataset batch file sheet row_number business_key entity_type entity_id element rule dimension "
    "severity department first_seen last_seen due_date status",
    "findings.to_fix": "finding_id department dataset batch file sheet row_number field header rule original due_date value source",
    "findings.department_scores": "month scored_on final department score grade peer_group rank change",
    "findings.source_scores": "month dataset department score grade veto status to_fix overdue",
    "findings.dimension_scores": "month dataset dimension score evaluated failed",
    "findings.rule_scores": "month dataset rule dimension weight evaluated failed rate",
    "findings.lost_points": "month department component dataset dimension rule points finding_ids",
    "alerts.leads": "rule version entity_type entity_id severity evidence explanation division_code",
    "catalog.codes": "list code label",
}
LISTED = {
    "golden_rule": ("ledger.golden_values", "rule"),
    "link_method": ("identity.links", "method"),
    "discrepancy_kind": ("ledger.discrepancies", "kind"),
    "discrepancy_status": ("ledger.discrepancies", "status"),
    "change_cause": ("ledger.changes", "cause"),
    "finding_status": ("findings.all", "status"),
    "dispute_state": ("ledger.disputes", "state"),
    "dispute_origin": ("ledger.disputes", "origin"),
}
"""Code list -> the column whose values are words of ours."""


@pytest.mark.parametrize("table", INTERFACE)
def test_a_published_table_has_at_least_its_columns(second_round: Run, table: str) -> None:
    with second_round.opened() as version:
        assert version.exists(table)
        missing = set(INTERFACE[table].split()) - set(version.columns(table))
        assert missing == set()


@pytest.mark.parametrize("table", INTERFACE)
def test_a_published_table_of_the_sample_has_rows(second_round: Run, table: str) -> None:
    with second_round.opened() as version:
        assert version.rows(f"SELECT count(*) > 0 FROM {table}") == [(True,)]


@pytest.mark.parametrize("table", INTERFACE)
def test_no_published_table_names_a_record_by_an_internal_number(second_round: Run, table: str) -> None:
    with second_round.opened() as version:
        assert {"record_id", "profile_id", "part"} & set(version.columns(table)) == set()


@pytest.mark.parametrize("name", LISTED)
def test_our_own_words_have_a_code_list(second_round: Run, name: str) -> None:
    table, column = LISTED[name]
    with second_round.opened() as version:
        known = {code for (code,) in version.rows("SELECT code FROM catalog.codes WHERE list = ?", [name])}
        assert {word for (word,) in version.rows(f"SELECT DISTINCT {column} FROM {table}")} <= known


@pytest.mark.parametrize(
    ("table", "key"), [("person", "id_number"), ("enterprise", "uscc"), ("house", "unit_number")]
)
def test_entities_have_ids_of_their_own(second_round: Run, table: str, key: str) -> None:
    with second_round.opened() as version:
        total, ids, same = version.rows(
            f"SELECT count(*), count(DISTINCT {table}_id), count(*) FILTER (WHERE {table}_id = {key}) FROM ledger.{table}"
        )[0]
        assert total == ids > 0 and same == 0


def test_a_home_is_closed_to_others(first: Run) -> None:
    assert stat.S_IMODE(first.home.stat().st_mode) == 0o700

"""The built-in catalog holds what the departments agreed to deliver, and does not contradict itself."""

from pathlib import Path

import pytest

from catalog.headers import normalise_header
from catalog.load import load_catalog
from catalog.models import Dimension, Severity

CATALOG = load_catalog()
CODE_LISTS = {
    "sex": "sex",
    "eth": "ethnicity",
    "mar": "marital_status",
    "edu": "education",
    "rel": "relation",
}
DELIVERED_AS_TEXT = {
    "开始享受年月": "date",
    "享受起始月": "date",
    "建筑面积": "area",
    "确权总面积": "area",
    "注册资本": "money",
}
"""Headers whose cells are agreed as text and hold a date, an area or an amount."""
ALTERNATIVE_KEYS = {
    "individual_business": (("uscc",), ("registration_number",)),
    # a pupil may stand on the rolls of two schools
    "student_enrollment": (("student_number", "school_name"),),
    "village_ledger": (("id_number",), ("name", "birth_date", "head_name")),
}
CHECKED_BY_RULES = {
    ("person", "disability_kind", "village_ledger"),
    ("person", "disability_grade", "village_ledger"),
    ("person", "life_status", "subsidy_payment"),
    ("person", "pension_status", "subsidy_payment"),
    ("person", "subsistence_status", "subsidy_payment"),
    ("house", "location", "rural_dilapidated_house"),
    ("enterprise", "insured_employees", "employment"),
}
"""Cross-checks of the registry for which the extract has no column that states the element."""
FROM_THE_PLACE = {("enterprise", "division_code"), ("house", "division_code"), ("event", "division_code")}
"""Elements read from the place a record names, not from a column."""


def agreed() -> dict[str, tuple[list[str], list[str]]]:
    """Dataset -> (department, dataset, format, encoding, mode, rows), (columns as ``header:type*#``)."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    columns: list[str] = []
    text = Path(__file__).with_name("agreed.txt").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        if line.startswith(" "):
            columns += line.split()
        else:
            columns = []
            found[line.split()[1]] = (line.split(), columns)
    return found


AGREED = agreed()


def test_there_are_sixteen_departments_and_twenty_seven_datasets() -> None:
    assert len(CATALOG.departments) == 16
    assert set(CATALOG.sources) == set(AGREED) and len(AGREED) == 27


@pytest.mark.parametrize("dataset", AGREED)
def test_a_dataset_has_its_agreed_department_format_and_mode(dataset: str) -> None:
    source = CATALOG.sources[dataset]
    described = [CATALOG.owners[dataset], dataset, source.format, source.encoding or "-", source.mode.value]
    assert [*described, str(source.rows)] == AGREED[dataset][0]


@pytest.mark.parametrize("dataset", AGREED)
def test_a_dataset_has_exactly_its_agreed_columns(dataset: str) -> None:
    source = CATALOG.sources[dataset]
    wanted = [c.split(":")[0] for c in AGREED[dataset][1]]
    assert [c.header for c in source.columns] == wanted
    assert [c.header for c in source.columns if c.required] == [
        c.split(":")[0] for c in AGREED[dataset][1] if "*" in c
    ]


@pytest.mark.parametrize("dataset", AGREED)
def test_a_column_has_its_agreed_type(dataset: str) -> None:
    for column, agreed_column in zip(CATALOG.sources[dataset].columns, AGREED[dataset][1], strict=True):
        agreed_type = agreed_column.split(":")[1].rstrip("*#")
        if agreed_type in CODE_LISTS:
            assert column.codes == CODE_LISTS[agreed_type], column.header
        elif agreed_type == "text":
            allowed = {"text", "code", DELIVERED_AS_TEXT.get(column.header)}
            assert column.type.value in allowed, column.header
        else:
            assert column.type.value == agreed_type, column.header


@pytest.mark.parametrize("dataset", AGREED)
def test_a_dataset_has_its_agreed_keys(dataset: str) -> None:
    source = CATALOG.sources[dataset]
    agreed_key = {c.split(":")[0] for c in AGREED[dataset][1] if c.endswith("#")}
    key = tuple(c.field for c in source.columns if c.header in agreed_key)
    assert source.keys == ALTERNATIVE_KEYS.get(dataset, (key,))


def test_every_record_has_a_subject() -> None:
    for dataset, source in CATALOG.sources.items():
        subjects = {name for name, role in source.roles.items() if role.subject}
        assert subjects in ({"self"}, {"deceased"}, {"male", "female"}), dataset


def test_who_states_an_element_stands_in_its_registry_entry() -> None:
    stating = _stating()
    for key, element in CATALOG.elements.items():
        named = {authority.source for authority in element.ranked()} | set(element.cross_check)
        assert stating.get(key, set()) <= named, key


def test_an_authority_states_its_element() -> None:
    stating = _stating()
    for key, element in CATALOG.elements.items():
        silent = {authority.source for authority in element.ranked()} - stating.get(key, set())
        assert not silent or key in FROM_THE_PLACE, (key, silent)


def test_a_cross_check_without_a_column_is_a_known_one() -> None:
    stating = _stating()
    silent = {
        (*key, dataset)
        for key, element in CATALOG.elements.items()
        for dataset in set(element.cross_check) - stating.get(key, set())
    }
    assert silent == CHECKED_BY_RULES


def test_an_acceptance_rule_names_only_sources_that_state_the_element() -> None:
    stating = _stating()
    for key, element in CATALOG.elements.items():
        for rule in element.rules:
            assert set(rule.sources) <= stating[key], key


def _stating() -> dict[tuple[str, str], set[str]]:
    """(Entity, element) -> datasets with a column that states it."""
    found: dict[tuple[str, str], set[str]] = {}
    for dataset, source in CATALOG.sources.items():
        for column in source.columns:
            for statement in column.statements():
                key = (source.roles[statement.role].entity, statement.element)
                found.setdefault(key, set()).add(dataset)
    return found


def test_a_map_leads_to_codes_of_its_element() -> None:
    for source in CATALOG.sources.values():
        for column in source.columns:
            for statement in column.statements():
                element = CATALOG.elements[source.roles[statement.role].entity, statement.element]
                known = {row["code"] for row in CATALOG.codes[element.codes]} if element.codes else set()
                assert set((statement.map or {}).values()) <= known, (column.header, statement.element)


def test_a_map_starts_from_codes_of_its_column() -> None:
    for source in CATALOG.sources.values():
        for column in source.columns:
            for statement in column.statements():
                if column.codes and statement.map:
                    known = {row["code"] for row in CATALOG.codes[column.codes]}
                    assert set(statement.map) <= known | {"*"}, column.header


def test_a_column_states_a_coded_element_in_the_same_codes() -> None:
    for source in CATALOG.sources.values():
        for column in source.columns:
            for statement in column.statements():
                element = CATALOG.elements[source.roles[statement.role].entity, statement.element]
                if statement.map is None:
                    assert column.codes == element.codes, column.header


def test_no_two_columns_of_a_dataset_share_a_header_group() -> None:
    groups = {
        normalise_header(spelling): canonical
        for canonical, others in CATALOG.headers.items()
        for spelling in (canonical, *others)
    }
    for dataset, source in CATALOG.sources.items():
        headers = [normalise_header(h) for c in source.columns for h in (c.header, *c.also)]
        claimed = [groups.get(header, header) for header in headers]
        assert len(set(claimed)) == len(claimed), dataset


@pytest.mark.parametrize(
    ("codes", "spelling", "code"),
    [
        ("ethnicity", "洞族", "12"),
        ("ethnicity", "土家", "15"),
        ("ethnicity", "土", "30"),
        ("ethnicity", "穿青人", "97"),
        ("marital_status", "2", "20"),
        ("education", "72", "73"),
        ("education", "文盲", "90"),
        ("education", "大专", "30"),
        ("relation", "妻子", "12"),
        ("relation", "儿媳妇", "38"),
        ("political_status", "预备党员", "02"),
        ("yes_no", "√", "是"),
        ("yes_no", "无", "否"),
        ("insurance_kind", "390", "居民医保"),
    ],
)
def test_a_usual_spelling_means_its_code(codes: str, spelling: str, code: str) -> None:
    meant = {
        row["code"]
        for row in CATALOG.codes[codes]
        if spelling in (row["code"], row["label"], *row["also"].split("|"))
    }
    assert meant == {code}


def test_a_digit_that_may_be_two_relations_means_none() -> None:
    """1 is 配偶 of the short list, or 01 本人 that lost its zero; 2 is 子 or 户主."""
    spellings = {s for row in CATALOG.codes["relation"] for s in (row["code"], *row["also"].split("|"))}
    assert not {"0", "1", "2"} & spellings


def test_the_national_lists_are_complete() -> None:
    ethnicity = {row["code"] for row in CATALOG.codes["ethnicity"]}
    assert ethnicity == {f"{n:02}" for n in range(1, 57)} | {"97", "98"}
    assert {row["code"] for row in CATALOG.codes["sex"]} == {"0", "1", "2", "9"}
    assert {row["code"] for row in CATALOG.codes["marital_status"]} == {
        *("10", "20", "21", "22", "23", "30", "40", "90")
    }


def test_every_reason_has_a_label_advice_dimension_and_severity() -> None:
    catalogue = {"F": 17, "D": 20, "N": 13, "T": 16, "A": 10, "X": 14}
    wanted = {f"{letter}-{n:02}" for letter, last in catalogue.items() for n in range(1, last + 1)}
    reasons = {row["code"]: row for row in CATALOG.codes["issues"]}
    assert wanted <= set(reasons)
    for code, row in reasons.items():
        assert row["label"] and row["advice"], code
        assert row["dimension"] in set(Dimension) and row["severity"] in set(Severity), code


@pytest.mark.parametrize(
    "names",
    [
        [f"weight_{dimension.name}" for dimension in Dimension],
        [f"department_weight_{part}" for part in ("quality", "on_time", "rectification", "catalog")],
        ["rectification_weight_on_time", "rectification_weight_effective"],
    ],
)
def test_the_weights_of_a_score_add_up_to_one(names: list[str]) -> None:
    weights = [CATALOG.parameters[name].values[0].value for name in names]
    assert sum(w for w in weights if isinstance(w, float)) == pytest.approx(1.0)


def test_a_document_is_cited_only_where_its_text_was_read() -> None:
    decree = "政务数据共享条例（国务院令第809号）"
    cited = {v.policy_ref for p in CATALOG.parameters.values() for v in p.values}
    assert cited == {"未配置", f"{decree}第二十六条"}
    assert {e.legal_basis for e in CATALOG.elements.values()} == {"未配置", f"{decree}第十九条"}


def test_every_entity_family_has_its_own_letter() -> None:
    prefixes = {name: entity.prefix for name, entity in CATALOG.entities.items()}
    assert prefixes == {"person": "P", "enterprise": "E", "house": "H", "event": "V", "household": "G"}


def test_a_name_that_differs_is_left_to_a_steward() -> None:
    person = CATALOG.entities["person"]
    tiers = {tier.method: tier.probability for tier in person.tiers}
    assert list(tiers) == [f"T{n}" for n in range(1, 8)]
    link = CATALOG.parameters["identity_link_probability"].values[0].value
    assert isinstance(link, float) and tiers["T3"] < link

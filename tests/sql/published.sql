-- The tables that reports, alerts and the ledger read, empty: those published, and those only Python or the catalog makes.
CREATE SCHEMA catalog;
CREATE SCHEMA ledger;
CREATE SCHEMA identity;
CREATE SCHEMA raw;
CREATE SCHEMA reports;
CREATE SCHEMA alerts;
CREATE TABLE ledger.person (
    person_id VARCHAR, id_number VARCHAR, name VARCHAR, former_name VARCHAR, sex VARCHAR, ethnicity VARCHAR, birth_date DATE,
    life_status VARCHAR, death_date DATE, registration_status VARCHAR, registration_date DATE, household_number VARCHAR,
    relation_to_head VARCHAR, household_address VARCHAR, division_code VARCHAR, marital_status VARCHAR, education VARCHAR,
    phone VARCHAR, present_address VARCHAR, medical_insurance_status VARCHAR, pension_status VARCHAR, disability_kind VARCHAR,
    disability_grade VARCHAR, subsistence_status VARCHAR, poverty_status VARCHAR, party_status VARCHAR, employment_status VARCHAR
);
CREATE TABLE ledger.enterprise (
    enterprise_id VARCHAR, uscc VARCHAR, name VARCHAR, legal_representative_name VARCHAR, legal_representative_person_id VARCHAR,
    kind VARCHAR, type VARCHAR, founded_date DATE, address VARCHAR, division_code VARCHAR, status VARCHAR, tax_status VARCHAR,
    insured_employees INTEGER, insurance_status VARCHAR
);
CREATE TABLE ledger.house (
    house_id VARCHAR, unit_number VARCHAR, location VARCHAR, use VARCHAR, area DECIMAL(18, 2), status VARCHAR, division_code VARCHAR
);
CREATE TABLE ledger.household (
    household_id VARCHAR, kind VARCHAR, number VARCHAR, head_person_id VARCHAR, division_code VARCHAR, members INTEGER
);
CREATE TABLE ledger.relation (
    from_type VARCHAR, from_id VARCHAR, relation VARCHAR, to_type VARCHAR, to_id VARCHAR, source VARCHAR, valid_from VARCHAR,
    valid_to VARCHAR, in_force BOOLEAN
);
CREATE TABLE ledger.entitlement (
    person_id VARCHAR, kind VARCHAR, amount DECIMAL(18, 2), start_date VARCHAR, end_date VARCHAR, ended_inferred BOOLEAN,
    status VARCHAR, category VARCHAR, period VARCHAR, number VARCHAR, household VARCHAR, account VARCHAR, in_force BOOLEAN,
    dataset VARCHAR, batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT, batch_day DATE
);
CREATE TABLE ledger.enrolment (
    person_id VARCHAR, kind VARCHAR, start_date VARCHAR, end_date VARCHAR, status VARCHAR, category VARCHAR, number VARCHAR,
    institution VARCHAR, in_force BOOLEAN, dataset VARCHAR, batch VARCHAR, batch_day DATE
);
CREATE TABLE ledger.employment (
    person_id VARCHAR, kind VARCHAR, start_date VARCHAR, end_date VARCHAR, status VARCHAR, institution VARCHAR,
    in_force BOOLEAN, dataset VARCHAR, batch VARCHAR, batch_day DATE
);
CREATE TABLE ledger.payment (
    person_id VARCHAR, kind VARCHAR, amount DECIMAL(18, 2), paid_on DATE, status VARCHAR, period VARCHAR, account VARCHAR,
    in_force BOOLEAN, dataset VARCHAR, batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT, batch_day DATE
);
CREATE TABLE ledger.settlement (
    person_id VARCHAR, kind VARCHAR, amount DECIMAL(18, 2), settled_on DATE, status VARCHAR, institution VARCHAR,
    pooled_fund_payment DECIMAL(18, 2), critical_illness_payment DECIMAL(18, 2), medical_assistance_payment DECIMAL(18, 2),
    co_payment DECIMAL(18, 2), out_of_scope_cost DECIMAL(18, 2), in_force BOOLEAN, dataset VARCHAR, batch VARCHAR, batch_day DATE
);
CREATE TABLE ledger.lists (dataset VARCHAR, list_day VARCHAR, complete BOOLEAN);
CREATE TABLE ledger.golden_values (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR, batch VARCHAR, file VARCHAR,
    sheet VARCHAR, row_number BIGINT, rule VARCHAR, as_of DATE, valid_from DATE
);
CREATE TABLE ledger.source_values (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR, first_seen DATE, last_seen DATE,
    in_force BOOLEAN, as_of DATE
);
CREATE TABLE ledger.statements (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, dataset VARCHAR, record_id BIGINT, as_of DATE,
    since DATE, first_seen DATE, last_seen DATE, in_force BOOLEAN, records BIGINT
);
CREATE TABLE ledger.golden (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR, record_id BIGINT, rule VARCHAR,
    compare VARCHAR, rank INTEGER, as_of DATE, since DATE, valid_from DATE
);
CREATE TABLE ledger.derived (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR, record_id BIGINT, as_of DATE,
    valid_from DATE
);
CREATE TABLE ledger.discrepancies (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, other_source VARCHAR, kind VARCHAR
);
CREATE TABLE identity.person_profiles (
    profile_id BIGINT, dataset VARCHAR, role VARCHAR, id_number VARCHAR, number VARCHAR, name VARCHAR, name_text VARCHAR,
    in_force BOOLEAN, mentions BIGINT
);
CREATE TABLE identity.person_assignments (profile_id BIGINT, entity_id VARCHAR);
CREATE TABLE ledger.disputes (
    dispute_id VARCHAR, entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, opened_on DATE, state VARCHAR
);
CREATE TABLE ledger.ties (
    from_type VARCHAR, from_id VARCHAR, relation VARCHAR, to_type VARCHAR, to_id VARCHAR, source VARCHAR, since VARCHAR,
    until VARCHAR, told_on DATE, in_force BOOLEAN, closes BOOLEAN, takes_over BOOLEAN
);
CREATE TABLE raw.deliveries (dataset VARCHAR, batch VARCHAR, day VARCHAR, status VARCHAR);
CREATE TABLE raw.parts (part BIGINT, dataset VARCHAR, batch VARCHAR, batch_day DATE, file VARCHAR, sheet VARCHAR);
CREATE TABLE raw.files (dataset VARCHAR, batch VARCHAR, file VARCHAR, status VARCHAR);
CREATE TABLE identity.house_entities (entity_id VARCHAR);
CREATE TABLE identity.registry (entity_type VARCHAR, entity_id VARCHAR);

-- The published tables that reports and alerts read, empty.
CREATE SCHEMA catalog;
CREATE SCHEMA ledger;
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
    insured_employees INTEGER
);
CREATE TABLE ledger.entitlement (
    person_id VARCHAR, kind VARCHAR, amount DECIMAL(18, 2), start_date VARCHAR, end_date VARCHAR, status VARCHAR, in_force BOOLEAN,
    dataset VARCHAR, batch VARCHAR, file VARCHAR, sheet VARCHAR, row_number BIGINT
);
CREATE TABLE ledger.payment (
    person_id VARCHAR, kind VARCHAR, amount DECIMAL(18, 2), paid_on DATE, in_force BOOLEAN, dataset VARCHAR, batch VARCHAR,
    file VARCHAR, sheet VARCHAR, row_number BIGINT
);
CREATE TABLE ledger.golden_values (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR, batch VARCHAR, file VARCHAR,
    sheet VARCHAR, row_number BIGINT, rule VARCHAR, as_of DATE, valid_from DATE
);
CREATE TABLE ledger.source_values (
    entity_type VARCHAR, entity_id VARCHAR, element VARCHAR, value VARCHAR, source VARCHAR, first_seen DATE, last_seen DATE,
    in_force BOOLEAN, as_of DATE
);

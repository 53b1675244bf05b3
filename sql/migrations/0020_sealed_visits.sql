-- Where a visit is and whom it is with says what a person comes for: sealed like what they said.
-- The caretaker seals what stands in clear (see appointment/in_clear).
alter table appointment add column location_sealed bytea, add column clinician_sealed bytea,
    alter column location drop not null, alter column clinician drop not null,
    alter column clinician drop default;
create index appointment_in_clear on appointment (request_id) where location is not null;

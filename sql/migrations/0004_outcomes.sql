-- A number that was called stays searchable after another took its place.
create index attempt_phone on attempt (phone_index);

-- A ticked red flag stands first in line until a person was reached; what was ticked stays written
-- in red_flags.
alter table request add column flagged boolean not null default false;
update request set flagged = true where red_flags <> '{}' and reached_at is null;

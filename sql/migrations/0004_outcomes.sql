-- A number that was called stays searchable after another took its place.
create index attempt_phone on attempt (phone_index);

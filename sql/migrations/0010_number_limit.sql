-- How many forms of a number came in a day is looked up for each form that comes. What was held
-- back or is spam counts for nothing, so it is not walked either: a flood must not slow those
-- after it.
create index request_of_number on request
    (phone_index, coalesce(closed_at, 'infinity'::timestamptz))
    where state <> 'quarantined' and resolution is distinct from 'spam';

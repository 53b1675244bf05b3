-- Before a request takes one of these numbers, and before any row is locked: nobody suppresses them
-- meanwhile (see lock_number). In one order, so that two batches never wait for each other.
select count(pg_advisory_xact_lock_shared(724082, held.key))
  from (select distinct number_lock(number) as key from unnest($1::bytea[]) as given(number)
         order by key) held

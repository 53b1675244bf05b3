-- Before a number is suppressed: waits until every form of it that is under way is kept, and holds
-- up later ones until this is done, so that none slips past (see share_numbers). Before any row.
select pg_advisory_xact_lock(724082, number_lock($1::bytea))

-- Before a request takes another number, and before any row is locked: nobody suppresses a number
-- meanwhile (see suppression/lock).
select pg_advisory_xact_lock_shared(724082)

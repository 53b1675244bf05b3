-- Whoever migrates makes the first keys, and the others wait and find them.
select pg_advisory_xact_lock(724080)

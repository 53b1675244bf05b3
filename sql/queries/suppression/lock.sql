-- Before a number is suppressed: waits until every form under way is kept, and holds up
-- later ones until this is done, so that none slips past (see submission/context). Taken before any
-- row.
select pg_advisory_xact_lock(724082)

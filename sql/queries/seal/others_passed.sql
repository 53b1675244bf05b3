-- Whether a transaction is under way that others have overtaken.
select pg_snapshot_xmin(pg_current_snapshot()) <> pg_snapshot_xmax(pg_current_snapshot())

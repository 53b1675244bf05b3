-- First calls that are still open: bounded by the number of agents.
select id, started_at, wanted_at from report_open_first_call

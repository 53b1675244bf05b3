-- A first call counts as attempted from the moment it is dialled, not only when it ends. What it
-- measures is counted where it is read (business hours are known to the server alone), so that an
-- ending that does not count, and a clock that began earlier, need no second place to be mended.
create view report_open_first_call as
    select r.id, a.started_at, r.wanted_at
      from report_request r join request q on q.id = r.id
      join attempt a on a.id = q.open_attempt
     where r.first_attempt_at is null;
grant select on report_open_first_call to backline_report;

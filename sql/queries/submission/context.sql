-- What a batch of forms is judged by: the clock, and how busy the queue is (counted up to 500;
-- what a lead has to see first takes nobody's turn). A call's length: the median of the last fifty.
-- One of over an hour was forgotten (leads were told of it) and tells nothing, be it the only one.
select instant() as now,
       (select count(*) from (select from request
                               where state in ('new', 'retry', 'scheduled', 'waiting')
                                 and not suppressed
                                 and rank <= 2 and due_at <= instant() limit 500) waiting) as ahead,
       (select count(distinct x.staff_id) from session x join staff s on s.id = x.staff_id
         where s.role in ('agent', 'lead') and s.disabled_at is null and x.expires_at > instant()
           and x.seen_at > instant() - interval '15 minutes') as agents,
       (select coalesce(percentile_cont(0.5) within group (order by
                            extract(epoch from ended_at - started_at)), 360)::int
          from (select started_at, ended_at from attempt
                 where ended_at <= started_at + interval '1 hour' and counted
                 order by id desc limit 50) recent) as handle_seconds

-- Of each address how many forms came in the last hour and, where $5, how many of its latest 500
-- bore a machine's mark (a filled trap alone is none: browsers fill what they like) and how many
-- were not held back, and within ten minutes how many came without proof of work, and how many with
-- signs of an emergency were not held back. Of each number how many requests that are neither held
-- back nor spam came in the last day, and whether it must never be called. Counts no further than
-- the limits $3 and $4; 0: does not count.
select 'address' as what, a.value as value,
       (select count(*) from (select from submission s
                               where s.address_index = a.value
                                 and s.created_at > instant() - interval '1 hour'
                               limit $3::int) counted) as seen,
       false as suppressed,
       latest.suspects, latest.passed, latest.unproven, latest.flagged
  from unnest($1::bytea[]) as a(value)
 cross join lateral (
       select count(*) filter (where r.resolution = 'spam' or r.state = 'quarantined'
                                 and r.quarantine_reason in ('no_render_time', 'too_fast',
                                                             'render_token_reused'))
              as suspects,
              count(*) filter (where r.state <> 'quarantined'
                                 and r.resolution is distinct from 'spam') as passed,
              count(*) filter (where sent.recent and not sent.proven) as unproven,
              count(*) filter (where sent.recent and sent.red_flag
                                 and r.state <> 'quarantined') as flagged
         from (select request_id, proven, red_flag,
                      s.created_at > instant() - interval '10 minutes' as recent
                 from submission s
                where $5::boolean and s.address_index = a.value
                  and s.created_at > instant() - interval '1 hour'
                order by s.created_at desc limit 500) sent
         join request r on r.id = sent.request_id) latest
union all
select 'phone', p.value,
       (select count(*) from (select from request r join submission s on s.request_id = r.id
                               where r.phone_index = p.value
                                 and r.state <> 'quarantined'
                                 and r.resolution is distinct from 'spam'
                                 and coalesce(r.closed_at, 'infinity'::timestamptz)
                                     > instant() - interval '1 day'
                                 and s.created_at > instant() - interval '1 day'
                               limit $4::int) counted),
       exists (select from suppression x where x.phone_index = p.value), 0, 0, 0, 0
  from unnest($2::bytea[]) as p(value)

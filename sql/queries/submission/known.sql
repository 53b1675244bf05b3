-- Of each address how many forms came in the last hour, of each number how many requests in the
-- last day and whether it must never be called. Counts no further than the limits $3 and $4; 0:
-- does not count.
select 'address' as what, a.value as value,
       (select count(*) from (select from submission s
                               where s.address_index = a.value
                                 and s.created_at > instant() - interval '1 hour'
                               limit $3::int) counted) as seen,
       false as suppressed
  from unnest($1::bytea[]) as a(value)
union all
select 'phone', p.value,
       (select count(*) from (select from request r
                               where r.phone_index = p.value
                                 and r.created_at > instant() - interval '1 day'
                               limit $4::int) counted),
       exists (select from suppression x where x.phone_index = p.value)
  from unnest($2::bytea[]) as p(value)

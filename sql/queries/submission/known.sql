-- Of each address how many forms came in the last hour, of each number how many in the last day and
-- whether it must never be called.
select 'address' as what, a.value as value, count(s.key_hash) as seen, false as suppressed
  from unnest($1::bytea[]) as a(value)
  left join submission s on s.address_index = a.value
       and s.created_at > instant() - interval '1 hour'
 group by a.value
union all
select 'phone', p.value, count(r.id),
       exists (select from suppression x where x.phone_index = p.value)
  from unnest($2::bytea[]) as p(value)
  left join request r on r.phone_index = p.value and r.created_at > instant() - interval '1 day'
 group by p.value

-- How many numbers this person was shown without calling them in the last hour, revealed or in a
-- claim of what they picked (of at most $2, the latest), and the seconds until the first of those
-- is an hour old. Their row is locked, so that two at once are counted one after the other.
with person as (select id from staff where id = $1::uuid for no key update)
select count(*) as shown,
       ceil(extract(epoch from min(recent.at) + interval '1 hour' - instant()))::int as seconds
  from person, lateral (
       (select at from journal
         where actor_id = person.id and action = 'phone.revealed'
           and at > instant() - interval '1 hour'
         order by at desc limit $2::int)
       union all
       (select at from journal j
         where actor_id = person.id and action = 'claim.taken' and detail ? 'picked'
           and at > instant() - interval '1 hour'
           and not exists (select from attempt a
                            where a.request_id = j.request_id and a.agent_id = person.id
                              and a.started_at >= j.at)
         order by at desc limit $2::int)
       order by at desc limit $2::int) recent

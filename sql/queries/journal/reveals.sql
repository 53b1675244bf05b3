-- How many numbers this person was shown in the last hour (of at most $2, the latest), and the
-- seconds until the first of those is an hour old. Their row is locked, so that two at once are
-- counted one after the other.
with person as (select id from staff where id = $1::uuid for no key update)
select count(*) as shown,
       ceil(extract(epoch from min(recent.at) + interval '1 hour' - instant()))::int as seconds
  from person, lateral (select at from journal
                         where actor_id = person.id and action = 'phone.revealed'
                           and at > instant() - interval '1 hour'
                         order by at desc limit $2::int) recent

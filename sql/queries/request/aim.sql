-- One of several forms of a request asked for another time or was taken back. The request asks for
-- what its first form that stands asks for. Where it was meant for the window of the changed form
-- ($2, $3), it is now meant for the earliest that stands; otherwise it only ever comes sooner, so
-- that no form puts off what another was told.
with standing as (
    select from_at, to_at from promise
     where request_id = $1::uuid and settled is null order by from_at, to_at limit 1
), asking as (
    select asked_from, asked_to, asked_days, asked_parts from submission
     where request_id = $1::uuid and withdrawn_at is null order by number limit 1
), aimed as (
    select r.id, s.from_at, s.to_at, a.asked_from, a.asked_to, a.asked_days, a.asked_parts,
           coalesce(r.promise_from = $2::timestamptz and r.promise_to = $3::timestamptz, false)
           as was_theirs
      from request r left join standing s on true left join asking a on true
     where r.id = $1::uuid and r.state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
)
update request r
   set asked_from = case when a.asked_days is null then r.asked_from else a.asked_from end,
       asked_to = case when a.asked_days is null then r.asked_to else a.asked_to end,
       asked_days = coalesce(a.asked_days, r.asked_days),
       asked_parts = coalesce(a.asked_parts, r.asked_parts),
       promise_from = case when a.from_at < r.promise_from or a.was_theirs
                                or r.promise_from is null
                           then coalesce(a.from_at, case r.state when 'scheduled'
                                                    then r.promise_from end)
                           else r.promise_from end,
       promise_to = case when a.from_at < r.promise_from or a.was_theirs
                              or r.promise_from is null
                         then coalesce(a.to_at, case r.state when 'scheduled'
                                                then r.promise_to end)
                         else r.promise_to end,
       due_at = case when a.was_theirs and r.state in ('new', 'scheduled')
                     then coalesce(a.from_at, r.due_at)
                     else least(r.due_at, a.from_at) end
  from aimed a
 where r.id = a.id

-- What a request is meant for after one of its forms joined, asked for another time or was taken
-- back; its row is locked. It asks for what its first form that stands asks for. A new one is due
-- when the first of its forms was promised a call: never later than before, save where the changed
-- form's own window ($2, $3) was the one it was meant for. One that is scheduled for the time that
-- this form's patient picked goes with it, too, and is tried again at that time where nobody was
-- promised another. Any other keeps its own course, which
-- comes back when no promise is sooner; a red flag that is due before it stays so. $4: from when
-- on the changed form may be called.
with told as (
    select u.from_at, u.to_at,
           exists (select from submission s
                    where s.request_id = $1::uuid and s.number = u.form
                      and s.told_from = u.from_at) as moved
      from unmet_promise u
     where u.request_id = $1::uuid and u.form is not null order by u.from_at, u.to_at limit 1
), asking as (
    select asked_from, asked_to, asked_days, asked_parts from submission
     where request_id = $1::uuid and withdrawn_at is null order by number limit 1
), meant as (
    select r.id, r.state = 'new' as is_new, t.from_at, t.to_at,
           least(case when t.from_at is not null then least(t.from_at, $4::timestamptz) end,
                 case when r.flagged and r.own_due_at is not null then r.due_at end) as told_due,
           coalesce(t.moved, false) as moved,
           coalesce(r.own_due_at, r.due_at) as own_due,
           coalesce(r.own_rank, r.rank) as own_rank,
           coalesce(r.promise_from = $2::timestamptz and r.promise_to = $3::timestamptz, false)
               as was_theirs,
           r.state = 'scheduled' and r.own_due_at is null
           and coalesce(r.promise_from = $2::timestamptz and r.promise_to = $3::timestamptz, false)
           and not exists (select from unmet_promise u
                            where u.request_id = r.id and u.form is null) as picked,
           a.asked_from, a.asked_to, a.asked_days, a.asked_parts
      from request r left join told t on true left join asking a on true
     where r.id = $1::uuid and r.state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
), aimed as (
    select *, not is_new and not picked and coalesce(told_due < own_due, false) as sooner,
           (is_new or picked) and from_at is not null as by_form
      from meant
)
update request r
   set asked_from = case when a.asked_days is null then r.asked_from else a.asked_from end,
       asked_to = case when a.asked_days is null then r.asked_to else a.asked_to end,
       asked_days = coalesce(a.asked_days, r.asked_days),
       asked_parts = coalesce(a.asked_parts, r.asked_parts),
       -- s of the figures begins where what it asks for now does.
       wanted_at = case when a.asked_from is not null and r.first_attempt_at is null
                             and not r.flagged and a.asked_from is distinct from r.asked_from
                        then greatest(r.created_at, a.asked_from) else r.wanted_at end,
       state = case when a.picked and not a.by_form then 'retry' else r.state end,
       due_at = case when a.by_form and a.was_theirs then a.told_due
                     when a.is_new then least(r.due_at, a.told_due)
                     when a.sooner then a.told_due
                     else a.own_due end,
       own_due_at = case when a.sooner then a.own_due end,
       own_rank = case when a.sooner then a.own_rank end,
       rank = case when a.is_new or r.flagged then r.rank
                   when a.picked and not a.by_form then 3
                   -- A time that a patient picked on their page is promised like one agreed on.
                   when a.sooner then least(a.own_rank, case when a.moved then 1 else 2 end)
                   else a.own_rank end,
       promise_from = case when a.by_form and (a.was_theirs or a.from_at < r.promise_from)
                           then a.from_at
                           when not a.picked then r.promise_from end,
       promise_to = case when a.by_form and (a.was_theirs or a.from_at < r.promise_from)
                         then a.to_at
                         when not a.picked then r.promise_to end
  from aimed a
 where r.id = a.id

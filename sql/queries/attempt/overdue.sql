-- Calls that have been open for an hour: a lead is told, once for each, however many servers look
-- at the same time.
with open_too_long as (
    select id from attempt
     where ended_at is null and overdue_at is null
       and started_at <= instant() - interval '60 minutes'
       for update skip locked
), overdue as (
    update attempt a set overdue_at = instant() from open_too_long o where a.id = o.id
    returning a.id, a.request_id, a.agent_id, a.number, a.started_at
)
insert into journal (actor_kind, actor_id, action, request_id, object_id, detail)
select 'system', agent_id, 'attempt.overdue', request_id, id::text,
       jsonb_build_object('number', number, 'started_at', started_at)
  from overdue
returning request_id

-- Promises that were not kept within 15 minutes of their end are broken. A call under way was
-- started in time or not when it started. One that an ending call holds is left to it, or to the
-- next look: who waits for nobody is in nobody's way.
with overdue as (
    select ctid from promise
     where settled is null and to_at < instant() - interval '15 minutes'
       for update skip locked
), broken as (
    update promise p set settled = 'broken', settled_at = instant()
      from overdue o where p.ctid = o.ctid
    returning p.request_id, p.from_at, p.to_at
)
insert into journal (actor_kind, action, request_id, object_id, detail)
select 'system', 'promise.broken', request_id, request_id::text,
       jsonb_build_object('from', from_at, 'to', to_at) from broken
returning request_id

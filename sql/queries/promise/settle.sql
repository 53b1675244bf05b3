-- Promises that were not kept within 15 minutes of their end are broken. A call under way was
-- started in time or not when it started.
with broken as (
    update promise set settled = 'broken', settled_at = instant()
     where settled is null and to_at < instant() - interval '15 minutes'
    returning request_id, from_at, to_at
)
insert into journal (actor_kind, action, request_id, object_id, detail)
select 'system', 'promise.broken', request_id, request_id::text,
       jsonb_build_object('from', from_at, 'to', to_at) from broken
returning request_id

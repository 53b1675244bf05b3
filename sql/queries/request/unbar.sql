-- What barred it holds no longer: it stays a lead's, and is served to leads again.
with unbarred as (
    update request set barred = null where id = $1::uuid and barred is not null returning id
)
insert into journal (actor_kind, actor_id, action, request_id, object_id, fields)
select 'staff', $2::uuid, 'request.unbarred', id, id::text, '{barred}' from unbarred

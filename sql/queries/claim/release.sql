with released as (
    update request set claim_agent = null, claim_until = null
     where id = $1::uuid and claim_agent = $2::uuid and fence = $3::bigint
       and claim_until > instant()
       and open_attempt is null
    returning id, fence
), noted as (
    insert into journal (actor_kind, actor_id, action, request_id, object_id, detail, sealed)
    select 'staff', $2::uuid, 'claim.released', id, id::text, jsonb_build_object('fence', fence),
           $4::bytea from released
)
select id from released

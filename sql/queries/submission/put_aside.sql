-- The words that a form said first make room for what it says now: its key, its reference and its
-- link are the new words', and the old ones keep their place among the request's forms under a key
-- that nobody has. $5: they stand no longer. The page's render token goes with its words.
with old as (
    select render_nonce from submission where key_hash = $1::bytea
), aside as (
    update submission
       set render_nonce = null, key_hash = $2::bytea, token_hash = $3::bytea, reference = $4,
           words_sealed = null,
           withdrawn_at = case when $5::boolean then coalesce(withdrawn_at, instant())
                               else withdrawn_at end
     where key_hash = $1::bytea
    returning request_id, number
), settled as (
    update promise p set settled = 'void', settled_at = instant()
      from aside a
     where $5::boolean and p.request_id = a.request_id and p.form = a.number and p.settled is null
)
insert into journal (actor_kind, action, request_id, object_id, fields, detail, sealed)
select 'patient', 'form.corrected', request_id, request_id::text, $6::text[],
       jsonb_build_object('form', number, 'fields', array_to_string($6::text[], ', ')),
       $7::bytea from aside
returning (select render_nonce from old)

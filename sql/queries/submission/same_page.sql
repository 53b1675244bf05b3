-- Whether the form that used this render token was the same person's at the same address: then
-- another one with it is the same page sent again, and no machine's.
select 1 from submission s join request r on r.id = s.request_id
 where s.render_nonce = $1::bytea and s.address_index is not distinct from $2::bytea
   and (r.phone_index = $3::bytea or r.name_index = $4::bytea)

-- The form that used this render token, where its name or its number was the same: the page sent
-- again, perhaps mended.
select s.key_hash, r.name_index = $4::bytea as same_name,
       s.address_index is not distinct from $2::bytea as same_address
  from submission s join request r on r.id = s.request_id
 where s.render_nonce = $1::bytea and (r.phone_index = $3::bytea or r.name_index = $4::bytea)

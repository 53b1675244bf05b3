-- Must this number never be called?
select exists (select from suppression where phone_index = $1::bytea)

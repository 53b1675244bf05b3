delete from sign_in_delay where subject = any($1::text[])

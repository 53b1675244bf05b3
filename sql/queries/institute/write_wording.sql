insert into wording (language, key, body) select $1, * from unnest($2::text[], $3::text[])

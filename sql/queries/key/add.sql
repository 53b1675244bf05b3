-- A new key becomes the current one of its purpose (see all); the others keep opening what they
-- sealed.
insert into data_key (id, purpose, wrapped, current) values ($1, $2, $3::bytea, true)

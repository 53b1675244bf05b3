insert into journal_seal (position, xact, id, mac)
select * from unnest($1::bigint[], $2::xid8[], $3::bigint[], $4::bytea[])

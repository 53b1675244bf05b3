insert into journal_seal (position, epoch, xact, id, mac)
select * from unnest($1::bigint[], $2::int[], $3::xid8[], $4::bigint[], $5::bytea[])

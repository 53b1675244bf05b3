-- Where the chain ends, signed: an end that was cut off does not go unseen.
insert into journal_head (position, mac) values ($1, $2::bytea)
on conflict (only_row) do update set position = excluded.position, mac = excluded.mac

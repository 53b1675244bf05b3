-- Where the chain ends, signed: an end that was cut off does not go unseen.
insert into journal_head (position, mac, epoch, floor) values ($1, $2::bytea, $3, $4::xid8)
on conflict (only_row) do update set position = excluded.position, mac = excluded.mac,
       epoch = excluded.epoch, floor = excluded.floor

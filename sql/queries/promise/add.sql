-- A form of an open request is told another time. Nothing for what may not be called.
insert into promise (request_id, made_at, from_at, to_at, form)
select id, greatest(instant(), (select max(made_at) + interval '1 microsecond' from promise b
                                 where b.request_id = r.id)),
       $2::timestamptz, $3::timestamptz, $4::smallint
  from request r
 where id = $1::uuid and not suppressed and barred is null
   and state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')

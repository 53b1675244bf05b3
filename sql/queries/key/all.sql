-- Sealing goes over to a key 15 seconds after it was made, when every server has read it: each
-- looks every second or so. Until then the one before it goes on.
select k.id, k.purpose, k.wrapped,
       k.id = (select o.id from data_key o where o.purpose = k.purpose
                order by o.current and o.created_at > instant() - interval '15 seconds'
                         and exists (select from data_key e
                                      where e.purpose = o.purpose and e.id <> o.id),
                         o.current desc, o.created_at desc, o.id desc limit 1) as current
  from data_key k order by k.id

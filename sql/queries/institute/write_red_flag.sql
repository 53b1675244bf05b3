insert into red_flag (id, position, label_en, label_es) values ($1, $2::int, $3, $4)
on conflict (id) do update set position = excluded.position, label_en = excluded.label_en,
       label_es = excluded.label_es, retired = false

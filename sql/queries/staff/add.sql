insert into staff (username, name, role, languages, password_hash)
  values ($1, $2, $3, $4::text[], $5)
on conflict (username) do nothing returning id

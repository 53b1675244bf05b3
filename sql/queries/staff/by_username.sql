select id, username, name, role, languages, password_hash, disabled_at is not null as disabled
  from staff where username = $1

insert into spoken_language (code, position, label) values ($1, $2::int, $3)

insert into opening (weekday, from_minute, to_minute)
  values ($1::smallint, $2::smallint, $3::smallint)

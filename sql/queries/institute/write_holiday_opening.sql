insert into holiday_opening (day, from_minute, to_minute)
  values ($1::date, $2::smallint, $3::smallint)

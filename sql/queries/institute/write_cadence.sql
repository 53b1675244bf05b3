insert into cadence_step (number, after_minutes, on_day, other_half_of_day)
  values ($1::int, $2::int, $3::int, $4::boolean)

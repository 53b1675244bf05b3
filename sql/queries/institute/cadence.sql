select number, after_minutes, on_day, other_half_of_day from cadence_step order by number

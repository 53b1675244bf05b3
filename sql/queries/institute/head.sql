-- The institute's one row.
select version, name, phone, zone, first_within_seconds, most_a_day, spacing_minutes,
       inside_window_at_least, most_voicemails, earliest_local_minute, latest_local_minute,
       speaker_minutes
  from institute

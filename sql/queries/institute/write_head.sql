insert into institute (name, phone, zone, first_within_seconds, most_a_day, spacing_minutes,
                       inside_window_at_least, most_voicemails, earliest_local_minute,
                       latest_local_minute, speaker_minutes)
values ($1, $2, $3, $4::int, $5::int, $6::int, $7::int, $8::int, $9::int, $10::int, $11::int)
on conflict (only_row) do update
   set name = excluded.name, phone = excluded.phone, zone = excluded.zone,
       version = institute.version + 1, first_within_seconds = excluded.first_within_seconds,
       most_a_day = excluded.most_a_day, spacing_minutes = excluded.spacing_minutes,
       inside_window_at_least = excluded.inside_window_at_least,
       most_voicemails = excluded.most_voicemails,
       earliest_local_minute = excluded.earliest_local_minute,
       latest_local_minute = excluded.latest_local_minute,
       speaker_minutes = excluded.speaker_minutes

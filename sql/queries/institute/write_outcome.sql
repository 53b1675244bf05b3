insert into outcome (code, label, position, reached, next_state, delay, delay_minutes, counted,
                     needs_note, needs_due_at, needs_language, needs_appointment, needs_reason,
                     needs_advice, needs_voicemail_permission, needs_clinician, suppresses_number,
                     by_agent, retired, reasons)
values ($1, $2, $3::int, $4, $5, $6, $7::int, $8::boolean, $9::boolean, $10::boolean, $11::boolean,
        $12::boolean, $13::boolean, $14::boolean, $15::boolean, $16::boolean, $17::boolean,
        $18::boolean, $19::boolean, $20::text[])
on conflict (code) do update
   set label = excluded.label, position = excluded.position, reached = excluded.reached,
       next_state = excluded.next_state, delay = excluded.delay,
       delay_minutes = excluded.delay_minutes, counted = excluded.counted,
       needs_note = excluded.needs_note, needs_due_at = excluded.needs_due_at,
       needs_language = excluded.needs_language, needs_appointment = excluded.needs_appointment,
       needs_reason = excluded.needs_reason, needs_advice = excluded.needs_advice,
       needs_voicemail_permission = excluded.needs_voicemail_permission,
       needs_clinician = excluded.needs_clinician, suppresses_number = excluded.suppresses_number,
       by_agent = excluded.by_agent, retired = excluded.retired, reasons = excluded.reasons

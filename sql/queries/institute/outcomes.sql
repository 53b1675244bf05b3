select code, label, position, reached, next_state, delay, delay_minutes, counted, needs_note,
       needs_due_at, needs_language, needs_appointment, needs_reason, needs_advice,
       needs_voicemail_permission, needs_clinician, suppresses_number, by_agent, retired, reasons
  from outcome order by position, code

-- What is held back with signs of an emergency is a lead's at once: found as fast among ten
-- thousand suspects as among ten.
create index request_held_red_flags on request
    ((quarantine_reason in ('no_render_time', 'too_fast', 'render_token_reused',
                            'address_of_suspects', 'address_without_proof',
                            'red_flags_of_address')), created_at, id)
    where state = 'quarantined' and cardinality(red_flags) > 0;
-- And so is a red flag whose number nobody may call.
create index request_red_flags_of_lead on request (due_at, created_at, id)
    where state = 'escalated' and flagged;
-- Whose numbers were shown in a day, whoever it was shown to.
create index journal_shown_numbers on journal (at) where action = 'phone.revealed';

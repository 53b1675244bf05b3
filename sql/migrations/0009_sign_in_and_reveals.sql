-- Failed sign-ins are counted by pair of account and address, by account, by address and by known
-- device, in one table: a stranger's guesses hinder the stranger. What was long ago is forgotten.
alter table sign_in_delay rename column username to subject; -- keyed hash of what is counted
alter table sign_in_delay add failed_at timestamptz not null default instant();
create index sign_in_delay_failed on sign_in_delay (failed_at);

-- How many numbers a person was shown in the last hour.
create index journal_reveals on journal (actor_id, at) where action = 'phone.revealed';

-- What somebody picked by hand counts as a number shown to them, unless they called: found as fast
-- as what they revealed, however long the journal.
create index journal_picked on journal (actor_id, at)
    where action = 'claim.taken' and detail ? 'picked';

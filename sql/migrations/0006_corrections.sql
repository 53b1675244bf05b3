-- A form can be corrected by its own page, sent again, and by its own link, as long as nobody has
-- called; what it said is kept with it for that, sealed. And what tells a replay from other words
-- was an unkeyed hash of them, by which a dump and a list of people told who is a patient: it is
-- an HMAC now. The hashes that are there cannot be made into one by the database, so they go, and
-- the table is written anew without them; a key from before is answered as it was, whatever comes
-- with it. Dumps and backups from before this step still hold them.
alter table submission alter column body_hash drop not null;
alter table submission alter column body_hash type bytea using null;
alter table submission rename column body_hash to body_mac;
alter table submission
    -- how often its page was changed and sent again; a lower one that comes late is outdated
    add column edition integer not null default 0 check (edition >= 0),
    add column answered_at timestamptz, -- when it was corrected; the answer is of then
    add column words_sealed bytea;      -- all that this form said; null before this step

-- Why no instant allows a call, where none does: their legal hours never meet ours, permission has
-- run out, the number cannot be read. Such a request is a lead's: never served, closed without a
-- call or taken by hand. A suppressed number says so by itself (suppressed).
alter table request add column barred text;
alter table request add constraint request_barred_is_a_leads
    check (barred is null or state = 'escalated');

-- What nobody is ever served does not lengthen the way to what can be served.
drop index request_queue;
create index request_queue on request (rank, due_at, created_at, id)
    where state in ('new', 'retry', 'scheduled', 'waiting', 'escalated')
          and barred is null and not suppressed;
-- What only a lead can act on, for the lead's part of the queue.
create index request_of_lead on request (due_at, created_at, id) where state = 'escalated';

-- How long the next try must wait, in whole seconds, for whatever of these is counted; 0: it need
-- not.
select coalesce(max(ceil(greatest(0, extract(epoch from next_at - instant())))), 0)::int as seconds
  from sign_in_delay where subject = any($1::text[])

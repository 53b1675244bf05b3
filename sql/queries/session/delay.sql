-- How long this name must wait before the next try, in whole seconds; no row or 0: it need not.
select ceil(greatest(0, extract(epoch from next_at - instant())))::int as seconds
  from sign_in_delay where username = $1

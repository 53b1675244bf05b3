delete from session where staff_id = (select id from staff where username = $1)

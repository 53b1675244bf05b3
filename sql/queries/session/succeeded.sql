delete from sign_in_delay where username = $1

update red_flag set retired = true where id <> all ($1::text[])

insert into holiday (day, name) values ($1::date, $2)

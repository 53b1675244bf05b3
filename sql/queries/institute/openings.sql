select weekday, from_minute, to_minute from opening order by weekday, from_minute

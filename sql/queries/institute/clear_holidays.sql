delete from holiday

delete from opening

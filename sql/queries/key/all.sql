select id, purpose, wrapped, current from data_key order by id

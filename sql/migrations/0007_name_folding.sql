-- Names and addresses are compared in one normal form now. The indexes of the rows there are were
-- made before: a server, which has the keys, makes them anew, some at a time, and a row tells by
-- which folding its own were made.
alter table request add column name_folding smallint not null default 1;
alter table request alter column name_folding set default 2;
create index request_name_folding on request (name_folding, id) where name_folding < 2;

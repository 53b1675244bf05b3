-- Who asks for a call to somebody else: "Ana Lopez, her daughter", sealed as names are.
alter table request add column contact_name_sealed bytea;

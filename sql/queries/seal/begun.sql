-- Whether there is any entry. There must be: the first was made with the first key.
select exists (select from journal)

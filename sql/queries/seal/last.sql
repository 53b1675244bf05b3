select position, xact::text as xact, id, mac from journal_seal order by position desc limit 1

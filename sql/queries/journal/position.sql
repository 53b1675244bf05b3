select coalesce(max(position), 0) as position from journal_seal

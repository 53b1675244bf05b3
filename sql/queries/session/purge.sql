delete from session where expires_at < instant() - interval '1 day'

select id, username, name, role, languages from staff order by username

-- A text that somebody agreed to is never reworded: another wording needs another id.
insert into consent_text (id, purpose, language, body) values ($1, $2, $3, $4)
on conflict (id, language) do update set current = true where consent_text.body = excluded.body
returning id

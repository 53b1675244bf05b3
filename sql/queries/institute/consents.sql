-- The newest of a language last: "call-es-10" comes after "call-es-2".
select id, purpose, language, body from consent_text where current
order by language, length(id), id

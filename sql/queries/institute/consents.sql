select id, purpose, language, body from consent_text where current order by id, language

insert into guide_question (topic, language, position, id, ask, note)
  values ($1, $2, $3::int, $4, $5, $6)

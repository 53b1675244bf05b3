insert into guide (topic, language, opening, closing) values ($1, $2, $3, $4)

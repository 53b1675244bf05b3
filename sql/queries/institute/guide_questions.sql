select topic, language, id, ask, note from guide_question order by topic, language, position

delete from guide_question

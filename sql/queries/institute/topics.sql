select code, label_en, label_es from topic where not retired order by position, code

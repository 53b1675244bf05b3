select id, label_en, label_es from red_flag where not retired order by position, id

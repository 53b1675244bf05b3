select code, label from spoken_language order by position, code

delete from spoken_language

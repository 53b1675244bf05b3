select language, key, body from wording

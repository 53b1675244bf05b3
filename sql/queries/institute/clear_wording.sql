delete from wording

delete from guide

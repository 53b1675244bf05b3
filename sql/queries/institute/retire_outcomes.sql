update outcome set retired = true where code <> all ($1::text[])

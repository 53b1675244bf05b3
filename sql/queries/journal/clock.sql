select instant()

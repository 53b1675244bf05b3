update data_key set current = false where purpose = $1 and current

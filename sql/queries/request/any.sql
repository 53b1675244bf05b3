select exists (select from request)

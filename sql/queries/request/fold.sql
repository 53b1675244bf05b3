-- The indexes of a request's name and email, made anew. Where the same person has two open requests
-- by now, written in two ways, this one keeps its own index of the whole name: nothing is merged.
-- Without new ones (the name cannot be opened) all stay as they are.
update request r
   set name_folding = 2,
       name_index = case
           when $2::bytea is null or exists (
               select from request o
                where o.phone_index = r.phone_index and o.name_index = $2 and o.id <> r.id
                  and o.state not in ('quarantined', 'closed') and not o.suppressed)
           then r.name_index else $2 end,
       name_word_index = coalesce($3::bytea[], r.name_word_index),
       email_index = coalesce($4::bytea, r.email_index)
 where id = $1::uuid

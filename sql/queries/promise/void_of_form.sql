-- The promise that stands for a form, before another takes its place.
update promise set settled = 'void', settled_at = instant()
 where request_id = $1::uuid and form = $2::smallint and settled is null

insert into journal (actor_kind, action, object_id, detail)
select 'operator', 'institute.loaded', 'institute', jsonb_build_object('version', version)
  from institute

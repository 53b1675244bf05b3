-- A promise whose time is over is broken, whatever makes it void afterwards: a quarter of an hour
-- after its end (product.md, "promise-kept rate"), and not only when the caretaker has looked.
create function promise_was_missed() returns trigger language plpgsql as $$
begin
    if new.settled = 'void' and old.settled is null
       and old.to_at < instant() - interval '15 minutes' then
        new.settled := 'broken';
        insert into journal (actor_kind, action, request_id, object_id, detail)
        values ('system', 'promise.broken', new.request_id, new.request_id::text,
                jsonb_build_object('from', old.from_at, 'to', old.to_at));
    end if;
    return new;
end $$;
create trigger promise_was_missed before update of settled on promise
    for each row execute function promise_was_missed();

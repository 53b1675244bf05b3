-- Whether the page's script did its work: what comes without, many from one address within minutes,
-- is held aside.
alter table submission add column proven boolean not null default false;

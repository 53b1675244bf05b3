-- How often a booked visit was changed: a calendar takes what comes under the same UID with a
-- higher SEQUENCE in the place of what it has (RFC 5545, 3.8.7.4).
alter table appointment add column sequence integer not null default 0;

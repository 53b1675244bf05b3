-- One more failure of this subject. The first $2 cost nothing; each after doubles the wait: 1 s,
-- 2 s, 4 s … up to $3 seconds. After $4 minutes without one they are forgotten.
insert into sign_in_delay as d (subject, failures, next_at, failed_at)
values ($1, 1, instant(), instant())
on conflict (subject) do update
   set failures = case when d.failed_at < instant() - make_interval(mins => $4::int) then 1
                       else d.failures + 1 end,
       next_at = case when d.failed_at < instant() - make_interval(mins => $4::int)
                        or d.failures < $2::int then instant()
                      else instant() + least(make_interval(secs => $3::int),
                                             interval '1 second'
                                             * power(2, least(d.failures - $2::int, 20))) end,
       failed_at = instant()

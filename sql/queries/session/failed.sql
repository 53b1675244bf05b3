-- Each failure doubles the wait: 1 s, 2 s, 4 s … up to 15 minutes. The first two cost nothing.
insert into sign_in_delay (username, failures, next_at) values ($1, 1, instant())
on conflict (username) do update
   set failures = sign_in_delay.failures + 1,
       next_at = instant() + least(interval '15 minutes',
                                   interval '1 second'
                                   * power(2, least(sign_in_delay.failures, 20) - 2)
                                   * (sign_in_delay.failures >= 2)::int)

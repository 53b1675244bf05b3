-- Failures that count no more, so that guessing does not fill the table.
delete from sign_in_delay
 where failed_at < instant() - interval '1 day'
    or failures < 3 and failed_at < instant() - interval '1 hour'

-- Service level and time to first attempt, by local day of creation. Definition
-- (product.md, Figures):
--   within = first counted attempt within the target of business seconds from
--            max(created, asked for)
--   of     = attempted, or not attempted and (closed, or already later than the target); withdrawn
--            before the target is left out
-- $1, $2: local days, inclusive. $3: target in business seconds. $4: what was wanted before this
-- instant and has no attempt is already later than the target: BH($4, now) = target. $5, $6, $7:
-- requests in their first call, since when, and after how many business seconds; they count as
-- attempted. One row a day and, with a null day, the total.
with told as (
    select created_at, wanted_at, state, resolution, closed_business_seconds,
           coalesce(first_attempt_at, c.started_at) as first_attempt_at,
           coalesce(first_attempt_business_seconds, c.seconds) as seconds
      from report_request r
      left join unnest($5::uuid[], $6::timestamptz[], $7::int[]) as c (id, started_at, seconds)
        on c.id = r.id
), cohort as (
    select (created_at at time zone i.zone)::date as day, first_attempt_at, seconds,
           extract(epoch from first_attempt_at - created_at) as wall_seconds, wanted_at, state,
           case when first_attempt_at is not null then true
                when resolution = 'withdrawn' and closed_business_seconds <= $3::int then false
                when state = 'closed' then true
                else wanted_at < $4::timestamptz end as counts
      from told, report_institute i
     where created_at >= ($1::date)::timestamp at time zone i.zone
       and created_at < ($2::date + 1)::timestamp at time zone i.zone
)
select day, count(*) as requests, count(first_attempt_at) as attempted,
       count(*) filter (where seconds <= $3::int) as within_target,
       count(*) filter (where counts) as of,
       count(*) filter (where first_attempt_at is null and state <> 'closed') as not_attempted,
       percentile_cont(0.5) within group (order by seconds) as median_seconds,
       percentile_cont(0.9) within group (order by seconds) as p90_seconds,
       avg(seconds)::float8 as mean_seconds,
       percentile_cont(0.5) within group (order by wall_seconds) as median_wall_seconds,
       min(wanted_at) filter (where first_attempt_at is null and state <> 'closed')
           as oldest_not_attempted_at
  from cohort
 group by grouping sets ((day), ())
 order by day nulls last

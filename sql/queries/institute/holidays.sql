-- One row for each span of a holiday; a day that is closed has one row without a span.
select h.day, h.name, o.from_minute, o.to_minute
  from holiday h left join holiday_opening o using (day)
 order by h.day, o.from_minute

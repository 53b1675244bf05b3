#include "domain/cadence.h"

#include <algorithm>

namespace backline {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

int part_of(LocalTime at) {
    const auto into_day = at - std::chrono::floor<days>(at);
    return into_day < hours{12} ? 0 : into_day < hours{17} ? 1 : 2;
}

// After noon of the same day when `last` was before it, else the next day.
LocalTime other_half(LocalTime last) {
    const LocalDay day = std::chrono::floor<days>(last);
    return last < day + hours{12} ? LocalTime{day + hours{12}} : LocalTime{day + days{1}};
}

// The k-th day counted from the first attempt's. When the attempt before was made on that day or
// later already (it slipped over a week-end), the next half of a day instead, so that calls stay
// apart.
LocalTime on_day(int k, LocalTime first, LocalTime last) {
    const LocalDay wanted = std::chrono::floor<days>(first) + days{k - 1};
    return std::chrono::floor<days>(last) < wanted ? LocalTime{wanted} : other_half(last);
}

// The next part of that day, when all attempts so far were in the part that `at` falls into and the
// institute is still open then: six calls at nobody's home in the morning teach nothing.
Instant vary_part(const Hours& calendar, const std::vector<PastAttempt>& made, Instant at) {
    const Zone& zone = calendar.zone();
    const LocalTime open = zone.local(calendar.next_open(at));
    const int part = part_of(open);
    const bool all_same = std::all_of(made.begin(), made.end(), [&](const PastAttempt& attempt) {
        return part_of(zone.local(attempt.started_at)) == part;
    });
    if (!all_same || part == 2) return at;
    const LocalDay day = std::chrono::floor<days>(open);
    const Instant next = zone.instant(day + (part == 0 ? hours{12} : hours{17}));
    return calendar.open_at(next) ? next : at;
}

// The start of the first day, from `at` on, that has room for one more attempt.
Instant day_with_room(const Cadence& cadence, const Zone& zone,
                      const std::vector<PastAttempt>& made, Instant at) {
    const LocalDay day = zone.day(at);
    const auto today = std::count_if(made.begin(), made.end(), [&](const PastAttempt& attempt) {
        return zone.day(attempt.started_at) == day;
    });
    return today < cadence.most_a_day ? at : zone.instant(day + days{1});
}

}  // namespace

std::optional<Instant> next_attempt(const Cadence& cadence, const Hours& calendar,
                                    const std::vector<PastAttempt>& made, Instant now) {
    std::vector<PastAttempt> counted;
    std::copy_if(made.begin(), made.end(), std::back_inserter(counted),
                 [](const PastAttempt& attempt) { return attempt.counted; });
    if (counted.empty()) return now;
    if (counted.size() > cadence.steps.size()) return std::nullopt;
    const CadenceStep& step = cadence.steps[counted.size() - 1];
    const Zone& zone = calendar.zone();
    const Instant last = counted.back().started_at;
    const LocalTime last_local = zone.local(last);
    Instant wanted = std::max(now, last + minutes{step.after_minutes});
    if (step.other_half_of_day) wanted = std::max(wanted, zone.instant(other_half(last_local)));
    if (step.on_day > 0) {
        const LocalTime first = zone.local(counted.front().started_at);
        wanted = std::max(wanted, zone.instant(on_day(step.on_day, first, last_local)));
    }
    const bool by_day = step.on_day > 0 || step.other_half_of_day;
    // The gate would put it off as well, but only here is it known that another half is wanted.
    wanted = day_with_room(cadence, zone, counted, wanted);
    return by_day && counted.size() >= 2 ? vary_part(calendar, counted, wanted) : wanted;
}

}  // namespace backline

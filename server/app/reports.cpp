#include "app/reports.h"

#include <map>

#include "store/journal.h"
#include "store/reports.h"

namespace backline {

namespace {

using namespace std::chrono;

constexpr long kMostDays = 400;

std::optional<LocalDay> parse_day(const std::string& text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t count) {
        int value = 0;
        for (std::size_t i = at; i < at + count; ++i) {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    const int y = number(0, 4), m = number(5, 2), d = number(8, 2);
    if (y < 1970 || m < 1 || d < 1) return std::nullopt;
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                              day{static_cast<unsigned>(d)}};
    if (!date.ok()) return std::nullopt;
    return LocalDay{sys_days{date}.time_since_epoch()};
}

std::string day_text(LocalDay day) {
    const year_month_day date{day};
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

// The latest instant from which `target` business seconds have not yet passed is the boundary: what
// was wanted before it is late. BH falls as its start moves on, so it is found by halving.
Instant late_before(const Hours& hours, seconds target, Instant now) {
    Instant early = now - days{kMostDays};
    Instant late = now;
    while (late - early > microseconds{1}) {
        const Instant middle = early + (late - early) / 2;
        if (hours.open_between(middle, now) > target)
            early = middle;
        else
            late = middle;
    }
    return late;
}

ServiceRow row_of(const store::ServiceLevelRow& found, Instant now) {
    ServiceRow row;
    row.day = found.day;
    row.requests = found.requests;
    row.attempted = found.attempted;
    row.within_target = found.within_target;
    row.of = found.of;
    row.not_attempted = found.not_attempted;
    if (found.of > 0) {
        row.service_level =
            static_cast<double>(found.within_target) / static_cast<double>(found.of);
        const Interval interval = wilson(found.within_target, found.of);
        row.low = interval.low;
        row.high = interval.high;
    }
    row.median_seconds = found.median_seconds;
    row.p90_seconds = found.p90_seconds;
    row.mean_seconds = found.mean_seconds;
    row.median_wall_seconds = found.median_wall_seconds;
    if (found.oldest_not_attempted_at)
        row.oldest_not_attempted_seconds =
            std::max(0.0, duration<double>(now - *found.oldest_not_attempted_at).count());
    return row;
}

}  // namespace

Result<ServiceReport> service_report(App& app, const Person& person, const std::string& from,
                                     const std::string& to, bool exported) {
    Invalid faults;
    const auto first = parse_day(from);
    const auto last = parse_day(to);
    if (!first) faults.faults.push_back({"from", "not_a_day"});
    if (!last) faults.faults.push_back({"to", "not_a_day"});
    if (first && last && *first > *last) faults.faults.push_back({"to", "order"});
    if (first && last && (*last - *first).count() > kMostDays)
        faults.faults.push_back({"to", "too_long"});
    if (!faults.faults.empty()) return fail(faults);
    const Instant now = store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::note(transaction, {store::Actor::person(person.id),
                                  exported ? "report.exported" : "report.viewed",
                                  {},
                                  "service-level",
                                  {},
                                  "{\"from\": \"" + from + "\", \"to\": \"" + to + "\"}",
                                  {}});
        return store::clock(transaction);
    });
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto target = rules.cadence.first_within;
    const auto found = store::transact(
        app.reports(),
        [&](store::Transaction& transaction) {
            auto open = store::open_first_calls(transaction);
            for (auto& call : open)
                call.business_seconds = static_cast<int>(
                    rules.hours.open_between(call.wanted_at, call.started_at).count());
            return store::service_level(transaction, from, to, static_cast<int>(target.count()),
                                        late_before(rules.hours, target, now), open);
        },
        store::Mode::single);
    ServiceReport report{
        rules.hours.zone().name(), static_cast<int>(target.count()), from, to, now, {}, {}};
    std::map<std::string, ServiceRow> by_day;
    for (const auto& row : found) {
        if (row.day.empty())
            report.total = row_of(row, now);
        else
            by_day[row.day] = row_of(row, now);
    }
    for (LocalDay day = *first; day <= *last; day += days{1}) {
        ServiceRow row;
        const auto known = by_day.find(day_text(day));
        if (known != by_day.end()) row = known->second;
        row.day = day_text(day);
        report.rows.push_back(row);
    }
    return report;
}

}  // namespace backline

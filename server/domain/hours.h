// The institute's business calendar: which seconds count, BH(a,b), and the next open instant.
// Source: product.md, "Figures" (BH) and "The gate". Immutable after construction; thread-safe.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/zone.h"

namespace backline {

// Open from `from` until before `to`, minutes after local midnight, 0 ≤ from < to ≤ 1440.
struct OpenSpan {
    int from_minute;
    int to_minute;
    bool operator==(const OpenSpan&) const = default;
};

struct Holiday {
    LocalDay day;
    std::string name;
    std::vector<OpenSpan> spans;  // empty: closed all day
};

class Hours {
  public:
    // `week[0]` is Sunday. Spans of a day must be ascending and apart. Faults on field "hours":
    // "span_order", "overlap" (touching too), "duplicate_day" where a day is a holiday twice,
    // "no_open_time" where the week has no span at all.
    static Result<Hours> make(Zone zone, std::array<std::vector<OpenSpan>, 7> week,
                              std::vector<Holiday> holidays);

    const Zone& zone() const { return zone_; }
    const std::array<std::vector<OpenSpan>, 7>& week() const { return week_; }
    const std::map<LocalDay, Holiday>& holidays() const { return holidays_; }
    bool open_at(Instant at) const;
    // First open instant ≥ at, looking 400 days ahead; beyond that `at` + 400 days.
    Instant next_open(Instant at) const;
    // The open span that holds `at`, or the first one after it, looking 400 days ahead.
    std::optional<std::pair<Instant, Instant>> span_from(Instant at) const;
    // When the span that holds `at` ends; `at` itself when closed.
    Instant closes(Instant at) const;
    // BH(a,b): open time between a and b, by the wall clock's real seconds (a day of 23 or 25 hours
    // counts as many as it has), whole seconds rounded down. 0 when b ≤ a.
    std::chrono::seconds open_between(Instant a, Instant b) const;
    // The earliest t ≥ next_open(a) with BH(a,t) = amount, looking 400 days ahead; else a + 400
    // days.
    Instant after_open(Instant a, std::chrono::seconds amount) const;
    // The spans of that local day as instants, ascending.
    std::vector<std::pair<Instant, Instant>> spans_of(LocalDay day) const;
    // The spans of an ordinary week's day (0 is Sunday), holidays left aside.
    const std::vector<OpenSpan>& usual_spans(unsigned weekday) const { return week_.at(weekday); }
    // The first local day after `day` that has a span.
    LocalDay next_business_day(LocalDay day) const;

  private:
    Hours(Zone zone, std::array<std::vector<OpenSpan>, 7> week,
          std::map<LocalDay, Holiday> holidays)
        : zone_(std::move(zone)), week_(std::move(week)), holidays_(std::move(holidays)) {}
    const std::vector<OpenSpan>& open_spans(LocalDay day) const;
    std::pair<Instant, Instant> instants(LocalDay day, OpenSpan span) const;
    Zone zone_;
    std::array<std::vector<OpenSpan>, 7> week_;
    std::map<LocalDay, Holiday> holidays_;
};

}  // namespace backline

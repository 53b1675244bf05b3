#include "domain/hours.h"

#include <algorithm>

namespace backline {

using std::chrono::days;
using std::chrono::minutes;

namespace {

constexpr int most_days_ahead = 400;

// What is wrong with the spans of one day, or nothing.
std::optional<std::string> fault_of(const std::vector<OpenSpan>& spans) {
    int before = -1;
    for (const OpenSpan& span : spans) {
        if (span.from_minute < 0 || span.to_minute > 1440 || span.from_minute >= span.to_minute) {
            return "span_order";
        }
        if (span.from_minute <= before) return "overlap";
        before = span.to_minute;
    }
    return std::nullopt;
}

}  // namespace

Result<Hours> Hours::make(Zone zone, std::array<std::vector<OpenSpan>, 7> week,
                          std::vector<Holiday> holidays) {
    std::vector<FieldFault> faults;
    const auto note = [&](const std::string& code) {
        FieldFault fault{"hours", code};
        if (std::find(faults.begin(), faults.end(), fault) == faults.end()) faults.push_back(fault);
    };
    bool any = false;
    for (const auto& spans : week) {
        if (const auto code = fault_of(spans)) note(*code);
        any = any || !spans.empty();
    }
    std::map<LocalDay, Holiday> by_day;
    for (Holiday& holiday : holidays) {
        if (const auto code = fault_of(holiday.spans)) note(*code);
        const LocalDay day = holiday.day;
        if (!by_day.emplace(day, std::move(holiday)).second) note("duplicate_day");
    }
    if (!any) note("no_open_time");
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    return Hours{std::move(zone), std::move(week), std::move(by_day)};
}

const std::vector<OpenSpan>& Hours::open_spans(LocalDay day) const {
    const auto holiday = holidays_.find(day);
    if (holiday != holidays_.end()) return holiday->second.spans;
    return week_[std::chrono::weekday{day}.c_encoding()];
}

std::pair<Instant, Instant> Hours::instants(LocalDay day, OpenSpan span) const {
    return {zone_.instant(day + minutes{span.from_minute}),
            zone_.instant(day + minutes{span.to_minute})};
}

std::optional<std::pair<Instant, Instant>> Hours::span_from(Instant at) const {
    const LocalDay first = zone_.day(at);
    for (LocalDay day = first; day <= first + days{most_days_ahead}; day += days{1}) {
        for (const OpenSpan& span : open_spans(day)) {
            const auto [from, to] = instants(day, span);
            if (at < to && from < to) return std::pair{from, to};
        }
    }
    return std::nullopt;
}

bool Hours::open_at(Instant at) const {
    const LocalDay day = zone_.day(at);
    for (const OpenSpan& span : open_spans(day)) {
        const auto [from, to] = instants(day, span);
        if (from <= at && at < to) return true;
    }
    return false;
}

Instant Hours::next_open(Instant at) const {
    const auto span = span_from(at);
    return span ? std::max(at, span->first) : at + days{most_days_ahead};
}

Instant Hours::closes(Instant at) const {
    const auto span = span_from(at);
    return span && span->first <= at ? span->second : at;
}

std::chrono::seconds Hours::open_between(Instant a, Instant b) const {
    std::chrono::microseconds open{0};
    if (b <= a) return std::chrono::seconds{0};
    const LocalDay last = zone_.day(b);
    for (LocalDay day = zone_.day(a); day <= last; day += days{1}) {
        for (const OpenSpan& span : open_spans(day)) {
            const auto [from, to] = instants(day, span);
            const Instant start = std::max(a, from);
            const Instant end = std::min(b, to);
            if (start < end) open += end - start;
        }
    }
    return std::chrono::floor<std::chrono::seconds>(open);
}

Instant Hours::after_open(Instant a, std::chrono::seconds amount) const {
    std::chrono::microseconds left = amount;
    Instant at = a;
    while (const auto span = span_from(at)) {
        const Instant start = std::max(at, span->first);
        if (left <= span->second - start) return start + std::max(left, left.zero());
        left -= span->second - start;
        at = span->second;
        if (at > a + days{most_days_ahead}) break;
    }
    return a + days{most_days_ahead};
}

std::vector<std::pair<Instant, Instant>> Hours::spans_of(LocalDay day) const {
    std::vector<std::pair<Instant, Instant>> spans;
    for (const OpenSpan& span : open_spans(day)) {
        const auto both = instants(day, span);
        // A span that lies in the hour that spring leaves out is empty.
        if (both.first < both.second) spans.push_back(both);
    }
    return spans;
}

LocalDay Hours::next_business_day(LocalDay day) const {
    for (int ahead = 1; ahead <= most_days_ahead; ++ahead) {
        if (!open_spans(day + days{ahead}).empty()) return day + days{ahead};
    }
    return day + days{1};
}

}  // namespace backline

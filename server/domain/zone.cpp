#include "domain/zone.h"

#include <algorithm>

#include <date/tz.h>

#include <stdexcept>

namespace backline {

namespace {

// date has its own local clock beside the standard one; both count from the same local midnight.
date::local_time<std::chrono::microseconds> to_date(LocalTime local) {
    return date::local_time<std::chrono::microseconds>{local.time_since_epoch()};
}

const date::time_zone& rules_of(const void* rules) {
    return *static_cast<const date::time_zone*>(rules);
}

}  // namespace

Result<Zone> Zone::named(std::string_view name) {
    try {
        return Zone{std::string{name}, date::locate_zone(name)};
    } catch (const std::runtime_error&) {
        return invalid("zone", "unknown");
    }
}

LocalTime Zone::local(Instant at) const {
    const auto offset = rules_of(rules_).get_info(at).offset;
    return LocalTime{at.time_since_epoch() + offset};
}

LocalDay Zone::day(Instant at) const {
    return std::chrono::floor<std::chrono::days>(local(at));
}

Instant Zone::instant(LocalTime local) const {
    const auto info = rules_of(rules_).get_info(to_date(local));
    if (info.result == date::local_info::nonexistent) return info.second.begin;
    return Instant{local.time_since_epoch() - info.first.offset};
}

bool Zone::shows(LocalTime local) const {
    return rules_of(rules_).get_info(to_date(local)).result != date::local_info::nonexistent;
}

bool shows_another_time(const std::vector<std::string>& zones, const Zone& ours, Instant at) {
    return std::any_of(zones.begin(), zones.end(), [&](const std::string& name) {
        const auto zone = Zone::named(name);
        return zone && zone->local(at) != ours.local(at);
    });
}

}  // namespace backline

// Local time of a place, by the zone's rules at that date (IANA data of the system). Thread-safe.
// zone.cpp alone knows the library behind it (Howard Hinnant's date/tz).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace backline {

using LocalTime = std::chrono::local_time<std::chrono::microseconds>;
using LocalDay = std::chrono::local_days;

class Zone {
  public:
    // `name` is an IANA name ("America/Los_Angeles"); Invalid{"zone","unknown"} otherwise.
    static Result<Zone> named(std::string_view name);

    const std::string& name() const { return name_; }
    LocalTime local(Instant at) const;
    LocalDay day(Instant at) const;
    // The instant of a local time. In the gap of spring it is the first instant after the gap; in
    // the doubled hour of autumn it is the earlier one.
    Instant instant(LocalTime local) const;

    // Whether clocks of the place ever show this: false in the gap of spring.
    bool shows(LocalTime local) const;

  private:
    explicit Zone(std::string name, const void* rules) : name_(std::move(name)), rules_(rules) {}
    std::string name_;
    const void* rules_;
};

// Whether a clock in one of these zones shows another time than ours at that instant, so that a
// time of ours has to be told with its zone. A zone that is not known shows ours.
bool shows_another_time(const std::vector<std::string>& zones, const Zone& ours, Instant at);

}  // namespace backline

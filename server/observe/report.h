// Reporting an event: one JSON line in the log, one step of the counters. Thread-safe; never
// throws, because trouble with a log must not become trouble of a patient.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "observe/event.h"

namespace backline::observe {

// Opens the log: `level` is debug, info, warn or error, `file` a path to append to or empty for
// standard error. Returns a complaint for the operator when that cannot be. Call once, early;
// before it events are counted and not written. Lines are written at warn, and within a second
// otherwise; a file that was rotated away is opened anew by then. Nothing waits for whoever reads
// them: see log_file.h.
std::optional<std::string> start(std::string_view level, const std::string& file);

void report(const Event& event) noexcept;

void flush() noexcept;
void stop() noexcept;  // flushes and closes; later events are only counted

// The line's own members, `"event":"…",…`, without braces, time and level: printable ASCII.
std::string members_of(const Event& event);

// What has been counted since the process began.
struct Counters {
    std::array<std::uint64_t, std::variant_size_v<Event>> events{};  // by Event's index
    std::array<std::uint64_t, 6> statuses{};  // requests by first digit of the status
    // Requests that took up to kBounds[i] microseconds; the last is "longer". Not cumulative.
    static constexpr std::array<std::int64_t, 11> kBounds{
        500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 500'000, 1'000'000};
    std::array<std::uint64_t, 12> durations{};
    std::uint64_t micros = 0;  // the sum
};
Counters counters() noexcept;

}  // namespace backline::observe

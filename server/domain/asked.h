// The time a patient asks for, from the words of the API and the form. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/request.h"

namespace backline {

// As sent: {"asap": true}, {"days": [...], "parts": [...]} or {"from", "to"}.
struct AskedWords {
    bool asap = false;
    std::vector<std::string> days;   // "sun" … "sat"
    std::vector<std::string> parts;  // "morning", "afternoon", "evening"
    std::optional<Instant> from;
    std::optional<Instant> to;
};

// Every fault at once, all on field "window": required (nothing said, or half a window),
// unknown_day, unknown_part, from_after_to (or equal), more_than_one (two of the three ways at
// once). What is wrong with them at one time and not at another is for untimely() to say.
Result<AskedTime> parse_asked(const AskedWords& words);
// Of a stated window by the clock, on field "window": in_the_past (over already), too_far (ends
// over 60 days ahead).
std::vector<FieldFault> untimely(const AskedWords& words, Instant now);

// "sun" … "sat" for 0 … 6, and back.
std::string_view day_name(unsigned weekday);
std::optional<unsigned> day_named(std::string_view name);

}  // namespace backline

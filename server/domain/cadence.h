// When to try again. Source: product.md, "Cadence, default" (six attempts: Velocify; five minutes:
// Lead Response Management study, 2007). Pure; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "domain/hours.h"
#include "domain/request.h"

namespace backline {

// One step of the cadence: how long after the attempt before it (in order: minutes, or a local day
// counted from the day of the first attempt, and whether the other half of the day is wanted).
struct CadenceStep {
    int after_minutes = 0;  // wall-clock minutes after the previous attempt
    int on_day = 0;  // 0: no rule; k: on the k-th day (the first attempt's day is day 1) or later
    bool other_half_of_day =
        false;  // after local noon if the previous attempt was before, else next day
    bool operator==(const CadenceStep&) const = default;
};

struct Cadence {
    std::chrono::seconds first_within{300};  // business time
    std::vector<CadenceStep> steps;          // for attempt 2, 3, …; its size + 1 is the limit
    int most_a_day = 2;
    std::chrono::minutes spacing{30};
    int inside_window_at_least = 2;
    int most_voicemails = 2;

    int most_attempts() const { return static_cast<int>(steps.size()) + 1; }
};

// The first instant the cadence wants the next attempt, before the gate: absent when the last
// attempt of the cadence has been made. `made` are counted attempts, oldest first, with the one
// just ended.
std::optional<Instant> next_attempt(const Cadence& cadence, const Hours& hours,
                                    const std::vector<PastAttempt>& made, Instant now);

}  // namespace backline

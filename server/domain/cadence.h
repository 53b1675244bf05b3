// When to try again. Source: product.md, "Cadence, default" (six attempts: Velocify; five minutes:
// Lead Response Management study, 2007). Pure; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "domain/hours.h"
#include "domain/request.h"

namespace backline {

// One step of the cadence: the latest of what its rules want.
struct CadenceStep {
    int after_minutes = 0;  // wall-clock minutes after the start of the previous attempt
    // 0: no rule; k: on the k-th local day, counting the first attempt's as day 1. Where the
    // previous attempt was made on that day or later already, in the next half of a day instead.
    int on_day = 0;
    // After local noon if the previous attempt was before it, else the next day.
    bool other_half_of_day = false;
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
// just ended. A day that has had its most attempts gives way to the next. When all of them fell
// into one part of the day, a step by days or halves moves to another part, if the institute is
// open then.
std::optional<Instant> next_attempt(const Cadence& cadence, const Hours& hours,
                                    const std::vector<PastAttempt>& made, Instant now);

}  // namespace backline

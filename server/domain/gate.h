// The one rule that answers "may this number be called now?". Source: product.md, "The gate".
// Pure; thread-safe.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "domain/cadence.h"
#include "domain/hours.h"
#include "domain/request.h"

namespace backline {

struct GateRules {
    int earliest_local_minute = 8 * 60;   // of every plausible zone
    int latest_local_minute = 21 * 60;
};

// Yes, or no with the first instant that would be yes and a code: suppressed, closed, quarantined,
// institute_closed, their_window, their_local_time, spacing, most_a_day, not_due.
struct GateAnswer {
    bool yes = false;
    bool ever = true;      // false: no instant would be yes (suppressed, closed)
    Instant at;            // yes: the asked instant; no: the first that would be yes
    std::string reason;    // empty when yes; the rule that binds last otherwise
};

struct GateQuestion {
    const RequestFacts& request;
    const std::vector<PastAttempt>& past;  // oldest first
    Instant at;
    // A promised time overrides spacing and the day's maximum, never hours or legal local time.
    bool promised = false;
    // An agent may call by hand before due_at (a lead's "call now"); the queue never asks with true.
    bool before_due = false;
};

GateAnswer gate(const GateQuestion& question, const Hours& hours, const Cadence& cadence,
                const GateRules& rules);

// The spans of local day `day` that the asked time leaves open, in the institute's zone.
// AsSoonAsPossible: the whole day.
std::vector<Window> asked_spans(const AskedTime& asked, const Zone& zone, LocalDay day);

}  // namespace backline

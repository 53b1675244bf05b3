// The one rule that answers "may this number be called now?". Source: product.md, "The gate".
// Pure; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "domain/cadence.h"
#include "domain/hours.h"
#include "domain/request.h"

namespace backline {

struct GateRules {
    int earliest_local_minute = 8 * 60;  // of every plausible zone
    int latest_local_minute = 21 * 60;
    int permission_months = 3;  // of a web inquiry, and of what was agreed on a call
};

// Yes, or no with the first instant that would be yes and a code: suppressed, closed, quarantined,
// unreadable, permission_over, institute_closed, their_window, their_local_time, spacing,
// most_a_day, not_due.
struct GateAnswer {
    bool yes = false;
    bool ever = true;  // false: no instant would be yes, as things are
    Instant at;        // yes: the asked instant; no: the first that would be yes
    // Empty when yes. Otherwise, of the rules that say no at the asked instant, the one that alone
    // would hold out longest.
    std::string reason;
};

struct GateQuestion {
    const RequestFacts& request;
    const std::vector<PastAttempt>& past;  // oldest first
    Instant at;
    // A promised time overrides spacing and the day's maximum, never hours or legal local time.
    bool promised = false;
    // An agent may call by hand before due_at (a lead's "call now"); the queue never asks so.
    bool before_due = false;
};

// Until when calls are permitted that were asked for, or agreed on, at `since`: the same local time
// so many calendar months later, on the month's last day where it has no such day.
Instant permission_end(const Zone& zone, Instant since, int months);

// How the rules meet:
// - State Scheduled is a promised time, asked so or not. State Escalated waits for a clinician or a
//   lead to ring back: spacing, the day's maximum and the asked window do not hold it up.
// - A red flag lets no asked window bind. Several forms' asked times are one: each will do.
// - From the start of a standing promise until a call has met it, be it late, spacing does not
//   bind; and one call more than the day's maximum is allowed to a red flag, to what was agreed and
//   to the first form that stands. Later forms use what is left of the day and take nothing from
//   it: a patient who is promised ten calls is not to be rung ten times.
// - Spacing counts from the start of the last counted attempt, unless that found the line busy.
// - A stated window (from, to) that has passed comes again at the same local hours of the days
//   after, until `inside_window_at_least` attempts were made inside; then it binds no more.
// - An asked time that can never meet the institute's hours (a Sunday, an evening) cannot bind,
//   for a person who asked must be called: of days and parts the days are left aside first, then
//   the parts, then both.
// - Permission ends: what would be yes only after it is never yes (permission_over).
GateAnswer gate(const GateQuestion& question, const Hours& hours, const Cadence& cadence,
                const GateRules& rules);

// Why no instant would be yes, as things are; empty where one is. Due times are left aside.
std::string barred_for_ever(const RequestFacts& request, Instant now, const Hours& hours,
                            const Cadence& cadence, const GateRules& rules);

// From the gate's first yes until its next no, or until local midnight: what a promise can be made
// of. Absent where the gate's `ever` is false.
std::optional<Window> first_callable(const GateQuestion& question, const Hours& hours,
                                     const Cadence& cadence, const GateRules& rules);

// The same for a time that is asked for just now: nothing of the wish gives way, and a stated
// window does not come again. Absent where the wish cannot be met.
std::optional<Window> first_as_asked(const GateQuestion& question, const Hours& hours,
                                     const Cadence& cadence, const GateRules& rules);

// The spans of local day `day` that the asked time leaves open, in the institute's zone.
// AsSoonAsPossible: the whole day.
std::vector<Window> asked_spans(const AskedTime& asked, const Zone& zone, LocalDay day);

}  // namespace backline

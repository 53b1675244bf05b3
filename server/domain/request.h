// A request: what a patient asked for, the states it can be in, and what each state knows.
// Source: product.md, "Request". Plain values, no I/O; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/result.h"

namespace backline {

enum class Kind { callback, consultation };
enum class Relation { self, other };
enum class DayPart { morning, afternoon, evening };  // local 8–12, 12–17, 17–21

// Half open: from ≤ t < to.
struct Window {
    Instant from;
    Instant to;
    bool holds(Instant at) const { return from <= at && at < to; }
    bool operator==(const Window&) const = default;
};

// When the patient asked to be called.
struct AsSoonAsPossible {
    bool operator==(const AsSoonAsPossible&) const = default;
};
struct DaysAndParts {
    std::set<unsigned> days;  // 0 Sunday … 6 Saturday, C encoding; empty: any day
    std::set<DayPart> parts;  // empty: any part
    bool operator==(const DaysAndParts&) const = default;
};
using AskedTime = std::variant<AsSoonAsPossible, DaysAndParts, Window>;

// Why a request is closed: the code of the outcome that closed it ("booked", "withdrawn", …).
using Resolution = std::string;

struct Quarantined {
    std::string why;
};
struct New {
    Instant due_at;
};
struct Retry {
    Instant due_at;
};
struct Scheduled {
    Window promised;
};  // due at promised.from
struct Waiting {
    Instant due_at;
};
// Needs a clinician or a lead; served to leads only.
struct Escalated {
    Instant due_at;
};
struct Closed {
    Resolution resolution;
    Instant at;
};

using State = std::variant<Quarantined, New, Retry, Scheduled, Waiting, Escalated, Closed>;

// "quarantined", "new", … as in the API and in SQL.
std::string_view name_of(const State& state);
bool is_state(std::string_view name);
bool is_open(const State& state);      // neither quarantined nor closed
bool is_callable(const State& state);  // new, retry, scheduled, waiting, escalated
// Absent for quarantined and closed, present for every other.
std::optional<Instant> due_at(const State& state);
// Place among what is due: 0 red flag or escalated, 1 promised, 2 new, 3 retry and waiting.
// Source: product.md, "Order of the queue".
int rank_of(const State& state, bool red_flag);

// A window that was told to the patient and that no call has met yet, be it past.
struct StandingPromise {
    Window window;
    bool agreed = false;  // on a call; else told to one of the request's forms
    bool first = false;   // to the first of these that stands: to whoever joined nobody
    bool picked = false;  // on the page of that form's patient
};

// What the rules need to know of a request, and nothing that identifies the patient.
struct RequestFacts {
    State state;
    AskedTime asked;
    Instant created_at;
    bool red_flag = false;  // ticked, and no person was reached since
    bool voicemail_ok = false;
    bool suppressed = false;
    std::vector<std::string> plausible_zones;  // of the called party
    // By other forms of the same request. Any of their times will do as well.
    std::vector<AskedTime> also_asked = {};
    std::vector<StandingPromise> standing = {};  // earliest first
    // Due before the state's own time, because a form that joined was promised a call then.
    std::optional<Instant> sooner = {};
    bool unreadable = false;  // the number can't be read
    // Since when calls are permitted: the latest form that stands, or the latest call that reached
    // the person and ended in something to go on with. Absent: for ever.
    std::optional<Instant> permitted_since = {};
};

// One past attempt, as the cadence sees it.
struct PastAttempt {
    Instant started_at;
    std::string outcome;
    bool counted = true;  // false for call_failed
    // For another request of the same number: it spaces the calls, which is all.
    bool other = false;
};

std::string_view name_of(Kind kind);
std::string_view name_of(Relation relation);
std::string_view name_of(DayPart part);
std::optional<Kind> kind_named(std::string_view name);
std::optional<Relation> relation_named(std::string_view name);
std::optional<DayPart> day_part_named(std::string_view name);

}  // namespace backline

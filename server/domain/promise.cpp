#include "domain/promise.h"

#include <algorithm>

namespace backline {

using std::chrono::minutes;

namespace {

constexpr minutes grid{5};
constexpr minutes narrowest{30};
constexpr minutes grace{15};
constexpr int most_spans = 20;

Instant round_down(Instant at) {
    const auto past = at.time_since_epoch();
    return Instant{past - past % grid};
}
Instant round_up(Instant at) {
    const Instant down = round_down(at);
    return down == at ? at : down + grid;
}

// How much open time the calls ahead will take, half as much again for the spread of calls'
// lengths.
std::chrono::seconds need_of(const Pace& pace, std::chrono::seconds first_within) {
    const auto work = std::max(pace.ahead, 0) * pace.handle_time / std::max(pace.agents, 1);
    return work + work / 2 + first_within;
}

// The widest window of whole five minutes in `span`; one that is too narrow for any is widened to
// one.
Window on_grid(const Window& span) {
    Window whole{round_up(span.from), round_down(span.to)};
    if (whole.from < whole.to) return whole;
    return {round_down(span.from), round_down(span.from) + grid};
}

}  // namespace

Promise promise(const RequestFacts& request, const Pace& pace, const Hours& hours,
                const Cadence& cadence, const GateRules& rules, Instant now) {
    // What is told is told to everybody alike: to a suspect, and to a number that goes to a lead.
    RequestFacts fresh = request;
    fresh.state = New{now};
    fresh.suppressed = false;
    const std::vector<PastAttempt> none;
    GateQuestion question{fresh, none, now, false, true};
    auto span = first_callable(question, hours, cadence, rules);
    // Nothing is ever legal: an honest window of ours; the gate will tell the desk why it cannot
    // call.
    if (!span) span = Window{hours.next_open(now), hours.closes(hours.next_open(now))};
    const Instant due = span->from;
    const bool stated = std::holds_alternative<Window>(request.asked) && !request.red_flag;
    auto need = need_of(pace, cadence.first_within);
    for (int spans = 0; !stated && spans < most_spans && span->from + need > span->to; ++spans) {
        // Others are called before this one for the rest of this span, and while we are open after
        // it.
        question.at = span->to;
        const auto later = first_callable(question, hours, cadence, rules);
        if (!later) break;
        need -= std::min(need - cadence.first_within, hours.open_between(span->from, later->from));
        span = later;
    }
    Window room{span->from, std::min(span->to, hours.closes(span->from))};
    // Rounding down tells "from 10:00" at 10:02, as long as it does not reach before the span's
    // start.
    if (span->from == due && due == now && hours.open_at(round_down(due))) {
        question.at = round_down(due);
        const auto earlier = first_callable(question, hours, cadence, rules);
        if (earlier && earlier->from == question.at) room.from = question.at;
    }
    Window window = on_grid(room);
    const Instant enough = round_up(std::max(window.from + narrowest, span->from + need));
    window.to = std::min(window.to, enough);
    return {due, window};
}

Kept kept(const Window& promised, const std::vector<Instant>& attempts_started, Instant now) {
    const Instant last = promised.to + grace;
    const bool called = std::any_of(attempts_started.begin(), attempts_started.end(),
                                    [&](Instant at) { return promised.from <= at && at <= last; });
    if (called) return Kept::kept;
    return now > last ? Kept::broken : Kept::pending;
}

}  // namespace backline

#include "domain/promise.h"

#include <algorithm>

namespace backline {

using std::chrono::minutes;

namespace {

constexpr minutes grid{5};
constexpr minutes narrowest{30};
constexpr minutes grace{15};
constexpr int most_spans = 20;
constexpr std::size_t suggestions = 3;
constexpr std::chrono::hours longest_suggested{2};
constexpr std::chrono::hours longest_put_off{72};

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
std::chrono::seconds need_of(const Pace& pace, std::chrono::seconds first_within, bool red_flag) {
    if (red_flag) return first_within;  // nobody is ahead of it
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

// Whether a whole step of the grid lies in the span.
bool has_step(const Window& span) {
    return round_up(span.from) < round_down(span.to);
}

// Where a promise may lie: as asked. Where the wish cannot be met (rules changed, or it ran out
// just now) in what the gate makes of it; where nothing is ever legal as asked all the same, for
// what is told is honest, and the gate will tell the desk why it cannot call.
class Spans {
  public:
    Spans(const RequestFacts& request, const Hours& hours, const Cadence& cadence,
          const GateRules& rules, Instant now)
        : facts_(request), hours_(hours), cadence_(cadence), rules_(rules) {
        // What is told is told to everybody alike: to a suspect, and to a number that goes to a
        // lead.
        facts_.state = New{now};
        facts_.suppressed = facts_.unreadable = false;
        if (next(now)) return;
        as_asked_ = false;
        if (next(now)) return;
        facts_.plausible_zones.clear();
        as_asked_ = true;
        if (!next(now)) as_asked_ = false;
    }

    std::optional<Window> next(Instant at) const {
        const GateQuestion question{facts_, none_, at, false, true};
        return as_asked_ ? first_as_asked(question, hours_, cadence_, rules_)
                         : first_callable(question, hours_, cadence_, rules_);
    }

  private:
    RequestFacts facts_;
    const std::vector<PastAttempt> none_;
    const Hours& hours_;
    const Cadence& cadence_;
    const GateRules& rules_;
    bool as_asked_ = true;
};

}  // namespace

Promise promise(const RequestFacts& request, const Pace& pace, const Hours& hours,
                const Cadence& cadence, const GateRules& rules, Instant now) {
    const Spans spans{request, hours, cadence, rules, now};
    auto span = spans.next(now);
    if (!span) span = Window{hours.next_open(now), hours.closes(hours.next_open(now))};
    Instant due = span->from;
    const bool stated = std::holds_alternative<Window>(request.asked) && !request.red_flag;
    const bool wished = std::holds_alternative<DaysAndParts>(request.asked) && !request.red_flag;
    auto need = need_of(pace, cadence.first_within, request.red_flag);
    // Those ahead are called until then, too.
    if (now < span->from)
        need -= std::min(need - cadence.first_within, hours.open_between(now, span->from));
    for (int looked = 0; looked < most_spans; ++looked) {
        const bool wide = span->to - span->from >= narrowest;
        const bool room = stated ? wide : has_step(*span);
        if (room && (stated || span->from + need <= span->to)) break;
        // Others are called before this one for the rest of this span, and while we are open after
        // it.
        const auto later = spans.next(span->to);
        if (!later) break;
        // "Monday mornings" does not wait for another week because others wait today.
        if (wished && wide && later->from - span->from > longest_put_off) break;
        need -= std::min(need - cadence.first_within, hours.open_between(span->from, later->from));
        span = later;
        if (stated) due = span->from;
    }
    Window room{span->from, std::min(span->to, hours.closes(span->from))};
    // Rounding down tells "from 10:00" at 10:02, as long as it does not reach before the span's
    // start.
    if (span->from == due && due == now && hours.open_at(round_down(due))) {
        const auto earlier = spans.next(round_down(due));
        if (earlier && earlier->from == round_down(due)) room.from = earlier->from;
    }
    Window window = on_grid(room);
    const Instant enough = round_up(std::max(window.from + narrowest, span->from + need));
    window.to = std::min(window.to, enough);
    // A call before the promise begins would not be the one that was promised.
    return {std::max(due, window.from), window};
}

std::vector<std::pair<Instant, Instant>> open_times(const std::vector<std::string>& zones,
                                                    const Hours& hours, const Cadence& cadence,
                                                    const GateRules& rules, Instant from,
                                                    std::optional<Instant> permitted_since) {
    RequestFacts facts{New{from}, AsSoonAsPossible{}, from, false, false, false, zones};
    facts.permitted_since = permitted_since;
    const Spans spans{facts, hours, cadence, rules, from};
    std::vector<std::pair<Instant, Instant>> times;
    Instant at = from;
    for (int looked = 0; looked < most_spans && times.size() < suggestions; ++looked) {
        const auto span = spans.next(at);
        if (!span) break;
        const Instant start = round_up(span->from);
        const Instant end = std::min(round_down(span->to), start + longest_suggested);
        if (end - start >= narrowest) times.emplace_back(start, end);
        at = std::max(end, span->from + grid);
    }
    return times;
}

std::optional<Invalid> unmeetable(const RequestFacts& request, const Hours& hours,
                                  const Cadence& cadence, const GateRules& rules, Instant now) {
    if (request.red_flag || std::holds_alternative<AsSoonAsPossible>(request.asked)) return {};
    const auto* stated = std::get_if<Window>(&request.asked);
    const auto refused = [&](const char* code, Instant from) {
        return Invalid{{{"window", code}},
                       open_times(request.plausible_zones, hours, cadence, rules, from,
                                  request.permitted_since)};
    };
    if (stated && request.permitted_since &&
        stated->from >=
            permission_end(hours.zone(), *request.permitted_since, rules.permission_months))
        return refused("after_permission", now);
    RequestFacts facts = request;
    facts.state = New{now};
    facts.suppressed = false;
    const std::vector<PastAttempt> none;
    const auto longest_room = [&] {
        std::chrono::microseconds longest{0};
        Instant at = now;
        for (int looked = 0; looked < most_spans && longest < narrowest; ++looked) {
            const auto span = first_as_asked({facts, none, at, false, true}, hours, cadence, rules);
            if (!span) break;
            longest = std::max(longest, span->to - span->from);
            at = span->to;
        }
        return longest;
    };
    facts.asked = AsSoonAsPossible{};
    if (!first_as_asked({facts, none, now, false, true}, hours, cadence, rules))
        facts.plausible_zones.clear();
    facts.asked = request.asked;
    const auto room = longest_room();
    if (room >= narrowest) return {};
    const char* code = room.count() > 0 ? "too_short" : "outside_hours";
    if (room.count() == 0) {
        facts.permitted_since.reset();
        if (longest_room().count() > 0) {
            code = "after_permission";
        } else {
            facts.plausible_zones.clear();
            if (longest_room().count() > 0) code = "outside_local_hours";
        }
    }
    return refused(code, stated ? std::max(now, stated->from) : now);
}

Kept kept(const Window& promised, const std::vector<Instant>& attempts_started, Instant now) {
    const Instant last = promised.to + grace;
    const bool called = std::any_of(attempts_started.begin(), attempts_started.end(),
                                    [&](Instant at) { return promised.from <= at && at <= last; });
    if (called) return Kept::kept;
    return now > last ? Kept::broken : Kept::pending;
}

}  // namespace backline

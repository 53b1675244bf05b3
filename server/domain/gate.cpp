#include "domain/gate.h"

#include <algorithm>
#include <array>

namespace backline {

using std::chrono::days;
using std::chrono::minutes;

namespace {

constexpr days horizon{400};
constexpr Instant far_away = Instant::max();

enum class Rule { institute_hours, their_window, their_local_time, spacing, most_a_day, not_due };
constexpr std::array<const char*, 6> codes{"institute_closed", "their_window", "their_local_time",
                                           "spacing",          "most_a_day",   "not_due"};

struct MinuteSpan {
    int from;
    int to;
};

constexpr MinuteSpan minutes_of(DayPart part) {
    switch (part) {
        case DayPart::morning:
            return {8 * 60, 12 * 60};
        case DayPart::afternoon:
            return {12 * 60, 17 * 60};
        case DayPart::evening:
            return {17 * 60, 21 * 60};
    }
    return {0, 1440};
}

// The asked parts of a day as minutes, parts that touch joined.
struct PartSpans {
    std::array<MinuteSpan, 3> spans{};
    std::size_t count = 0;

    explicit PartSpans(const std::set<DayPart>& parts) {
        if (parts.empty()) {
            spans[count++] = {0, 1440};
            return;
        }
        for (const DayPart part : parts) {
            const MinuteSpan span = minutes_of(part);
            if (count > 0 && spans[count - 1].to == span.from) {
                spans[count - 1].to = span.to;
            } else {
                spans[count++] = span;
            }
        }
    }
};

bool on_day(const DaysAndParts& asked, LocalDay day) {
    return asked.days.empty() || asked.days.contains(std::chrono::weekday{day}.c_encoding());
}

Window instants(const Zone& zone, LocalDay day, MinuteSpan span) {
    return {zone.instant(day + minutes{span.from}), zone.instant(day + minutes{span.to})};
}

bool overlaps(const std::vector<OpenSpan>& open, MinuteSpan span) {
    return std::any_of(open.begin(), open.end(), [&](const OpenSpan& o) {
        return o.from_minute < span.to && span.from < o.to_minute;
    });
}

bool meets(const DaysAndParts& asked, const Hours& hours) {
    const PartSpans parts{asked.parts};
    for (unsigned weekday = 0; weekday < 7; ++weekday) {
        if (!asked.days.empty() && !asked.days.contains(weekday)) continue;
        for (std::size_t i = 0; i < parts.count; ++i) {
            if (overlaps(hours.usual_spans(weekday), parts.spans[i])) return true;
        }
    }
    return false;
}

bool meets(const Window& stated, const Hours& hours) {
    // A window of today may well meet special hours or end tomorrow: look at the days themselves
    // first.
    if (const auto open = hours.span_from(stated.from); open && open->first < stated.to)
        return true;
    const LocalTime from = hours.zone().local(stated.from);
    const auto midnight = std::chrono::floor<days>(from);
    const int start = static_cast<int>(std::chrono::floor<minutes>(from - midnight).count());
    const auto length = std::chrono::ceil<minutes>(hours.zone().local(stated.to) - from).count();
    const int end = start + static_cast<int>(std::min<long>(length, 1440));
    for (unsigned weekday = 0; weekday < 7; ++weekday) {
        const auto& open = hours.usual_spans(weekday);
        if (overlaps(open, {start, end}) || overlaps(open, {start - 1440, end - 1440})) return true;
    }
    return false;
}

// What of the asked time can bind at all.
AskedTime binding(const AskedTime& asked, const Hours& hours) {
    if (const auto* stated = std::get_if<Window>(&asked)) {
        if (meets(*stated, hours)) return asked;
        return AsSoonAsPossible{};
    }
    const auto* wish = std::get_if<DaysAndParts>(&asked);
    if (wish == nullptr || meets(*wish, hours)) return asked;
    if (DaysAndParts any_day{{}, wish->parts}; meets(any_day, hours)) return any_day;
    if (DaysAndParts any_part{wish->days, {}}; meets(any_part, hours)) return any_part;
    return AsSoonAsPossible{};
}

const PastAttempt* last_counted(const std::vector<PastAttempt>& past) {
    const auto last =
        std::find_if(past.rbegin(), past.rend(), [](const auto& a) { return a.counted; });
    return last == past.rend() ? nullptr : &*last;
}

// One question's rules. Each answers the first span in which it says yes, at or after an instant; a
// rule without an end says far_away.
class Search {
  public:
    Search(const GateQuestion& question, const Hours& hours, const Cadence& cadence,
           const GateRules& limits)
        : question_(question), hours_(hours), cadence_(cadence), limits_(limits) {
        const State& state = question.request.state;
        const auto& sooner = question.request.sooner;
        const auto* agreed = std::get_if<Scheduled>(&state);
        overriding_ = question.promised || std::holds_alternative<Escalated>(state) ||
                      (agreed && (!sooner || question.at >= agreed->promised.from));
        if (question.request.permitted_since)
            permitted_until_ = permission_end(hours.zone(), *question.request.permitted_since,
                                              limits.permission_months);
        if (!question.before_due) due_ = sooner ? sooner : due_at(state);
        if (!overriding_ && !question.request.red_flag) wish(question.request);
        for (const std::string& name : question.request.plausible_zones) {
            if (name == hours.zone().name()) {
                zones_.push_back(hours.zone());
            } else if (auto zone = Zone::named(name)) {
                zones_.push_back(*std::move(zone));
            }
        }
    }

    bool bound_by_wish() const { return !asked_.empty(); }
    void forget_wish() { asked_.clear(); }
    // The wish to the letter, also what of it can never be.
    void hold_to_wish() {
        asked_.clear();
        to_the_letter_ = true;
        if (std::holds_alternative<AsSoonAsPossible>(question_.request.asked)) return;
        if (!question_.request.red_flag) asked_.push_back(question_.request.asked);
    }
    bool permitted_at(Instant at) const { return at < permitted_until_; }
    std::optional<Window> permitted(const Window& span) const {
        if (!permitted_at(span.from)) return std::nullopt;
        return Window{span.from, std::min(span.to, permitted_until_)};
    }

    // Fixed point: while some rule moves the instant, ask all of them again. The instant only grows
    // and never passes a yes, so what is left standing is the first yes.
    std::optional<Window> first(Instant at) const {
        for (Instant t = at; t <= at + horizon;) {
            Instant until = far_away;
            const Instant before = t;
            for (std::size_t i = 0; i < codes.size(); ++i) {
                const auto span = next(static_cast<Rule>(i), t);
                if (!span) return std::nullopt;
                until = std::min(until, span->to);
                t = std::max(t, span->from);
            }
            if (t == before) return Window{t, until};
        }
        return std::nullopt;
    }

    // The rule that says no at this instant and, left to itself, would say so longest.
    std::string holding_out(Instant at) const {
        std::string code;
        Instant longest = at;
        for (std::size_t i = 0; i < codes.size(); ++i) {
            const auto span = next(static_cast<Rule>(i), at);
            const Instant yes = span ? span->from : far_away;
            if (yes <= longest) continue;
            longest = yes;
            code = codes[i];
        }
        return code;
    }

  private:
    std::optional<Window> next(Rule rule, Instant t) const {
        switch (rule) {
            case Rule::institute_hours: {
                const auto span = hours_.span_from(t);
                if (!span) return std::nullopt;
                return Window{span->first, span->second};
            }
            case Rule::their_window:
                return asked_from(t);
            case Rule::their_local_time:
                return legal_from(t);
            case Rule::spacing:
                return Window{std::min(spaced_from(t), promised_from(t, true)), far_away};
            case Rule::most_a_day:
                return Window{
                    std::min(day_with_room(t, cadence_.most_a_day),
                             day_with_room(promised_from(t, false), cadence_.most_a_day + 1)),
                    far_away};
            case Rule::not_due:
                return Window{due_ ? std::max(t, *due_) : t, far_away};
        }
        return std::nullopt;
    }

    // Every asked time that can bind; none where one of them is "as soon as possible".
    void wish(const RequestFacts& request) {
        asked_.push_back(binding(request.asked, hours_));
        for (const AskedTime& asked : request.also_asked) asked_.push_back(binding(asked, hours_));
        const bool any_time = std::any_of(asked_.begin(), asked_.end(), [](const auto& asked) {
            return std::holds_alternative<AsSoonAsPossible>(asked);
        });
        if (any_time) asked_.clear();
    }

    // From when on a standing promise opens what only promises open.
    Instant promised_from(Instant t, bool any) const {
        const bool flagged = question_.request.red_flag;
        for (const StandingPromise& one : question_.request.standing)
            if (any || flagged || one.agreed || one.first) return std::max(t, one.window.from);
        return far_away;
    }

    std::optional<Window> asked_from(Instant t) const {
        if (asked_.empty()) return Window{t, far_away};
        std::optional<Window> first;
        for (const AskedTime& asked : asked_) {
            const auto* stated = std::get_if<Window>(&asked);
            auto span =
                stated ? stated_from(*stated, t) : wish_from(std::get<DaysAndParts>(asked), t);
            if (!span) continue;
            span->from = std::max(span->from, t);
            const bool sooner = first && span->from < first->from;
            const bool longer = first && span->from == first->from && span->to > first->to;
            if (!first || sooner || longer) first = span;
        }
        return first;
    }

    std::optional<Window> wish_from(const DaysAndParts& wish, Instant t) const {
        const Zone& zone = hours_.zone();
        const PartSpans parts{wish.parts};
        const LocalDay today = zone.day(t);
        // Eight days hold every weekday once whole, even when today's part is over.
        for (LocalDay day = today; day <= today + days{8}; day += days{1}) {
            if (!on_day(wish, day)) continue;
            for (std::size_t i = 0; i < parts.count; ++i) {
                const Window span = instants(zone, day, parts.spans[i]);
                if (t < span.to && span.from < span.to) return span;
            }
        }
        return std::nullopt;
    }

    std::optional<Window> stated_from(const Window& stated, Instant t) const {
        if (t < stated.to) return stated;
        if (to_the_letter_) return std::nullopt;
        const Zone& zone = hours_.zone();
        const LocalTime from = zone.local(stated.from);
        const auto length = zone.local(stated.to) - from;
        if (length >= days{1} ||
            inside(stated.from, from, length) >= cadence_.inside_window_at_least) {
            return Window{t, far_away};
        }
        const auto passed = zone.day(t) - std::chrono::floor<days>(from);
        for (days shift = passed - days{1}; shift <= passed + days{2}; shift += days{1}) {
            const Window again{zone.instant(from + shift), zone.instant(from + length + shift)};
            if (t < again.to && again.from < again.to) return again;
        }
        return std::nullopt;
    }

    int inside(Instant first, LocalTime from, std::chrono::microseconds length) const {
        int count = 0;
        for (const PastAttempt& attempt : question_.past) {
            if (!attempt.counted || attempt.other || attempt.started_at < first) continue;
            const auto since = hours_.zone().local(attempt.started_at) - from;
            const auto into_day = since - std::chrono::floor<days>(since);
            if (into_day < length) ++count;
        }
        return count;
    }

    // Legal in every plausible zone: the last of the starts, the first of the ends. Where these
    // miss each other the fixed point asks again from the later start.
    Window legal_from(Instant t) const {
        Window legal{t, far_away};
        for (const Zone& zone : zones_) {
            const MinuteSpan span{limits_.earliest_local_minute, limits_.latest_local_minute};
            const LocalDay today = zone.day(t);
            Window day = instants(zone, today, span);
            if (t >= day.to) day = instants(zone, today + days{1}, span);
            legal.from = std::max(legal.from, day.from);
            legal.to = std::min(legal.to, day.to);
        }
        return legal;
    }

    Instant spaced_from(Instant t) const {
        const PastAttempt* last = overriding_ ? nullptr : last_counted(question_.past);
        if (last == nullptr || last->outcome == "busy") return t;
        return std::max(t, last->started_at + cadence_.spacing);
    }

    Instant day_with_room(Instant t, int most) const {
        if (overriding_ || t == far_away) return t;
        const LocalDay today = hours_.zone().day(t);
        const auto made =
            std::count_if(question_.past.begin(), question_.past.end(), [&](const auto& a) {
                return a.counted && !a.other && hours_.zone().day(a.started_at) == today;
            });
        return made < most ? t : hours_.zone().instant(today + days{1});
    }

    const GateQuestion& question_;
    const Hours& hours_;
    const Cadence& cadence_;
    const GateRules& limits_;
    bool overriding_ = false;
    std::optional<Instant> due_;
    Instant permitted_until_ = far_away;
    std::vector<AskedTime> asked_;  // empty: any time
    bool to_the_letter_ = false;
    std::vector<Zone> zones_;
};

// Why no instant will ever do, as far as the request itself says; empty otherwise.
std::string barred(const RequestFacts& request) {
    if (request.suppressed) return "suppressed";
    if (std::holds_alternative<Closed>(request.state)) return "closed";
    if (std::holds_alternative<Quarantined>(request.state)) return "quarantined";
    if (request.unreadable) return "unreadable";
    return {};
}

std::optional<Window> search(Search& rules, Instant at) {
    auto span = rules.first(at);
    if (!span && rules.bound_by_wish()) {
        // Their wish, their local time and our hours never meet: the wish gives way.
        rules.forget_wish();
        span = rules.first(at);
    }
    return span;
}

}  // namespace

Instant permission_end(const Zone& zone, Instant since, int months) {
    const LocalTime local = zone.local(since);
    const LocalDay day = std::chrono::floor<days>(local);
    auto date = std::chrono::year_month_day{day} + std::chrono::months{months};
    if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
    return zone.instant(LocalDay{date} + (local - day));
}

GateAnswer gate(const GateQuestion& question, const Hours& hours, const Cadence& cadence,
                const GateRules& limits) {
    if (std::string why = barred(question.request); !why.empty()) {
        return {false, false, question.at, std::move(why)};
    }
    Search rules{question, hours, cadence, limits};
    const auto span = search(rules, question.at);
    if (!span) {
        const bool opens = hours.span_from(question.at).has_value();
        return {false, false, question.at, opens ? "their_local_time" : "institute_closed"};
    }
    if (!rules.permitted_at(span->from)) return {false, false, question.at, "permission_over"};
    if (span->from <= question.at) return {true, true, question.at, {}};
    return {false, true, span->from, rules.holding_out(question.at)};
}

std::string barred_for_ever(const RequestFacts& request, Instant now, const Hours& hours,
                            const Cadence& cadence, const GateRules& limits) {
    const std::vector<PastAttempt> none;
    const auto answer = gate({request, none, now, false, true}, hours, cadence, limits);
    return answer.ever ? std::string{} : answer.reason;
}

std::optional<Window> first_callable(const GateQuestion& question, const Hours& hours,
                                     const Cadence& cadence, const GateRules& limits) {
    if (!barred(question.request).empty()) return std::nullopt;
    Search rules{question, hours, cadence, limits};
    const auto span = search(rules, question.at);
    return span ? rules.permitted(*span) : std::nullopt;
}

std::optional<Window> first_as_asked(const GateQuestion& question, const Hours& hours,
                                     const Cadence& cadence, const GateRules& limits) {
    if (!barred(question.request).empty()) return std::nullopt;
    Search rules{question, hours, cadence, limits};
    rules.hold_to_wish();
    const auto span = rules.first(question.at);
    return span ? rules.permitted(*span) : std::nullopt;
}

std::vector<Window> asked_spans(const AskedTime& asked, const Zone& zone, LocalDay day) {
    const Window whole{zone.instant(day), zone.instant(day + days{1})};
    if (std::holds_alternative<AsSoonAsPossible>(asked)) return {whole};
    if (const auto* stated = std::get_if<Window>(&asked)) {
        const Window part{std::max(whole.from, stated->from), std::min(whole.to, stated->to)};
        if (part.from < part.to) return {part};
        return {};
    }
    const auto& wish = std::get<DaysAndParts>(asked);
    std::vector<Window> spans;
    if (!on_day(wish, day)) return spans;
    const PartSpans parts{wish.parts};
    for (std::size_t i = 0; i < parts.count; ++i) {
        const Window span = instants(zone, day, parts.spans[i]);
        if (span.from < span.to) spans.push_back(span);
    }
    return spans;
}

}  // namespace backline

#include "domain/outcome.h"

#include <algorithm>
#include <array>

#include "domain/named.h"
#include "domain/promise.h"
#include "domain/text.h"

namespace backline {

using std::chrono::days;
using std::chrono::minutes;

namespace {

constexpr days furthest_visit{400};
constexpr minutes promised_for{30};

bool blank(const std::string& text) {
    const auto seen = cleaned(text, Lines::many, Joiners::dropped);
    return seen && seen->empty();
}

// One ending of one attempt: everything the checks and the step look at.
struct Ending {
    const RequestFacts& request;
    const std::vector<PastAttempt>& past;
    const PastAttempt& current;
    const Outcome& outcome;
    const OutcomeInput& input;
    const Rules& rules;
    Instant now;

    bool reached_person(const PastAttempt& attempt) const {
        const auto known = rules.outcomes.find(attempt.outcome);
        return known != rules.outcomes.end() && known->second.reached == Reached::person;
    }
    std::vector<PastAttempt> all() const {
        std::vector<PastAttempt> made = past;
        made.push_back({current.started_at, outcome.code, outcome.counted});
        return made;
    }
    // What the cadence counts: attempts that reached the person are no failed ones.
    std::vector<PastAttempt> in_vain() const {
        std::vector<PastAttempt> made = all();
        std::erase_if(made,
                      [&](const auto& a) { return !a.counted || a.other || reached_person(a); });
        return made;
    }
    // A red flag whose person this call did not reach either.
    bool flag_stands() const { return request.red_flag && outcome.reached != Reached::person; }
    RequestFacts in_state(State state) const {
        RequestFacts facts = request;
        facts.state = std::move(state);
        facts.sooner.reset();
        // Who was spoken to and goes on with us permits it anew.
        if (outcome.reached == Reached::person) facts.permitted_since = now;
        return facts;
    }
    // From `from` on, as long as we are open.
    Window half_hour(Instant from) const {
        const Instant to = from + promised_for;
        return {from, rules.hours.open_at(from) ? std::min(to, rules.hours.closes(from)) : to};
    }
    // Beyond it no call may be agreed on.
    Instant permitted_until() const {
        const auto since = outcome.reached == Reached::person ? now : request.permitted_since;
        return permission_end(rules.hours.zone(), since.value_or(now),
                              rules.gate.permission_months);
    }
};

class Faults {
  public:
    void add(const char* field, const char* code) { faults_.push_back({field, code}); }
    void require(bool needed, const std::string& text, const char* field) {
        if (needed && blank(text)) add(field, "required");
    }
    // Of a time at which nobody may be called: the next ones at which somebody may.
    void offer(std::vector<std::pair<Instant, Instant>> times) { open_times_ = std::move(times); }
    std::vector<FieldFault>& all() { return faults_; }
    Invalid taken() { return {std::move(faults_), std::move(open_times_)}; }

  private:
    std::vector<FieldFault> faults_;
    std::vector<std::pair<Instant, Instant>> open_times_;
};

void check_time(Faults& faults, const char* field, Instant at, Instant now, Instant furthest) {
    if (at <= now) faults.add(field, "in_the_past");
    if (at > furthest) faults.add(field, "too_far");
}

void check_permission(Faults& faults, const Ending& ending) {
    const Outcome& outcome = ending.outcome;
    if (outcome.retired) return faults.add("outcome", "unknown");
    if (!outcome.by_agent) return faults.add("outcome", "not_permitted");
    if (outcome.needs_clinician && !std::holds_alternative<Escalated>(ending.request.state)) {
        return faults.add("outcome", "not_permitted");
    }
    if (!outcome.needs_voicemail_permission) return;
    if (!ending.request.voicemail_ok) return faults.add("outcome", "not_permitted");
    const auto left =
        std::count_if(ending.past.begin(), ending.past.end(), [&](const auto& attempt) {
            const auto known = ending.rules.outcomes.find(attempt.outcome);
            return !attempt.other && known != ending.rules.outcomes.end() &&
                   known->second.needs_voicemail_permission;
        });
    if (left >= ending.rules.cadence.most_voicemails) faults.add("outcome", "too_many");
}

void check_due_at(Faults& faults, const Ending& ending) {
    const Outcome& outcome = ending.outcome;
    if (!takes_due_at(outcome)) return;
    if (!ending.input.due_at) {
        if (outcome.needs_due_at) faults.add("due_at", "required");
        return;
    }
    const Instant at = *ending.input.due_at;
    const std::size_t before = faults.all().size();
    check_time(faults, "due_at", at, ending.now,
               ending.permitted_until() - std::chrono::microseconds{1});
    if (faults.all().size() > before || outcome.next != NextState::scheduled) return;
    const Rules& rules = ending.rules;
    RequestFacts facts = ending.in_state(Scheduled{ending.half_hour(at)});
    // Barred while the call went on: what was agreed is a lead's to see.
    facts.suppressed = false;
    const auto answer =
        gate({facts, ending.past, at, true, true}, rules.hours, rules.cadence, rules.gate);
    if (answer.yes) return;
    faults.add("due_at",
               answer.reason == "their_local_time" ? "outside_local_hours" : "outside_hours");
    faults.offer(open_times(facts.plausible_zones, rules.hours, rules.cadence, rules.gate, at,
                            facts.permitted_since));
}

void check_needs(Faults& faults, const Ending& ending) {
    const Outcome& outcome = ending.outcome;
    const OutcomeInput& input = ending.input;
    faults.require(outcome.needs_note, input.note, "note");
    check_due_at(faults, ending);
    faults.require(outcome.needs_language, input.language, "language");
    if (outcome.needs_language && !blank(input.language) &&
        !ending.rules.languages.contains(input.language)) {
        faults.add("language", "unknown");
    }
    if (outcome.needs_appointment) {
        if (input.appointment) {
            check_time(faults, "appointment.visit_start", input.appointment->visit_start,
                       ending.now, ending.now + furthest_visit);
        } else {
            faults.add("appointment.visit_start", "required");
        }
        const std::string location = input.appointment ? input.appointment->location : "";
        faults.require(true, location, "appointment.location");
    }
    faults.require(outcome.needs_reason, input.reason, "reason");
    if (outcome.needs_reason && !blank(input.reason) &&
        std::find(outcome.reasons.begin(), outcome.reasons.end(), input.reason) ==
            outcome.reasons.end()) {
        faults.add("reason", "unknown");
    }
    // A red flag is answered with advice by whoever reaches the person first.
    const bool red_flag = ending.request.red_flag && outcome.reached == Reached::person;
    faults.require(outcome.needs_advice || red_flag, input.advice, "advice");
    if (!blank(input.advice) && !ending.rules.advice.contains(input.advice)) {
        faults.add("advice", "unknown");
    }
}

// What the outcome has no place for would be answered "logged" and be nowhere afterwards.
void check_taken(Faults& faults, const Ending& ending) {
    const Outcome& outcome = ending.outcome;
    const OutcomeInput& input = ending.input;
    const auto refuse = [&](bool given, bool taken, const char* field) {
        if (given && !taken) faults.add(field, "not_taken");
    };
    refuse(input.due_at.has_value(), takes_due_at(outcome), "due_at");
    refuse(input.mine, takes_mine(outcome), "mine");
    refuse(!input.language.empty(), outcome.needs_language, "language");
    refuse(input.appointment.has_value(), outcome.needs_appointment, "appointment");
    refuse(!input.reason.empty(), outcome.needs_reason, "reason");
    refuse(input.other_phone.has_value(), takes_other_phone(outcome), "other_phone");
}

// The first instant from `wanted` on that the gate says yes to, once the request is in `state`.
// Where it never says yes the desk must see the request all the same, with the gate's reason: when
// we open next.
Instant callable_from(const Ending& ending, const RequestFacts& facts,
                      const std::vector<PastAttempt>& past, Instant wanted, bool promised) {
    const GateQuestion question{facts, past, wanted, promised, true};
    const GateAnswer answer =
        gate(question, ending.rules.hours, ending.rules.cadence, ending.rules.gate);
    return answer.ever ? answer.at : ending.rules.hours.next_open(wanted);
}

// The same time of the next business day.
Instant one_business_day(const Hours& hours, Instant now) {
    const LocalTime local = hours.zone().local(now);
    const LocalDay today = std::chrono::floor<days>(local);
    return hours.zone().instant(hours.next_business_day(today) + (local - today));
}

Instant wanted_at(const Ending& ending) {
    const Outcome& outcome = ending.outcome;
    const Rules& rules = ending.rules;
    switch (outcome.delay) {
        case Delay::cadence:
            return next_attempt(rules.cadence, rules.hours, ending.in_vain(), ending.now)
                .value_or(ending.now);
        case Delay::fixed_minutes:
            return ending.now + minutes{outcome.delay_minutes};
        case Delay::one_business_day:
            return one_business_day(rules.hours, ending.now);
        case Delay::asked:
            return ending.input.due_at.value_or(ending.now);
        case Delay::now:
        case Delay::none:
            return ending.now;
    }
    return ending.now;
}

// The first promise of its kind. What the call now ending has met stands no more; what was told
// while it went on does.
const StandingPromise* unmet(const Ending& ending, bool agreed) {
    const auto& all = ending.request.standing;
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const StandingPromise& one) { return one.agreed == agreed; });
    return found == all.end() ? nullptr : &*found;
}

Step closed(const Ending& ending) {
    Step step{Closed{ending.outcome.code, ending.now}};
    if (!ending.input.other_phone) {
        // Who ticked a red flag and gave a wrong number is given up by a lead alone.
        const bool leads = std::holds_alternative<Escalated>(ending.request.state);
        if (ending.flag_stands() && !leads) step.state = Escalated{ending.now};
        return step;
    }
    // Another number of the same person: a course of its own, held up only by calls of that number.
    RequestFacts facts = ending.in_state(New{ending.now});
    facts.plausible_zones = ending.input.other_phone->plausible_zones();
    facts.suppressed = facts.unreadable = false;
    const auto* told = unmet(ending, false);
    const Instant wanted = told ? std::max(told->window.from, ending.now) : ending.now;
    step.state = New{callable_from(ending, facts, ending.input.other_past, wanted, false)};
    return step;
}

// A red flag waits for no cadence: again as soon as the spacing allows, or before that where the
// outcome says so.
Step flag_tried_again(const Ending& ending, bool last) {
    const Instant spaced = ending.current.started_at + ending.rules.cadence.spacing;
    if (last) {
        // A lead decides; the one who has just called again in vain is not served it at once.
        const bool theirs = std::holds_alternative<Escalated>(ending.request.state);
        const Instant wanted = theirs ? std::max(ending.now, spaced) : ending.now;
        const RequestFacts facts = ending.in_state(Escalated{wanted});
        return Step{Escalated{callable_from(ending, facts, ending.all(), wanted, false)}};
    }
    const bool fixed = ending.outcome.delay == Delay::fixed_minutes;
    const Instant wanted =
        fixed ? std::min(wanted_at(ending), std::max(ending.now, spaced)) : ending.now;
    const RequestFacts facts = ending.in_state(Retry{wanted});
    return Step{Retry{callable_from(ending, facts, ending.all(), wanted, false)}};
}

Step tried_again(const Ending& ending) {
    const auto in_vain = static_cast<int>(ending.in_vain().size());
    const bool one_more = ending.outcome.counted && ending.outcome.reached != Reached::person;
    const bool over = one_more && in_vain >= ending.rules.cadence.most_attempts();
    if (ending.flag_stands()) return flag_tried_again(ending, over);
    if (over) {
        Step last{Closed{"unable_to_reach", ending.now}};
        last.system_resolution = "unable_to_reach";
        return last;
    }
    const Instant wanted = wanted_at(ending);
    const RequestFacts facts = ending.in_state(Retry{wanted});
    const Rules& rules = ending.rules;
    const Instant due = callable_from(ending, facts, ending.all(), wanted, false);
    const Zone& zone = rules.hours.zone();
    // "In fifteen minutes" holds for today. Put off to another day, the cadence knows better when.
    const auto by_cadence = next_attempt(rules.cadence, rules.hours, ending.in_vain(), ending.now);
    if (zone.day(due) == zone.day(wanted) || !by_cadence || *by_cadence <= due) {
        return Step{Retry{due}};
    }
    return Step{Retry{callable_from(ending, facts, ending.all(), *by_cadence, false)}};
}

// A call that does not count keeps no promise and leaves it standing, for as soon as it may be
// tried again.
Instant soonest(const Ending& ending) {
    return ending.outcome.counted ? ending.now : wanted_at(ending);
}

// What the request is scheduled for, agreed on a call or picked on the patient's page, and unmet.
const StandingPromise* appointed(const Ending& ending) {
    if (const auto* agreed = unmet(ending, true)) return agreed;
    const auto* scheduled = std::get_if<Scheduled>(&ending.request.state);
    const auto& all = ending.request.standing;
    const auto found = std::find_if(all.begin(), all.end(), [&](const StandingPromise& one) {
        return scheduled && one.window == scheduled->promised;
    });
    return found == all.end() ? nullptr : &*found;
}

// A call in vain that came sooner than the request's own course leaves that as it was: what it is
// scheduled for stands, and what waits goes on waiting.
std::optional<State> own_course(const Ending& ending) {
    if (const auto* agreed = appointed(ending)) {
        const Instant wanted = std::max(agreed->window.from, soonest(ending));
        const Window rest{wanted, std::max(agreed->window.to, ending.half_hour(wanted).to)};
        const RequestFacts facts = ending.in_state(Scheduled{rest});
        const Instant from = callable_from(ending, facts, ending.all(), wanted, true);
        return Scheduled{{from, std::max(rest.to, ending.half_hour(from).to)}};
    }
    const auto* waiting = std::get_if<Waiting>(&ending.request.state);
    if (ending.request.sooner && waiting && waiting->due_at > ending.now) return *waiting;
    return std::nullopt;
}

// What another form was told stands, too: it is called before the own course would, or where that
// would call no more.
Step or_as_promised(const Ending& ending, Step step) {
    const bool over = step.system_resolution.has_value();
    if (auto own = own_course(ending)) {
        const auto own_due = due_at(*own), flag_due = due_at(step.state);
        if (std::holds_alternative<Escalated>(step.state)) {
            // A lead decides about a red flag, and keeps what was agreed.
            if (const auto* scheduled = std::get_if<Scheduled>(&*own))
                step.agreed = scheduled->promised;
            if (*own_due < *flag_due) step.sooner = own_due;
        } else {
            // A red flag waits for no time agreed or awaited: it is tried again before that.
            step = Step{*std::move(own)};
            if (ending.flag_stands() && *flag_due < *own_due) step.sooner = flag_due;
        }
    }
    if (const auto* told = unmet(ending, false)) {
        const Instant wanted = std::max(told->window.from, soonest(ending));
        const RequestFacts facts = ending.in_state(Retry{wanted});
        const Instant from = callable_from(ending, facts, ending.all(), wanted, false);
        const auto own = step.sooner ? step.sooner : due_at(step.state);
        const bool just_before = std::holds_alternative<Retry>(step.state) && *own < from &&
                                 from < *own + ending.rules.cadence.spacing;
        // One call for both: a little later, so that it keeps the promise.
        const bool for_both = (over && std::holds_alternative<Closed>(step.state)) || just_before;
        if (for_both)
            step = Step{Retry{from}};
        else if (from < own)
            step.sooner = from;
        step.as_told = for_both || from == own;
        step.picked = told->picked;
    }
    return step;
}

// Permission ends before anybody may call again, and no call is promised before that.
bool permitted_no_more(const Ending& ending) {
    const Instant wanted = wanted_at(ending);
    const RequestFacts facts = ending.in_state(Retry{wanted});
    const auto all = ending.all();
    const auto& rules = ending.rules;
    const auto answer =
        gate({facts, all, wanted, false, true}, rules.hours, rules.cadence, rules.gate);
    const auto& standing = ending.request.standing;
    return !answer.ever && answer.reason == "permission_over" &&
           std::none_of(standing.begin(), standing.end(), [&](const StandingPromise& one) {
               return ending.now < one.window.from && one.window.from < ending.permitted_until();
           });
}

Step scheduled(const Ending& ending) {
    const Instant wanted = wanted_at(ending);
    const RequestFacts facts = ending.in_state(Scheduled{ending.half_hour(wanted)});
    return Step{
        Scheduled{ending.half_hour(callable_from(ending, facts, ending.all(), wanted, true))}};
}

Step step_of(const Ending& ending) {
    switch (ending.outcome.next) {
        case NextState::retry:
            if (permitted_no_more(ending)) return Step{Escalated{ending.now}};  // a lead's, at once
            return or_as_promised(ending, tried_again(ending));
        case NextState::scheduled:
            return scheduled(ending);
        case NextState::closed:
            return closed(ending);
        case NextState::waiting: {
            const Instant wanted = wanted_at(ending);
            const RequestFacts facts = ending.in_state(Waiting{wanted});
            return Step{Waiting{callable_from(ending, facts, ending.all(), wanted, false)}};
        }
        case NextState::escalated:
            break;
    }
    const Instant wanted = wanted_at(ending);
    const RequestFacts facts = ending.in_state(Escalated{wanted});
    return Step{Escalated{callable_from(ending, facts, ending.all(), wanted, false)}};
}

}  // namespace

// Both kinds of "call me then" do.
bool takes_due_at(const Outcome& outcome) {
    return outcome.needs_due_at || outcome.delay == Delay::asked;
}

bool takes_other_phone(const Outcome& outcome) {
    return outcome.next == NextState::closed && outcome.reached != Reached::person &&
           outcome.by_agent;
}

bool takes_mine(const Outcome& outcome) {
    return outcome.next == NextState::scheduled;
}

Result<Step> next_step(const RequestFacts& request, const std::vector<PastAttempt>& past,
                       const PastAttempt& current, const Outcome& outcome,
                       const OutcomeInput& input, const Rules& rules, Instant now) {
    if (!is_callable(request.state)) return fail(WrongState{"not_callable"});
    const Ending ending{request, past, current, outcome, input, rules, now};
    Faults faults;
    check_permission(faults, ending);
    check_needs(faults, ending);
    check_taken(faults, ending);
    if (!faults.all().empty()) return fail(faults.taken());
    Step step = step_of(ending);
    step.counted = outcome.counted;
    step.suppress_number = outcome.suppresses_number;
    if (outcome.needs_language) step.language = input.language;
    return step;
}

namespace {

constexpr std::array<std::string_view, 4> reached_names{"none", "machine", "third_party", "person"};
constexpr std::array<std::string_view, 5> next_names{"retry", "scheduled", "waiting", "escalated",
                                                     "closed"};
constexpr std::array<std::string_view, 6> delay_names{
    "cadence", "fixed_minutes", "one_business_day", "asked", "now", "none"};

}  // namespace

std::string_view name_of(Reached reached) {
    return reached_names[static_cast<std::size_t>(reached)];
}
std::string_view name_of(NextState next) {
    return next_names[static_cast<std::size_t>(next)];
}
std::string_view name_of(Delay delay) {
    return delay_names[static_cast<std::size_t>(delay)];
}
std::optional<Reached> reached_named(std::string_view name) {
    return named<Reached>(reached_names, name);
}
std::optional<NextState> next_state_named(std::string_view name) {
    return named<NextState>(next_names, name);
}
std::optional<Delay> delay_named(std::string_view name) {
    return named<Delay>(delay_names, name);
}

}  // namespace backline

// Outcomes are data (a table that an administrator edits); what follows from one is this pure rule.
// Source: product.md, "Outcomes". Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/cadence.h"
#include "domain/contact.h"
#include "domain/gate.h"
#include "domain/request.h"

namespace backline {

enum class Reached { none, machine, third_party, person };
enum class NextState { retry, scheduled, waiting, escalated, closed };
// How due_at follows: by the cadence, after a fixed number of minutes, in one business day, at the
// time that was asked, at once, or not at all (closed).
enum class Delay { cadence, fixed_minutes, one_business_day, asked, now, none };

struct Outcome {
    std::string code;   // "no_answer"
    std::string label;  // English, for the desk
    Reached reached = Reached::none;
    NextState next = NextState::retry;
    Delay delay = Delay::cadence;
    int delay_minutes = 0;  // with fixed_minutes
    bool counted = true;    // counts as an attempt (call_failed does not)
    bool needs_note = false;
    bool needs_due_at = false;
    bool needs_language = false;
    bool needs_appointment = false;
    bool needs_reason = false;  // of `reasons`
    bool needs_advice = false;  // which emergency text was read
    bool needs_voicemail_permission = false;
    bool needs_clinician = false;  // only after a clinician decided (the request was escalated)
    bool suppresses_number = false;
    bool by_agent = true;  // an agent may log it as the end of an attempt
    bool retired = false;
    int position = 0;  // order on the desk
    std::vector<std::string> reasons;
    bool operator==(const Outcome&) const = default;
};

struct Appointment {
    Instant visit_start;
    std::string location;
    std::string clinician;  // may be empty
    bool operator==(const Appointment&) const = default;
};

// What the agent gave with the outcome.
struct OutcomeInput {
    std::string note;
    std::optional<Instant> due_at;
    bool mine = false;  // where a call is agreed: only I shall call
    std::string language;
    std::optional<Appointment> appointment;
    std::string reason;
    std::string advice;
    std::optional<Phone> other_phone;  // of the same person, where this one is no good
    // Calls of that number, of late and for any request; with this one, where it is the number
    // called with another extension.
    std::vector<PastAttempt> other_past;
};

// What ending an attempt with an outcome does to its request.
struct Step {
    State state;  // the state after
    bool counted = true;
    bool suppress_number = false;
    std::optional<std::string> language = {};          // the request's language becomes this
    std::optional<Resolution> system_resolution = {};  // "unable_to_reach" after the last attempt
    // Due before the state's own time: another form of the request was promised a call then.
    std::optional<Instant> sooner = {};
    // Due for what a form was told: it is called among those who wait for their first call.
    bool as_told = false;
    bool picked = false;  // and that was picked on a patient's page: it ranks as agreed
    // Agreed on, and kept by the lead whose the request is now.
    std::optional<Window> agreed = {};
};

// The rules' data: outcomes, cadence and hours of one institute.
struct Rules {
    Hours hours;
    Cadence cadence;
    GateRules gate;
    std::map<std::string, Outcome> outcomes;
    std::set<std::string> languages = {};  // that are spoken here
    std::set<std::string> advice = {};     // ids of the emergency texts
};

// Does this outcome take a time, another number, a caller who keeps it to themselves? Needed or
// not.
bool takes_due_at(const Outcome& outcome);
bool takes_other_phone(const Outcome& outcome);  // of a call that did not find the patient
bool takes_mine(const Outcome& outcome);

// The step that `outcome` leads to, at `now`. `past` holds earlier attempts oldest first, `current`
// the one being ended (its outcome not yet set).
// The cadence counts the attempts that did not reach the person: the sixth of them closes the
// request as "unable_to_reach", whatever its outcome's delay. Another number makes the request new,
// due at the gate's first yes for that number; `past` holds attempts to the number of now only.
// Promises that stand (RequestFacts: not met by `current` either) outlive a call in vain. One that
// was agreed makes the step Scheduled for it; one that another form was told sets `sooner`, or
// keeps the request open beyond the cadence; what waited before a call that came sooner goes on
// waiting. With outcomes that reached the person none of them counts any more. While a red flag
// stands (nobody reached the person yet) a call in vain is due again as soon as the spacing allows
// (`sooner`, where another course stands beside it), and what would close it (the last of the
// cadence, a number that is not theirs) makes it a lead's instead, who may then end it so; whoever
// reaches the person gives `advice`. Errors: Invalid with every missing or wrong need at once, and
// with whatever the outcome has no place for, since nothing given may be lost (fields outcome,
// note, due_at, mine, language, appointment, appointment.visit_start, appointment.location, reason,
// advice, other_phone; codes required, unknown, in_the_past, too_far (a call once permission has
// ended, three months from now; a visit over 400 days ahead), not_permitted, not_taken, too_many);
// WrongState{"not_callable"} when the request is closed or quarantined. due_at of the new state is
// always an instant the gate would say yes to, except a promised time, which overrides spacing but
// never legal hours: then Invalid{"due_at","outside_hours"}, or "outside_local_hours" where it is
// too early or too late for the number, with the next open times. An agreed half hour ends when we
// close.
Result<Step> next_step(const RequestFacts& request, const std::vector<PastAttempt>& past,
                       const PastAttempt& current, const Outcome& outcome,
                       const OutcomeInput& input, const Rules& rules, Instant now);

std::string_view name_of(Reached reached);
std::string_view name_of(NextState next);
std::string_view name_of(Delay delay);
std::optional<Reached> reached_named(std::string_view name);
std::optional<NextState> next_state_named(std::string_view name);
std::optional<Delay> delay_named(std::string_view name);

}  // namespace backline

#include "domain/outcome.h"

#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::days;
using std::chrono::minutes;

// Monday, within hours; the call began five minutes before.
const Instant now = at("2026-11-02 10:05");
const Instant call = at("2026-11-02 10:00");

// Everything that any outcome takes.
OutcomeInput everything() {
    OutcomeInput input;
    input.note = "Asked for the records of her last imaging.";
    input.due_at = at("2026-11-04 11:00");
    input.language = "es";
    input.appointment = Appointment{at("2026-11-10 14:00"), "Santa Monica", ""};
    input.reason = "cost";
    input.advice = "emergency-2026-01";
    return input;
}

// Of that what this outcome has a place for.
OutcomeInput taken_by(const Outcome& outcome) {
    OutcomeInput input = everything();
    if (!takes_due_at(outcome)) input.due_at.reset();
    if (!outcome.needs_language) input.language.clear();
    if (!outcome.needs_appointment) input.appointment.reset();
    if (!outcome.needs_reason) input.reason.clear();
    return input;
}
OutcomeInput taken_by(const std::string& code) {
    return taken_by(rules().outcomes.at(code));
}

Result<Step> ended(const std::string& code, const RequestFacts& facts, const OutcomeInput& input,
                   const std::vector<PastAttempt>& past = {}) {
    const Rules institute = rules();
    const PastAttempt current{call, "", true};
    return next_step(facts, past, current, institute.outcomes.at(code), input, institute, now);
}

Result<Step> ended(const std::string& code, const RequestFacts& facts,
                   const std::vector<PastAttempt>& past = {}) {
    return ended(code, facts, taken_by(code), past);
}

RequestFacts escalated() {
    return request_in(Escalated{call});
}

std::vector<State> every_state() {
    return {Quarantined{"honeypot"},
            New{call},
            Retry{call},
            Scheduled{{call, call + minutes{30}}},
            Waiting{call},
            Escalated{call},
            Closed{"booked", call}};
}

// What a step led to: a state, "state/resolution", or the refusal.
std::string told(const Result<Step>& step) {
    if (!step) {
        if (const auto* wrong = std::get_if<WrongState>(&step.error())) return wrong->why;
        const auto faults = faults_of(step.error());
        return faults.empty() ? "another error" : faults.front().code;
    }
    const auto* closed = std::get_if<Closed>(&step->state);
    return std::string{name_of(step->state)} + (closed ? "/" + closed->resolution : "");
}

struct Row {
    const char* outcome;
    std::array<const char*, 7>
        after;  // from quarantined, new, retry, scheduled, waiting, escalated, closed
};

constexpr const char* no = "not_callable";
constexpr const char* own = "not_permitted";

constexpr Row table[] = {
    {"no_answer", {no, "retry", "retry", "retry", "retry", "retry", no}},
    {"busy", {no, "retry", "retry", "retry", "retry", "retry", no}},
    {"voicemail_left", {no, "retry", "retry", "retry", "retry", "retry", no}},
    {"voicemail_not_left", {no, "retry", "retry", "retry", "retry", "retry", no}},
    {"call_failed", {no, "retry", "retry", "retry", "retry", "retry", no}},
    {"left_live_message", {no, "retry", "retry", "retry", "retry", "retry", no}},
    {"wrong_number",
     {no, "closed/wrong_number", "closed/wrong_number", "closed/wrong_number",
      "closed/wrong_number", "closed/wrong_number", no}},
    {"disconnected",
     {no, "closed/disconnected", "closed/disconnected", "closed/disconnected",
      "closed/disconnected", "closed/disconnected", no}},
    {"callback_requested",
     {no, "scheduled", "scheduled", "scheduled", "scheduled", "scheduled", no}},
    {"needs_information", {no, "waiting", "waiting", "waiting", "waiting", "waiting", no}},
    {"language_callback",
     {no, "scheduled", "scheduled", "scheduled", "scheduled", "scheduled", no}},
    {"clinical_escalation",
     {no, "escalated", "escalated", "escalated", "escalated", "escalated", no}},
    {"emergency_redirected",
     {no, "escalated", "escalated", "escalated", "escalated", "escalated", no}},
    {"booked",
     {no, "closed/booked", "closed/booked", "closed/booked", "closed/booked", "closed/booked", no}},
    {"declined",
     {no, "closed/declined", "closed/declined", "closed/declined", "closed/declined",
      "closed/declined", no}},
    {"not_a_candidate", {no, own, own, own, own, "closed/not_a_candidate", no}},
    {"referred_out",
     {no, "closed/referred_out", "closed/referred_out", "closed/referred_out",
      "closed/referred_out", "closed/referred_out", no}},
    {"existing_patient_redirected",
     {no, "closed/existing_patient_redirected", "closed/existing_patient_redirected",
      "closed/existing_patient_redirected", "closed/existing_patient_redirected",
      "closed/existing_patient_redirected", no}},
    {"do_not_call",
     {no, "closed/do_not_call", "closed/do_not_call", "closed/do_not_call", "closed/do_not_call",
      "closed/do_not_call", no}},
    {"unable_to_reach", {no, own, own, own, own, own, no}},
    {"duplicate", {no, own, own, own, own, own, no}},
    {"spam", {no, own, own, own, own, own, no}},
    {"withdrawn", {no, own, own, own, own, own, no}},
};

TEST(Outcomes, EveryOutcomeFromEveryStateLeadsWhereTheTableSays) {
    const auto states = every_state();
    ASSERT_EQ(std::size(table), outcomes().size());
    for (const Row& row : table) {
        for (std::size_t i = 0; i < states.size(); ++i) {
            EXPECT_EQ(told(ended(row.outcome, request_in(states[i]))), row.after[i])
                << row.outcome << " from " << name_of(states[i]);
        }
    }
}

TEST(Outcomes, EveryOpenStateIsDueAtAnInstantTheGateAllows) {
    const Rules institute = rules();
    for (const Outcome& outcome : outcomes()) {
        const auto step = ended(outcome.code, escalated());
        if (!step || !due_at(step->state)) continue;
        RequestFacts after = escalated();
        after.state = step->state;
        const std::vector<PastAttempt> past{{call, outcome.code, outcome.counted}};
        const GateQuestion question{after, past, *due_at(step->state), false, false};
        EXPECT_TRUE(gate(question, institute.hours, institute.cadence, institute.gate).yes)
            << outcome.code << " due " << shown(*due_at(step->state));
    }
}

TEST(Outcomes, NamesOfReachedNextAndDelayGoThereAndBack) {
    for (const Outcome& outcome : outcomes()) {
        EXPECT_EQ(reached_named(name_of(outcome.reached)), outcome.reached);
        EXPECT_EQ(next_state_named(name_of(outcome.next)), outcome.next);
        EXPECT_EQ(delay_named(name_of(outcome.delay)), outcome.delay);
    }
    EXPECT_EQ(name_of(Reached::third_party), "third_party");
    EXPECT_EQ(reached_named("nobody"), std::nullopt);
    EXPECT_EQ(next_state_named("new"), std::nullopt);
    EXPECT_EQ(delay_named(""), std::nullopt);
}

// --- when the next call is due
// --------------------------------------------------------------------

Instant due_after(const std::string& code, const RequestFacts& facts = request_in(New{call}),
                  const std::vector<PastAttempt>& past = {}) {
    const auto step = ended(code, facts, past);
    EXPECT_TRUE(step.has_value()) << code;
    return due_at(step->state).value();
}

TEST(Outcomes, BusyIsTriedAgainAfterFifteenMinutesDespiteTheSpacing) {
    EXPECT_EQ(shown(due_after("busy")), "2026-11-02 10:20:00");
}

TEST(Outcomes, AFailedCallIsTriedAgainAfterFiveMinutesAndDoesNotCount) {
    EXPECT_EQ(shown(due_after("call_failed")), "2026-11-02 10:10:00");
    EXPECT_FALSE(ended("call_failed", request_in(New{call}))->counted);
    EXPECT_TRUE(ended("busy", request_in(New{call}))->counted);
}

TEST(Outcomes, AFailedCallStillKeepsTheDistanceToTheCallBeforeIt) {
    const std::vector<PastAttempt> past{{at("2026-11-02 09:50"), "no_answer", true}};
    EXPECT_EQ(shown(due_after("call_failed", request_in(Retry{call}), past)),
              "2026-11-02 10:20:00");
}

TEST(Outcomes, NoAnswerFollowsTheCadence) {
    EXPECT_EQ(shown(due_after("no_answer")), "2026-11-02 10:45:00");
}

TEST(Outcomes, ALiveMessageIsFollowedOneBusinessDayLater) {
    EXPECT_EQ(shown(due_after("left_live_message")), "2026-11-03 10:05:00");
}

TEST(Outcomes, ALiveMessageOnSaturdayIsFollowedOnMonday) {
    const Rules institute = rules();
    const Instant saturday = at("2026-11-07 12:00");
    const auto step =
        next_step(request_in(New{saturday}), {}, {saturday, "", true},
                  institute.outcomes.at("left_live_message"), {}, institute, saturday);
    EXPECT_EQ(shown(*due_at(step->state)), "2026-11-09 12:00:00");
}

TEST(Outcomes, AThirdCallOfADayIsPutOffToAnotherHalfOfTheNext) {
    const std::vector<PastAttempt> past{{at("2026-11-02 08:31"), "no_answer", true}};
    EXPECT_EQ(shown(due_after("busy", request_in(Retry{call}), past)), "2026-11-03 12:00:00");
    EXPECT_EQ(shown(due_after("no_answer", request_in(Retry{call}), past)), "2026-11-03 12:00:00");
}

TEST(Outcomes, AnEscalationIsDueAtOnce) {
    EXPECT_EQ(due_after("clinical_escalation"), now);
}

TEST(Outcomes, InformationIsWaitedForUntilTheGateOpensAfterTheAskedTime) {
    OutcomeInput input = taken_by("needs_information");
    input.due_at = at("2026-11-08 11:00");  // a Sunday
    const auto step = ended("needs_information", request_in(New{call}), input);
    EXPECT_EQ(shown(std::get<Waiting>(step->state).due_at), "2026-11-09 08:00:00");
}

TEST(Outcomes, ACallBackIsPromisedForHalfAnHourFromTheAskedTime) {
    const auto step = ended("callback_requested", request_in(New{call}));
    const Window promised = std::get<Scheduled>(step->state).promised;
    EXPECT_EQ(shown(promised.from), "2026-11-04 11:00:00");
    EXPECT_EQ(promised.to - promised.from, minutes{30});
}

TEST(Outcomes, APromisedTimeOverridesSpacingAndTheirWindow) {
    OutcomeInput input = taken_by("callback_requested");
    input.due_at = now + minutes{5};
    const auto asked = DaysAndParts{{5}, {DayPart::evening}};
    const std::vector<PastAttempt> past{{at("2026-11-02 08:31"), "no_answer", true}};
    const auto step = ended("callback_requested", request_in(Retry{call}, asked), input, past);
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(std::get<Scheduled>(step->state).promised.from, now + minutes{5});
}

TEST(Outcomes, APromisedTimeNeverOverridesLegalOrInstituteHours) {
    OutcomeInput input = taken_by("callback_requested");
    input.due_at = at("2026-11-03 07:30");
    auto step = ended("callback_requested", request_in(New{call}), input);
    EXPECT_EQ(faults_of(step.error()), (std::vector<FieldFault>{{"due_at", "outside_hours"}}));
    input.due_at = at("2026-11-03 17:30");
    RequestFacts in_chicago_or_new_york = request_in(New{call});
    in_chicago_or_new_york.plausible_zones = {"America/Chicago", "America/Halifax"};
    step = ended("callback_requested", in_chicago_or_new_york, input);
    EXPECT_EQ(faults_of(step.error()),
              (std::vector<FieldFault>{{"due_at", "outside_local_hours"}}));
    const auto& open = std::get<Invalid>(step.error()).open_times;
    ASSERT_EQ(open.size(), 3U) << "the next times that can be";
    for (const auto& [from, to] : open) {
        input.due_at = from;
        EXPECT_TRUE(ended("callback_requested", in_chicago_or_new_york, input).has_value());
    }
}

TEST(Outcomes, AnAgreedHalfHourEndsWhenWeClose) {
    OutcomeInput input = taken_by("callback_requested");
    input.due_at = at("2026-11-03 17:45");
    const auto step = ended("callback_requested", request_in(New{call}), input);
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(std::get<Scheduled>(step->state).promised,
              (Window{at("2026-11-03 17:45"), at("2026-11-03 18:00")}));
}

TEST(Outcomes, AnotherLanguageIsPromisedAtOnceWhereNoTimeWasAsked) {
    OutcomeInput input;
    input.language = "es";
    const auto step = ended("language_callback", request_in(New{call}), input);
    ASSERT_TRUE(step.has_value());
    EXPECT_EQ(step->language, "es");
    EXPECT_EQ(std::get<Scheduled>(step->state).promised, (Window{now, now + minutes{30}}));
}

TEST(Outcomes, AnotherLanguageIsPromisedForTheTimeThatWasAsked) {
    const auto step = ended("language_callback", request_in(New{call}));
    EXPECT_EQ(shown(std::get<Scheduled>(step->state).promised.from), "2026-11-04 11:00:00");
}

TEST(Outcomes, OnlyALanguageCallBackChangesTheLanguage) {
    EXPECT_EQ(ended("booked", request_in(New{call}))->language, std::nullopt);
}

// --- the last attempt
// -----------------------------------------------------------------------------

std::vector<PastAttempt> in_vain(int count, const std::string& outcome = "no_answer") {
    std::vector<PastAttempt> past;
    for (int i = 0; i < count; ++i) past.push_back({call - days{2 * (count - i)}, outcome, true});
    return past;
}

TEST(Outcomes, TheSixthAttemptInVainClosesAsUnableToReach) {
    for (const char* code : {"no_answer", "busy", "voicemail_not_left", "left_live_message"}) {
        const auto step = ended(code, request_in(Retry{call}), in_vain(5));
        EXPECT_EQ(told(step), "closed/unable_to_reach") << code;
        EXPECT_EQ(step->system_resolution, "unable_to_reach") << code;
        EXPECT_EQ(told(ended(code, request_in(Retry{call}), in_vain(4))), "retry");
    }
}

TEST(Outcomes, ASixthAttemptThatReachesThePersonEndsAsItSays) {
    EXPECT_EQ(told(ended("callback_requested", request_in(Retry{call}), in_vain(5))), "scheduled");
    EXPECT_EQ(told(ended("booked", request_in(Retry{call}), in_vain(5))), "closed/booked");
}

TEST(Outcomes, AttemptsThatReachedThePersonAreNotInVain) {
    auto past = in_vain(4);
    past.push_back({call - days{1}, "callback_requested", true});
    EXPECT_EQ(told(ended("no_answer", request_in(Scheduled{{call, now}}), past)), "retry");
}

TEST(Outcomes, AFailedCallNeverUsesUpTheCadence) {
    auto past = in_vain(5);
    past.push_back({call - minutes{20}, "call_failed", false});
    // Six already, since an administrator has shortened the cadence meanwhile.
    EXPECT_EQ(told(ended("call_failed", request_in(Retry{call}), in_vain(6))), "retry");
    EXPECT_EQ(told(ended("call_failed", request_in(Retry{call}), past)), "retry");
    EXPECT_EQ(told(ended("no_answer", request_in(Retry{call}), past)), "closed/unable_to_reach");
}

// --- what an outcome needs
// ------------------------------------------------------------------------

using Faults = std::vector<FieldFault>;

Faults missing(const std::string& code, const OutcomeInput& input = {}) {
    const auto step = ended(code, escalated(), input);
    return step ? Faults{} : faults_of(step.error());
}

TEST(Outcomes, EveryNeedThatIsMissingIsToldAtOnce) {
    EXPECT_EQ(missing("needs_information"), (Faults{{"note", "required"}, {"due_at", "required"}}));
    EXPECT_EQ(missing("callback_requested"), (Faults{{"due_at", "required"}}));
    EXPECT_EQ(missing("language_callback"), (Faults{{"language", "required"}}));
    EXPECT_EQ(missing("clinical_escalation"), (Faults{{"note", "required"}}));
    EXPECT_EQ(missing("emergency_redirected"),
              (Faults{{"note", "required"}, {"advice", "required"}}));
    EXPECT_EQ(missing("booked"), (Faults{{"appointment.visit_start", "required"},
                                         {"appointment.location", "required"}}));
    EXPECT_EQ(missing("declined"), (Faults{{"reason", "required"}}));
    for (const char* code : {"no_answer", "busy", "voicemail_left", "call_failed", "wrong_number",
                             "disconnected", "referred_out", "do_not_call", "not_a_candidate"}) {
        EXPECT_EQ(missing(code), Faults{}) << code;
    }
}

TEST(Outcomes, BlankWordsAreMissingWords) {
    OutcomeInput input = taken_by("clinical_escalation");
    input.note = " \t\n";
    EXPECT_EQ(missing("clinical_escalation", input), (Faults{{"note", "required"}}));
}

TEST(Outcomes, WrongNeedsAreToldByTheirOwnWord) {
    OutcomeInput input = taken_by("callback_requested");
    input.due_at = now;
    EXPECT_EQ(missing("callback_requested", input), (Faults{{"due_at", "in_the_past"}}));
    input = taken_by("needs_information");
    // What was agreed on a call is permitted for three months.
    input.due_at = now + days{93};
    EXPECT_EQ(missing("needs_information", input), (Faults{{"due_at", "too_far"}}));
    input = taken_by("declined");
    input.reason = "weather";
    EXPECT_EQ(missing("declined", input), (Faults{{"reason", "unknown"}}));
    for (const char* wrong : {"Spanish", "e", "ES", "español", "fr", "tlh"}) {
        input = taken_by("language_callback");
        input.language = wrong;
        EXPECT_EQ(missing("language_callback", input), (Faults{{"language", "unknown"}})) << wrong;
    }
    input = taken_by("booked");
    input.appointment = Appointment{now - minutes{1}, "  ", ""};
    EXPECT_EQ(missing("booked", input), (Faults{{"appointment.visit_start", "in_the_past"},
                                                {"appointment.location", "required"}}));
    input.appointment = Appointment{now + days{401}, "Santa Monica", ""};
    EXPECT_EQ(missing("booked", input), (Faults{{"appointment.visit_start", "too_far"}}));
    for (const char* code : {"emergency_redirected", "referred_out", "no_answer"}) {
        input = taken_by(code);
        input.advice = "whatever was read";
        EXPECT_EQ(missing(code, input), (Faults{{"advice", "unknown"}})) << code;
    }
}

TEST(Outcomes, WhatAnOutcomeHasNoPlaceForIsRefusedAndNotLost) {
    OutcomeInput input = everything();
    input.mine = true;
    input.other_phone = Phone::from_stored("+13105550142");
    EXPECT_EQ(missing("no_answer", input), (Faults{{"due_at", "not_taken"},
                                                   {"mine", "not_taken"},
                                                   {"language", "not_taken"},
                                                   {"appointment", "not_taken"},
                                                   {"reason", "not_taken"},
                                                   {"other_phone", "not_taken"}}));
    for (const Outcome& outcome : outcomes()) {
        if (outcome.by_agent) {
            EXPECT_EQ(missing(outcome.code, taken_by(outcome)), Faults{}) << outcome.code;
        }
    }
}

TEST(Outcomes, AVoicemailNeedsPermissionAndThereAreTwoAtMost) {
    RequestFacts facts = request_in(Retry{call});
    EXPECT_EQ(told(ended("voicemail_left", facts, {}, in_vain(1, "voicemail_left"))), "retry");
    EXPECT_EQ(told(ended("voicemail_left", facts, {}, in_vain(2, "voicemail_left"))), "too_many");
    facts.voicemail_ok = false;
    EXPECT_EQ(told(ended("voicemail_left", facts)), "not_permitted");
    EXPECT_EQ(told(ended("voicemail_not_left", facts)), "retry");
}

TEST(Outcomes, ARedFlagNeedsTheAdviceThatWasReadOnceThePersonIsReached) {
    RequestFacts facts = escalated();
    facts.red_flag = true;
    for (const Outcome& outcome : outcomes()) {
        if (!outcome.by_agent) continue;
        OutcomeInput silent = taken_by(outcome);
        silent.advice.clear();
        const auto step = ended(outcome.code, facts, silent);
        if (outcome.reached == Reached::person) {
            ASSERT_FALSE(step.has_value()) << outcome.code;
            EXPECT_EQ(faults_of(step.error()), (Faults{{"advice", "required"}})) << outcome.code;
        } else {
            EXPECT_TRUE(step.has_value()) << outcome.code;
        }
    }
}

TEST(Outcomes, ACallInVainTakesNoPromiseToAFormBack) {
    RequestFacts facts = request_in(New{call});
    const auto by_cadence = *due_at(ended("no_answer", facts)->state);
    const auto after = [&](Instant from, const std::string& code = "no_answer") {
        facts.standing = {{{from, from + minutes{30}}}};
        return *ended(code, facts);
    };
    const auto earlier = after(by_cadence - minutes{20});
    EXPECT_EQ(earlier.sooner, by_cadence - minutes{20});
    EXPECT_EQ(due_at(earlier.state), by_cadence) << "its own course is remembered";
    EXPECT_FALSE(after(by_cadence - minutes{20}, "declined").sooner) << "the person was reached";
    EXPECT_FALSE(after(by_cadence - minutes{20}, "callback_requested").sooner);
    EXPECT_FALSE(after(by_cadence + minutes{20}).sooner) << "the promise comes later";
    EXPECT_EQ(after(call - minutes{5}).sooner, now) << "told during the call";
    EXPECT_EQ(after(call + minutes{1}).sooner, now) << "its window is open already";
}

TEST(Outcomes, ACallInVainTakesNoAgreementBack) {
    const Window agreed{at("2026-11-05 14:00"), at("2026-11-05 14:30")};
    RequestFacts facts = request_in(Scheduled{agreed});
    facts.sooner = call;
    facts.standing = {{agreed, true}};
    const auto before = ended("no_answer", facts);
    ASSERT_EQ(told(before), "scheduled") << "though the cadence would call before it";
    EXPECT_EQ(std::get<Scheduled>(before->state).promised, agreed);
    const auto last = ended("no_answer", facts, {}, in_vain(5, "no_answer"));
    ASSERT_EQ(told(last), "scheduled") << "six calls in vain, and one that was agreed";
    EXPECT_EQ(std::get<Scheduled>(last->state).promised, agreed);
    EXPECT_FALSE(last->system_resolution);
}

TEST(Outcomes, ACallThatCameSoonerLeavesAWaitAsItWas) {
    RequestFacts facts = request_in(Waiting{at("2026-11-10 11:00")});
    EXPECT_EQ(told(ended("no_answer", facts)), "retry");
    facts.sooner = call;
    const auto step = ended("no_answer", facts);
    ASSERT_EQ(told(step), "waiting");
    EXPECT_EQ(due_at(step->state), at("2026-11-10 11:00"));
    facts.state = Waiting{call};
    EXPECT_EQ(told(ended("no_answer", facts)), "retry") << "it was due itself";
}

TEST(Outcomes, TheLastCallOfTheCadenceIsNotTheLastWhileAPromiseStands) {
    RequestFacts facts = request_in(Retry{call});
    const auto past = in_vain(5, "no_answer");
    EXPECT_EQ(told(ended("no_answer", facts, {}, past)), "closed/unable_to_reach");
    facts.standing = {{{at("2026-11-03 14:00"), at("2026-11-03 14:30")}}};
    const auto step = ended("no_answer", facts, {}, past);
    ASSERT_EQ(told(step), "retry");
    EXPECT_EQ(due_at(step->state), at("2026-11-03 14:00"));
    EXPECT_FALSE(step->system_resolution);
}

TEST(Outcomes, ARetiredOutcomeIsUnknown) {
    const Rules institute = rules();
    Outcome retired = institute.outcomes.at("busy");
    retired.retired = true;
    const auto step =
        next_step(request_in(New{call}), {}, {call, "", true}, retired, {}, institute, now);
    EXPECT_EQ(faults_of(step.error()), (Faults{{"outcome", "unknown"}}));
}

// --- consequences beside the state
// ----------------------------------------------------------------

TEST(Outcomes, DoNotCallSuppressesTheNumberAndNothingElseDoes) {
    for (const Outcome& outcome : outcomes()) {
        const auto step = ended(outcome.code, escalated());
        if (step) {
            EXPECT_EQ(step->suppress_number, outcome.code == "do_not_call") << outcome.code;
        }
    }
}

TEST(Outcomes, AnEmergencyIsALeadsToSeeAtOnce) {
    const auto step = ended("emergency_redirected", request_in(New{call}));
    EXPECT_EQ(std::get<Escalated>(step->state).due_at, now);
}

RequestFacts flagged(State state) {
    RequestFacts facts = request_in(std::move(state));
    facts.red_flag = true;
    return facts;
}

TEST(Outcomes, ARedFlagThatWasNotReachedIsDueAgainAsSoonAsTheSpacingAllows) {
    for (const char* code :
         {"no_answer", "voicemail_left", "voicemail_not_left", "left_live_message"})
        EXPECT_EQ(due_after(code, flagged(New{call})), call + minutes{30}) << code;
    EXPECT_EQ(due_after("busy", flagged(New{call})), now + minutes{15});
    EXPECT_EQ(due_after("call_failed", flagged(New{call})), now + minutes{5});
    const std::vector<PastAttempt> past{{at("2026-11-02 08:31"), "no_answer", true}};
    EXPECT_EQ(shown(due_after("no_answer", flagged(Retry{call}), past)), "2026-11-03 08:00:00")
        << "two calls a day, and no waiting for another half of it";
}

TEST(Outcomes, ARedFlagThatNobodyReachedIsALeadsAndNeverClosedByTheCadence) {
    for (const char* code : {"no_answer", "busy", "left_live_message"}) {
        const auto step = ended(code, flagged(Retry{call}), in_vain(5));
        ASSERT_EQ(told(step), "escalated") << code;
        EXPECT_EQ(due_at(step->state), now);
        EXPECT_FALSE(step->system_resolution);
        EXPECT_EQ(told(ended(code, flagged(Retry{call}), in_vain(4))), "retry");
    }
    const auto again = ended("no_answer", flagged(Escalated{call}), in_vain(6));
    ASSERT_EQ(told(again), "escalated");
    EXPECT_EQ(due_at(again->state), call + minutes{30}) << "not served again at once";
    EXPECT_EQ(told(ended("no_answer", request_in(Retry{call}), in_vain(5))),
              "closed/unable_to_reach");
}

TEST(Outcomes, AnotherNumberMakesTheRequestNewAndDueAtOnce) {
    for (const char* code : {"wrong_number", "disconnected"}) {
        OutcomeInput input;
        input.other_phone = Phone::from_stored("+13105550142");
        const auto step = ended(code, request_in(Retry{call}), input, in_vain(2));
        ASSERT_TRUE(step.has_value()) << code;
        EXPECT_EQ(std::get<New>(step->state).due_at, now) << code;
    }
}

TEST(Outcomes, AnotherNumberIsCalledByItsOwnLocalTime) {
    OutcomeInput input;
    // Honolulu, where it is five past eight.
    input.other_phone = Phone::from_stored("+18085550142");
    EXPECT_EQ(std::get<New>(ended("wrong_number", request_in(New{call}), input)->state).due_at,
              now);
    const Rules institute = rules();
    const Instant early = at("2026-11-02 09:00");
    const auto step = next_step(request_in(New{early}), {}, {early, "", true},
                                institute.outcomes.at("wrong_number"), input, institute, early);
    EXPECT_EQ(shown(std::get<New>(step->state).due_at), "2026-11-02 10:00:00");
}

TEST(Outcomes, AnotherNumberIsTakenOnlyWhereThePatientWasNotReached) {
    for (const Outcome& outcome : outcomes()) {
        if (!outcome.by_agent) continue;
        const bool lost = outcome.code == "wrong_number" || outcome.code == "disconnected";
        EXPECT_EQ(takes_other_phone(outcome), lost) << outcome.code;
    }
}

}  // namespace
}  // namespace backline

#include "domain/gate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Question {
    RequestFacts request = request_in(New{at("2026-01-01 00:00")});
    std::vector<PastAttempt> past = {};
    bool promised = false;
    bool before_due = false;
};

GateAnswer ask(const Question& question, const std::string& when,
               const Hours& calendar = hours_of()) {
    return gate({question.request, question.past, at(when), question.promised, question.before_due},
                calendar, cadence(), {});
}

// "yes", "reason until WHEN" or "reason for ever".
std::string told(const GateAnswer& answer) {
    if (answer.yes) return "yes";
    return answer.reason + (answer.ever ? " until " + shown(answer.at).substr(0, 16) : " for ever");
}

Question asked(AskedTime wish) {
    Question question;
    question.request.asked = std::move(wish);
    return question;
}

Question called(std::vector<PastAttempt> past) {
    Question question;
    question.request.state = Retry{at("2026-01-01 00:00")};
    question.past = std::move(past);
    return question;
}

Question in(State state) {
    Question question;
    question.request.state = std::move(state);
    return question;
}

Question in_zones(std::vector<std::string> zones) {
    Question question;
    question.request.plausible_zones = std::move(zones);
    return question;
}

TEST(Gate, SaysYesWithinHoursToWhoAskedForAsSoonAsPossible) {
    EXPECT_EQ(told(ask({}, "2026-11-02 09:00")), "yes");
    EXPECT_EQ(ask({}, "2026-11-02 09:00").at, at("2026-11-02 09:00"));
    EXPECT_EQ(ask({}, "2026-11-02 09:00").reason, "");
}

TEST(Gate, WaitsForTheInstituteToOpen) {
    EXPECT_EQ(told(ask({}, "2026-11-02 07:59")), "institute_closed until 2026-11-02 08:00");
    EXPECT_EQ(told(ask({}, "2026-11-02 18:00")), "institute_closed until 2026-11-03 08:00");
    EXPECT_EQ(told(ask({}, "2026-11-07 13:00")), "institute_closed until 2026-11-09 08:00");
    const Hours thanksgiving = hours_of({{day("2026-11-26"), "Thanksgiving", {}}});
    EXPECT_EQ(told(ask({}, "2026-11-26 10:00", thanksgiving)),
              "institute_closed until 2026-11-27 08:00");
}

TEST(Gate, WaitsForTheDaysAndPartsThatWereAsked) {
    const Question question = asked(DaysAndParts{{2, 4}, {DayPart::afternoon}});
    EXPECT_EQ(told(ask(question, "2026-11-02 09:00")), "their_window until 2026-11-03 12:00");
    EXPECT_EQ(told(ask(question, "2026-11-03 12:00")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-03 16:59")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-03 17:00")), "their_window until 2026-11-05 12:00");
    EXPECT_EQ(told(ask(question, "2026-11-05 17:00")), "their_window until 2026-11-10 12:00");
}

TEST(Gate, TakesAnEmptyListOfDaysOrPartsForAny) {
    EXPECT_EQ(told(ask(asked(DaysAndParts{{}, {DayPart::evening}}), "2026-11-02 09:00")),
              "their_window until 2026-11-02 17:00");
    EXPECT_EQ(told(ask(asked(DaysAndParts{{3}, {}}), "2026-11-02 09:00")),
              "their_window until 2026-11-04 08:00");
    EXPECT_EQ(told(ask(asked(DaysAndParts{}), "2026-11-02 09:00")), "yes");
}

TEST(Gate, WaitsForAStatedWindow) {
    const Question question = asked(Window{at("2026-11-03 14:00"), at("2026-11-03 15:00")});
    EXPECT_EQ(told(ask(question, "2026-11-02 09:00")), "their_window until 2026-11-03 14:00");
    EXPECT_EQ(told(ask(question, "2026-11-03 14:00")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-03 14:59")), "yes");
}

TEST(Gate, BringsAStatedWindowBackUntilTwoAttemptsWereInside) {
    Question question = asked(Window{at("2026-11-06 14:00"), at("2026-11-06 15:00")});
    EXPECT_EQ(told(ask(question, "2026-11-06 15:00")), "their_window until 2026-11-09 14:00");
    question.past = {{at("2026-11-06 14:05"), "no_answer", true}};
    EXPECT_EQ(told(ask(question, "2026-11-09 09:00")), "their_window until 2026-11-09 14:00");
    question.past.push_back({at("2026-11-09 14:30"), "no_answer", true});
    EXPECT_EQ(told(ask(question, "2026-11-10 09:00")), "yes");
}

TEST(Gate, DoesNotCountAttemptsOutsideTheStatedWindowOrUncountedOnes) {
    Question question = asked(Window{at("2026-11-02 14:00"), at("2026-11-02 15:00")});
    question.past = {{at("2026-11-02 14:00"), "call_failed", false},
                     {at("2026-11-02 14:05"), "no_answer", true},
                     {at("2026-11-03 15:00"), "no_answer", true}};
    EXPECT_EQ(told(ask(question, "2026-11-04 09:00")), "their_window until 2026-11-04 14:00");
}

TEST(Gate, IsNotBoundByAWishThatCanNeverMeetTheHours) {
    const auto sunday = asked(DaysAndParts{{0}, {}});
    EXPECT_EQ(told(ask(sunday, "2026-11-02 09:00")), "yes");
    const auto sunday_afternoon = asked(DaysAndParts{{0}, {DayPart::afternoon}});
    EXPECT_EQ(told(ask(sunday_afternoon, "2026-11-02 09:00")),
              "their_window until 2026-11-02 12:00");
    const auto saturday_evening = asked(DaysAndParts{{6}, {DayPart::evening}});
    EXPECT_EQ(told(ask(saturday_evening, "2026-11-02 09:00")),
              "their_window until 2026-11-02 17:00");
    const auto at_night = asked(Window{at("2026-11-03 22:00"), at("2026-11-03 23:00")});
    EXPECT_EQ(told(ask(at_night, "2026-11-02 09:00")), "yes");
    const auto on_sunday = asked(Window{at("2026-11-08 10:00"), at("2026-11-08 11:00")});
    EXPECT_EQ(told(ask(on_sunday, "2026-11-02 09:00")), "their_window until 2026-11-09 10:00");
}

TEST(Gate, CallsOnlyWhereItIsBetweenEightAndNineInTheEveningEverywhereTheyMayBe) {
    EXPECT_EQ(told(ask(in_zones({"America/New_York"}), "2026-11-02 17:59")), "yes");
    EXPECT_EQ(told(ask(in_zones({"Pacific/Honolulu"}), "2026-11-02 08:00")),
              "their_local_time until 2026-11-02 10:00");
    EXPECT_EQ(told(ask(in_zones({"America/Halifax"}), "2026-11-02 17:00")),
              "their_local_time until 2026-11-03 08:00");
    EXPECT_EQ(told(ask(in_zones({"America/Halifax"}), "2026-11-02 16:59")), "yes");
    EXPECT_EQ(told(ask(in_zones({"Pacific/Honolulu", "America/Halifax"}), "2026-11-02 17:00")),
              "their_local_time until 2026-11-03 10:00");
    EXPECT_EQ(told(ask(in_zones({"Asia/Tokyo"}), "2026-11-02 08:00")),
              "their_local_time until 2026-11-02 15:00");
}

TEST(Gate, SaysNeverWhereNoHourIsLegal) {
    const auto apart = in_zones({"Europe/Paris", "Asia/Tokyo"});
    EXPECT_EQ(told(ask(apart, "2026-11-02 09:00")), "their_local_time for ever");
}

TEST(Gate, LetsTheWishGoWhereItNeverMeetsTheirLocalTime) {
    Question question = in_zones({"Asia/Tokyo"});
    question.request.asked = DaysAndParts{{}, {DayPart::morning}};
    EXPECT_EQ(told(ask(question, "2026-11-02 09:00")), "their_local_time until 2026-11-02 15:00");
}

TEST(Gate, KeepsHalfAnHourBetweenCallsExceptAfterABusyLine) {
    EXPECT_EQ(told(ask(called({{at("2026-11-02 09:00"), "no_answer", true}}), "2026-11-02 09:10")),
              "spacing until 2026-11-02 09:30");
    EXPECT_EQ(told(ask(called({{at("2026-11-02 09:00"), "no_answer", true}}), "2026-11-02 09:30")),
              "yes");
    EXPECT_EQ(told(ask(called({{at("2026-11-02 09:00"), "busy", true}}), "2026-11-02 09:10")),
              "yes");
    EXPECT_EQ(
        told(ask(called({{at("2026-11-02 09:00"), "call_failed", false}}), "2026-11-02 09:05")),
        "yes");
}

TEST(Gate, CallsTwiceADayAtMost) {
    const auto question = called(
        {{at("2026-11-02 08:00"), "no_answer", true}, {at("2026-11-02 08:45"), "busy", true}});
    EXPECT_EQ(told(ask(question, "2026-11-02 12:00")), "most_a_day until 2026-11-03 08:00");
    auto anywhere = question;
    anywhere.request.plausible_zones.clear();
    EXPECT_EQ(told(ask(anywhere, "2026-11-02 12:00", always_open())),
              "most_a_day until 2026-11-03 00:00");
    EXPECT_EQ(told(ask(question, "2026-11-03 08:00")), "yes");
}

TEST(Gate, WaitsUntilDueUnlessALeadCallsBefore) {
    Question question = in(Retry{at("2026-11-02 11:00")});
    EXPECT_EQ(told(ask(question, "2026-11-02 09:00")), "not_due until 2026-11-02 11:00");
    question.before_due = true;
    EXPECT_EQ(told(ask(question, "2026-11-02 09:00")), "yes");
}

TEST(Gate, SaysNeverToTheSuppressedTheClosedAndTheQuarantined) {
    Question suppressed;
    suppressed.request.suppressed = true;
    EXPECT_EQ(told(ask(suppressed, "2026-11-02 09:00")), "suppressed for ever");
    EXPECT_EQ(told(ask(in(Closed{"booked", at("2026-11-02 08:00")}), "2026-11-02 09:00")),
              "closed for ever");
    EXPECT_EQ(told(ask(in(Quarantined{"honeypot"}), "2026-11-02 09:00")), "quarantined for ever");
}

TEST(Gate, LetsAPromisedTimeOverrideSpacingTheDaysMaximumAndTheirWindowButNoHours) {
    Question question = asked(DaysAndParts{{2}, {}});
    question.request.state = Retry{at("2026-11-02 08:00")};
    question.past = {{at("2026-11-02 08:00"), "no_answer", true},
                     {at("2026-11-02 09:00"), "no_answer", true}};
    question.promised = true;
    EXPECT_EQ(told(ask(question, "2026-11-02 09:05")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-02 18:00")), "institute_closed until 2026-11-03 08:00");
    question.request.plausible_zones = {"Pacific/Honolulu"};
    EXPECT_EQ(told(ask(question, "2026-11-02 09:05")), "their_local_time until 2026-11-02 10:00");
}

TEST(Gate, TakesAScheduledRequestForAPromisedTime) {
    Question question = in(Scheduled{{at("2026-11-02 09:10"), at("2026-11-02 09:40")}});
    question.past = {{at("2026-11-02 09:00"), "callback_requested", true}};
    EXPECT_EQ(told(ask(question, "2026-11-02 09:05")), "not_due until 2026-11-02 09:10");
    EXPECT_EQ(told(ask(question, "2026-11-02 09:10")), "yes");
}

TEST(Gate, LetsALeadRingAnEscalatedRequestBackAtOnce) {
    Question question = in(Escalated{at("2026-11-02 09:05")});
    question.past = {{at("2026-11-02 09:00"), "clinical_escalation", true}};
    EXPECT_EQ(told(ask(question, "2026-11-02 09:05")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-02 19:00")), "institute_closed until 2026-11-03 08:00");
}

TEST(Gate, NamesTheRuleThatHoldsOutLongest) {
    Question question = asked(DaysAndParts{{1}, {DayPart::afternoon}});
    EXPECT_EQ(told(ask(question, "2026-11-01 07:00")), "their_window until 2026-11-02 12:00");
    question.request.state = New{at("2026-11-02 13:00")};
    EXPECT_EQ(told(ask(question, "2026-11-01 07:00")), "not_due until 2026-11-02 13:00");
    question.request.state = New{at("2026-11-03 13:00")};
    EXPECT_EQ(told(ask(question, "2026-11-01 07:00")), "not_due until 2026-11-09 12:00");
}

TEST(Gate, KeepsTheWallClockOverBothNights) {
    EXPECT_EQ(ask({}, "2026-03-07 14:00").at, utc("2026-03-09 15:00"));
    EXPECT_EQ(ask({}, "2026-10-31 14:00").at, utc("2026-11-02 16:00"));
    // Phoenix has no summer time: its nine in the evening is one hour nearer after the night of
    // spring.
    const auto phoenix = in_zones({"America/Phoenix"});
    EXPECT_EQ(ask(phoenix, "2026-03-08 00:00", always_open()).at, utc("2026-03-08 15:00"));
    EXPECT_EQ(ask(phoenix, "2026-11-01 21:00", always_open()).at, utc("2026-11-02 15:00"));
    const std::vector<OpenSpan> night{{0, 300}};
    const Hours at_night = *Hours::make(zone_of("America/Los_Angeles"), {{night}}, {});
    const auto anybody = in_zones({});
    EXPECT_EQ(ask(anybody, "2026-03-08 04:59", at_night).yes, true);
    EXPECT_EQ(
        first_callable({anybody.request, {}, at("2026-03-08 00:00")}, at_night, cadence(), {}),
        (Window{utc("2026-03-08 08:00"), utc("2026-03-08 12:00")}));
    EXPECT_EQ(
        first_callable({anybody.request, {}, at("2026-11-01 00:00")}, at_night, cadence(), {}),
        (Window{utc("2026-11-01 07:00"), utc("2026-11-01 13:00")}));
}

TEST(FirstCallable, LastsUntilTheNextNoOrMidnight) {
    const auto noon = asked(DaysAndParts{{}, {DayPart::morning, DayPart::afternoon}});
    const auto span = first_callable({noon.request, {}, at("2026-11-02 07:00"), false, true},
                                     hours_of(), cadence(), {});
    EXPECT_EQ(span, (Window{at("2026-11-02 08:00"), at("2026-11-02 17:00")}));
    const auto halifax = in_zones({"America/Halifax"});
    EXPECT_EQ(first_callable({halifax.request, {}, at("2026-11-02 10:00"), false, true}, hours_of(),
                             cadence(), {})
                  ->to,
              at("2026-11-02 17:00"));
}

TEST(Gate, TakesSeveralFormsTimesAsOne) {
    Question question = asked(DaysAndParts{{5}, {DayPart::afternoon}});
    EXPECT_EQ(told(ask(question, "2026-11-02 10:00")), "their_window until 2026-11-06 12:00");
    const AskedTime tuesday = DaysAndParts{{2}, {DayPart::morning}};
    question.request.also_asked.assign(1, tuesday);
    EXPECT_EQ(told(ask(question, "2026-11-02 10:00")), "their_window until 2026-11-03 08:00");
    EXPECT_EQ(told(ask(question, "2026-11-03 11:59")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-03 12:00")), "their_window until 2026-11-06 12:00");
    question.request.also_asked.emplace_back(AsSoonAsPossible{});
    EXPECT_EQ(told(ask(question, "2026-11-02 10:00")), "yes");
}

TEST(Gate, AsksARedFlagForNoTimeOfItsOwn) {
    Question question = asked(DaysAndParts{{}, {DayPart::afternoon}});
    question.request.red_flag = true;
    EXPECT_EQ(told(ask(question, "2026-11-02 10:00")), "yes");
}

TEST(Gate, OpensSpacingAndOneCallMoreToAPromiseThatNoCallHasMet) {
    Question question;
    question.past = {{at("2026-11-02 09:50"), "no_answer", true}};
    EXPECT_EQ(told(ask(question, "2026-11-02 10:00")), "spacing until 2026-11-02 10:20");
    question.request.standing = {{{at("2026-11-02 10:05"), at("2026-11-02 10:35")}}};
    EXPECT_EQ(told(ask(question, "2026-11-02 10:00")), "spacing until 2026-11-02 10:05");
    EXPECT_EQ(told(ask(question, "2026-11-02 10:05")), "yes");
    question.past.insert(question.past.begin(), {at("2026-11-02 08:30"), "no_answer", true});
    EXPECT_EQ(told(ask(question, "2026-11-02 10:05")), "most_a_day until 2026-11-03 08:00")
        << "what a later form was told takes what is left of the day";
    question.request.standing.front().first = true;
    EXPECT_EQ(told(ask(question, "2026-11-02 10:05")), "yes") << "a third call that day";
    EXPECT_EQ(told(ask(question, "2026-11-02 16:00")), "yes") << "late, and still not met";
    question.past.insert(question.past.begin(), {at("2026-11-02 08:00"), "no_answer", true});
    EXPECT_EQ(told(ask(question, "2026-11-02 10:05")), "most_a_day until 2026-11-03 08:00")
        << "never a fourth";
    question.request.standing.clear();
    EXPECT_EQ(told(ask(question, "2026-11-02 16:00")), "most_a_day until 2026-11-03 08:00");
}

TEST(Gate, ServesAnAgreedCallSoonerByTheRulesOfAnyOther) {
    Question question;
    question.request.state = Scheduled{{at("2026-11-05 14:00"), at("2026-11-05 14:30")}};
    question.request.sooner = at("2026-11-02 10:00");
    question.past = {{at("2026-11-02 09:50"), "callback_requested", true}};
    EXPECT_EQ(told(ask(question, "2026-11-02 09:55")), "spacing until 2026-11-02 10:20");
    EXPECT_EQ(told(ask(question, "2026-11-02 10:30")), "yes");
    EXPECT_EQ(told(ask(question, "2026-11-05 14:00")), "yes");
}

TEST(AskedSpans, AreThatDaysShareOfTheWish) {
    const Zone la = zone_of("America/Los_Angeles");
    const LocalDay monday = day("2026-11-02");
    EXPECT_EQ(asked_spans(AsSoonAsPossible{}, la, day("2026-11-01")),
              (std::vector<Window>{{at("2026-11-01 00:00"), at("2026-11-02 00:00")}}));
    EXPECT_EQ(asked_spans(DaysAndParts{{1}, {DayPart::morning, DayPart::evening}}, la, monday),
              (std::vector<Window>{{at("2026-11-02 08:00"), at("2026-11-02 12:00")},
                                   {at("2026-11-02 17:00"), at("2026-11-02 21:00")}}));
    EXPECT_EQ(asked_spans(DaysAndParts{{2}, {}}, la, monday), std::vector<Window>{});
    const Window overnight{at("2026-11-01 22:00"), at("2026-11-02 09:00")};
    EXPECT_EQ(asked_spans(overnight, la, monday),
              (std::vector<Window>{{at("2026-11-02 00:00"), at("2026-11-02 09:00")}}));
    EXPECT_EQ(asked_spans(overnight, la, day("2026-11-03")), std::vector<Window>{});
}

// --- properties, against the rules said a second time, minute by minute
// ---------------------------

struct Case {
    Hours calendar = hours_of();
    RequestFacts request = request_in(New{});
    std::vector<PastAttempt> past = {};
    Instant when = {};
};

int minute_of_day(const Zone& zone, Instant t) {
    const auto local = zone.local(t);
    return static_cast<int>(
        std::chrono::floor<minutes>(local - std::chrono::floor<days>(local)).count());
}

bool wished(const AskedTime& wish, const Zone& zone, Instant t) {
    const auto* listed = std::get_if<DaysAndParts>(&wish);
    if (listed == nullptr) return true;
    const int minute = minute_of_day(zone, t);
    const unsigned weekday = std::chrono::weekday{zone.day(t)}.c_encoding();
    const auto part = [&](DayPart p, int from, int to) {
        return listed->parts.contains(p) && from * 60 <= minute && minute < to * 60;
    };
    return (listed->days.empty() || listed->days.contains(weekday)) &&
           (listed->parts.empty() || part(DayPart::morning, 8, 12) ||
            part(DayPart::afternoon, 12, 17) || part(DayPart::evening, 17, 21));
}

bool allowed(const Case& c, Instant t) {
    if (!c.calendar.open_at(t) || !wished(c.request.asked, c.calendar.zone(), t)) return false;
    for (const std::string& name : c.request.plausible_zones) {
        const int minute = minute_of_day(zone_of(name), t);
        if (minute < 8 * 60 || minute >= 21 * 60) return false;
    }
    int today = 0;
    for (const PastAttempt& attempt : c.past) {
        today += c.calendar.zone().day(attempt.started_at) == c.calendar.zone().day(t);
    }
    if (today >= 2) return false;
    if (!c.past.empty() && c.past.back().outcome != "busy" &&
        t < c.past.back().started_at + minutes{30}) {
        return false;
    }
    return due_at(c.request.state) <= t;
}

Case any_case() {
    Case c;
    // Nights of both clock changes among them.
    const auto start = *rc::gen::element(utc("2026-03-05 00:00"), utc("2026-10-29 00:00"),
                                         utc("2026-06-01 00:00"), utc("2026-12-20 00:00"));
    c.when = start + minutes{*rc::gen::inRange(0, 8 * 1440)};
    if (*rc::gen::arbitrary<bool>()) c.calendar = always_open();
    const std::vector<std::vector<std::string>> zones{
        {"America/Los_Angeles"}, {"America/New_York", "America/Chicago"},
        {"Pacific/Honolulu"},    {"Asia/Tokyo"},
        {"America/Phoenix"},     {}};
    c.request.plausible_zones = *rc::gen::elementOf(zones);
    if (*rc::gen::inRange(0, 3) > 0) {
        // Tuesday or Thursday afternoon can be met anywhere; other parts come on top.
        DaysAndParts wish{{2, 4}, {DayPart::afternoon}};
        for (unsigned weekday = 0; weekday < 7; ++weekday) {
            if (*rc::gen::arbitrary<bool>()) wish.days.insert(weekday);
        }
        if (*rc::gen::arbitrary<bool>()) wish.parts.insert(DayPart::morning);
        if (*rc::gen::arbitrary<bool>()) wish.parts.insert(DayPart::evening);
        if (*rc::gen::arbitrary<bool>()) wish.parts.clear();
        c.request.asked = wish;
    }
    Instant attempt = c.when - minutes{*rc::gen::inRange(0, 600)};
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        c.past.insert(c.past.begin(),
                      {attempt, *rc::gen::element<std::string>("no_answer", "busy"), true});
        attempt -= minutes{*rc::gen::inRange(30, 600)};
    }
    c.request.state = Retry{c.when + minutes{*rc::gen::inRange(-600, 600)}};
    return c;
}

RC_GTEST_PROP(Gate, AnswersWithTheFirstMinuteThatIsYes, ()) {
    const Case c = any_case();
    const GateAnswer answer = gate({c.request, c.past, c.when}, c.calendar, cadence(), {});
    RC_ASSERT(answer.ever);
    RC_ASSERT(answer.yes == answer.reason.empty());
    RC_ASSERT(allowed(c, answer.at));
    RC_ASSERT(gate({c.request, c.past, answer.at}, c.calendar, cadence(), {}).yes);
    for (Instant t = c.when; t < answer.at; t += minutes{1}) RC_ASSERT(!allowed(c, t));
}

RC_GTEST_PROP(Gate, SaysYesToEveryMinuteThatTheRulesAllow, ()) {
    const Case c = any_case();
    for (int i = 0; i < 300; ++i) {
        const Instant t = c.when + minutes{7 * i};
        RC_ASSERT(gate({c.request, c.past, t}, c.calendar, cadence(), {}).yes == allowed(c, t));
    }
}

RC_GTEST_PROP(FirstCallable, IsYesThroughoutAndEndsWithANoOrAtMidnight, ()) {
    const Case c = any_case();
    const auto span = first_callable({c.request, c.past, c.when}, c.calendar, cadence(), {});
    RC_ASSERT(span.has_value());
    RC_ASSERT(span->from < span->to);
    for (Instant t = span->from; t < span->to && t < span->from + days{2}; t += minutes{5}) {
        RC_ASSERT(allowed(c, t));
    }
    const bool midnight = minute_of_day(c.calendar.zone(), span->to) == 0;
    RC_ASSERT(midnight || !allowed(c, span->to));
}

RC_GTEST_PROP(Gate, AnswersWithAYesForAnyWishAtAll, ()) {
    Case c = any_case();
    std::set<unsigned> weekdays;
    std::set<DayPart> parts;
    for (unsigned weekday = 0; weekday < 7; ++weekday) {
        if (*rc::gen::arbitrary<bool>()) weekdays.insert(weekday);
    }
    for (const DayPart part : {DayPart::morning, DayPart::afternoon, DayPart::evening}) {
        if (*rc::gen::arbitrary<bool>()) parts.insert(part);
    }
    c.request.asked = DaysAndParts{weekdays, parts};
    if (*rc::gen::arbitrary<bool>()) {
        const Instant from = c.when + minutes{*rc::gen::inRange(-3000, 3000)};
        c.request.asked = Window{from, from + minutes{*rc::gen::inRange(1, 2000)}};
    }
    const GateAnswer answer = gate({c.request, c.past, c.when}, c.calendar, cadence(), {});
    RC_ASSERT(answer.ever);
    RC_ASSERT(gate({c.request, c.past, answer.at}, c.calendar, cadence(), {}).yes);
}

TEST(Permission, LastsThreeCalendarMonthsInTheInstitutesZone) {
    const auto zone = zone_of("America/Los_Angeles");
    const auto until = [&](const char* since) { return shown(permission_end(zone, at(since), 3)); };
    EXPECT_EQ(until("2026-11-17 10:00"), "2027-02-17 10:00:00");
    EXPECT_EQ(until("2026-11-30 23:30"), "2027-02-28 23:30:00");
    EXPECT_EQ(until("2027-11-30 23:30"), "2028-02-29 23:30:00");
    EXPECT_EQ(until("2026-08-31 09:00"), "2026-11-30 09:00:00");
    EXPECT_EQ(until("2026-12-31 09:00"), "2027-03-31 09:00:00") << "over a change of the clocks";
}

TEST(Gate, EndsWithPermission) {
    Question question;
    question.request.permitted_since = at("2026-11-30 10:00");
    EXPECT_EQ(told(ask(question, "2027-02-26 10:00")), "yes");
    EXPECT_EQ(told(ask(question, "2027-02-28 10:00")), "permission_over for ever");
    question.request.permitted_since = at("2026-11-16 10:00");
    EXPECT_EQ(told(ask(question, "2027-02-16 09:59:59")), "yes");
    EXPECT_EQ(told(ask(question, "2027-02-16 10:00")), "permission_over for ever");
    EXPECT_EQ(told(ask(question, "2027-02-15 20:00")), "institute_closed until 2027-02-16 08:00");
    question.request.state = Retry{at("2027-02-16 11:00")};
    EXPECT_EQ(told(ask(question, "2027-02-15 10:00")), "permission_over for ever")
        << "due only when no call is permitted any more";
}

TEST(Gate, NeverAllowsANumberThatCannotBeRead) {
    Question question;
    question.request.unreadable = true;
    EXPECT_EQ(told(ask(question, "2026-11-17 10:00")), "unreadable for ever");
}

}  // namespace
}  // namespace backline

#include "domain/cadence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "domain/outcome.h"
#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::days;
using std::chrono::minutes;

std::vector<PastAttempt> made_at(const std::vector<std::string>& times) {
    std::vector<PastAttempt> made;
    for (const std::string& time : times) made.push_back({at(time), "no_answer", true});
    return made;
}

// When the attempt after these is wanted, right after the last of them; "never" after the sixth.
std::string after(const std::vector<std::string>& times) {
    const auto made = made_at(times);
    const auto next =
        next_attempt(cadence(), hours_of(), made, made.back().started_at + minutes{2});
    return next ? shown(*next).substr(0, 16) : "never";
}

TEST(Cadence, TheFirstAttemptIsWantedNow) {
    const Instant now = at("2026-11-02 09:00");
    EXPECT_EQ(next_attempt(cadence(), hours_of(), {}, now), now);
    EXPECT_EQ(cadence().most_attempts(), 6);
}

TEST(Cadence, TheSecondFollowsAfterThreeQuartersOfAnHour) {
    EXPECT_EQ(after({"2026-11-02 09:00"}), "2026-11-02 09:45");
}

TEST(Cadence, TheThirdComesInTheOtherHalfOfADayThatHasRoomForIt) {
    EXPECT_EQ(after({"2026-11-02 17:40", "2026-11-03 08:00"}), "2026-11-03 12:00");
    EXPECT_EQ(after({"2026-11-02 17:40", "2026-11-03 12:00"}), "2026-11-04 00:00");
    // Two a day are the most: the other half of the next day.
    EXPECT_EQ(after({"2026-11-02 09:00", "2026-11-02 09:45"}), "2026-11-03 12:00");
    EXPECT_EQ(after({"2026-11-02 13:00", "2026-11-02 13:45"}), "2026-11-03 00:00");
}

TEST(Cadence, TheLaterOnesComeOnTheirDays) {
    EXPECT_EQ(after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-02 12:00"}),
              "2026-11-03 00:00");
    EXPECT_EQ(
        after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-02 12:00", "2026-11-03 08:00"}),
        "2026-11-04 00:00");
    EXPECT_EQ(after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-02 12:00", "2026-11-03 08:00",
                     "2026-11-04 08:00"}),
              "2026-11-08 00:00");
}

TEST(Cadence, NothingFollowsTheSixth) {
    EXPECT_EQ(after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-02 12:00", "2026-11-03 08:00",
                     "2026-11-04 08:00", "2026-11-09 08:00"}),
              "never");
}

TEST(Cadence, ADayThatHasBeenReachedAlreadyGivesTheNextHalfOfADay) {
    // Friday's fourth slipped over the week-end to Monday: the fifth does not follow it at once.
    EXPECT_EQ(
        after({"2026-11-06 09:00", "2026-11-06 09:45", "2026-11-07 12:00", "2026-11-09 08:00"}),
        "2026-11-09 12:00");
    EXPECT_EQ(
        after({"2026-11-06 09:00", "2026-11-06 09:45", "2026-11-07 12:00", "2026-11-09 14:00"}),
        "2026-11-10 00:00");
}

TEST(Cadence, APartOfTheDayThatNeverWorkedGivesWayToAnother) {
    EXPECT_EQ(after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-03 08:00"}),
              "2026-11-03 12:00");
    EXPECT_EQ(
        after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-03 08:00", "2026-11-04 09:00"}),
        "2026-11-04 12:00");
    // All in the morning so far, and the seventh day is a Sunday: Monday at noon.
    EXPECT_EQ(after({"2026-11-02 09:00", "2026-11-02 09:45", "2026-11-03 08:00", "2026-11-04 09:00",
                     "2026-11-05 09:00"}),
              "2026-11-09 12:00");
}

TEST(Cadence, UncountedAttemptsAreLeftAside) {
    auto made = made_at({"2026-11-02 09:00"});
    made.push_back({at("2026-11-02 09:20"), "call_failed", false});
    EXPECT_EQ(shown(*next_attempt(cadence(), hours_of(), made, at("2026-11-02 09:22"))),
              "2026-11-02 09:45:00");
}

TEST(Cadence, WantsNothingInThePast) {
    const auto made = made_at({"2026-11-02 09:00"});
    const Instant later = at("2026-11-02 15:00");
    EXPECT_EQ(next_attempt(cadence(), hours_of(), made, later), later);
}

// --- a patient whom nobody ever reaches
// -----------------------------------------------------------

struct Course {
    std::vector<Instant> called;
    State last;
};

// Calls at each due_at, late by up to `latest` minutes, until the request is closed.
Course in_vain(const Rules& institute, RequestFacts facts, Instant start, int latest) {
    Course course;
    std::vector<PastAttempt> past;
    facts.state = New{start};
    while (is_open(facts.state) && course.called.size() < 20) {
        const Instant late = *due_at(facts.state) + minutes{*rc::gen::inRange(0, latest + 1)};
        const GateAnswer answer =
            gate({facts, past, late}, institute.hours, institute.cadence, institute.gate);
        RC_ASSERT(answer.ever);
        const std::string outcome =
            *rc::gen::element<std::string>("no_answer", "voicemail_not_left", "busy");
        const PastAttempt current{answer.at, "", true};
        const auto step = next_step(facts, past, current, institute.outcomes.at(outcome), {},
                                    institute, answer.at + minutes{2});
        RC_ASSERT(step.has_value());
        course.called.push_back(answer.at);
        past.push_back({answer.at, outcome, true});
        facts.state = step->state;
        if (!is_open(facts.state)) break;
        const GateAnswer due = gate({facts, past, *due_at(facts.state)}, institute.hours,
                                    institute.cadence, institute.gate);
        RC_ASSERT(due.yes);
    }
    course.last = facts.state;
    return course;
}

int part_of(Instant t) {
    const auto local = zone_of("America/Los_Angeles").local(t);
    const auto hour =
        std::chrono::floor<std::chrono::hours>(local - std::chrono::floor<days>(local));
    return hour.count() < 12 ? 0 : hour.count() < 17 ? 1 : 2;
}

Instant any_start() {
    return at("2026-10-26 00:00") + minutes{*rc::gen::inRange(0, 14 * 1440)};
}

RC_GTEST_PROP(Cadence, EndsAfterSixCallsNeverMoreThanTwoADayNorInOnePartOfTheDay, ()) {
    const Rules institute = rules();
    const Course course = in_vain(institute, request_in(New{}), any_start(), 60);
    RC_ASSERT(course.called.size() == 6u);
    RC_ASSERT(std::get<Closed>(course.last).resolution == "unable_to_reach");
    std::map<LocalDay, int> by_day;
    std::set<int> parts;
    for (const Instant t : course.called) {
        RC_ASSERT(++by_day[institute.hours.zone().day(t)] <= 2);
        parts.insert(part_of(t));
    }
    RC_ASSERT(parts.size() >= 2u);
}

RC_GTEST_PROP(Cadence, MakesTwoCallsAtLeastInsideAStatedWindow, ()) {
    const Rules institute = rules();
    RequestFacts facts = request_in(New{});
    const Instant from = at("2026-11-03 08:00") + minutes{*rc::gen::inRange(0, 480)};
    const minutes length{*rc::gen::inRange(30, 120)};
    facts.asked = Window{from, from + length};
    const Course course = in_vain(institute, facts, from, 20);
    int inside = 0;
    for (const Instant t : course.called) {
        const auto since = institute.hours.zone().local(t) - institute.hours.zone().local(from);
        inside += since - std::chrono::floor<days>(since) < length;
    }
    RC_ASSERT(inside >= 2);
}

}  // namespace
}  // namespace backline

#include "domain/promise.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::days;
using std::chrono::minutes;

std::string told(const Promise& promise) {
    return "due " + shown(promise.due_at) + ", told " + shown(promise.window.from).substr(0, 16) +
           " to " + shown(promise.window.to).substr(11, 5);
}

std::string promised(const std::string& now, AskedTime asked = AsSoonAsPossible{},
                     Pace pace = {0, 2}, const Hours& calendar = hours_of()) {
    return told(
        promise(request_in(New{}, std::move(asked)), pace, calendar, cadence(), {}, at(now)));
}

TEST(Promise, IsTheNextHalfHourWhenNobodyWaits) {
    EXPECT_EQ(promised("2026-11-02 10:02:30"),
              "due 2026-11-02 10:02:30, told 2026-11-02 10:00 to 10:30");
    EXPECT_EQ(promised("2026-11-02 08:00"),
              "due 2026-11-02 08:00:00, told 2026-11-02 08:00 to 08:30");
}

TEST(Promise, SaysWhichMorningWhenClosed) {
    EXPECT_EQ(promised("2026-11-02 19:00"),
              "due 2026-11-03 08:00:00, told 2026-11-03 08:00 to 08:30");
    EXPECT_EQ(promised("2026-11-07 14:00"),
              "due 2026-11-09 08:00:00, told 2026-11-09 08:00 to 08:30");
    const Hours thanksgiving = hours_of({{day("2026-11-26"), "Thanksgiving", {}}});
    EXPECT_EQ(promised("2026-11-25 20:00", AsSoonAsPossible{}, {0, 2}, thanksgiving),
              "due 2026-11-27 08:00:00, told 2026-11-27 08:00 to 08:30");
}

TEST(Promise, WidensWithThePaceOfTheQueue) {
    // Twenty ahead, two agents, six minutes each: an hour of work, half as much again to be safe.
    EXPECT_EQ(promised("2026-11-02 10:00", AsSoonAsPossible{}, {20, 2}),
              "due 2026-11-02 10:00:00, told 2026-11-02 10:00 to 11:35");
    EXPECT_EQ(promised("2026-11-02 10:00", AsSoonAsPossible{}, {20, 8}),
              "due 2026-11-02 10:00:00, told 2026-11-02 10:00 to 10:30");
}

TEST(Promise, MovesToTheNextDayWhenTodayIsTooShort) {
    EXPECT_EQ(promised("2026-11-02 17:00", AsSoonAsPossible{}, {20, 2}),
              "due 2026-11-02 17:00:00, told 2026-11-03 08:00 to 08:35");
    EXPECT_EQ(promised("2026-11-02 17:58"),
              "due 2026-11-02 17:58:00, told 2026-11-03 08:00 to 08:30");
}

TEST(Promise, ReckonsWithOneAgentWhereNobodyIsSignedIn) {
    EXPECT_EQ(promised("2026-11-02 10:00", AsSoonAsPossible{}, {10, 0}),
              promised("2026-11-02 10:00", AsSoonAsPossible{}, {10, 1}));
}

TEST(Promise, StaysInsideAStatedWindowWhateverThePace) {
    const Window stated{at("2026-11-02 14:00"), at("2026-11-02 15:00")};
    EXPECT_EQ(promised("2026-11-02 10:00", stated),
              "due 2026-11-02 14:00:00, told 2026-11-02 14:00 to 14:30");
    EXPECT_EQ(promised("2026-11-02 10:00", stated, {100, 1}),
              "due 2026-11-02 14:00:00, told 2026-11-02 14:00 to 15:00");
}

TEST(Promise, StaysInsideTheDaysAndPartsThatWereAsked) {
    const DaysAndParts wish{{3}, {DayPart::morning}};
    EXPECT_EQ(promised("2026-11-02 10:00", wish),
              "due 2026-11-04 08:00:00, told 2026-11-04 08:00 to 08:30");
    EXPECT_EQ(promised("2026-11-02 10:00", wish, {100, 2}),
              "due 2026-11-04 08:00:00, told 2026-11-11 08:00 to 08:30");
}

TEST(Promise, StaysInsideTheirLegalHours) {
    RequestFacts facts = request_in(New{});
    facts.plausible_zones = {"America/Halifax"};
    EXPECT_EQ(told(promise(facts, {0, 2}, hours_of(), cadence(), {}, at("2026-11-02 16:50"))),
              "due 2026-11-02 16:50:00, told 2026-11-02 16:50 to 17:00");
}

TEST(Promise, IsTheSameForASuspectAndForASuppressedNumber) {
    const Instant now = at("2026-11-02 10:00");
    const DaysAndParts wish{{3}, {DayPart::morning}};
    const auto usual = promise(request_in(New{now}, wish), {3, 2}, hours_of(), cadence(), {}, now);
    for (const State& state : std::vector<State>{Quarantined{"honeypot"}, Closed{"spam", now},
                                                 Scheduled{{now, now + minutes{30}}}}) {
        RequestFacts suspect = request_in(state, wish);
        EXPECT_EQ(told(promise(suspect, {3, 2}, hours_of(), cadence(), {}, now)), told(usual));
        suspect.suppressed = true;
        EXPECT_EQ(told(promise(suspect, {3, 2}, hours_of(), cadence(), {}, now)), told(usual));
    }
}

TEST(Promise, KeepsTheWallClockOverBothNights) {
    EXPECT_EQ(promised("2026-03-07 20:00"),
              "due 2026-03-09 08:00:00, told 2026-03-09 08:00 to 08:30");
    EXPECT_EQ(promised("2026-10-31 20:00"),
              "due 2026-11-02 08:00:00, told 2026-11-02 08:00 to 08:30");
}

TEST(Kept, IsACallFromTheStartUntilAQuarterOfAnHourAfterTheEnd) {
    const Window window{at("2026-11-02 10:00"), at("2026-11-02 10:30")};
    const Instant late = at("2026-11-02 12:00");
    EXPECT_EQ(kept(window, {at("2026-11-02 10:00")}, late), Kept::kept);
    EXPECT_EQ(kept(window, {at("2026-11-02 10:45")}, late), Kept::kept);
    EXPECT_EQ(kept(window, {at("2026-11-02 10:45:01")}, late), Kept::broken);
    EXPECT_EQ(kept(window, {at("2026-11-02 09:59:59")}, late), Kept::broken);
    EXPECT_EQ(kept(window, {at("2026-11-02 09:00"), at("2026-11-02 10:05")}, late), Kept::kept);
    EXPECT_EQ(kept(window, {}, late), Kept::broken);
}

TEST(Kept, IsPendingUntilTheQuarterOfAnHourHasPassed) {
    const Window window{at("2026-11-02 10:00"), at("2026-11-02 10:30")};
    EXPECT_EQ(kept(window, {}, at("2026-11-02 09:00")), Kept::pending);
    EXPECT_EQ(kept(window, {}, at("2026-11-02 10:45")), Kept::pending);
    EXPECT_EQ(kept(window, {}, at("2026-11-02 10:45:01")), Kept::broken);
}

bool inside_one(const std::vector<Window>& spans, const Window& window) {
    for (const Window& span : spans) {
        // Parts that touch are one span to whoever waits for the call.
        if (span.from <= window.from && window.to <= span.to) return true;
    }
    return false;
}

RC_GTEST_PROP(Promise, NeverLeavesTheHoursNorWhatWasAsked, ()) {
    const Hours calendar = hours_of({{day("2026-11-11"), "Veterans Day", {{600, 840}}}});
    const Instant now = at("2026-10-29 00:00") + minutes{*rc::gen::inRange(0, 14 * 1440)};
    AskedTime asked;
    if (*rc::gen::arbitrary<bool>()) {
        DaysAndParts wish{{2}, {*rc::gen::element(DayPart::morning, DayPart::afternoon)}};
        for (unsigned weekday = 0; weekday < 7; ++weekday) {
            if (*rc::gen::arbitrary<bool>()) wish.days.insert(weekday);
        }
        asked = wish;
    } else if (*rc::gen::arbitrary<bool>()) {
        const Instant from = at("2026-11-12 09:00") + minutes{5 * *rc::gen::inRange(0, 70)};
        asked = Window{from, from + minutes{5 * *rc::gen::inRange(6, 40)}};
    }
    const Pace pace{*rc::gen::inRange(0, 300), *rc::gen::inRange(0, 12)};
    const RequestFacts facts = request_in(New{}, asked);
    const Promise p = promise(facts, pace, calendar, cadence(), {}, now);
    const Window w = p.window;
    RC_ASSERT(gate({facts, {}, p.due_at}, calendar, cadence(), {}).yes);
    RC_ASSERT(w.from < w.to);
    RC_ASSERT(w.from + minutes{5} > p.due_at);
    RC_ASSERT(w.from.time_since_epoch() % minutes{5} == minutes{0});
    RC_ASSERT(w.to.time_since_epoch() % minutes{5} == minutes{0});
    std::vector<Window> open;
    for (const auto& [from, to] : calendar.spans_of(calendar.zone().day(w.from))) {
        open.push_back({from, to});
    }
    RC_ASSERT(inside_one(open, w));
    RC_ASSERT(inside_one(asked_spans(asked, calendar.zone(), calendar.zone().day(w.from)), w));
    const bool to_the_end = !gate({facts, {}, w.to}, calendar, cadence(), {}).yes;
    RC_ASSERT(w.to - w.from >= minutes{30} || to_the_end);
}

}  // namespace
}  // namespace backline

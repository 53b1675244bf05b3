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
              "due 2026-11-03 08:00:00, told 2026-11-03 08:00 to 08:35");
    EXPECT_EQ(promised("2026-11-02 17:58"),
              "due 2026-11-03 08:00:00, told 2026-11-03 08:00 to 08:30");
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
              "due 2026-11-04 08:00:00, told 2026-11-04 08:00 to 08:30");
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

TEST(Wish, IsAskedBackWhereItCannotBeMet) {
    const Instant now = at("2026-11-25 15:10");
    const auto fault = [&](AskedTime asked, const std::string& zone = "America/Los_Angeles") {
        RequestFacts facts = request_in(New{}, std::move(asked));
        facts.plausible_zones = {zone};
        const auto refused = unmeetable(facts, hours_of(), cadence(), {}, now);
        return refused ? refused->faults.at(0).code : "";
    };
    const auto stated = [](const char* from, const char* to) { return Window{at(from), at(to)}; };
    EXPECT_EQ(fault(stated("2026-11-30 03:00", "2026-11-30 05:00")), "outside_hours");
    EXPECT_EQ(fault(stated("2026-11-30 18:00", "2026-11-30 21:00")), "outside_hours");
    EXPECT_EQ(fault(DaysAndParts{{0}, {}}), "outside_hours");
    EXPECT_EQ(fault(DaysAndParts{{}, {DayPart::evening}}), "");
    EXPECT_EQ(fault(DaysAndParts{{6}, {DayPart::evening}}), "outside_hours");
    EXPECT_EQ(fault(stated("2026-11-30 14:00", "2026-11-30 14:01")), "too_short");
    EXPECT_EQ(fault(stated("2026-11-30 17:55", "2026-11-30 20:00")), "too_short");
    EXPECT_EQ(fault(stated("2026-11-30 08:00", "2026-11-30 09:30"), "Pacific/Honolulu"),
              "outside_local_hours");
    EXPECT_EQ(fault(stated("2026-11-30 14:00", "2026-11-30 16:00")), "");
    EXPECT_EQ(fault(AsSoonAsPossible{}), "");
    const auto refused =
        unmeetable(request_in(New{}, stated("2026-11-30 03:00", "2026-11-30 05:00")), hours_of(),
                   cadence(), {}, now);
    ASSERT_EQ(refused->open_times.size(), 3U);
    EXPECT_EQ(shown(refused->open_times[0].first), "2026-11-30 08:00:00");
    EXPECT_EQ(shown(refused->open_times[0].second), "2026-11-30 10:00:00");
}

// Hours at odd minutes, days with a break, days that are closed.
Hours any_hours() {
    std::array<std::vector<OpenSpan>, 7> week;
    week[2] = {{9 * 60, 17 * 60}};
    for (unsigned weekday = 0; weekday < 7; ++weekday) {
        if (*rc::gen::inRange(0, 3) == 0) continue;
        const int from = *rc::gen::inRange(0, 900);
        const int to = from + *rc::gen::inRange(1, 480);
        week[weekday] = {{from, to}};
        if (const int pause = *rc::gen::inRange(1, 120); to + pause < 1400)
            week[weekday].push_back({to + pause, *rc::gen::inRange(to + pause + 1, 1441)});
    }
    return *Hours::make(zone_of("America/Los_Angeles"), week, {});
}

AskedTime any_wish(Instant now) {
    if (*rc::gen::arbitrary<bool>()) {
        const Instant from = now + minutes{*rc::gen::inRange(-600, 10 * 1440)};
        const Instant to = from + minutes{*rc::gen::inRange(1, 2000)};
        return Window{from, std::max(to, now + minutes{1})};
    }
    DaysAndParts wish;
    for (unsigned weekday = 0; weekday < 7; ++weekday)
        if (*rc::gen::inRange(0, 3) == 0) wish.days.insert(weekday);
    for (const DayPart part : {DayPart::morning, DayPart::afternoon, DayPart::evening})
        if (*rc::gen::arbitrary<bool>()) wish.parts.insert(part);
    return wish;
}

// Around both nights in which the clocks change.
RC_GTEST_PROP(Promise, LiesInWhatWasAskedAndOurHoursAndTheirsOrTheWishIsAskedBack, ()) {
    const Hours calendar = any_hours();
    const char* around = *rc::gen::element("2026-03-03 00:00", "2026-10-27 00:00");
    const Instant now = at(around) + std::chrono::seconds{*rc::gen::inRange(0, 9 * 86400)};
    RequestFacts facts = request_in(New{}, any_wish(now));
    facts.plausible_zones = *rc::gen::elementOf(
        std::vector<std::vector<std::string>>{{"America/Los_Angeles"},
                                              {"America/New_York"},
                                              {"America/Phoenix", "Pacific/Honolulu"},
                                              {"America/New_York", "Pacific/Honolulu"},
                                              {"Europe/London"}});
    const auto refused = unmeetable(facts, calendar, cadence(), {}, now);
    if (refused) {
        RC_ASSERT(refused->faults.size() == 1U);
        for (const auto& [from, to] : refused->open_times) {
            facts.asked = Window{from, to};
            RC_ASSERT(!unmeetable(facts, calendar, cadence(), {}, now));
        }
        return;
    }
    const Pace pace{*rc::gen::inRange(0, 100), *rc::gen::inRange(0, 6)};
    const Window w = promise(facts, pace, calendar, cadence(), {}, now).window;
    const LocalDay day = calendar.zone().day(w.from);
    RC_ASSERT(w.from < w.to);
    RC_ASSERT(w.from + minutes{5} > now);
    RC_ASSERT(inside_one(asked_spans(facts.asked, calendar.zone(), day), w));
    std::vector<Window> open;
    for (const auto& [from, to] : calendar.spans_of(day)) open.push_back({from, to});
    RC_ASSERT(inside_one(open, w));
    facts.asked = AsSoonAsPossible{};
    const std::vector<PastAttempt> none;
    const GateQuestion last{facts, none, w.to - std::chrono::seconds{1}, false, true};
    const GateQuestion first{facts, none, w.from, false, true};
    RC_ASSERT(gate(first, calendar, cadence(), {}).yes ||
              !gate(first, calendar, cadence(), {}).ever);
    RC_ASSERT(gate(last, calendar, cadence(), {}).yes || !gate(last, calendar, cadence(), {}).ever);
}

}  // namespace
}  // namespace backline

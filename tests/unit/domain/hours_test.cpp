#include "domain/hours.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(Zones, AnUnknownNameIsAFault) {
    EXPECT_FALSE(Zone::named("America/Santa_Monica").has_value());
    EXPECT_FALSE(Zone::named("").has_value());
    EXPECT_EQ(faults_of(Zone::named("../etc/passwd").error()),
              (std::vector<FieldFault>{{"zone", "unknown"}}));
}

TEST(Zones, LocalTimeFollowsTheRulesOfThatDate) {
    EXPECT_EQ(at("2026-07-01 08:00"), utc("2026-07-01 15:00"));
    EXPECT_EQ(at("2026-12-01 08:00"), utc("2026-12-01 16:00"));
    EXPECT_EQ(shown(utc("2026-07-01 15:00")), "2026-07-01 08:00:00");
}

TEST(Zones, ATimeInTheGapOfSpringIsTheFirstInstantAfterIt) {
    EXPECT_EQ(at("2026-03-08 02:00"), utc("2026-03-08 10:00"));
    EXPECT_EQ(at("2026-03-08 02:30"), utc("2026-03-08 10:00"));
    EXPECT_EQ(at("2026-03-08 03:00"), utc("2026-03-08 10:00"));
    EXPECT_EQ(at("2026-03-08 01:59"), utc("2026-03-08 09:59"));
}

TEST(Zones, ATimeInTheDoubledHourOfAutumnIsTheEarlierOne) {
    EXPECT_EQ(at("2026-11-01 01:00"), utc("2026-11-01 08:00"));
    EXPECT_EQ(at("2026-11-01 01:59"), utc("2026-11-01 08:59"));
    EXPECT_EQ(at("2026-11-01 02:00"), utc("2026-11-01 10:00"));
    EXPECT_EQ(shown(utc("2026-11-01 08:30")), shown(utc("2026-11-01 09:30")));
}

std::vector<std::string> codes(const Result<Hours>& made) {
    std::vector<std::string> all;
    if (made) return all;
    for (const auto& fault : faults_of(made.error())) all.push_back(fault.code);
    return all;
}

TEST(HoursMade, FaultySpansAreRefusedByName) {
    const Zone la = zone_of("America/Los_Angeles");
    using Week = std::array<std::vector<OpenSpan>, 7>;
    EXPECT_EQ(codes(Hours::make(la, Week{}, {})), (std::vector<std::string>{"no_open_time"}));
    EXPECT_EQ(codes(Hours::make(la, Week{{{}, {{600, 540}}}}, {})),
              (std::vector<std::string>{"span_order"}));
    EXPECT_EQ(codes(Hours::make(la, Week{{{}, {{480, 1441}}}}, {})),
              (std::vector<std::string>{"span_order"}));
    EXPECT_EQ(codes(Hours::make(la, Week{{{}, {{480, 720}, {700, 900}}}}, {})),
              (std::vector<std::string>{"overlap"}));
    EXPECT_EQ(codes(Hours::make(la, Week{{{}, {{480, 720}, {720, 900}}}}, {})),
              (std::vector<std::string>{"overlap"}));
    EXPECT_EQ(codes(Hours::make(la, Week{{{}, {{480, 720}, {780, 900}}}}, {})),
              (std::vector<std::string>{}));
    const Holiday twice{day("2026-12-25"), "Christmas", {}};
    EXPECT_EQ(codes(Hours::make(la, Week{{{}, {{480, 720}}}}, {twice, twice})),
              (std::vector<std::string>{"duplicate_day"}));
    const Holiday odd{day("2026-12-25"), "Christmas", {{600, 500}}};
    EXPECT_EQ(codes(Hours::make(la, Week{}, {odd})),
              (std::vector<std::string>{"span_order", "no_open_time"}));
}

TEST(HoursMade, OpenFromTheFirstMinuteUntilBeforeTheLast) {
    const Hours h = hours_of();
    EXPECT_FALSE(h.open_at(at("2026-11-02 07:59:59")));
    EXPECT_TRUE(h.open_at(at("2026-11-02 08:00")));
    EXPECT_TRUE(h.open_at(at("2026-11-02 17:59:59")));
    EXPECT_FALSE(h.open_at(at("2026-11-02 18:00")));
    EXPECT_FALSE(h.open_at(at("2026-11-01 12:00")));  // Sunday
    EXPECT_TRUE(h.open_at(at("2026-11-07 12:00")));   // Saturday
}

TEST(HoursMade, TheNextOpeningSkipsNightsSundaysAndHolidays) {
    const Hours h = hours_of({{day("2026-11-26"), "Thanksgiving", {}},
                              {day("2026-11-27"), "The day after", {{600, 720}}}});
    EXPECT_EQ(shown(h.next_open(at("2026-11-02 09:30"))), "2026-11-02 09:30:00");
    EXPECT_EQ(shown(h.next_open(at("2026-11-02 18:00"))), "2026-11-03 08:00:00");
    EXPECT_EQ(shown(h.next_open(at("2026-11-07 13:00"))), "2026-11-09 08:00:00");
    EXPECT_EQ(shown(h.next_open(at("2026-11-25 18:00"))), "2026-11-27 10:00:00");
    EXPECT_EQ(shown(h.next_open(at("2026-11-27 12:00"))), "2026-11-28 09:00:00");
    EXPECT_EQ(h.next_business_day(day("2026-11-25")), day("2026-11-27"));
    EXPECT_EQ(h.next_business_day(day("2026-11-28")), day("2026-11-30"));
}

TEST(HoursMade, ClosingIsTheEndOfTheSpanOrNowWhenClosed) {
    const Hours h = hours_of();
    EXPECT_EQ(shown(h.closes(at("2026-11-02 09:30"))), "2026-11-02 18:00:00");
    EXPECT_EQ(h.closes(at("2026-11-02 19:00")), at("2026-11-02 19:00"));
}

TEST(BusinessTime, CountsOpenSecondsAcrossNightsWeekendsAndHolidays) {
    const Hours h = hours_of({{day("2026-11-26"), "Thanksgiving", {}}});
    EXPECT_EQ(h.open_between(at("2026-11-02 08:00"), at("2026-11-02 08:05")), minutes{5});
    EXPECT_EQ(h.open_between(at("2026-11-02 17:58"), at("2026-11-03 08:03")), minutes{5});
    EXPECT_EQ(h.open_between(at("2026-11-06 17:00"), at("2026-11-09 09:00")), hours{1 + 4 + 1});
    EXPECT_EQ(h.open_between(at("2026-11-25 17:00"), at("2026-11-27 09:00")), hours{2});
    EXPECT_EQ(h.open_between(at("2026-11-01 00:00"), at("2026-11-01 23:59")), seconds{0});
    EXPECT_EQ(h.open_between(at("2026-11-03 09:00"), at("2026-11-02 09:00")), seconds{0});
}

TEST(BusinessTime, ADayOf23HoursCountsAsMany) {
    const Hours h = always_open();
    EXPECT_EQ(h.open_between(at("2026-03-08 00:00"), at("2026-03-09 00:00")), hours{23});
    EXPECT_EQ(h.open_between(at("2026-03-08 01:30"), at("2026-03-08 03:30")), hours{1});
}

TEST(BusinessTime, ADayOf25HoursCountsAsMany) {
    const Hours h = always_open();
    EXPECT_EQ(h.open_between(at("2026-11-01 00:00"), at("2026-11-02 00:00")), hours{25});
    EXPECT_EQ(h.open_between(at("2026-11-01 00:30"), at("2026-11-01 02:30")), hours{3});
}

TEST(BusinessTime, ASpanAcrossEitherNightOpensAndClosesByTheWallClock) {
    const std::vector<OpenSpan> night{{60, 180}};  // 1:00 to 3:00
    const Hours h = *Hours::make(zone_of("America/Los_Angeles"),
                                 {{night, night, night, night, night, night, night}}, {});
    EXPECT_EQ(h.open_between(at("2026-03-08 00:00"), at("2026-03-08 12:00")), hours{1});
    EXPECT_EQ(h.open_between(at("2026-03-09 00:00"), at("2026-03-09 12:00")), hours{2});
    EXPECT_EQ(h.open_between(at("2026-11-01 00:00"), at("2026-11-01 12:00")), hours{3});
    EXPECT_TRUE(h.open_at(utc("2026-11-01 09:30")));  // the second 1:30
    const std::vector<OpenSpan> missing{{120, 180}};  // the hour that spring leaves out
    const Hours gap = *Hours::make(zone_of("America/Los_Angeles"), {{missing}}, {});
    EXPECT_TRUE(gap.spans_of(day("2026-03-08")).empty());
    EXPECT_EQ(shown(gap.next_open(at("2026-03-08 00:00"))), "2026-03-15 02:00:00");
}

TEST(BusinessTime, AfterSomeOpenTimeIsTheEarliestSuchInstant) {
    const Hours h = hours_of();
    EXPECT_EQ(shown(h.after_open(at("2026-11-02 07:00"), minutes{5})), "2026-11-02 08:05:00");
    EXPECT_EQ(shown(h.after_open(at("2026-11-02 17:58"), minutes{5})), "2026-11-03 08:03:00");
    EXPECT_EQ(shown(h.after_open(at("2026-11-02 17:55"), minutes{5})), "2026-11-02 18:00:00");
    EXPECT_EQ(shown(h.after_open(at("2026-11-01 12:00"), seconds{0})), "2026-11-02 08:00:00");
    EXPECT_EQ(shown(h.after_open(at("2026-11-06 17:00"), hours{6})), "2026-11-09 09:00:00");
}

// --- properties
// -----------------------------------------------------------------------------------

// Any second of two years with four daylight-saving nights.
rc::Gen<Instant> any_instant() {
    return rc::gen::map(rc::gen::inRange(0, 2 * 366 * 86400),
                        [](int s) { return utc("2025-12-01 00:00") + seconds{s}; });
}

rc::Gen<std::vector<OpenSpan>> any_day() {
    return rc::gen::map(rc::gen::container<std::vector<int>>(4, rc::gen::inRange(0, 1441)),
                        [](std::vector<int> edges) {
                            std::sort(edges.begin(), edges.end());
                            std::vector<OpenSpan> spans;
                            for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
                                const bool apart =
                                    spans.empty() || spans.back().to_minute < edges[i];
                                if (edges[i] < edges[i + 1] && apart) {
                                    spans.push_back({edges[i], edges[i + 1]});
                                }
                            }
                            return spans;
                        });
}

Hours any_hours() {
    std::array<std::vector<OpenSpan>, 7> week;
    for (auto& spans : week) spans = *any_day();
    week[1] = {{8 * 60, 18 * 60}};
    std::vector<Holiday> holidays{{day("2026-03-08"), "A night of spring", *any_day()},
                                  {day("2026-11-01"), "A night of autumn", *any_day()}};
    return *Hours::make(zone_of("America/Los_Angeles"), week, holidays);
}

RC_GTEST_PROP(BusinessTime, IsAdditive, ()) {
    const Hours h = any_hours();
    std::array<Instant, 3> t{*any_instant(), *any_instant(), *any_instant()};
    std::sort(t.begin(), t.end());
    RC_ASSERT(h.open_between(t[0], t[1]) + h.open_between(t[1], t[2]) ==
              h.open_between(t[0], t[2]));
}

RC_GTEST_PROP(BusinessTime, IsMonotoneAndNeverLongerThanTheClock, ()) {
    const Hours h = any_hours();
    std::array<Instant, 3> t{*any_instant(), *any_instant(), *any_instant()};
    std::sort(t.begin(), t.end());
    RC_ASSERT(h.open_between(t[0], t[1]) <= h.open_between(t[0], t[2]));
    RC_ASSERT(h.open_between(t[0], t[2]) <= t[2] - t[0]);
}

RC_GTEST_PROP(BusinessTime, EqualsACountOfOpenMinutes, ()) {
    const Hours h = any_hours();
    const Instant from = std::chrono::floor<minutes>(*any_instant());
    const int length = *rc::gen::inRange(0, 4 * 1440);
    int open = 0;
    for (int i = 0; i < length; ++i) open += h.open_at(from + minutes{i});
    RC_ASSERT(h.open_between(from, from + minutes{length}) == minutes{open});
}

RC_GTEST_PROP(BusinessTime, AfterOpenIsItsInverse, ()) {
    const Hours h = any_hours();
    const Instant from = *any_instant();
    const seconds amount{*rc::gen::inRange(0, 200 * 3600)};
    const Instant then = h.after_open(from, amount);
    RC_ASSERT(then >= h.next_open(from));
    RC_ASSERT(h.open_between(from, then) == amount);
    if (amount > seconds{0}) RC_ASSERT(h.open_between(from, then - seconds{1}) < amount);
}

RC_GTEST_PROP(HoursMade, TheNextOpeningIsOpenAndNothingBeforeItIs, ()) {
    const Hours h = any_hours();
    const Instant from = std::chrono::floor<minutes>(*any_instant());
    const Instant open = h.next_open(from);
    RC_ASSERT(h.open_at(open));
    RC_ASSERT(h.open_between(from, open) == seconds{0});
    RC_ASSERT(!h.open_at(h.closes(open)));
}

}  // namespace
}  // namespace backline

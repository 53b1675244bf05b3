#include "domain/report.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::minutes;
using std::chrono::seconds;

// Check values of the Wilson score interval, to six places.
TEST(Wilson, GivesTheKnownIntervals) {
    const struct {
        long hits, n;
        double low, high;
    } known[] = {{9, 11, 0.523019, 0.948632},   {0, 10, 0.0, 0.277533},
                 {10, 10, 0.722467, 1.0},       {1, 2, 0.094531, 0.905469},
                 {50, 100, 0.403832, 0.596168}, {81, 263, 0.255289, 0.366210},
                 {1, 1, 0.206549, 1.0}};
    for (const auto& [hits, n, low, high] : known) {
        EXPECT_NEAR(wilson(hits, n).low, low, 5e-7) << hits << " of " << n;
        EXPECT_NEAR(wilson(hits, n).high, high, 5e-7) << hits << " of " << n;
    }
}

TEST(Wilson, KnowsNothingOfNothing) {
    EXPECT_EQ(wilson(0, 0).low, 0);
    EXPECT_EQ(wilson(0, 0).high, 1);
}

RC_GTEST_PROP(Wilson, HoldsTheRateItselfWithinZeroAndOne, ()) {
    const long n = *rc::gen::inRange(1, 100000);
    const long hits = *rc::gen::inRange(0L, n + 1);
    const auto [low, high] = wilson(hits, n);
    const double rate = static_cast<double>(hits) / static_cast<double>(n);
    RC_ASSERT(0 <= low && low <= rate && rate <= high && high <= 1);
}

TEST(Spreads, InterpolateAsPostgresPercentileContDoes) {
    const auto ten = spread({10, 1, 9, 2, 8, 3, 7, 4, 6, 5});
    EXPECT_DOUBLE_EQ(ten->median, 5.5);
    EXPECT_DOUBLE_EQ(ten->p90, 9.1);
    EXPECT_DOUBLE_EQ(ten->mean, 5.5);
    const auto three = spread({30, 0, 300});
    EXPECT_DOUBLE_EQ(three->median, 30);
    EXPECT_DOUBLE_EQ(three->p90, 246);
    EXPECT_DOUBLE_EQ(three->mean, 110);
    const auto one = spread({7});
    EXPECT_DOUBLE_EQ(one->median, 7);
    EXPECT_DOUBLE_EQ(one->p90, 7);
}

TEST(Spreads, OfNothingAreMissingNotZero) {
    EXPECT_FALSE(spread({}).has_value());
}

Clocks created(const std::string& when) {
    Clocks clocks;
    clocks.created = clocks.wanted = at(when);
    return clocks;
}

ServiceLevel level(const Clocks& clocks, const std::string& now = "2026-11-04 12:00") {
    return service_level({clocks}, hours_of(), seconds{300}, at(now));
}

std::string told(const ServiceLevel& level) {
    return std::to_string(level.within) + " of " + std::to_string(level.of);
}

TEST(ServiceLevels, CountAFirstAttemptWithinTheTarget) {
    Clocks clocks = created("2026-11-02 10:00");
    clocks.first_attempt = at("2026-11-02 10:05");
    EXPECT_EQ(told(level(clocks)), "1 of 1");
    clocks.first_attempt = at("2026-11-02 10:05:01");
    EXPECT_EQ(told(level(clocks)), "0 of 1");
}

TEST(ServiceLevels, RunOnBusinessTimeOnly) {
    Clocks clocks = created("2026-11-02 17:58");
    clocks.first_attempt = at("2026-11-03 08:03");
    EXPECT_EQ(told(level(clocks)), "1 of 1");
    clocks.first_attempt = at("2026-11-03 08:04");
    EXPECT_EQ(told(level(clocks)), "0 of 1");
}

TEST(ServiceLevels, StartAtTheAskedWindow) {
    Clocks clocks = created("2026-11-02 10:00");
    clocks.wanted = at("2026-11-03 14:00");
    clocks.first_attempt = at("2026-11-03 14:04");
    EXPECT_EQ(told(level(clocks)), "1 of 1");
    clocks.first_attempt = at("2026-11-03 13:59");
    EXPECT_EQ(told(level(clocks)), "1 of 1");
}

TEST(ServiceLevels, LeaveOutWhatMayStillBeInTime) {
    const Clocks clocks = created("2026-11-02 10:00");
    EXPECT_EQ(told(level(clocks, "2026-11-02 10:05")), "0 of 0");
    EXPECT_EQ(told(level(clocks, "2026-11-02 10:05:01")), "0 of 1");
    EXPECT_EQ(told(level(created("2026-11-02 17:58"), "2026-11-03 08:02")), "0 of 0");
}

TEST(ServiceLevels, CountWhatWasClosedWithoutAnAttempt) {
    Clocks clocks = created("2026-11-02 10:00");
    clocks.closed = at("2026-11-02 10:02");
    EXPECT_EQ(told(level(clocks, "2026-11-02 10:03")), "0 of 1");
}

TEST(ServiceLevels, LeaveOutWhoWithdrewBeforeTheTargetOnly) {
    Clocks clocks = created("2026-11-02 10:00");
    clocks.withdrawn = true;
    clocks.closed = at("2026-11-02 10:05");
    EXPECT_EQ(told(level(clocks)), "0 of 0");
    clocks.closed = at("2026-11-02 10:06");
    EXPECT_EQ(told(level(clocks)), "0 of 1");
    clocks.first_attempt = at("2026-11-02 10:01");
    EXPECT_EQ(told(level(clocks)), "1 of 1");
}

TEST(ServiceLevels, AddUpOverACohort) {
    Clocks in_time = created("2026-11-02 10:00");
    in_time.first_attempt = at("2026-11-02 10:01");
    const Clocks late = created("2026-11-02 11:00");
    const auto both =
        service_level({in_time, late, in_time}, hours_of(), seconds{300}, at("2026-11-03 12:00"));
    EXPECT_EQ(told(both), "2 of 3");
    EXPECT_EQ(told(service_level({}, hours_of(), seconds{300}, at("2026-11-03 12:00"))), "0 of 0");
}

}  // namespace
}  // namespace backline

#include "http/phrases.h"

#include <gtest/gtest.h>

#include "unit/pages/institute_file.h"

namespace backline {
namespace {

using namespace std::chrono_literals;

const Zone& los_angeles() {
    static const Zone zone = Zone::named("America/Los_Angeles").value();
    return zone;
}

// An instant of November 2026 in Los Angeles.
Instant at(unsigned day, int hour, int minute = 0) {
    const std::chrono::year_month_day date{std::chrono::year(2026), std::chrono::November,
                                           std::chrono::day(day)};
    return los_angeles().instant(LocalDay(date) + std::chrono::hours(hour) +
                                 std::chrono::minutes(minute));
}

struct PromiseCase {
    Window window;
    const char* english;
    const char* spanish;
};

TEST(Phrases, a_promise_names_the_day_as_a_person_would) {
    const Instant now = at(22, 8);  // a Sunday
    const PromiseCase cases[] = {
        {{at(22, 14), at(22, 15)},
         "today between 2:00 and 3:00 pm",
         "hoy entre las 2:00 y las 3:00 p.\u00a0m."},
        {{at(22, 11, 30), at(22, 13)},
         "today between 11:30 am and 1:00 pm",
         "hoy entre las 11:30 a.\u00a0m. y la 1:00 p.\u00a0m."},
        {{at(23, 8), at(23, 8, 30)},
         "tomorrow morning, Monday, November 23, between 8:00 and 8:30 am",
         "mañana por la mañana, lunes 23 de noviembre, entre las 8:00 y las 8:30 a.\u00a0m."},
        {{at(24, 13), at(24, 14)},
         "Tuesday afternoon, November 24, between 1:00 and 2:00 pm",
         "el martes 24 de noviembre por la tarde, entre la 1:00 y las 2:00 p.\u00a0m."},
        {{at(24, 8), at(24, 18)},
         "on Tuesday, November 24, between 8:00 am and 6:00 pm",
         "el martes 24 de noviembre entre las 8:00 a.\u00a0m. y las 6:00 p.\u00a0m."},
        {{at(24, 16), at(25, 9)},
         "between Tuesday, November 24, at 4:00 pm, and Wednesday, November 25, at 9:00 am",
         "entre el martes 24 de noviembre a las 4:00 p.\u00a0m. y el miércoles 25 de noviembre a "
         "las 9:00 a.\u00a0m."},
    };
    for (const PromiseCase& c : cases) {
        EXPECT_EQ(promise_words(test::texts(), "en", los_angeles(), c.window, now), c.english);
        EXPECT_EQ(promise_words(test::texts(), "es", los_angeles(), c.window, now), c.spanish);
    }
}

TEST(Phrases, a_promise_whose_time_is_over_reads_in_the_past) {
    const Instant now = at(24, 16);  // a Tuesday
    const PromiseCase cases[] = {
        {{at(24, 14), at(24, 15)},
         "today between 2:00 and 3:00 pm",
         "hoy entre las 2:00 y las 3:00 p.\u00a0m."},
        {{at(23, 8), at(23, 8, 30)},
         "yesterday between 8:00 and 8:30 am",
         "ayer entre las 8:00 y las 8:30 a.\u00a0m."},
        {{at(20, 8), at(20, 8, 30)},
         "Friday morning, November 20, between 8:00 and 8:30 am",
         "el viernes 20 de noviembre por la mañana, entre las 8:00 y las 8:30 a.\u00a0m."},
    };
    for (const PromiseCase& c : cases) {
        EXPECT_EQ(promise_words(test::texts(), "en", los_angeles(), c.window, now), c.english);
        EXPECT_EQ(promise_words(test::texts(), "es", los_angeles(), c.window, now), c.spanish);
    }
}

TEST(Phrases, the_clock_is_the_institutes_on_both_sides_of_the_change_to_winter_time) {
    const Instant before = std::chrono::sys_days(std::chrono::year(2026) / 10 / 31) + 20h;
    const Instant after = std::chrono::sys_days(std::chrono::year(2026) / 11 / 1) + 20h;
    EXPECT_EQ(clock_words(test::texts(), "en", los_angeles(), before), "1:00 pm");
    EXPECT_EQ(clock_words(test::texts(), "en", los_angeles(), after), "12:00 pm");
    EXPECT_EQ(clock_words(test::texts(), "en", los_angeles(), at(2, 0, 5)), "12:05 am");
}

TEST(Phrases, a_moment_has_its_year_and_the_right_article) {
    EXPECT_EQ(moment_words(test::texts(), "en", los_angeles(), at(30, 13)),
              "Monday, November 30, 2026, at 1:00 pm");
    EXPECT_EQ(moment_words(test::texts(), "es", los_angeles(), at(30, 13)),
              "lunes 30 de noviembre de 2026 a la 1:00 p.\u00a0m.");
}

TEST(Phrases, what_was_asked_reads_on_from_you_asked_for) {
    const auto english = [](const AskedTime& asked) {
        return asked_words(test::texts(), "en", los_angeles(), asked);
    };
    EXPECT_EQ(english(AsSoonAsPossible{}), "a call as soon as possible");
    EXPECT_EQ(english(DaysAndParts{{0, 1, 5}, {DayPart::morning, DayPart::evening}}),
              "a call on Mondays, Fridays and Sundays, in the morning or after 5 pm");
    EXPECT_EQ(english(DaysAndParts{{1}, {}}), "a call on Mondays");
    EXPECT_EQ(english(DaysAndParts{{}, {DayPart::afternoon}}), "a call in the afternoon");
    EXPECT_EQ(english(DaysAndParts{}), "a call on any day");
    EXPECT_EQ(english(Window{at(23, 14), at(23, 16)}),
              "a call on Monday, November 23, between 2:00 and 4:00 pm");
    EXPECT_EQ(asked_words(test::texts(), "es", los_angeles(), DaysAndParts{{1, 3}, {}}),
              "una llamada los lunes y miércoles");
}

TEST(Phrases, neighbouring_days_of_equal_hours_share_a_line) {
    std::array<std::vector<OpenSpan>, 7> week;
    for (size_t day = 1; day <= 5; ++day) week[day] = {{8 * 60, 18 * 60}};
    week[6] = {{9 * 60, 13 * 60}};
    const std::vector<std::string> english = {"Monday to Friday, 8:00 am to 6:00 pm",
                                              "Saturday, 9:00 am to 1:00 pm"};
    const std::vector<std::string> spanish = {
        "De lunes a viernes, de 8:00 a.\u00a0m. a 6:00 p.\u00a0m.",
        "Sábado, de 9:00 a.\u00a0m. a 1:00 p.\u00a0m."};
    EXPECT_EQ(hours_words(test::texts(), "en", week), english);
    EXPECT_EQ(hours_words(test::texts(), "es", week), spanish);
}

}  // namespace
}  // namespace backline

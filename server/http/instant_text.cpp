#include "http/instant_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace backline {

using namespace std::chrono;

std::string rfc3339(Instant at) {
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<milliseconds>(at - day)};
    std::array<char, 40> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

namespace {

// Exactly `count` digits at the front, taken off; -1 when they are not there.
int digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return -1;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool mark(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// What is left of ":SS.fff" after the minutes; false when it is broken.
bool read_fraction(std::string_view& text, microseconds& fraction) {
    fraction = microseconds{0};
    if (!mark(text, ".")) return true;
    int seen = 0;
    long value = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (seen < 6) value = value * 10 + (text.front() - '0');
        ++seen;
        text.remove_prefix(1);
    }
    for (int i = seen; i < 6; ++i) value *= 10;
    fraction = microseconds{value};
    return seen >= 1 && seen <= 9;
}

bool read_offset(std::string_view& text, minutes& offset) {
    if (mark(text, "Zz")) {
        offset = minutes{0};
        return true;
    }
    const bool behind = !text.empty() && text.front() == '-';
    if (!mark(text, "+-")) return false;
    const int hour = digits(text, 2);
    if (!mark(text, ":")) return false;
    const int minute = digits(text, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    offset = minutes{hour * 60 + minute} * (behind ? -1 : 1);
    return true;
}

}  // namespace

std::optional<Instant> parse_rfc3339(std::string_view text) {
    const int y = digits(text, 4);
    if (!mark(text, "-")) return std::nullopt;
    const int m = digits(text, 2);
    if (!mark(text, "-")) return std::nullopt;
    const int d = digits(text, 2);
    if (!mark(text, "Tt ")) return std::nullopt;
    const int hour = digits(text, 2);
    if (!mark(text, ":")) return std::nullopt;
    const int minute = digits(text, 2);
    if (!mark(text, ":")) return std::nullopt;
    const int second = digits(text, 2);
    if (y < 1900 || y > 2200 || m < 1 || d < 1 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60) {
        return std::nullopt;
    }
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                              std::chrono::day{static_cast<unsigned>(d)}};
    microseconds fraction{};
    minutes offset{};
    if (!date.ok() || !read_fraction(text, fraction) || !read_offset(text, offset) ||
        !text.empty()) {
        return std::nullopt;
    }
    return Instant{sys_days{date}} + hours{hour} + minutes{minute} + seconds{std::min(second, 59)} +
           fraction - offset;
}

}  // namespace backline

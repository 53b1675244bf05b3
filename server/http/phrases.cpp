#include "http/phrases.h"

#include <algorithm>
#include <cctype>

namespace backline {

namespace {

using std::chrono::floor;
using std::chrono::minutes;

constexpr int noon = 12 * 60;
constexpr int evening = 17 * 60;

using Values = std::vector<std::pair<std::string, std::string>>;

struct Speaker {
    const Texts& texts;
    std::string_view language;

    const std::string& say(const std::string& key) const { return texts.at(language, key); }
    std::string say(const std::string& key, const Values& values) const {
        return texts.filled(language, key, values);
    }
};

int minute_of_day(LocalTime local) {
    return static_cast<int>(floor<minutes>(local - floor<std::chrono::days>(local)).count());
}

std::string bare_clock(int minute) {
    const int hour = minute / 60 % 12 == 0 ? 12 : minute / 60 % 12;
    const int rest = minute % 60;
    return std::to_string(hour) + (rest < 10 ? ":0" : ":") + std::to_string(rest);
}

bool one_o_clock(int minute) {
    return minute / 60 % 12 == 1;
}

std::string clock(const Speaker& speaker, int minute) {
    const std::string bare = bare_clock(minute);
    const size_t colon = bare.find(':');
    return speaker.say("phrase.clock",
                       {{"hour", bare.substr(0, colon)},
                        {"minute", bare.substr(colon + 1)},
                        {"half", speaker.say(minute < noon ? "phrase.am" : "phrase.pm")}});
}

// `what` is "at" or "from": Spanish says "a la 1:00" and "a las 2:00".
std::string with_article(const Speaker& speaker, const std::string& what, int minute,
                         const std::string& words) {
    return speaker.say("phrase." + what + (one_o_clock(minute) ? ".one" : ".other"),
                       {{"clock", words}});
}

std::string at_clock(const Speaker& speaker, int minute) {
    return with_article(speaker, "at", minute, clock(speaker, minute));
}

std::string range(const Speaker& speaker, int from, int to) {
    const bool same_half = (from < noon) == (to < noon);
    const std::string first = same_half ? bare_clock(from) : clock(speaker, from);
    return speaker.say("phrase.range",
                       {{"from", with_article(speaker, "from", from, first)},
                        {"to", with_article(speaker, "from", to, clock(speaker, to))}});
}

// weekday, month, day and year of a local day, their names with `suffix` behind them.
Values day_values(const Speaker& speaker, LocalDay day, const std::string& suffix = "") {
    const std::chrono::year_month_day date(day);
    const std::chrono::weekday weekday(day);
    return {
        {"weekday" + suffix, speaker.say("phrase.weekday." + std::to_string(weekday.c_encoding()))},
        {"month" + suffix,
         speaker.say("phrase.month." + std::to_string(static_cast<unsigned>(date.month())))},
        {"day" + suffix, std::to_string(static_cast<unsigned>(date.day()))},
        {"year" + suffix, std::to_string(static_cast<int>(date.year()))}};
}

// "morning", "afternoon" or "evening" when the whole span lies in it, else empty.
std::string part_of(int from, int to) {
    if (to <= noon) return "morning";
    if (from >= noon && to <= evening) return "afternoon";
    return from >= evening ? "evening" : "";
}

std::string two_days(const Speaker& speaker, LocalTime from, LocalTime to) {
    Values values = day_values(speaker, floor<std::chrono::days>(from));
    for (auto& value : day_values(speaker, floor<std::chrono::days>(to), "2")) {
        values.push_back(std::move(value));
    }
    values.emplace_back("at", at_clock(speaker, minute_of_day(from)));
    values.emplace_back("at2", at_clock(speaker, minute_of_day(to)));
    return speaker.say("phrase.two_days", values);
}

std::string listed(const Speaker& speaker, const std::vector<std::string>& items,
                   const std::string& last) {
    std::string out;
    for (size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += i + 1 == items.size() ? " " + speaker.say(last) + " " : ", ";
        out += items[i];
    }
    return out;
}

std::string asked_days(const Speaker& speaker, const DaysAndParts& asked) {
    std::vector<std::string> days;
    for (unsigned i = 0; i < 7; ++i) {
        const unsigned day = (i + 1) % 7;  // Monday first
        if (asked.days.contains(day)) {
            days.push_back(speaker.say("phrase.weekdays." + std::to_string(day)));
        }
    }
    std::vector<std::string> parts;
    for (const DayPart part : asked.parts) {
        parts.push_back(speaker.say("phrase.part." + std::string(name_of(part))));
    }
    const Values values = {{"days", listed(speaker, days, "phrase.and")},
                           {"parts", listed(speaker, parts, "phrase.or")}};
    if (days.empty() && parts.empty()) return speaker.say("phrase.asked.any");
    if (parts.empty()) return speaker.say("phrase.asked.days", values);
    return speaker.say(days.empty() ? "phrase.asked.parts" : "phrase.asked.days_parts", values);
}

std::string asked_window(const Speaker& speaker, const Zone& zone, const Window& window) {
    const LocalTime from = zone.local(window.from);
    const LocalTime to = zone.local(window.to);
    if (floor<std::chrono::days>(from) != floor<std::chrono::days>(to)) {
        return speaker.say("phrase.asked.two_days", {{"between", two_days(speaker, from, to)}});
    }
    const Values day = day_values(speaker, floor<std::chrono::days>(from));
    return speaker.say("phrase.asked.window",
                       {{"date", speaker.say("phrase.date", day)},
                        {"range", range(speaker, minute_of_day(from), minute_of_day(to))}});
}

std::string spans_words(const Speaker& speaker, const std::vector<OpenSpan>& spans,
                        const std::string& days) {
    std::vector<std::string> words;
    for (const OpenSpan& span : spans) {
        words.push_back(
            speaker.say("phrase.hours.line", {{"days", days},
                                              {"from", clock(speaker, span.from_minute)},
                                              {"to", clock(speaker, span.to_minute)}}));
    }
    return listed(speaker, words, "phrase.and");
}

}  // namespace

std::string promise_words(const Texts& texts, std::string_view language, const Zone& zone,
                          const Window& window, Instant now) {
    const Speaker speaker{texts, language};
    const LocalTime from = zone.local(window.from);
    const LocalTime to = zone.local(window.to);
    const LocalDay day = floor<std::chrono::days>(from);
    if (day != floor<std::chrono::days>(to)) return two_days(speaker, from, to);
    Values values = day_values(speaker, day);
    values.emplace_back("range", range(speaker, minute_of_day(from), minute_of_day(to)));
    const LocalDay today = zone.day(now);
    if (day == today) return speaker.say("phrase.today", values);
    if (day == today - std::chrono::days(1)) return speaker.say("phrase.yesterday", values);
    const std::string part = part_of(minute_of_day(from), minute_of_day(to));
    std::string key = day == today + std::chrono::days(1) ? "phrase.tomorrow" : "phrase.later";
    if (!part.empty()) {
        values.emplace_back("part", speaker.say("phrase." + part));
        key += "_part";
    }
    return speaker.say(key, values);
}

std::string moment_words(const Texts& texts, std::string_view language, const Zone& zone,
                         Instant at) {
    const Speaker speaker{texts, language};
    const LocalTime local = zone.local(at);
    Values values = day_values(speaker, floor<std::chrono::days>(local));
    values.emplace_back("at", at_clock(speaker, minute_of_day(local)));
    return speaker.say("phrase.moment", values);
}

std::string clock_words(const Texts& texts, std::string_view language, const Zone& zone,
                        Instant at) {
    return clock({texts, language}, minute_of_day(zone.local(at)));
}

std::string asked_words(const Texts& texts, std::string_view language, const Zone& zone,
                        const AskedTime& asked) {
    const Speaker speaker{texts, language};
    if (const auto* days = std::get_if<DaysAndParts>(&asked)) return asked_days(speaker, *days);
    if (const auto* window = std::get_if<Window>(&asked)) {
        return asked_window(speaker, zone, *window);
    }
    return speaker.say("phrase.asked.asap");
}

std::string with_zone(const Texts& texts, std::string_view language, std::string_view words) {
    return Speaker{texts, language}.say("phrase.in_zone", {{"words", std::string{words}}});
}

std::string told_in(const std::vector<std::string>& zones, const Texts& texts,
                    std::string_view language, const Zone& ours, Instant at, std::string words) {
    return shows_another_time(zones, ours, at) ? with_zone(texts, language, words) : words;
}

std::vector<std::string> hours_words(const Texts& texts, std::string_view language,
                                     const std::array<std::vector<OpenSpan>, 7>& week) {
    const Speaker speaker{texts, language};
    const std::vector<OpenSpan> always{{0, 1440}};
    if (std::all_of(week.begin(), week.end(), [&](const auto& day) { return day == always; }))
        return {speaker.say("phrase.hours.always")};
    std::vector<std::string> lines;
    for (unsigned first = 1; first <= 7;) {  // Monday first, Sunday is 7
        const auto& spans = week[first % 7];
        unsigned last = first;
        while (last < 7 && week[(last + 1) % 7] == spans) ++last;
        if (!spans.empty()) {
            std::string days = speaker.say("phrase.weekday." + std::to_string(first % 7));
            if (last > first) {
                days = speaker.say(
                    "phrase.hours.span",
                    {{"first", days},
                     {"last", speaker.say("phrase.weekday." + std::to_string(last % 7))}});
            }
            std::string line = spans_words(speaker, spans, days);
            line[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(line[0])));
            lines.push_back(std::move(line));
        }
        first = last + 1;
    }
    return lines;
}

}  // namespace backline

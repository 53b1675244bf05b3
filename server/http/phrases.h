// Local times in words, in the patient's language, by the institute's zone. The patterns are texts
// (keys "phrase.…"), so a wording is changed as data. Thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "domain/hours.h"
#include "domain/request.h"
#include "domain/zone.h"
#include "http/texts.h"

namespace backline {

// When we call: "today between 2:00 and 3:00 pm", "tomorrow morning, Monday, November 23, between
// 8:00 and 8:30 am", "Tuesday morning, November 24, between 8:00 and 8:30 am"; in Spanish "hoy
// entre las 2:00 y las 3:00 p. m.". Of a window that is over: "yesterday between 2:00 and 3:00 pm",
// else the same. A window that spans two days: "between Monday, November 23, at 4:00 pm and
// Tuesday, November 24, at 9:00 am". Reads on from "We'll call you " and "We promised to call you
// ".
std::string promise_words(const Texts& texts, std::string_view language, const Zone& zone,
                          const Window& window, Instant now);

// "Monday, November 23, 2026, at 2:00 pm" / "lunes 23 de noviembre de 2026 a las 2:00 p. m.".
std::string moment_words(const Texts& texts, std::string_view language, const Zone& zone,
                         Instant at);

// "2:00 pm" / "2:00 p. m.".
std::string clock_words(const Texts& texts, std::string_view language, const Zone& zone,
                        Instant at);

// The best time as asked: "a call as soon as possible", "a call on Mondays, in the morning", "a
// call on Monday, November 23, 2026, between 2:00 and 4:00 pm".
std::string asked_words(const Texts& texts, std::string_view language, const Zone& zone,
                        const AskedTime& asked);

// A local time in words, with its zone's name, for who may be elsewhere: "today between 2:00 and
// 3:00 pm (Los Angeles time)".
std::string with_zone(const Texts& texts, std::string_view language, std::string_view words);
// The same where a clock in one of `zones` shows another time at that instant than ours, else the
// words alone.
std::string told_in(const std::vector<std::string>& zones, const Texts& texts,
                    std::string_view language, const Zone& ours, Instant at, std::string words);

// The week's hours, neighbouring days of equal hours in one line: "Monday to Friday, 8:00 am to
// 5:00 pm". `week[0]` is Sunday, as in Hours::make. Closed days are left out.
std::vector<std::string> hours_words(const Texts& texts, std::string_view language,
                                     const std::array<std::vector<OpenSpan>, 7>& week);

}  // namespace backline

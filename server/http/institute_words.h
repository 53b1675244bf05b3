// What pages and guides take from the institute's data as it stands in the database. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/app.h"
#include "http/pages.h"

namespace backline {

// Title and lines of the notice in that language.
EmergencyNotice emergency_notice(const Institute& institute, std::string_view language);
// Open times to choose from: the code as open_time_of() reads it, the label in words.
std::vector<Choice> open_time_choices(const Institute& institute, std::string_view language,
                                      const std::vector<std::pair<Instant, Instant>>& times,
                                      Instant now);
// The same for a program: [{from, to, words}].
nlohmann::json open_times_json(const Institute& institute, std::string_view language,
                               const std::vector<std::pair<Instant, Instant>>& times, Instant now);
std::vector<Choice> red_flag_choices(const Institute& institute, std::string_view language);
// The red flags without the mark that names none.
std::vector<Choice> emergency_signs(const Institute& institute, std::string_view language);
// Weekdays that are ever open, "mon" first.
std::vector<std::string> open_days(const Institute& institute);
// The words of a key, or empty where nobody has written any.
std::string words_or_none(const Institute& institute, std::string_view language,
                          std::string_view key);

}  // namespace backline

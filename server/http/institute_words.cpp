#include "http/institute_words.h"

#include <algorithm>
#include <cctype>

#include "domain/asked.h"
#include "http/instant_text.h"
#include "http/phrases.h"
#include "http/typed_form.h"
#include "http/wording.h"

namespace backline {

EmergencyNotice emergency_notice(const Institute& institute, std::string_view language) {
    EmergencyNotice notice;
    notice.title = institute.words(language, "emergency.title");
    std::string_view lines = institute.words(language, "emergency.lines");
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size());
        if (end > 0) notice.lines.emplace_back(lines.substr(0, end));
        lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    return notice;
}

std::vector<std::string> open_days(const Institute& institute) {
    std::vector<std::string> days;
    for (unsigned day = 1; day <= 7; ++day) {
        if (!institute.rules.hours.usual_spans(day % 7).empty()) {
            days.emplace_back(day_name(day % 7));
        }
    }
    return days;
}

std::vector<Choice> open_time_choices(const Institute& institute, std::string_view language,
                                      const std::vector<std::pair<Instant, Instant>>& times,
                                      Instant now) {
    const auto texts = wording(institute);
    std::vector<Choice> choices;
    for (const auto& [from, to] : times) {
        const Window window{from, to};
        std::string words =
            promise_words(*texts, language, institute.rules.hours.zone(), window, now);
        words[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(words[0])));
        choices.push_back({open_time_code(window), std::move(words)});
    }
    return choices;
}

nlohmann::json open_times_json(const Institute& institute, std::string_view language,
                               const std::vector<std::pair<Instant, Instant>>& times, Instant now) {
    auto all = nlohmann::json::array();
    for (const Choice& choice : open_time_choices(institute, language, times, now)) {
        const auto window = *open_time_of(choice.code);
        all.push_back(
            {{"from", rfc3339(window.from)}, {"to", rfc3339(window.to)}, {"words", choice.label}});
    }
    return all;
}

std::vector<Choice> red_flag_choices(const Institute& institute, std::string_view language) {
    std::vector<Choice> choices;
    for (const RedFlag& flag : institute.red_flags) {
        choices.push_back({flag.id, language == "es" ? flag.label_es : flag.label_en});
    }
    return choices;
}

std::vector<Choice> emergency_signs(const Institute& institute, std::string_view language) {
    auto signs = red_flag_choices(institute, language);
    std::erase_if(signs, [](const Choice& sign) { return sign.code == kSomeSign; });
    return signs;
}

std::string words_or_none(const Institute& institute, std::string_view language,
                          std::string_view key) {
    const auto it = institute.wording.find({std::string{language}, std::string{key}});
    return it == institute.wording.end() ? std::string{} : it->second;
}

}  // namespace backline

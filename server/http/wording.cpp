#include "http/wording.h"

#include <mutex>
#include <stdexcept>

#include "http/phrases.h"

namespace backline {

namespace {

std::shared_ptr<const Texts> make(const Institute& institute) {
    Texts::ByLanguage by_language;
    for (const auto& [key, text] : institute.wording) by_language[key.first][key.second] = text;
    const auto texts = Texts::make(by_language);
    if (!texts) throw std::runtime_error("the institute's texts are not complete");
    // What is wrong with a time says when we are open.
    for (auto& [language, known] : by_language) {
        const auto& week = institute.rules.hours.week();
        std::string hours;
        for (const auto& line : hours_words(*texts, language, week))
            hours += (hours.empty() ? "" : "; ") + line;
        for (auto& [key, text] : known)
            if (key.starts_with("error.")) text = texts->filled(language, key, {{"hours", hours}});
    }
    return std::make_shared<const Texts>(*Texts::make(std::move(by_language)));
}

}  // namespace

std::shared_ptr<const Texts> wording(const Institute& institute) {
    static std::mutex mutex;
    static long version = -1;
    static std::shared_ptr<const Texts> made;
    const std::lock_guard lock(mutex);
    if (!made || version != institute.version) {
        made = make(institute);
        version = institute.version;
    }
    return made;
}

}  // namespace backline

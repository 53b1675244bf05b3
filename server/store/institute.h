// The institute's own matter, read from the database as one immutable value.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/outcome.h"

namespace backline {

struct Topic {
    std::string code, label_en, label_es;
};
struct SpokenLanguage {
    std::string code, label;
};
struct RedFlag {
    std::string id, label_en, label_es;
};
struct ConsentText {
    std::string id, purpose, language, body;
};
struct GuideQuestion {
    std::string id, ask, note;
};
struct Guide {
    std::string opening, closing;
    std::vector<GuideQuestion> questions;
};

struct Institute {
    long version = 0;
    std::string name, phone;
    Rules rules;
    int speaker_minutes = 15;  // without a speaker signed in for so long, a request is for everyone
    std::vector<Topic> topics;
    std::vector<SpokenLanguage> languages;
    std::vector<RedFlag> red_flags;
    std::vector<ConsentText> consents;                                   // the newest last
    std::map<std::pair<std::string, std::string>, std::string> wording;  // (language, key)
    std::map<std::pair<std::string, std::string>, Guide> guides;         // (topic or "*", language)

    const Topic* topic(std::string_view code) const;
    const SpokenLanguage* language(std::string_view code) const;
    const RedFlag* red_flag(std::string_view id) const;
    // The text somebody is asked to agree to; null when there is none in that language.
    const ConsentText* consent(std::string_view purpose, std::string_view language) const;
    // The words for a key; the key itself where nobody has written any.
    const std::string& words(std::string_view language, std::string_view key) const;
    // The general guide and the topic's own after it; English where the language has none.
    Guide guide(std::string_view topic, std::string_view language) const;
};

namespace store {
class Pool;
// Throws std::runtime_error when no institute has been loaded.
Institute read_institute(Pool& pool);
long institute_version(Pool& pool);
// Takes the place of what was there, in one transaction; topics, outcomes, red flags and consents
// that are no longer named are retired, never deleted. Throws std::runtime_error when a consent
// text was reworded under its old id.
void write_institute(Pool& pool, const Institute& institute);
}  // namespace store

}  // namespace backline

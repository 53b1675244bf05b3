#include "unit/pages/institute_file.h"

#include <toml++/toml.h>
#include <stdexcept>

namespace backline::test {

namespace {

const toml::table& file() {
    static const toml::table read = toml::parse_file(SOURCE_DIR "/config/institute.toml");
    return read;
}

std::string word(const toml::table& row, const std::string& key) {
    return row[key].value_or(std::string());
}

// The last row of `table` in that language: the newest.
const toml::table& row_in(const std::string& table, const std::string& language) {
    const toml::table* found = nullptr;
    for (const toml::node& row : *file()[table].as_array()) {
        if (word(*row.as_table(), "language") == language) found = row.as_table();
    }
    if (found == nullptr) throw std::runtime_error(table + " has no row in " + language);
    return *found;
}

PageFrame frame(const std::string& language) {
    PageFrame made;
    made.language = language;
    made.institute_name = word(*file()["institute"].as_table(), "name");
    made.institute_phone = word(*file()["institute"].as_table(), "phone");
    made.stylesheet_url = "/assets/form-1.css";
    made.script_url = "/assets/form-1.js";
    return made;
}

EmergencyNotice emergency(const std::string& language) {
    const toml::table& row = row_in("emergency", language);
    EmergencyNotice notice{word(row, "title"), {}};
    for (const toml::node& line : *row["lines"].as_array()) {
        notice.lines.push_back(line.value_or(std::string()));
    }
    return notice;
}

}  // namespace

Texts::ByLanguage file_words() {
    Texts::ByLanguage words;
    for (const auto& [language, table] : *file()["texts"].as_table()) {
        for (const auto& [key, text] : *table.as_table()) {
            words[std::string(language.str())][std::string(key.str())] =
                text.value_or(std::string());
        }
    }
    return words;
}

const Texts& texts() {
    static const Texts made = Texts::make(file_words()).value();
    return made;
}

std::vector<Choice> choices(const std::string& table, const std::string& language) {
    std::vector<Choice> made;
    for (const toml::node& node : *file()[table].as_array()) {
        const toml::table& row = *node.as_table();
        std::string code = word(row, "code");
        if (code.empty()) code = word(row, "id");
        std::string label = word(row, "label");
        if (label.empty()) label = word(row, "label_" + language);
        made.push_back({code, label});
    }
    return made;
}

FormView empty_form(const std::string& language) {
    FormView view;
    view.frame = frame(language);
    view.action = language == "es" ? "/es" : "/";
    view.rendered = "signed.time";
    view.submission_id = "4b1e8a70-0000-4000-8000-000000000001";
    view.topics = choices("topics", language);
    view.languages = choices("languages", language);
    view.red_flags = choices("red_flags", language);
    view.days = {"mon", "tue", "wed", "thu", "fri", "sat"};
    const toml::table& consent = row_in("consents", language);
    view.consent = {word(consent, "id"), word(consent, "text")};
    view.emergency = emergency(language);
    view.zone = word(*file()["institute"].as_table(), "zone");
    return view;
}

PatientView new_request(const std::string& language) {
    PatientView view;
    view.frame = frame(language);
    view.path = "/r/TOKEN";
    view.query = "?language=" + language;
    view.reference = "7KQ2M9XA";
    view.state = "new";
    view.can_withdraw = true;
    view.can_change_window = true;
    view.emergency = emergency(language);
    view.red_flags = choices("red_flags", language);
    return view;
}

}  // namespace backline::test

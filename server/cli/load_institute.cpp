// `backline load-institute FILE`: the institute's TOML file becomes data. Every fault is listed.
#include <toml++/toml.h>
#include <iostream>
#include <map>
#include <stdexcept>

#include "cli/verbs.h"
#include "store/database.h"
#include "store/institute.h"

namespace backline {

namespace {

// Reads members of one table and remembers what is wrong with them.
class Reader {
  public:
    Reader(const toml::table& table, std::string where, std::vector<std::string>& faults)
        : table_(table), where_(std::move(where)), faults_(faults) {}

    std::string text(const char* key, bool required = true) {
        if (const auto value = table_[key].value<std::string>()) return *value;
        if (required || table_.contains(key)) complain(key, "a text is missing");
        return {};
    }
    int number(const char* key, int otherwise) {
        if (!table_.contains(key)) return otherwise;
        if (const auto value = table_[key].value<int64_t>()) return static_cast<int>(*value);
        complain(key, "not a number");
        return otherwise;
    }
    bool flag(const char* key, bool otherwise = false) {
        if (!table_.contains(key)) return otherwise;
        if (const auto value = table_[key].value<bool>()) return *value;
        complain(key, "neither true nor false");
        return otherwise;
    }
    std::vector<std::string> texts(const char* key) {
        std::vector<std::string> list;
        if (const auto* array = table_[key].as_array())
            for (const auto& item : *array)
                if (const auto value = item.value<std::string>()) list.push_back(*value);
        return list;
    }
    // "08:30" as minutes after midnight.
    int minute(const char* key) {
        const auto words = text(key);
        if (words.size() == 5 && words[2] == ':') {
            const int value =
                std::atoi(words.substr(0, 2).c_str()) * 60 + std::atoi(words.substr(3).c_str());
            if (value >= 0 && value <= 1440) return value;
        }
        complain(key, "not a time like 08:30");
        return 0;
    }
    bool has(const char* key) const { return table_.contains(key); }
    void complain(const char* key, const char* what) {
        faults_.push_back(where_ + "." + key + ": " + what);
    }

  private:
    const toml::table& table_;
    std::string where_;
    std::vector<std::string>& faults_;
};

class File {
  public:
    explicit File(const std::string& path) : File() { lay_over(path); }
    // The file's top-level keys take the place of those that were there.
    void lay_over(const std::string& path) {
        try {
            for (auto&& [key, node] : toml::parse_file(path)) table_.insert_or_assign(key, node);
        } catch (const toml::parse_error& error) {
            throw std::runtime_error(path + ":" + std::to_string(error.source().begin.line) + ": " +
                                     std::string{error.description()});
        }
    }
    Reader one(const char* name) {
        static const toml::table empty;
        const auto* table = table_[name].as_table();
        if (table == nullptr) faults.push_back(std::string{name} + ": the table is missing");
        return {table == nullptr ? empty : *table, name, faults};
    }
    template <class Each>
    void many(const char* name, Each&& each) {
        const auto* rows = table_[name].as_array();
        if (rows == nullptr) return;
        int number = 1;
        for (const auto& row : *rows) {
            const auto where = std::string{name} + "[" + std::to_string(number++) + "]";
            if (const auto* table = row.as_table()) {
                Reader reader{*table, where, faults};
                each(reader);
            } else {
                faults.push_back(where + ": not a table");
            }
        }
    }
    const toml::table* texts(const char* language) { return table_["texts"][language].as_table(); }
    std::vector<std::string> faults;

  private:
    File() = default;
    toml::table table_;
};

std::size_t weekday_of(Reader& row) {
    static constexpr std::array<std::string_view, 7> days{"sun", "mon", "tue", "wed",
                                                          "thu", "fri", "sat"};
    const auto name = row.text("day");
    for (std::size_t day = 0; day < days.size(); ++day)
        if (days[day] == name) return day;
    row.complain("day", "not sun … sat");
    return 0;
}

LocalDay date_of(Reader& row) {
    const auto text = row.text("day");
    using namespace std::chrono;
    int y = 0, m = 0, d = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2d", &y, &m, &d) == 3) {
        const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                                  day{static_cast<unsigned>(d)}};
        if (date.ok()) return LocalDay{sys_days{date}.time_since_epoch()};
    }
    row.complain("day", "not a date like 2026-11-26");
    return {};
}

Hours read_hours(File& file, const std::string& zone_name) {
    std::array<std::vector<OpenSpan>, 7> week;
    file.many("hours", [&](Reader& row) {
        week.at(weekday_of(row)).push_back({row.minute("opens"), row.minute("closes")});
    });
    std::vector<Holiday> holidays;
    file.many("holidays", [&](Reader& row) {
        Holiday holiday{date_of(row), row.text("name"), {}};
        if (row.has("opens")) holiday.spans.push_back({row.minute("opens"), row.minute("closes")});
        holidays.push_back(holiday);
    });
    const auto zone = Zone::named(zone_name);
    if (!zone) throw std::runtime_error("institute.zone: not a time zone");
    auto hours = Hours::make(*zone, week, holidays);
    if (!hours) {
        std::string faults;
        for (const auto& fault : std::get<Invalid>(hours.error()).faults)
            faults += " " + fault.code;
        throw std::runtime_error("hours are not in order:" + faults);
    }
    return *std::move(hours);
}

Cadence read_cadence(File& file) {
    auto head = file.one("cadence");
    Cadence cadence;
    cadence.first_within = std::chrono::seconds{head.number("first_within_seconds", 300)};
    cadence.most_a_day = head.number("most_a_day", 2);
    cadence.spacing = std::chrono::minutes{head.number("spacing_minutes", 30)};
    cadence.inside_window_at_least = head.number("inside_window_at_least", 2);
    cadence.most_voicemails = head.number("most_voicemails", 2);
    file.many("cadence_steps", [&](Reader& row) {
        cadence.steps.push_back({row.number("after_minutes", 0), row.number("on_day", 0),
                                 row.flag("other_half_of_day")});
    });
    return cadence;
}

Outcome read_outcome(Reader& row) {
    Outcome outcome;
    outcome.code = row.text("code");
    outcome.label = row.text("label");
    const auto known = [&](const char* key, const auto& found, auto& into) {
        if (found)
            into = *found;
        else
            row.complain(key, "unknown word");
    };
    known("reached", reached_named(row.text("reached")), outcome.reached);
    known("next", next_state_named(row.text("next")), outcome.next);
    known("delay", delay_named(row.text("delay")), outcome.delay);
    outcome.delay_minutes = row.number("delay_minutes", 0);
    outcome.counted = row.flag("counted", true);
    outcome.needs_note = row.flag("needs_note");
    outcome.needs_due_at = row.flag("needs_due_at");
    outcome.needs_language = row.flag("needs_language");
    outcome.needs_appointment = row.flag("needs_appointment");
    outcome.needs_reason = row.flag("needs_reason");
    outcome.needs_advice = row.flag("needs_advice");
    outcome.needs_voicemail_permission = row.flag("needs_voicemail_permission");
    outcome.needs_clinician = row.flag("needs_clinician");
    outcome.suppresses_number = row.flag("suppresses_number");
    outcome.by_agent = row.flag("by_agent", true);
    outcome.retired = row.flag("retired");
    outcome.position = row.number("position", 0);
    outcome.reasons = row.texts("reasons");
    return outcome;
}

void read_guides(File& file, Institute& institute) {
    file.many("guide", [&](Reader& row) {
        institute.guides[{row.text("topic"), row.text("language")}] =
            Guide{row.text("opening", false), row.text("closing", false), {}};
    });
    file.many("guide_questions", [&](Reader& row) {
        institute.guides[{row.text("topic"), row.text("language")}].questions.push_back(
            {row.text("id"), row.text("ask"), row.text("note", false)});
    });
}

// Texts by language and key; emergency and voicemail rows become keys of their own.
void read_words(File& file, Institute& institute) {
    for (const char* language : {"en", "es"}) {
        const auto* words = file.texts(language);
        if (words == nullptr) {
            file.faults.push_back(std::string{"texts."} + language + ": the table is missing");
            continue;
        }
        for (const auto& [key, node] : *words) {
            const auto text = node.value<std::string>();
            if (text)
                institute.wording[{language, std::string{key.str()}}] = *text;
            else
                file.faults.push_back(std::string{"texts."} + language + "." +
                                      std::string{key.str()} + ": not a text");
        }
    }
    file.many("emergency", [&](Reader& row) {
        const auto language = row.text("language");
        institute.wording[{language, "emergency.id"}] = row.text("id");
        institute.wording[{language, "emergency.title"}] = row.text("title");
        std::string lines;
        for (const auto& line : row.texts("lines")) lines += (lines.empty() ? "" : "\n") + line;
        institute.wording[{language, "emergency.lines"}] = lines;
    });
    file.many("voicemail", [&](Reader& row) {
        const auto language = row.text("language");
        institute.wording[{language, "voicemail.text"}] = row.text("text");
        institute.wording[{language, "voicemail.live_message"}] = row.text("live_message");
    });
}

Institute read_file(File& file) {
    auto head = file.one("institute");
    auto gate = file.one("gate");
    Rules rules{
        read_hours(file, head.text("zone")),
        read_cadence(file),
        {gate.number("earliest_local_minute", 480), gate.number("latest_local_minute", 1260)},
        {}};
    file.many("outcomes", [&](Reader& row) {
        auto outcome = read_outcome(row);
        rules.outcomes[outcome.code] = outcome;
    });
    Institute institute{0,
                        head.text("name"),
                        head.text("phone"),
                        std::move(rules),
                        head.number("speaker_minutes", 15),
                        {},
                        {},
                        {},
                        {},
                        {},
                        {}};
    file.many("topics", [&](Reader& row) {
        institute.topics.push_back({row.text("code"), row.text("label_en"), row.text("label_es")});
    });
    file.many("languages", [&](Reader& row) {
        institute.languages.push_back({row.text("code"), row.text("label")});
    });
    file.many("red_flags", [&](Reader& row) {
        institute.red_flags.push_back({row.text("id"), row.text("label_en"), row.text("label_es")});
    });
    file.many("consents", [&](Reader& row) {
        institute.consents.push_back(
            {row.text("id"), row.text("purpose"), row.text("language"), row.text("text")});
    });
    read_guides(file, institute);
    read_words(file, institute);
    return institute;
}

}  // namespace

int load_institute(const Config& config, const std::string& path, const std::string& over) {
    File file(path);
    if (!over.empty()) file.lay_over(over);
    const Institute institute = read_file(file);
    if (!file.faults.empty()) {
        for (const auto& fault : file.faults) std::cerr << path << ": " << fault << "\n";
        return 1;
    }
    store::Pool pool(config.database.url, 1);
    store::write_institute(pool, institute);
    std::cout << "loaded " << institute.topics.size() << " topics, "
              << institute.rules.outcomes.size() << " outcomes, " << institute.wording.size()
              << " texts\n";
    return 0;
}

}  // namespace backline

#include "store/institute.h"

#include <algorithm>
#include <stdexcept>

#include "store/statement.h"

namespace backline {

namespace {

template <class List, class Matches>
auto find_in(const List& list, Matches&& matches) -> const typename List::value_type* {
    const auto found = std::find_if(list.begin(), list.end(), matches);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Topic* Institute::topic(std::string_view code) const {
    return find_in(topics, [&](const Topic& topic) { return topic.code == code; });
}
const SpokenLanguage* Institute::language(std::string_view code) const {
    return find_in(languages,
                   [&](const SpokenLanguage& language) { return language.code == code; });
}
const RedFlag* Institute::red_flag(std::string_view id) const {
    return find_in(red_flags, [&](const RedFlag& flag) { return flag.id == id; });
}
const ConsentText* Institute::consent(std::string_view purpose, std::string_view language) const {
    const auto found = std::find_if(consents.rbegin(), consents.rend(), [&](const auto& text) {
        return text.purpose == purpose && text.language == language;
    });
    return found == consents.rend() ? nullptr : &*found;
}

const std::string& Institute::words(std::string_view language, std::string_view key) const {
    static const std::string none;
    const auto found = wording.find({std::string{language}, std::string{key}});
    return found == wording.end() ? none : found->second;
}

Guide Institute::guide(std::string_view topic, std::string_view language) const {
    const auto of = [&](std::string_view which) -> const Guide* {
        auto found = guides.find({std::string{which}, std::string{language}});
        if (found == guides.end()) found = guides.find({std::string{which}, "en"});
        return found == guides.end() ? nullptr : &found->second;
    };
    Guide guide;
    for (const Guide* part : {of("*"), of(topic)}) {
        if (part == nullptr) continue;
        if (!part->opening.empty()) guide.opening = part->opening;
        if (!part->closing.empty()) guide.closing = part->closing;
        guide.questions.insert(guide.questions.end(), part->questions.begin(),
                               part->questions.end());
    }
    return guide;
}

namespace store {

namespace {

Outcome outcome_of(const pqxx::row& row) {
    Outcome outcome;
    outcome.code = string_of(row["code"]);
    outcome.label = string_of(row["label"]);
    outcome.position = row["position"].as<int>();
    outcome.reached = reached_named(string_of(row["reached"])).value();
    outcome.next = next_state_named(string_of(row["next_state"])).value();
    outcome.delay = delay_named(string_of(row["delay"])).value();
    outcome.delay_minutes = row["delay_minutes"].as<int>();
    outcome.counted = flag_of(row["counted"]);
    outcome.needs_note = flag_of(row["needs_note"]);
    outcome.needs_due_at = flag_of(row["needs_due_at"]);
    outcome.needs_language = flag_of(row["needs_language"]);
    outcome.needs_appointment = flag_of(row["needs_appointment"]);
    outcome.needs_reason = flag_of(row["needs_reason"]);
    outcome.needs_advice = flag_of(row["needs_advice"]);
    outcome.needs_voicemail_permission = flag_of(row["needs_voicemail_permission"]);
    outcome.needs_clinician = flag_of(row["needs_clinician"]);
    outcome.suppresses_number = flag_of(row["suppresses_number"]);
    outcome.by_agent = flag_of(row["by_agent"]);
    outcome.retired = flag_of(row["retired"]);
    outcome.reasons = elements_of(row["reasons"]);
    return outcome;
}

Hours read_hours(Transaction& transaction, const std::string& zone_name) {
    auto zone = Zone::named(zone_name);
    if (!zone) throw std::runtime_error("the institute's zone is not known: " + zone_name);
    std::array<std::vector<OpenSpan>, 7> week;
    for (const auto& row : run(transaction, sql::institute::openings))
        week.at(row[0].as<std::size_t>()).push_back({row[1].as<int>(), row[2].as<int>()});
    std::vector<Holiday> holidays;
    for (const auto& row : run(transaction, sql::institute::holidays)) {
        const auto at = instant_of(string_of(row[0]) + " 00:00:00");
        const LocalDay day{std::chrono::floor<std::chrono::days>(at).time_since_epoch()};
        if (holidays.empty() || holidays.back().day != day)
            holidays.push_back({day, string_of(row[1]), {}});
        if (!row[2].is_null())
            holidays.back().spans.push_back({row[2].as<int>(), row[3].as<int>()});
    }
    auto hours = Hours::make(*zone, std::move(week), std::move(holidays));
    if (!hours) throw std::runtime_error("the institute's hours are not in order");
    return *std::move(hours);
}

Cadence read_cadence(Transaction& transaction, const pqxx::row& head) {
    Cadence cadence;
    cadence.first_within = std::chrono::seconds{head["first_within_seconds"].as<int>()};
    cadence.most_a_day = head["most_a_day"].as<int>();
    cadence.spacing = std::chrono::minutes{head["spacing_minutes"].as<int>()};
    cadence.inside_window_at_least = head["inside_window_at_least"].as<int>();
    cadence.most_voicemails = head["most_voicemails"].as<int>();
    for (const auto& row : run(transaction, sql::institute::cadence))
        cadence.steps.push_back({row[1].as<int>(), row[2].as<int>(), flag_of(row[3])});
    return cadence;
}

void read_words(Transaction& transaction, Institute& institute) {
    for (const auto& row : run(transaction, sql::institute::topics))
        institute.topics.push_back({string_of(row[0]), string_of(row[1]), string_of(row[2])});
    for (const auto& row : run(transaction, sql::institute::languages))
        institute.languages.push_back({string_of(row[0]), string_of(row[1])});
    for (const auto& row : run(transaction, sql::institute::red_flags))
        institute.red_flags.push_back({string_of(row[0]), string_of(row[1]), string_of(row[2])});
    for (const auto& row : run(transaction, sql::institute::consents))
        institute.consents.push_back(
            {string_of(row[0]), string_of(row[1]), string_of(row[2]), string_of(row[3])});
    for (const auto& row : run(transaction, sql::institute::wording))
        institute.wording[{string_of(row[0]), string_of(row[1])}] = string_of(row[2]);
    for (const auto& row : run(transaction, sql::institute::guides))
        institute.guides[{string_of(row[0]), string_of(row[1])}] =
            Guide{string_of(row[2]), string_of(row[3]), {}};
    for (const auto& row : run(transaction, sql::institute::guide_questions))
        institute.guides[{string_of(row[0]), string_of(row[1])}].questions.push_back(
            {string_of(row[2]), string_of(row[3]), string_of(row[4])});
}

}  // namespace

Institute read_institute(Pool& pool) {
    return transact(pool, [](Transaction& transaction) {
        const auto heads = run(transaction, sql::institute::head);
        if (heads.empty())
            throw std::runtime_error("no institute is loaded: run `backline load-institute FILE`");
        const auto head = heads[0];
        Rules rules{read_hours(transaction, string_of(head["zone"])),
                    read_cadence(transaction, head),
                    GateRules{head["earliest_local_minute"].as<int>(),
                              head["latest_local_minute"].as<int>()},
                    {}};
        for (const auto& row : run(transaction, sql::institute::outcomes)) {
            auto outcome = outcome_of(row);
            rules.outcomes.emplace(outcome.code, std::move(outcome));
        }
        Institute institute{head["version"].as<long>(),
                            string_of(head["name"]),
                            string_of(head["phone"]),
                            std::move(rules),
                            head["speaker_minutes"].as<int>(),
                            {},
                            {},
                            {},
                            {},
                            {},
                            {}};
        read_words(transaction, institute);
        for (const auto& language : institute.languages)
            institute.rules.languages.insert(language.code);
        for (const auto& [place, words] : institute.wording)
            if (place.second == "emergency.id") institute.rules.advice.insert(words);
        return institute;
    });
}

long institute_version(Pool& pool) {
    return transact(
        pool,
        [](Transaction& transaction) {
            const auto rows = run(transaction, sql::institute::version);
            return rows.empty() ? 0L : rows[0][0].as<long>();
        },
        Mode::single);
}

namespace {

std::string date_text(LocalDay day) {
    return text_of(Instant{day.time_since_epoch()}).substr(0, 10);
}

void write_calendar(Transaction& transaction, const Institute& institute) {
    const auto& hours = institute.rules.hours;
    run(transaction, sql::institute::clear_openings);
    for (std::size_t day = 0; day < 7; ++day)
        for (const auto& span : hours.week()[day])
            run(transaction, sql::institute::write_opening, day, span.from_minute, span.to_minute);
    run(transaction, sql::institute::clear_holidays);
    for (const auto& [day, holiday] : hours.holidays()) {
        run(transaction, sql::institute::write_holiday, date_text(day), holiday.name);
        for (const auto& span : holiday.spans)
            run(transaction, sql::institute::write_holiday_opening, date_text(day),
                span.from_minute, span.to_minute);
    }
    run(transaction, sql::institute::clear_cadence);
    int number = 2;
    for (const auto& step : institute.rules.cadence.steps)
        run(transaction, sql::institute::write_cadence, number++, step.after_minutes, step.on_day,
            step.other_half_of_day);
}

void write_outcomes(Transaction& transaction, const Institute& institute) {
    std::vector<std::string> codes;
    for (const auto& [code, o] : institute.rules.outcomes) {
        codes.push_back(code);
        run(transaction, sql::institute::write_outcome, o.code, o.label, o.position,
            std::string{name_of(o.reached)}, std::string{name_of(o.next)},
            std::string{name_of(o.delay)}, o.delay_minutes, o.counted, o.needs_note, o.needs_due_at,
            o.needs_language, o.needs_appointment, o.needs_reason, o.needs_advice,
            o.needs_voicemail_permission, o.needs_clinician, o.suppresses_number, o.by_agent,
            o.retired, array_of(o.reasons));
    }
    run(transaction, sql::institute::retire_outcomes, array_of(codes));
}

void write_choices(Transaction& transaction, const Institute& institute) {
    std::vector<std::string> codes;
    for (const auto& topic : institute.topics) {
        run(transaction, sql::institute::write_topic, topic.code, codes.size(), topic.label_en,
            topic.label_es);
        codes.push_back(topic.code);
    }
    run(transaction, sql::institute::retire_topics, array_of(codes));
    codes.clear();
    for (const auto& flag : institute.red_flags) {
        run(transaction, sql::institute::write_red_flag, flag.id, codes.size(), flag.label_en,
            flag.label_es);
        codes.push_back(flag.id);
    }
    run(transaction, sql::institute::retire_red_flags, array_of(codes));
    run(transaction, sql::institute::clear_languages);
    int position = 0;
    for (const auto& language : institute.languages)
        run(transaction, sql::institute::write_language, language.code, position++, language.label);
    run(transaction, sql::institute::retire_consents);
    for (const auto& text : institute.consents)
        if (run(transaction, sql::institute::write_consent, text.id, text.purpose, text.language,
                text.body)
                .empty())
            throw std::runtime_error("consent " + text.id + " was reworded: give it a new id");
}

void write_words(Transaction& transaction, const Institute& institute) {
    run(transaction, sql::institute::clear_wording);
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> words;
    for (const auto& [place, body] : institute.wording) {
        words[place.first].first.push_back(place.second);
        words[place.first].second.push_back(body);
    }
    for (const auto& [language, columns] : words)
        run(transaction, sql::institute::write_wording, language, array_of(columns.first),
            array_of(columns.second));
    run(transaction, sql::institute::clear_guide_questions);
    run(transaction, sql::institute::clear_guides);
    for (const auto& [place, guide] : institute.guides) {
        run(transaction, sql::institute::write_guide, place.first, place.second, guide.opening,
            guide.closing);
        int position = 0;
        for (const auto& question : guide.questions)
            run(transaction, sql::institute::write_guide_question, place.first, place.second,
                position++, question.id, question.ask, question.note);
    }
}

}  // namespace

void write_institute(Pool& pool, const Institute& institute) {
    transact(pool, [&](Transaction& transaction) {
        const auto& rules = institute.rules;
        run(transaction, sql::institute::write_head, institute.name, institute.phone,
            rules.hours.zone().name(), rules.cadence.first_within.count(), rules.cadence.most_a_day,
            rules.cadence.spacing.count(), rules.cadence.inside_window_at_least,
            rules.cadence.most_voicemails, rules.gate.earliest_local_minute,
            rules.gate.latest_local_minute, institute.speaker_minutes);
        write_calendar(transaction, institute);
        write_outcomes(transaction, institute);
        write_choices(transaction, institute);
        write_words(transaction, institute);
        run(transaction, sql::institute::note_loaded);
    });
}

}  // namespace store

}  // namespace backline

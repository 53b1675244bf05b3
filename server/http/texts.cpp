#include "http/texts.h"

#include <array>
#include <stdexcept>

namespace backline {

namespace {

struct KeyGroup {
    std::string_view first;  // the part before the first dot
    std::string_view rest;   // what follows it, key by key, separated by spaces
};

// Every key that the pages ask for.
constexpr KeyGroup key_groups[] = {
    {"layout", "call other_language footer hours optional error_prefix new_window"},
    {"form",
     "title description lead summary_title kind kind.callback kind.consultation topic "
     "topic.none relation relation.self relation.other relation.hint contact_name "
     "contact_name.hint existing_patient existing_patient.other "
     "existing_patient.yes existing_patient.no name name.other phone phone.other phone.hint "
     "phone.when "
     "phone.when_chosen "
     "voicemail_ok text_ok permissions permissions.hint email best_time best_time.asap "
     "best_time.parts best_time.window best_time.hint days days.hint parts parts.hint "
     "parts.morning parts.afternoon parts.evening days.mon days.tue days.wed days.thu "
     "days.fri days.sat days.sun window_from window_to language interpreter reason "
     "reason.hint red_flags red_flags.legend red_flags.advice red_flags.saved more consent "
     "spare submit sending no_booking not_saved.title not_saved.text in_doubt.title "
     "in_doubt.text stale.title stale.text open_times"},
    {"error",
     "any any.required any.unknown any.too_long any.not_text any.in_the_past any.too_far "
     "any.outside_hours any.outside_local_hours any.not_permitted any.not_an_instant any.too_many "
     "any.not_taken "
     "any.not_a_day any.repeated any.wrong_type "
     "outcome.not_permitted current.wrong password.too_short password.too_long password.not_text "
     "password.common "
     "password.guessable password.repeated password.holds_username password.holds_product "
     "password.same "
     "note.required due_at.required other_phone.same_number "
     "language.required appointment.visit_start.required appointment.location.required "
     "advice.required outcome.required kind.required kind.unknown name.required "
     "name.too_long name.not_text contact_name.required contact_name.too_long "
     "contact_name.not_text phone.required phone.not_a_number phone.too_short "
     "phone.too_long phone.not_valid phone.emergency_number "
     "phone.in_call phone.called phone.closed "
     "email.not_an_email email.too_long topic.required topic.unknown reason.too_long "
     "reason.not_text language.unknown relation.unknown existing_patient.unknown "
     "best_time.required best_time.unknown best_time.unknown_day best_time.unknown_part "
     "best_time.more_than_one best_time.from_after_to best_time.in_the_past "
     "best_time.too_far best_time.in_call best_time.closed best_time.with_a_clinician "
     "best_time.changed best_time.outside_hours best_time.outside_local_hours "
     "best_time.after_permission "
     "best_time.too_short window_from.no_such_time window_to.no_such_time "
     "days.required days.unknown days.outside_hours parts.required parts.unknown "
     "parts.outside_hours window_from.required window_from.not_a_time "
     "window_from.in_the_past window_from.too_far window_from.outside_hours "
     "window_to.required window_to.not_a_time window_to.before_from window_to.in_the_past "
     "window_to.too_short window_to.too_far window_to.outside_hours consent.required "
     "consent_text_id.unknown red_flags.unknown submission_id.key_reused"},
    {"patient",
     "title reference reference.hint when when.late when.open asked next next.call next.keep code "
     "call_us "
     "print calendar visit visit.when visit.where visit.who window window.button withdraw "
     "withdraw.text withdraw.button done.window done.red_flag done.phone number number.correct "
     "number.button "
     "again"},
    {"state",
     "new.title retry.title retry.text scheduled.title waiting.title waiting.text "
     "escalated.title escalated.text closed.title closed.text booked.title booked.text "
     "withdrawn.title withdrawn.text unable_to_reach.title unable_to_reach.text "
     "wrong_number.title wrong_number.text emergency_redirected.title "
     "emergency_redirected.text"},
    {"not_found", "title text form"},
    {"unavailable",
     "shown.title shown.text kept.title kept.text in_doubt.title in_doubt.text again"},
    {"trouble", "503.title 503.text 500.title 500.text any.title any.text 429.title 429.text code"},
    {"phrase",
     "am pm clock at.one at.other from.one from.other range morning afternoon evening "
     "today yesterday tomorrow tomorrow_part later later_part two_days moment date asked.asap "
     "in_zone asked.window asked.two_days asked.days asked.parts asked.days_parts asked.any "
     "part.morning part.afternoon part.evening and or hours.line hours.span "
     "hours.always weekday.0 "
     "weekday.1 weekday.2 weekday.3 weekday.4 weekday.5 weekday.6 weekdays.0 weekdays.1 "
     "weekdays.2 weekdays.3 weekdays.4 weekdays.5 weekdays.6 month.1 month.2 month.3 "
     "month.4 month.5 month.6 month.7 month.8 month.9 month.10 month.11 month.12"},
};

// api.md's names of what the flat form calls otherwise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> form_names = {{
    {"window", "best_time"},
    {"window.asap", "best_time"},
    {"window.days", "days"},
    {"window.parts", "parts"},
    {"window.from", "window_from"},
    {"window.to", "window_to"},
    {"consent.given", "consent"},
    {"consent.text_id", "consent_text_id"},
    {"source.from", "from"},
}};

template <class Visit>
void each_key(Visit visit) {
    for (const KeyGroup& group : key_groups) {
        std::string_view rest = group.rest;
        while (!rest.empty()) {
            const size_t space = rest.find(' ');
            visit(std::string(group.first) + "." + std::string(rest.substr(0, space)));
            rest = space == std::string_view::npos ? std::string_view() : rest.substr(space + 1);
        }
    }
}

}  // namespace

Result<Texts> Texts::make(ByLanguage words) {
    Invalid missing;
    for (const char* language : {"en", "es"}) {
        const ByKey& known = words[language];
        each_key([&](const std::string& key) {
            const auto found = known.find(key);
            if (found == known.end() || found->second.empty()) {
                missing.faults.push_back(
                    {"texts." + std::string(language) + "." + key, "required"});
            }
        });
    }
    if (!missing.faults.empty()) return fail(std::move(missing));
    return Texts(std::move(words));
}

std::vector<std::string> Texts::keys() {
    std::vector<std::string> all;
    each_key([&](std::string key) { all.push_back(std::move(key)); });
    return all;
}

std::string_view Texts::page_language(std::string_view language) {
    return language.substr(0, 2) == "es" && (language.size() == 2 || language[2] == '-') ? "es"
                                                                                         : "en";
}

const std::string& Texts::at(std::string_view language, std::string_view key) const {
    const ByKey& words = words_.find(page_language(language))->second;
    const auto found = words.find(key);
    if (found == words.end()) throw std::logic_error("no text with the key " + std::string(key));
    return found->second;
}

std::string Texts::find(std::string_view language, std::string_view key) const {
    const ByKey& words = words_.find(page_language(language))->second;
    const auto found = words.find(key);
    return found == words.end() ? std::string() : found->second;
}

std::string Texts::filled(std::string_view language, std::string_view key,
                          const std::vector<std::pair<std::string, std::string>>& values) const {
    const std::string& pattern = at(language, key);
    std::string out;
    size_t from = 0;
    while (from < pattern.size()) {
        const size_t open = pattern.find('{', from);
        const size_t close = open == std::string::npos ? open : pattern.find('}', open);
        if (close == std::string::npos) break;
        out.append(pattern, from, open - from);
        const std::string_view name = std::string_view(pattern).substr(open + 1, close - open - 1);
        bool known = false;
        for (const auto& [value_name, value] : values) {
            if (value_name != name) continue;
            out += value;
            known = true;
            break;
        }
        if (!known) out.append(pattern, open, close - open + 1);
        from = close + 1;
        // "… 8:30 a. m." at a sentence's end has one full stop.
        if (out.ends_with('.') && from < pattern.size() && pattern[from] == '.') ++from;
    }
    if (from < pattern.size()) out.append(pattern, from);
    return out;
}

std::string Texts::fault_words(std::string_view language, const FieldFault& fault) const {
    const std::string own = "error." + form_field(fault.field) + "." + fault.code;
    std::string words = find(language, own);
    if (words.empty() && fault.field == "other_phone")
        words = find(language, "error.phone." + fault.code);
    if (words.empty()) words = find(language, "error.any." + fault.code);
    return words.empty() ? at(language, "error.any") : words;
}

std::string form_field(std::string_view field) {
    for (const auto& [api_name, form_name] : form_names) {
        if (field == api_name) return std::string(form_name);
    }
    const std::string_view head = field.substr(0, field.find('.'));
    const std::string_view list = head.substr(0, head.find('['));
    if (list == "red_flags") return "red_flags";
    return std::string(head == "source" && head != field ? field.substr(head.size() + 1) : field);
}

}  // namespace backline

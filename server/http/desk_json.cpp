#include "http/desk_json.h"

#include "app/words.h"
#include "domain/asked.h"
#include "http/instant_text.h"
#include "http/institute_words.h"

namespace backline {

using Json = nlohmann::json;

namespace {

Json text_or_null(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

std::string label_of_topic(const Institute& institute, const std::string& code) {
    const Topic* topic = institute.topic(code);
    return topic == nullptr ? code : topic->label_en;
}

Json source_json(const Source& source) {
    Json out = Json::object();
    const auto put = [&](const char* name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    put("from", source.from);
    put("utm_source", source.utm_source);
    put("utm_medium", source.utm_medium);
    put("utm_campaign", source.utm_campaign);
    put("utm_content", source.utm_content);
    put("utm_term", source.utm_term);
    return out;
}

Json attempts_json(const RequestView& view, const Institute& institute) {
    Json out = Json::array();
    for (const AttemptView& attempt : view.attempts) {
        const auto outcome = institute.rules.outcomes.find(attempt.outcome);
        const bool known = outcome != institute.rules.outcomes.end();
        out.push_back({{"id", attempt.id.text()},
                       {"number", attempt.number},
                       {"agent", attempt.agent},
                       {"started_at", rfc3339(attempt.started_at)},
                       {"ended_at", json_of(attempt.ended_at)},
                       {"outcome", text_or_null(attempt.outcome)},
                       {"outcome_label", known ? Json(outcome->second.label) : Json()},
                       {"note", text_or_null(attempt.note)},
                       {"reason", text_or_null(attempt.reason)},
                       {"reason_label", text_or_null(reason_label(attempt.reason))},
                       {"advice", text_or_null(attempt.advice)}});
    }
    return out;
}

Json history_json(const RequestView& view) {
    Json out = Json::array();
    for (const HistoryLine& line : view.history) {
        out.push_back({{"at", rfc3339(line.at)},
                       {"kind", line.kind},
                       {"actor", text_or_null(line.actor)},
                       {"text", line.text}});
    }
    return out;
}

Json red_flags_json(const RequestView& view, const Institute& institute) {
    Json out = Json::array();
    for (const std::string& id : view.red_flags) {
        const RedFlag* flag = institute.red_flag(id);
        out.push_back({{"id", id}, {"label", flag == nullptr ? id : flag->label_en}});
    }
    return out;
}

Json callable_json(const RequestView& view, const Institute& institute, Instant now) {
    const GateAnswer& gate = view.callable;
    if (gate.yes) {
        return {
            {"now", true}, {"reason", nullptr}, {"reason_text", nullptr}, {"allowed_at", nullptr}};
    }
    return {{"now", false},
            {"reason", gate.reason},
            {"reason_text", words_of(gate, institute, now)},
            {"allowed_at", gate.ever ? Json(rfc3339(gate.at)) : Json()}};
}

}  // namespace

Json json_of(const std::optional<Instant>& at) {
    return at ? Json(rfc3339(*at)) : Json();
}

Json json_of(const std::optional<Window>& window) {
    if (!window) return {};
    return {{"from", rfc3339(window->from)}, {"to", rfc3339(window->to)}};
}

Json json_of(const std::optional<Holder>& holder) {
    if (!holder) return {};
    return {{"id", holder->id.text()}, {"name", holder->name}};
}

Json json_of(const AskedTime& asked) {
    if (const auto* window = std::get_if<Window>(&asked)) return json_of(std::optional{*window});
    if (const auto* parts = std::get_if<DaysAndParts>(&asked)) {
        Json days = Json::array();
        Json names = Json::array();
        for (const unsigned day : parts->days) days.push_back(day_name(day));
        for (const DayPart part : parts->parts) names.push_back(name_of(part));
        return {{"days", days}, {"parts", names}};
    }
    return {{"asap", true}};
}

Json json_of(const QueueItem& item, const Institute& institute, Instant now) {
    const Standing standing = standing_of(item, institute, now);
    return {{"id", item.id.text()},
            {"reference", item.reference},
            {"kind", name_of(item.kind)},
            {"topic", item.topic},
            {"topic_label", label_of_topic(institute, item.topic)},
            {"language", item.language},
            {"interpreter", item.interpreter},
            {"state", item.state},
            {"phone_masked", item.phone_masked},
            {"attempts", item.attempts},
            {"due_at", rfc3339(item.due_at)},
            {"created_at", rfc3339(item.created_at)},
            {"asked", json_of(item.asked)},
            {"promise", json_of(item.promise)},
            {"red_flag", item.red_flag},
            {"place", standing.code},
            {"why", standing.why},
            {"target", standing.target},
            {"holder", json_of(item.holder)},
            {"held_until", json_of(item.held_until)},
            {"in_call", item.in_call},
            {"barred", text_or_null(item.barred)},
            {"no_speaker", item.no_speaker},
            {"unreadable", item.unreadable}};
}

Json json_of(const RequestView& view, const Institute& institute, Instant now) {
    const auto* closed = std::get_if<Closed>(&view.state);
    Json household = Json::array();
    for (const auto& relative : view.household) {
        household.push_back({{"id", relative.id.text()},
                             {"reference", relative.reference},
                             {"state", relative.state}});
    }
    Json out{{"id", view.id.text()},
             {"reference", view.reference},
             {"kind", name_of(view.kind)},
             {"state", name_of(view.state)},
             {"name", view.name},
             {"phone", text_or_null(view.phone)},
             {"extension", text_or_null(view.extension)},
             {"phone_display", text_or_null(view.phone_display)},
             {"phone_masked", view.phone_masked},
             {"email", text_or_null(view.email)},
             {"topic", view.topic},
             {"topic_label", label_of_topic(institute, view.topic)},
             {"reason", text_or_null(view.reason)},
             {"language", view.language},
             {"interpreter", view.interpreter},
             {"asked", json_of(view.asked)},
             {"voicemail_ok", view.voicemail_ok},
             {"text_ok", view.text_ok},
             {"relation", name_of(view.relation)},
             {"contact_name", text_or_null(view.contact_name)},
             {"existing_patient", view.existing_patient ? Json(*view.existing_patient) : Json()},
             {"source", source_json(view.source)},
             {"created_at", rfc3339(view.created_at)},
             {"resolution", closed == nullptr ? Json() : Json(closed->resolution)},
             {"household", std::move(household)},
             {"held_until", json_of(view.held_until)},
             {"voicemails_left", view.voicemails_left},
             {"suppressed", view.suppressed},
             {"barred", text_or_null(view.barred)},
             {"no_speaker", view.no_speaker},
             {"unreadable", view.unreadable},
             {"draft", view.draft}};
    // Assigned one by one: a pair of braces around some of these would be read as a list.
    out["due_at"] = json_of(view.due_at);
    out["promise"] = json_of(view.promise);
    out["holder"] = json_of(view.holder);
    out["red_flag"] = view.red_flag;
    out["red_flags"] = red_flags_json(view, institute);
    out["attempts"] = attempts_json(view, institute);
    out["history"] = history_json(view);
    out["callable"] = callable_json(view, institute, now);
    out["quarantine_reason"] = text_or_null(view.quarantine_reason);
    out["appointment"] = Json();
    if (view.appointment) {
        out["appointment"] = {{"visit_start", rfc3339(view.appointment->visit_start)},
                              {"location", view.appointment->location},
                              {"clinician", text_or_null(view.appointment->clinician)}};
    }
    out["open_attempt"] = Json();
    if (view.open_attempt && view.open_attempt_started_at) {
        out["open_attempt"] = {{"id", view.open_attempt->text()},
                               {"started_at", rfc3339(*view.open_attempt_started_at)}};
    }
    return out;
}

Json json_of(const Claim& claim, const Institute& institute, Instant now) {
    Json out{{"fence", claim.fence},
             {"lease_seconds", claim.lease_seconds},
             {"draft", claim.request.draft}};
    out["request"] = json_of(claim.request, institute, now);
    out["guide"] = guide_json(institute, claim.request.topic, claim.request.language);
    return out;
}

Json json_of(const Outcome& outcome) {
    Json needs = Json::array();
    const auto need = [&](bool needed, const char* name) {
        if (needed) needs.push_back(name);
    };
    need(outcome.needs_note, "note");
    need(outcome.needs_due_at, "due_at");
    need(outcome.needs_language, "language");
    need(outcome.needs_appointment, "appointment");
    need(outcome.needs_reason, "reason");
    need(outcome.needs_advice, "advice");
    need(outcome.needs_voicemail_permission, "voicemail_permission");
    need(outcome.needs_clinician, "clinician");
    Json takes = Json::array();
    if (takes_due_at(outcome) && !outcome.needs_due_at) takes.push_back("due_at");
    if (takes_mine(outcome)) takes.push_back("mine");
    if (takes_other_phone(outcome)) takes.push_back("other_phone");
    return {{"code", outcome.code},
            {"label", outcome.label},
            {"reached", name_of(outcome.reached)},
            {"next", name_of(outcome.next)},
            {"needs", std::move(needs)},
            {"takes", std::move(takes)},
            {"reasons", outcome.reasons},
            {"position", outcome.position}};
}

Json guide_json(const Institute& institute, std::string_view topic, std::string_view language) {
    const std::string_view spoken =
        words_or_none(institute, language, "emergency.title").empty() ? "en" : language;
    const Guide guide = institute.guide(topic, spoken);
    const auto notice = emergency_notice(institute, spoken);
    Json signs = Json::array();
    for (const Choice& sign : emergency_signs(institute, spoken)) signs.push_back(sign.label);
    Json questions = Json::array();
    for (const GuideQuestion& question : guide.questions) {
        questions.push_back(
            {{"id", question.id}, {"ask", question.ask}, {"note", text_or_null(question.note)}});
    }
    return {{"language", spoken},
            {"opening", guide.opening},
            {"voicemail", words_or_none(institute, spoken, "voicemail.text")},
            {"live_message", words_or_none(institute, spoken, "voicemail.live_message")},
            {"emergency_id", words_or_none(institute, spoken, "emergency.id")},
            {"emergency_title", notice.title},
            {"emergency", notice.lines},
            {"emergency_signs", std::move(signs)},
            {"questions", std::move(questions)},
            {"closing", guide.closing}};
}

}  // namespace backline

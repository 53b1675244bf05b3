#include "app/desk_view.h"

#include <algorithm>
#include <set>

#include "app/form_words.h"
#include "app/words.h"
#include "observe/report.h"
#include "vault/seal.h"

namespace backline {

bool is_lead(const Person& person) {
    return person.role == Role::lead;
}

bool is_hidden(const State& state, const Person& person) {
    return std::holds_alternative<Quarantined>(state) && !is_lead(person);
}

std::optional<Dossier> dossier_of(App& app, store::Transaction& transaction, const RequestId& id) {
    const auto keys = app.keys();
    auto row = store::find_request(transaction, *keys, id);
    if (!row) return std::nullopt;
    Dossier dossier{*std::move(row), {}, {}, {}};
    if (dossier.row.joined) dossier.also_asked = store::also_asked(transaction, id);
    if (dossier.row.called) dossier.attempts = store::attempts_of(transaction, *keys, id);
    dossier.others = store::calls_of_number(transaction, dossier.row.phone_index, id);
    return dossier;
}

RequestFacts facts_of(const Dossier& dossier) {
    const auto& row = dossier.row;
    return {row.state,        row.asked,      row.created_at,      row.flagged,
            row.voicemail_ok, row.suppressed, zones_of(row.phone), dossier.also_asked,
            row.standing,     row.sooner,     row.phone.empty(),   row.permitted_since};
}

std::string masked_of(const std::string& phone) {
    return phone.empty() ? "•••-•••-••••" : Phone::from_stored(phone).masked();
}

std::vector<std::string> zones_of(const std::string& phone) {
    return phone.empty() ? std::vector<std::string>{} : Phone::from_stored(phone).plausible_zones();
}

std::vector<PastAttempt> calls_to(const Dossier& dossier, const std::string& phone_index,
                                  std::vector<PastAttempt> others) {
    auto past = std::move(others);
    for (const auto& attempt : dossier.attempts)
        if (attempt.ended_at && attempt.phone_index == phone_index)
            past.push_back({attempt.started_at, attempt.outcome, attempt.counted});
    std::stable_sort(past.begin(), past.end(), [](const auto& one, const auto& next) {
        return one.started_at < next.started_at;
    });
    return past;
}

std::vector<PastAttempt> past_of(const Dossier& dossier) {
    return calls_to(dossier, dossier.row.phone_index, dossier.others);
}

GateAnswer gate_of(const Dossier& dossier, const Rules& rules, bool before_due) {
    const auto facts = facts_of(dossier);
    const auto past = past_of(dossier);
    const GateQuestion question{facts, past, dossier.row.now, false, before_due};
    return gate(question, rules.hours, rules.cadence, rules.gate);
}

namespace {

constexpr const char* kUnreadable = "(cannot be read)";

void add_attempts(RequestView& view, const Dossier& dossier, const Cadence& cadence) {
    int left = cadence.most_voicemails;
    for (const auto& attempt : dossier.attempts) {
        view.attempts.push_back({attempt.id, attempt.number, attempt.agent, attempt.started_at,
                                 attempt.ended_at, attempt.outcome, attempt.note, attempt.reason,
                                 attempt.advice});
        const bool same_number = attempt.phone_index == dossier.row.phone_index;
        if (attempt.outcome == "voicemail_left" && same_number) --left;
        if (attempt.unreadable) view.attempts.back().note = kUnreadable;
        if (attempt.unreadable) view.unreadable.emplace_back("attempts.note");
        if (!attempt.ended_at) view.open_attempt_started_at = attempt.started_at;
    }
    view.voicemails_left = view.voicemail_ok ? std::max(left, 0) : 0;
}

// Of a form that joined: its first line is the email and, after a tab, a number with an extension;
// the rest is the reason and, after a mark that no reason holds, who asked.
std::string joined_words(const std::string& words) {
    const auto line = words.find('\n');
    const auto head = words.substr(0, line);
    const auto tab = head.find('\t');
    const auto email = head.substr(0, tab);
    const auto number = tab == std::string::npos ? std::string{} : head.substr(tab + 1);
    const auto mark = words.find('\x1e');
    const auto contact = mark == std::string::npos ? std::string{} : words.substr(mark + 1);
    const auto reason =
        line == std::string::npos ? std::string{} : words.substr(line + 1, mark - line - 1);
    return (contact.empty() ? "" : "; asked by: " + contact) +
           (email.empty() ? "" : "; email: " + email) +
           (number.empty() ? "" : "; number: " + number) +
           (reason.empty() ? "" : "; reason: " + reason);
}

// What identifies, of what a corrected form said before; of the number no more than lists show.
std::string corrected_words(const std::string& words, const std::string& text) {
    const auto before = form_of_words(words);
    if (!before) return {};
    std::string said;
    const auto add = [&](const std::string& field, const std::string& value) {
        if (text.find(" " + field) != std::string::npos && !value.empty())
            said += (said.empty() ? " (before: " : "; ") + value;
    };
    add("name", before->name.text());
    add("phone", before->phone.masked());
    add("email", before->email ? before->email->text() : "");
    add("reason", before->reason);
    return said.empty() ? said : said + ")";
}

// How an entry's sealed words are told after its own.
std::string sealed_text(const std::string& action, const std::string& text,
                        const std::string& words) {
    if (action == "request.noted") return "Note: " + words;
    if (action == "request.joined") return text + joined_words(words);
    if (action == "request.number_changed") return text + " from " + masked_of(words);
    if (action == "phone.revealed") return text + ": " + words;
    if (action == "request.closed") return text + ". " + words;
    return text + corrected_words(words, text);
}

void add_history(App& app, store::Transaction& transaction, RequestView& view) {
    const auto institute = app.institute();
    bool unreadable = false;
    for (const auto& row : store::history_of(transaction, view.id)) {
        HistoryLine line{row.at, row.action, row.actor.empty() ? row.actor_kind : row.actor,
                         history_text(row, *institute)};
        static const std::set<std::string> told{
            "request.noted",          "request.joined", "request.corrected", "form.corrected",
            "request.number_changed", "phone.revealed", "request.closed"};
        if (told.contains(row.action) && !row.sealed.empty()) {
            const auto words =
                open(*app.keys(), Place{"journal", row.action, row.object}, row.sealed);
            unreadable = unreadable || !words;
            if (!words) line.text += ": " + std::string{kUnreadable};
            if (words) line.text = sealed_text(row.action, line.text, *words);
        }
        view.history.push_back(std::move(line));
    }
    if (!unreadable) return;
    view.unreadable.emplace_back("history");
    observe::report(
        observe::FieldUnreadable{"journal", "sealed", observe::EventId{view.id.text()}});
}

// What of the row may be shown as it stands.
RequestView plain_view(const store::RequestRow& row) {
    RequestView view;
    view.id = row.id;
    view.reference = row.reference;
    view.name = row.name;
    view.email = row.email;
    view.reason = row.reason;
    view.contact_name = row.contact_name;
    view.topic = row.topic;
    view.language = row.language;
    view.kind = row.kind;
    view.state = row.state;
    view.rank = row.rank;
    view.interpreter = row.interpreter;
    view.voicemail_ok = row.voicemail_ok;
    view.text_ok = row.text_ok;
    view.red_flag = row.flagged;
    view.suppressed = row.suppressed;
    view.barred = row.suppressed ? "suppressed" : row.barred;
    view.unreadable = row.unreadable;
    view.relation = row.relation;
    view.existing_patient = row.existing_patient;
    view.red_flags = row.red_flags;
    view.asked = row.asked;
    view.source = {row.origin.from,         row.origin.utm_source,  row.origin.utm_medium,
                   row.origin.utm_campaign, row.origin.utm_content, row.origin.utm_term};
    view.created_at = row.created_at;
    view.due_at = row.sooner ? row.sooner : due_at(row.state);
    view.promise = row.promise;
    view.appointment = row.appointment;
    view.open_attempt = row.open_attempt;
    return view;
}

}  // namespace

RequestView view_of(App& app, store::Transaction& transaction, const Dossier& dossier,
                    const Person& person) {
    const auto& row = dossier.row;
    const auto institute = app.institute();
    RequestView view = plain_view(row);
    view.phone_masked = masked_of(row.phone);
    view.phone_display = view.phone_masked;
    // However long the call, it is its caller's until a lead takes it over.
    const bool in_hand = row.claim_live || row.open_attempt;
    const bool holds = in_hand && row.claim_agent == person.id;
    if (holds && !row.phone.empty()) {
        const Phone phone = Phone::from_stored(row.phone);
        view.phone = phone.e164();
        view.extension = phone.extension();
        view.phone_display = phone.national();
    }
    if (in_hand && row.claim_agent) {
        view.holder = Holder{*row.claim_agent, row.claim_name};
        view.held_until = row.claim_until;
    }
    if (const auto* held = std::get_if<Quarantined>(&row.state)) view.quarantine_reason = held->why;
    add_attempts(view, dossier, institute->rules.cadence);
    add_history(app, transaction, view);
    auto around = store::around(transaction, *app.keys(), row, person.id, is_lead(person));
    for (const auto& relative : around.household)
        view.household.push_back({relative.id, relative.reference, relative.state});
    view.draft = std::move(around.draft);
    if (around.draft_unreadable) view.unreadable.emplace_back("draft");
    if (is_open(row.state))
        view.no_speaker =
            !store::has_speaker(transaction, row.language, institute->speaker_minutes);
    view.callable = gate_of(dossier, institute->rules, is_lead(person));
    return view;
}

QueueItem item_of(const store::QueueRow& row) {
    QueueItem item;
    item.id = row.id;
    item.reference = row.reference;
    item.topic = row.topic;
    item.language = row.language;
    item.state = row.state;
    item.phone_masked = masked_of(row.phone);
    if (row.unreadable) item.unreadable.emplace_back("phone");
    item.barred = row.barred;
    item.no_speaker = row.no_speaker;
    item.kind = row.kind;
    item.interpreter = row.interpreter;
    item.red_flag = row.red_flag;
    item.flagged = row.flagged;
    item.in_call = row.in_call;
    item.rank = row.rank;
    item.attempts = row.attempts;
    item.due_at = row.due_at;
    item.created_at = row.created_at;
    item.asked = row.asked;
    item.promise = row.promise;
    item.overdue_agent = row.overdue_agent;
    if (row.claim_agent) {
        item.holder = Holder{*row.claim_agent, row.claim_name};
        item.held_until = row.claim_until;
    }
    return item;
}

}  // namespace backline

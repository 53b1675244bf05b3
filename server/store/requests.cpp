#include "store/requests.h"

#include <stdexcept>

#include "observe/report.h"
#include "store/row.h"
#include "vault/blind_index.h"
#include "vault/seal.h"

namespace backline::store {

namespace {

// The same of a request, noted among what cannot be read of it.
std::string read_of(const Keyring& keys, observe::Word column, const pqxx::field& field,
                    const RequestId& id, std::vector<std::string>& unreadable) {
    auto text = opened(keys, "request", column, id.text(), field);
    if (!text) unreadable.emplace_back(column.text());
    return text.value_or("");
}

std::string index_of_phone(const Keyring& keys, const std::string& stored) {
    return blind_index(keys, IndexKind::phone, Phone::from_stored(stored).e164());
}

Text sealed(const Keyring& keys, const char* table, const char* column, const std::string& row,
            const std::string& text) {
    if (text.empty()) return std::nullopt;
    return bytea(seal(keys, Place{table, column, row}, text));
}

template <class Identity>
std::optional<Identity> maybe_id(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return Identity::trusted(string_of(field));
}

}  // namespace

std::optional<RequestRow> find_request(Transaction& transaction, const Keyring& keys,
                                       const RequestId& id) {
    const auto rows = run(transaction, sql::request::full, id.text());
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    RequestRow r;
    r.id = id;
    r.reference = string_of(row["reference"]);
    r.topic = string_of(row["topic"]);
    r.language = string_of(row["language"]);
    r.kind = kind_named(string_of(row["kind"])).value();
    r.state = state_of(row);
    r.rank = row["rank"].as<int>();
    r.interpreter = flag_of(row["interpreter"]);
    r.voicemail_ok = flag_of(row["voicemail_ok"]);
    r.text_ok = flag_of(row["text_ok"]);
    r.suppressed = flag_of(row["suppressed"]);
    r.relation = relation_named(string_of(row["relation"])).value();
    if (!row["existing_patient"].is_null()) r.existing_patient = flag_of(row["existing_patient"]);
    r.red_flags = elements_of(row["red_flags"]);
    r.flagged = flag_of(row["flagged"]);
    r.asked = asked_of(row);
    r.name = read_of(keys, "name", row["name_sealed"], id, r.unreadable);
    r.phone = read_of(keys, "phone", row["phone_sealed"], id, r.unreadable);
    r.email = read_of(keys, "email", row["email_sealed"], id, r.unreadable);
    r.reason = read_of(keys, "reason", row["reason_sealed"], id, r.unreadable);
    r.contact_name = read_of(keys, "contact_name", row["contact_name_sealed"], id, r.unreadable);
    r.phone_index = bytes_of(row["phone_index"]);
    // An index that is another number's would get round what bars this one.
    if (!r.phone.empty() && r.phone_index != index_of_phone(keys, r.phone)) {
        r.phone.clear();
        r.unreadable.emplace_back("phone");
    }
    r.origin = {string_of(row["source_from"]), string_of(row["utm_source"]),
                string_of(row["utm_medium"]),  string_of(row["utm_campaign"]),
                string_of(row["utm_content"]), string_of(row["utm_term"])};
    r.promise = promise_of(row);
    r.standing = standing_of(row);
    if (const auto own = maybe_instant(row["own_due_at"])) {
        r.sooner = maybe_instant(row["due_at"]);
        r.state = due_then(r.state, *own);
    }
    r.joined = flag_of(row["joined"]);
    r.barred = string_of(row["barred"]);
    r.permitted_since = maybe_instant(row["permitted_since"]);
    r.claim_agent = maybe_id<StaffId>(row["claim_agent"]);
    r.reserved_for = maybe_id<StaffId>(row["reserved_for"]);
    r.claim_name = string_of(row["claim_name"]);
    r.claim_until = maybe_instant(row["claim_until"]);
    r.claim_live = flag_of(row["claim_live"]);
    r.fence = row["fence"].as<long>();
    r.open_attempt = maybe_id<AttemptId>(row["open_attempt"]);
    r.created_at = instant_of(row["created_at"]);
    r.wanted_at = instant_of(row["wanted_at"]);
    r.now = instant_of(row["now"]);
    r.called = flag_of(row["called"]);
    r.first_attempt_at = maybe_instant(row["first_attempt_at"]);
    r.reached_at = maybe_instant(row["reached_at"]);
    r.appointment = appointment_of(row, keys);
    return r;
}

std::vector<AskedTime> also_asked(Transaction& transaction, const RequestId& id) {
    std::vector<AskedTime> asked;
    for (const auto& row : run(transaction, sql::submission::asked, id.text()))
        asked.push_back(asked_of(row));
    return asked;
}

bool lock_request(Transaction& transaction, const RequestId& id) {
    return !run(transaction, sql::request::lock, id.text()).empty();
}

std::optional<OtherRequest> lock_with_other(Transaction& transaction, const RequestId& id,
                                            const std::string& phone_index) {
    std::optional<OtherRequest> other;
    for (const auto& row :
         run(transaction, sql::request::lock_with_other, id.text(), bytea(phone_index)))
        if (string_of(row["id"]) != id.text())
            other =
                OtherRequest{RequestId::trusted(string_of(row["id"])), string_of(row["reference"])};
    return other;
}

std::vector<AttemptRow> attempts_of(Transaction& transaction, const Keyring& keys,
                                    const RequestId& id) {
    std::vector<AttemptRow> attempts;
    for (const auto& row : run(transaction, sql::attempt::of_request, id.text())) {
        AttemptRow attempt;
        attempt.id = AttemptId::trusted(string_of(row["id"]));
        attempt.number = row["number"].as<int>();
        attempt.agent = string_of(row["agent"]);
        attempt.agent_id = StaffId::trusted(string_of(row["agent_id"]));
        attempt.started_at = instant_of(row["started_at"]);
        attempt.ended_at = maybe_instant(row["ended_at"]);
        attempt.outcome = string_of(row["outcome"]);
        attempt.reason = string_of(row["reason"]);
        attempt.advice = string_of(row["advice"]);
        attempt.phone_index = bytes_of(row["phone_index"]);
        attempt.counted = row["counted"].is_null() || flag_of(row["counted"]);
        const auto note = opened(keys, "attempt", "note", attempt.id.text(), row["note_sealed"]);
        attempt.note = note.value_or("");
        attempt.unreadable = !note;
        attempts.push_back(std::move(attempt));
    }
    return attempts;
}

std::vector<PastAttempt> calls_of_number(Transaction& transaction, const std::string& phone_index,
                                         const RequestId& but) {
    std::vector<PastAttempt> calls;
    for (const auto& row :
         run(transaction, sql::attempt::of_number, bytea(phone_index), but.text()))
        calls.push_back({instant_of(row["started_at"]), string_of(row["outcome"]),
                         flag_of(row["counted"]), true});
    return calls;
}

Around around(Transaction& transaction, const Keyring& keys, const RequestRow& request,
              const StaffId& agent, bool with_quarantined) {
    Around found;
    const auto& id = request.id.text();
    for (const auto& row : run(transaction, sql::request::around, id, agent.text(),
                               bytea(request.phone_index), with_quarantined)) {
        if (string_of(row["what"]) == "draft") {
            const auto note = opened(keys, "draft", "note", id + agent.text(), row["note_sealed"]);
            found.draft = note.value_or("");
            found.draft_unreadable = !note;
        } else {
            found.household.push_back({RequestId::trusted(string_of(row["id"])),
                                       string_of(row["reference"]), string_of(row["state"])});
        }
    }
    return found;
}

bool save_draft(Transaction& transaction, const Keyring& keys, const RequestId& id,
                const StaffId& agent, long fence, const std::string& note) {
    const auto bytes = bytea(seal(keys, Place{"draft", "note", id.text() + agent.text()}, note));
    return !run(transaction, sql::request::save_draft, id.text(), agent.text(), fence, bytes)
                .empty();
}

namespace {

std::optional<ClaimRow> claim_in(const pqxx::result& rows) {
    if (rows.empty()) return std::nullopt;
    return ClaimRow{RequestId::trusted(string_of(rows[0]["id"])), rows[0]["fence"].as<long>(),
                    instant_of(rows[0]["claim_until"])};
}

}  // namespace

std::optional<ClaimRow> claim_next(Transaction& transaction, const ClaimWish& wish) {
    return claim_in(run(transaction, sql::claim::next, wish.agent.text(), array_of(wish.languages),
                        wish.lease_seconds, wish.speaker_minutes, wish.lead));
}

std::optional<ClaimRow> claim_given(Transaction& transaction, const Keyring& keys,
                                    const ClaimWish& wish, const RequestId& id,
                                    const std::string& reason) {
    return claim_in(run(transaction, sql::claim::given, wish.agent.text(), id.text(),
                        wish.lease_seconds, wish.lead,
                        sealed(keys, "journal", "claim", id.text(), reason)));
}

std::optional<ClaimRow> held_by(Transaction& transaction, const StaffId& agent) {
    return claim_in(run(transaction, sql::claim::held, agent.text()));
}

std::optional<ClaimState> claim_state(Transaction& transaction, const RequestId& id,
                                      const StaffId& agent) {
    const auto rows = run(transaction, sql::claim::state, id.text(), agent.text());
    if (rows.empty()) return std::nullopt;
    return ClaimState{string_of(rows[0]["state"]), string_of(rows[0]["holder"]),
                      flag_of(rows[0]["mine"]), flag_of(rows[0]["live"]),
                      flag_of(rows[0]["in_call"])};
}

std::optional<Instant> renew_claim(Transaction& transaction, const RequestId& id,
                                   const StaffId& agent, long fence, int lease_seconds) {
    const auto rows =
        run(transaction, sql::claim::renew, id.text(), agent.text(), fence, lease_seconds);
    if (rows.empty()) return std::nullopt;
    return instant_of(rows[0][0]);
}

bool release_claim(Transaction& transaction, const Keyring& keys, const RequestId& id,
                   const StaffId& agent, long fence, const std::string& reason) {
    return !run(transaction, sql::claim::release, id.text(), agent.text(), fence,
                sealed(keys, "journal", "claim", id.text(), reason))
                .empty();
}

void put_off(Transaction& transaction, const RequestId& id, Instant due_at,
             const std::string& why) {
    run(transaction, sql::claim::put_off, id.text(), text_of(due_at), why);
}

void bar(Transaction& transaction, const RequestId& id, const std::string& why,
         const StaffId& holder) {
    run(transaction, sql::request::bar, id.text(), why, holder.text());
}

void unbar(Transaction& transaction, const RequestId& id, const StaffId& lead) {
    run(transaction, sql::request::unbar, id.text(), lead.text());
}

long lapse_claims(Transaction& transaction, const std::optional<StaffId>& agent) {
    const Text whose = agent ? Text{agent->text()} : Text{};
    return static_cast<long>(run(transaction, sql::claim::lapse, whose).size());
}

std::optional<StartedRow> start_attempt(Transaction& transaction, const AttemptId& id,
                                        const RequestId& request, const StaffId& agent,
                                        long fence) {
    const auto rows =
        run(transaction, sql::attempt::start, id.text(), request.text(), agent.text(), fence);
    if (rows.empty()) return std::nullopt;
    return StartedRow{id, rows[0]["number"].as<int>(), instant_of(rows[0]["started_at"])};
}

long note_overdue_attempts(Transaction& transaction) {
    return static_cast<long>(run(transaction, sql::attempt::overdue).size());
}

void reopen_promises(Transaction& transaction, const AttemptId& attempt) {
    run(transaction, sql::promise::reopen, attempt.text());
}

std::optional<FoundAttempt> find_attempt(Transaction& transaction, const AttemptId& id) {
    const auto rows = run(transaction, sql::attempt::find, id.text());
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return FoundAttempt{RequestId::trusted(string_of(row["request_id"])),
                        StaffId::trusted(string_of(row["agent_id"])),
                        row["fence"].as<long>(),
                        row["number"].as<int>(),
                        instant_of(row["started_at"]),
                        maybe_instant(row["ended_at"]),
                        string_of(row["outcome"])};
}

std::optional<Instant> end_attempt(Transaction& transaction, const Keyring& keys,
                                   const EndedAttempt& e) {
    const FlatState next = flat(e.next);
    const auto id = e.id.text();
    const auto due = e.sooner ? e.sooner : next.due_at;
    const auto own_due = e.sooner ? text_of(next.due_at) : Text{};
    const Text own_rank = e.sooner ? Text{std::to_string(e.rank)} : Text{};
    const int rank = e.sooner ? e.sooner_rank : e.rank;
    const auto promise_from = e.promise ? text_of(std::optional{e.promise->from}) : Text{};
    const auto promise_to = e.promise ? text_of(std::optional{e.promise->to}) : Text{};
    const Text reserved = e.reserved_for ? Text{e.reserved_for->text()} : Text{};
    const Text visit = e.appointment ? Text{text_of(e.appointment->visit_start)} : Text{};
    const auto where = e.appointment ? e.appointment->location : std::string{};
    const auto whom = e.appointment ? e.appointment->clinician : std::string{};
    const Text closed =
        e.closed_business_seconds ? Text{std::to_string(*e.closed_business_seconds)} : Text{};
    const auto rows =
        run(transaction, sql::attempt::end, id, e.agent.text(), e.fence, e.outcome, e.reached,
            e.counted, sealed(keys, "attempt", "note", id, e.note), none_if_empty(e.reason),
            none_if_empty(e.advice), next.state, text_of(due), rank, promise_from, promise_to,
            next.resolution, closed, none_if_empty(e.language), reserved, e.suppress,
            e.business_seconds, visit, sealed(keys, "appointment", "location", id, where),
            sealed(keys, "appointment", "clinician", id, whom),
            sealed(keys, "journal", "attempt.ended", id, e.note), e.told, own_due, own_rank);
    if (rows.empty()) throw std::logic_error("a claim changed under its lock");
    return maybe_instant(rows[0]["due_at"]);
}

std::optional<AnsweredAttempt> answered_attempt(Transaction& transaction, const AttemptId& id) {
    const auto rows = run(transaction, sql::attempt::answered, id.text());
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    return AnsweredAttempt{state_told(row), maybe_instant(row["due_at"]), string_of(row["goes_on"]),
                           flag_of(row["number_changed"])};
}

void change_number(Transaction& transaction, const Keyring& keys, const RequestId& id,
                   const AttemptId& learned, const StaffId& agent, const NewNumber& number) {
    run(transaction, sql::request::change_number, id.text(), bytea(number.sealed),
        bytea(number.index), bytea(number.last_four_index), number.suppressed, learned.text(),
        agent.text(), sealed(keys, "journal", "request.number_changed", learned.text(), number.old),
        none_if_empty(number.barred));
}

void merge(Transaction& transaction, const RequestId& gone, const RequestId& into,
           const StaffId& agent) {
    run(transaction, sql::request::merge, gone.text(), into.text(), agent.text());
}

void share_numbers(Transaction& transaction, const std::vector<std::string>& phone_indexes) {
    std::vector<std::string> literals;
    literals.reserve(phone_indexes.size());
    for (const auto& index : phone_indexes) literals.push_back(bytea(index));
    run(transaction, sql::suppression::share_numbers, array_of(literals));
}

bool is_suppressed(Transaction& transaction, const std::string& phone_index) {
    return flag_of(run(transaction, sql::suppression::holds, bytea(phone_index))[0][0]);
}

void lock_number(Transaction& transaction, const std::string& phone_index) {
    run(transaction, sql::suppression::lock_number, bytea(phone_index));
}

void suppress_others(Transaction& transaction, const std::string& phone_index,
                     const RequestId& but) {
    run(transaction, sql::suppression::close_others, bytea(phone_index), but.text());
}

namespace {

std::vector<QueueRow> queue_rows(const pqxx::result& rows, const Keyring& keys) {
    std::vector<QueueRow> items;
    for (const auto& row : rows) {
        QueueRow item;
        item.id = RequestId::trusted(string_of(row["id"]));
        item.reference = string_of(row["reference"]);
        item.topic = string_of(row["topic"]);
        item.language = string_of(row["language"]);
        item.state = string_of(row["state"]);
        const auto phone = opened(keys, "request", "phone", item.id.text(), row["phone_sealed"]);
        item.phone = phone.value_or("");
        item.unreadable = !phone;
        item.kind = kind_named(string_of(row["kind"])).value();
        item.interpreter = flag_of(row["interpreter"]);
        item.red_flag = flag_of(row["red_flag"]);
        item.flagged = flag_of(row["flagged"]);
        item.in_call = flag_of(row["in_call"]);
        item.rank = row["rank"].as<int>();
        item.attempts = row["attempts"].as<int>();
        item.due_at = instant_of(row["due_at"]);
        item.created_at = instant_of(row["created_at"]);
        item.asked = asked_of(row);
        item.promise = promise_of(row);
        item.claim_agent = maybe_id<StaffId>(row["claim_agent"]);
        item.claim_name = string_of(row["claim_name"]);
        item.claim_until = maybe_instant(row["claim_until"]);
        item.barred = string_of(row["barred"]);
        items.push_back(std::move(item));
    }
    return items;
}

}  // namespace

std::vector<QueueRow> queue(Transaction& transaction, const Keyring& keys, bool lead,
                            int speaker_minutes) {
    const auto rows = run(transaction, sql::claim::queue, lead, speaker_minutes);
    auto items = queue_rows(rows, keys);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto row = rows[static_cast<int>(i)];
        items[i].overdue_agent = string_of(row["overdue_agent"]);
        items[i].no_speaker = flag_of(row["no_speaker"]);
    }
    return items;
}

bool has_speaker(Transaction& transaction, const std::string& language, int speaker_minutes) {
    return flag_of(run(transaction, sql::claim::speaker, language, speaker_minutes)[0][0]);
}

QueueCounts queue_counts(Transaction& transaction, bool lead) {
    const auto row = run(transaction, sql::claim::counts, lead)[0];
    return {instant_of(row["now"]),        number_of(row["seq"]),
            number_of(row["due"]),         number_of(row["later"]),
            number_of(row["claimed"]),     number_of(row["escalated"]),
            number_of(row["quarantined"]), number_of(row["held_red_flags"]),
            number_of(row["open"])};
}

std::vector<QueueRow> search(Transaction& transaction, const Keyring& keys,
                             const SearchKeys& wanted) {
    const auto index = [](const std::optional<std::string>& bytes) {
        return bytes ? Text{bytea(*bytes)} : Text{};
    };
    std::vector<std::string> words;
    for (const auto& word : wanted.name_words) words.push_back(bytea(word));
    const Text all_words = words.empty() ? Text{} : Text{array_of(words)};
    return queue_rows(run(transaction, sql::request::search, none_if_empty(wanted.state),
                          none_if_empty(wanted.reference), index(wanted.phone_index),
                          index(wanted.last_four_index), index(wanted.email_index), all_words,
                          none_if_empty(wanted.before), wanted.with_quarantined,
                          text_of(wanted.from), text_of(wanted.until)),
                      keys);
}

int seal_visits(Transaction& transaction, const Keyring& keys, int most) {
    const auto rows = run(transaction, sql::appointment::in_clear, most);
    for (const auto& row : rows) {
        const auto attempt = string_of(row["attempt_id"]);
        run(transaction, sql::appointment::seal, string_of(row["request_id"]),
            sealed(keys, "appointment", "location", attempt, string_of(row["location"])),
            sealed(keys, "appointment", "clinician", attempt, string_of(row["clinician"])));
    }
    return static_cast<int>(rows.size());
}

std::vector<FoldedBefore> folded_before(Transaction& transaction, const Keyring& keys, int most) {
    std::vector<FoldedBefore> before;
    for (const auto& row : run(transaction, sql::request::folded_before, most)) {
        FoldedBefore request{RequestId::trusted(string_of(row["id"])), {}, {}};
        const auto text = [&](const char* column, const pqxx::field& field) {
            if (field.is_null()) return std::string{};
            return open(keys, Place{"request", column, request.id.text()}, bytes_of(field))
                .value_or("");
        };
        request.name = text("name", row["name_sealed"]);
        request.email = text("email", row["email_sealed"]);
        before.push_back(std::move(request));
    }
    return before;
}

void fold(Transaction& transaction, const RequestId& id, const std::string& name_index,
          const std::vector<std::string>& name_words, const std::string& email_index) {
    const auto index = [](const std::string& bytes) {
        return bytes.empty() ? Text{} : Text{bytea(bytes)};
    };
    std::vector<std::string> words;
    for (const auto& word : name_words) words.push_back(bytea(word));
    run(transaction, sql::request::fold, id.text(), index(name_index),
        words.empty() ? Text{} : Text{array_of(words)}, index(email_index));
}

bool release_quarantined(Transaction& transaction, const RequestId& id, const StaffId& lead,
                         Instant due_at, int rank, const Window& promise,
                         const std::string& barred) {
    return !run(transaction, sql::request::release_quarantined, id.text(), lead.text(),
                text_of(due_at), rank, text_of(promise.from), text_of(promise.to),
                none_if_empty(barred))
                .empty();
}

bool release_joined(Transaction& transaction, const RequestId& id, const StaffId& lead) {
    return !run(transaction, sql::request::release_joined, id.text(), lead.text()).empty();
}

bool close_request(Transaction& transaction, const Keyring& keys, const RequestId& id,
                   const StaffId& by, const Closure& closure) {
    return !run(transaction, sql::request::close, id.text(), by.text(), closure.resolution,
                closure.business_seconds,
                sealed(keys, "journal", "request.closed", id.text(), closure.note),
                closure.suppress)
                .empty();
}

long settle_promises(Transaction& transaction) {
    return static_cast<long>(run(transaction, sql::promise::settle).size());
}

}  // namespace backline::store

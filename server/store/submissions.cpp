#include "store/submissions.h"

#include <stdexcept>

#include "observe/report.h"
#include "store/row.h"
#include "vault/seal.h"

namespace backline::store {

Context context(Transaction& transaction) {
    const auto row = run(transaction, sql::submission::context)[0];
    return {instant_of(row["now"]), Pace{row["ahead"].as<int>(), row["agents"].as<int>(),
                                         std::chrono::seconds{row["handle_seconds"].as<int>()}}};
}

std::map<std::string, Known> known(Transaction& transaction,
                                   const std::vector<std::string>& addresses,
                                   const std::vector<std::string>& phones, const Limits& limits) {
    const auto literals = [](const std::vector<std::string>& indexes) {
        std::vector<std::string> texts;
        texts.reserve(indexes.size());
        for (const auto& index : indexes) texts.push_back(bytea(index));
        return array_of(texts);
    };
    std::map<std::string, Known> found;
    for (const auto& row :
         run(transaction, sql::submission::known, literals(addresses), literals(phones),
             limits.per_address_hour, limits.per_phone_day, limits.suspects))
        found[bytes_of(row["value"])] = {row["seen"].as<long>(),     flag_of(row["suppressed"]),
                                         row["suspects"].as<long>(), row["passed"].as<long>(),
                                         row["unproven"].as<long>(), row["flagged"].as<long>()};
    return found;
}

namespace {

// The columns of a batch, each an array literal with one element per form.
class Column {
  public:
    void add(const Text& value) { values_.push_back(value); }
    std::string literal() const { return array_of(values_); }

  private:
    std::vector<Text> values_;
};

Text flag(bool value) {
    return value ? "t" : "f";
}
Text bytes_or_null(const std::string& bytes) {
    if (bytes.empty()) return std::nullopt;
    return bytea(bytes);
}
Text bytes_or_null(const std::optional<std::string>& bytes) {
    if (!bytes) return std::nullopt;
    return bytea(*bytes);
}

constexpr std::size_t kColumns = 52;

// In the order of sql/queries/submission/save.sql.
std::array<Text, kColumns> columns_of(std::size_t place, const SubmissionRow& r) {
    std::vector<std::string> words;
    for (const auto& word : r.name_word_index) words.push_back(bytea(word));
    const FlatAsked asked = flat(r.asked);
    const FlatState state = flat(r.state);
    const Text existing = r.existing_patient ? flag(*r.existing_patient) : Text{};
    const Text taken_by = r.taken_by ? Text{r.taken_by->text()} : Text{};
    return {std::to_string(place),
            bytea(r.key_hash),
            bytea(r.body_mac),
            r.id.text(),
            r.reference,
            bytea(r.token_hash),
            text_of(r.promise.from),
            text_of(r.promise.to),
            r.page_language,
            bytes_or_null(r.address_index),
            bytes_or_null(r.render_nonce),
            r.kind,
            r.topic,
            r.language,
            flag(r.interpreter),
            r.relation,
            existing,
            flag(r.voicemail_ok),
            flag(r.text_ok),
            array_of(r.red_flags),
            text_of(asked.from),
            text_of(asked.to),
            asked.days,
            asked.parts,
            bytea(r.name_sealed),
            bytea(r.phone_sealed),
            bytes_or_null(r.email_sealed),
            bytes_or_null(r.reason_sealed),
            bytea(r.phone_index),
            bytea(r.last_four_index),
            bytes_or_null(r.email_index),
            bytea(r.name_index),
            array_of(words),
            r.consent_text_id,
            none_if_empty(r.origin.from),
            none_if_empty(r.origin.utm_source),
            none_if_empty(r.origin.utm_medium),
            none_if_empty(r.origin.utm_campaign),
            none_if_empty(r.origin.utm_content),
            none_if_empty(r.origin.utm_term),
            taken_by,
            state.state,
            state.quarantine_reason,
            text_of(state.due_at),
            std::to_string(r.rank),
            flag(r.suppressed),
            text_of(r.wanted_at),
            bytes_or_null(r.contact_name_sealed),
            std::to_string(r.edition),
            bytes_or_null(r.words_sealed),
            none_if_empty(r.barred),
            flag(r.proven)};
}

template <std::size_t... Places>
pqxx::result run_columns(Transaction& transaction, const std::array<Column, kColumns>& columns,
                         std::index_sequence<Places...>) {
    return run(transaction, sql::submission::save, columns[Places].literal()...);
}

}  // namespace

std::vector<SavedRow> save(Transaction& transaction, const std::vector<SubmissionRow>& rows) {
    std::array<Column, kColumns> columns;
    for (std::size_t place = 0; place < rows.size(); ++place) {
        const auto values = columns_of(place, rows[place]);
        for (std::size_t i = 0; i < kColumns; ++i) columns[i].add(values[i]);
    }
    std::vector<SavedRow> saved(rows.size());
    for (const auto& row : run_columns(transaction, columns, std::make_index_sequence<kColumns>{}))
        saved.at(row["n"].as<std::size_t>()) = {flag_of(row["fresh"]), flag_of(row["made"])};
    return saved;
}

std::optional<PastAnswer> answer_of_key(Transaction& transaction, const std::string& key_hash) {
    const auto rows = run(transaction, sql::submission::by_key, bytea(key_hash));
    if (rows.empty()) return std::nullopt;
    return PastAnswer{bytes_of(rows[0]["body_mac"]),
                      rows[0]["edition"].as<int>(),
                      string_of(rows[0]["reference"]),
                      string_of(rows[0]["language"]),
                      *promise_of(rows[0]),
                      instant_of(rows[0]["answered_at"])};
}

std::optional<RequestId> open_of_person(Transaction& transaction, const SubmissionRow& row) {
    const auto found = run(transaction, sql::submission::open_of_person, bytea(row.phone_index),
                           bytea(row.name_index));
    if (found.empty()) return std::nullopt;
    return RequestId::trusted(string_of(found[0][0]));
}

bool join(Transaction& transaction, const SubmissionRow& row, const std::string& words) {
    const auto open_one = open_of_person(transaction, row);
    if (!open_one) return false;
    const FlatAsked asked = flat(row.asked);
    const Text existing = row.existing_patient ? flag(*row.existing_patient) : Text{};
    const Text taken_by = row.taken_by ? Text{row.taken_by->text()} : Text{};
    const auto& id = open_one->text();
    run(transaction, sql::submission::join, bytea(row.key_hash), id, row.voicemail_ok, row.text_ok,
        row.interpreter, array_of(row.red_flags), text_of(asked.from), text_of(asked.to),
        asked.days, asked.parts, row.id.text(), row.kind, row.topic, row.language, row.relation,
        existing, row.consent_text_id, bytea(words), taken_by, text_of(due_at(row.state)));
    run(transaction, sql::request::aim, id, Text{}, Text{}, text_of(due_at(row.state)));
    return true;
}

std::optional<LinkedRow> find_linked(Transaction& transaction, const Keyring& keys,
                                     const std::string& token_hash) {
    const auto rows = run(transaction, sql::submission::by_token, bytea(token_hash));
    if (rows.empty()) return std::nullopt;
    const auto row = rows[0];
    LinkedRow linked;
    linked.key_hash = bytes_of(row["key_hash"]);
    linked.body_mac = bytes_of(row["body_mac"]);
    linked.words_sealed = bytes_of(row["words_sealed"]);
    linked.edition = row["edition"].as<int>();
    linked.id = RequestId::trusted(string_of(row["request_id"]));
    linked.reference = string_of(row["reference"]);
    linked.language = string_of(row["language"]);
    linked.resolution = string_of(row["resolution"]);
    linked.last_outcome = string_of(row["last_outcome"]);
    linked.state = state_of(row);
    linked.suppressed = flag_of(row["suppressed"]);
    linked.barred = flag_of(row["barred"]);
    linked.number = row["number"].as<int>();
    linked.others_stand = flag_of(row["others_stand"]);
    linked.news = flag_of(row["news"]);
    linked.agreed_since = flag_of(row["agreed_since"]);
    linked.withdrawn = !row["withdrawn_at"].is_null();
    linked.called = flag_of(row["called"]);
    linked.in_call = !row["open_attempt"].is_null();
    linked.voicemail_ok = flag_of(row["voicemail_ok"]);
    linked.red_flag = flag_of(row["red_flag"]);
    linked.attempts = row["attempts"].as<int>();
    linked.now = instant_of(row["now"]);
    linked.submitted_at = instant_of(row["submitted_at"]);
    linked.created_at = instant_of(row["created_at"]);
    linked.permitted_since = instant_of(row["permitted_since"]);
    linked.wanted_at = instant_of(row["wanted_at"]);
    linked.told = Window{instant_of(row["told_from"]), instant_of(row["told_to"])};
    if (!row["standing_from"].is_null())
        linked.standing = Window{instant_of(row["standing_from"]), instant_of(row["standing_to"])};
    linked.promise = promise_of(row);
    linked.appointment = appointment_of(row, keys);
    if (linked.appointment) linked.appointment_sequence = row["sequence"].as<int>();
    linked.asked = asked_of(row);
    linked.phone_index = bytes_of(row["phone_index"]);
    linked.name_index = bytes_of(row["name_index"]);
    const auto phone =
        open(keys, Place{"request", "phone", linked.id.text()}, bytes_of(row["phone_sealed"]));
    // Of the page it takes nothing but the caller's zone.
    if (!phone)
        observe::report(
            observe::FieldUnreadable{"request", "phone", observe::EventId{linked.id.text()}});
    linked.phone = phone.value_or("");
    return linked;
}

bool withdraw(Transaction& transaction, const RequestId& id, int business_seconds) {
    return !run(transaction, sql::request::withdraw, id.text(), business_seconds).empty();
}

void tell(Transaction& transaction, const std::string& token_hash, const AskedTime& asked,
          const Window& told, bool moved) {
    const FlatAsked to = flat(asked);
    run(transaction, sql::submission::tell, bytea(token_hash), text_of(told.from), text_of(told.to),
        text_of(to.from), text_of(to.to), to.days, to.parts, moved);
}

bool move_window(Transaction& transaction, const LinkedRow& form, const AskedTime& asked,
                 Instant due_at, const Window& promise, Instant wanted_at) {
    const FlatAsked to = flat(asked);
    return !run(transaction, sql::request::move_window, form.id.text(), text_of(to.from),
                text_of(to.to), to.days, to.parts, text_of(due_at), text_of(promise.from),
                text_of(promise.to), text_of(wanted_at), form.number)
                .empty();
}

namespace {

// Meant anew after `form` changed; `due_at`: from when on it may be called now, if it is.
void aim(Transaction& transaction, const LinkedRow& form, const Text& due_at) {
    run(transaction, sql::request::aim, form.id.text(), text_of(form.told.from),
        text_of(form.told.to), due_at);
}

}  // namespace

void withdraw_form(Transaction& transaction, const LinkedRow& form, const std::string& token_hash) {
    run(transaction, sql::submission::withdraw, bytea(token_hash));
    aim(transaction, form, Text{});
}

void move_form(Transaction& transaction, const LinkedRow& form, const Window& told,
               Instant due_at) {
    run(transaction, sql::promise::void_of_form, form.id.text(), form.number);
    run(transaction, sql::promise::add, form.id.text(), text_of(told.from), text_of(told.to),
        form.number);
    aim(transaction, form, text_of(due_at));
}

bool correct(Transaction& transaction, const LinkedRow& form, const SubmissionRow& r,
             const Correction& correction) {
    std::vector<std::string> words;
    for (const auto& word : r.name_word_index) words.push_back(bytea(word));
    const FlatAsked asked = flat(r.asked);
    const FlatState state = flat(r.state);
    const Text existing = r.existing_patient ? flag(*r.existing_patient) : Text{};
    return !run(transaction, sql::submission::correct, form.id.text(), bytea(form.key_hash), r.kind,
                r.topic, r.language, r.interpreter, r.relation, existing, r.voicemail_ok, r.text_ok,
                array_of(r.red_flags), text_of(asked.from), text_of(asked.to), asked.days,
                asked.parts, bytea(r.name_sealed), bytea(r.phone_sealed),
                bytes_or_null(r.email_sealed), bytes_or_null(r.reason_sealed), bytea(r.phone_index),
                bytea(r.last_four_index), bytes_or_null(r.email_index), bytea(r.name_index),
                array_of(words), r.consent_text_id, r.page_language, state.state,
                text_of(state.due_at), r.rank, r.suppressed, text_of(r.promise.from),
                text_of(r.promise.to), text_of(r.wanted_at), bytea(r.body_mac),
                bytes_or_null(r.words_sealed), r.edition, array_of(correction.fields),
                bytes_or_null(correction.before), bytes_or_null(r.contact_name_sealed),
                none_if_empty(r.barred))
                .empty();
}

std::optional<std::string> put_aside(Transaction& transaction, const LinkedRow& form,
                                     const SubmissionRow& aside, bool stand,
                                     const Correction& correction) {
    const auto rows = run(transaction, sql::submission::put_aside, bytea(form.key_hash),
                          bytea(aside.key_hash), bytea(aside.token_hash), aside.reference, !stand,
                          array_of(correction.fields), bytes_or_null(correction.before));
    std::optional<std::string> nonce;
    if (!rows.empty() && !rows[0][0].is_null()) nonce = bytes_of(rows[0][0]);
    if (!stand) aim(transaction, form, Text{});
    return nonce;
}

void replace(Transaction& transaction, const RequestId& id, const RequestId& by) {
    run(transaction, sql::request::replaced, id.text(), by.text());
}

RequestId request_of(Transaction& transaction, const std::string& key_hash) {
    const auto found = run(transaction, sql::submission::request_of, bytea(key_hash));
    return RequestId::trusted(string_of(found[0][0]));
}

std::optional<PageBefore> same_page(Transaction& transaction, const SubmissionRow& row) {
    const auto rows =
        run(transaction, sql::submission::same_page, bytes_or_null(row.render_nonce),
            bytes_or_null(row.address_index), bytea(row.phone_index), bytea(row.name_index));
    if (rows.empty()) return std::nullopt;
    return PageBefore{bytes_of(rows[0]["key_hash"]), flag_of(rows[0]["same_name"]),
                      flag_of(rows[0]["same_address"])};
}

}  // namespace backline::store

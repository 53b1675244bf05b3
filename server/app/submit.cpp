#include "app/submit.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "app/desk_view.h"
#include "app/form_words.h"
#include "app/identity_index.h"
#include "app/sealed_phone.h"
#include "domain/reference.h"
#include "observe/report.h"
#include "store/journal.h"
#include "store/submissions.h"
#include "vault/blind_index.h"
#include "vault/chain.h"
#include "vault/seal.h"
#include "vault/token.h"

namespace backline {

namespace {

// What makes two forms the same: everything that was asked, not when or from where it was sent.
std::string asked_in(const Form& form) {
    std::vector<std::optional<std::string>> fields{
        std::string{name_of(form.kind)},
        form.name.text(),
        form.phone.stored(),
        form.email ? std::optional{form.email->text()} : std::nullopt,
        form.topic,
        form.reason,
        form.language,
        form.interpreter ? "interpreter" : "",
        form.voicemail_ok ? "voicemail" : "",
        form.text_ok ? "text" : "",
        form.consent_text_id,
        std::string{name_of(form.relation)},
        form.existing_patient ? std::optional<std::string>{*form.existing_patient ? "yes" : "no"}
                              : std::nullopt};
    if (const auto* window = std::get_if<Window>(&form.asked)) {
        fields.emplace_back(std::to_string(window->from.time_since_epoch().count()));
        fields.emplace_back(std::to_string(window->to.time_since_epoch().count()));
    } else if (const auto* parts = std::get_if<DaysAndParts>(&form.asked)) {
        for (const unsigned day : parts->days) fields.emplace_back("day" + std::to_string(day));
        for (const DayPart part : parts->parts) fields.emplace_back(std::string{name_of(part)});
    }
    for (const auto& flag : form.red_flags) fields.emplace_back("flag:" + flag);
    if (form.contact_name) fields.emplace_back("contact:" + form.contact_name->text());
    return canonical_entry(fields);
}

// s of the figures: max(created, start of the asked window). No asked time holds a red flag up.
Instant wanted_at(const AskedTime& asked, bool red_flag, const Zone& zone, Instant now) {
    if (red_flag || std::holds_alternative<AsSoonAsPossible>(asked)) return now;
    if (const auto* window = std::get_if<Window>(&asked)) return std::max(now, window->from);
    LocalDay day = zone.day(now);
    for (int looked = 0; looked < 15; ++looked, day += std::chrono::days{1})
        for (const auto& span : asked_spans(asked, zone, day))
            if (span.to > now) return std::max(now, span.from);
    return now;
}

struct Batch {
    App& app;
    std::shared_ptr<const Institute> institute;
    std::shared_ptr<const Keyring> keys;
    const std::vector<Form>& forms;

    std::string index(IndexKind kind, const std::string& value) const {
        return blind_index(*keys, kind, value);
    }
    std::string address_index(const Form& form) const {
        return index(IndexKind::submission_key, "address:" + form.address);
    }
    std::string key_hash(const Form& form) const {
        return index(IndexKind::submission_key, "key:" + form.key);
    }
    // Nobody suppresses one of their numbers meanwhile. Before any row is locked.
    void hold_numbers(store::Transaction& transaction) const {
        std::vector<std::string> numbers;
        numbers.reserve(forms.size());
        for (const auto& form : forms)
            numbers.push_back(index(IndexKind::phone, form.phone.e164()));
        store::share_numbers(transaction, numbers);
    }
    // Tells a replay from other words, and nobody without the key who said them.
    std::string body_mac(const std::string& key_hash, const Form& form) const {
        return index(IndexKind::submission_key, "body:" + key_hash + asked_in(form));
    }
    std::string token(const std::string& key_hash) const {
        return link_token(app.master(), base64url(key_hash));
    }
};

std::map<std::string, store::Known> known_of(store::Transaction& transaction, const Batch& batch) {
    std::set<std::string> addresses, phones;
    for (const auto& form : batch.forms) {
        if (!form.address.empty()) addresses.insert(batch.address_index(form));
        phones.insert(batch.index(IndexKind::phone, form.phone.e164()));
    }
    const auto& form = batch.app.config().form;
    return store::known(transaction, {addresses.begin(), addresses.end()},
                        {phones.begin(), phones.end()},
                        {form.per_address_hour, form.per_phone_day,
                         form.suspects_per_address_hour > 0 || form.unproven_per_address > 0 ||
                             form.red_flags_per_address > 0});
}

// An address that mostly sends what machines send has lost its credit for the hour, also for forms
// that bear no mark of their own; one from which as many people write keeps it.
bool address_of_suspects(const store::Known& address, int at_least) {
    return at_least > 0 && address.suspects >= at_least && address.suspects > address.passed;
}

// The reason to hold a form back, if any: what the edge saw, or a limit that it went over.
std::string suspicion_of(const Batch& batch, const Form& form,
                         const std::map<std::string, store::Known>& known,
                         const std::string& phone) {
    if (form.taken_by) return {};
    if (!form.suspicion.empty()) return form.suspicion;
    const auto over = [&](const std::string& index, int limit) {
        return limit > 0 && known.at(index).seen >= limit;
    };
    const auto& limits = batch.app.config().form;
    if (!form.address.empty()) {
        const auto address = batch.address_index(form);
        if (over(address, limits.per_address_hour)) return "address_limit";
        if (address_of_suspects(known.at(address), limits.suspects_per_address_hour))
            return "address_of_suspects";
        const auto& seen = known.at(address);
        const auto full = [](long count, int limit) { return limit > 0 && count >= limit; };
        if (!form.proven && full(seen.unproven, limits.unproven_per_address))
            return "address_without_proof";
        if (!form.red_flags.empty() && full(seen.flagged, limits.red_flags_per_address))
            return "red_flags_of_address";
    }
    if (over(phone, limits.per_phone_day)) return "phone_limit";
    return {};
}

void seal_identity(const Batch& batch, const Form& form, store::SubmissionRow& row) {
    const auto sealed = [&](const char* column, const std::string& text) {
        return text.empty() ? std::string{}
                            : seal(*batch.keys, Place{"request", column, row.id.text()}, text);
    };
    row.name_sealed = sealed("name", form.name.text());
    auto phone = sealed_phone(*batch.keys, row.id, form.phone);
    row.phone_sealed = std::move(phone.sealed);
    row.email_sealed = form.email ? sealed("email", form.email->text()) : std::string{};
    row.reason_sealed = sealed("reason", form.reason);
    if (form.contact_name)
        row.contact_name_sealed = sealed("contact_name", form.contact_name->text());
    row.phone_index = std::move(phone.index);
    row.last_four_index = std::move(phone.last_four_index);
    if (form.email) row.email_index = index_of(*batch.keys, *form.email);
    auto name = index_of(*batch.keys, form.name);
    row.name_index = std::move(name.whole);
    row.name_word_index = std::move(name.words);
}

// The place of what a form said; its row's key never changes while it is kept there.
Place words_place(const std::string& row) {
    return {"submission", "words", row};
}

// Under a key of its own, or under that of a form which says this from now on.
store::SubmissionRow row_of(const Batch& batch, const Form& form, const std::string& key_hash,
                            const RequestId& id, const store::Context& context,
                            const std::map<std::string, store::Known>& known) {
    store::SubmissionRow row;
    const auto& rules = batch.institute->rules;
    const bool red_flag = !form.red_flags.empty();
    row.id = id;
    row.key_hash = key_hash;
    row.body_mac = batch.body_mac(key_hash, form);
    row.edition = form.edition;
    row.words_sealed = seal(*batch.keys, words_place(base64url(key_hash)), form_words(form));
    row.reference = Reference::of(random_bits()).text();
    row.token_hash = token_digest(batch.token(row.key_hash));
    row.page_language = form.page_language;
    row.proven = form.proven;
    if (!form.address.empty()) row.address_index = batch.address_index(form);
    if (!form.render_nonce.empty()) row.render_nonce = form.render_nonce;
    seal_identity(batch, form, row);
    RequestFacts facts{New{context.now},
                       form.asked,
                       context.now,
                       red_flag,
                       form.voicemail_ok,
                       false,
                       form.phone.plausible_zones()};
    facts.permitted_since = context.now;
    const Promise told =
        promise(facts, context.pace, rules.hours, rules.cadence, rules.gate, context.now);
    row.promise = told.window;
    row.state = New{told.due_at};
    row.suppressed = known.at(row.phone_index).suppressed;
    if (!row.suppressed)
        row.barred = barred_for_ever(facts, context.now, rules.hours, rules.cadence, rules.gate);
    if (row.suppressed || !row.barred.empty()) row.state = Escalated{context.now};
    const auto suspicion = suspicion_of(batch, form, known, row.phone_index);
    if (!suspicion.empty()) {
        row.state = Quarantined{suspicion};
        row.barred.clear();
    }
    row.rank = rank_of(row.state, red_flag);
    row.wanted_at = wanted_at(form.asked, red_flag, rules.hours.zone(), context.now);
    row.kind = std::string{name_of(form.kind)};
    row.topic = form.topic;
    row.language = form.language;
    row.relation = std::string{name_of(form.relation)};
    row.interpreter = form.interpreter;
    row.voicemail_ok = form.voicemail_ok;
    row.text_ok = form.text_ok;
    row.existing_patient = form.existing_patient;
    row.red_flags = form.red_flags;
    row.asked = form.asked;
    row.consent_text_id = form.consent_text_id;
    row.origin = {form.source.from,         form.source.utm_source,  form.source.utm_medium,
                  form.source.utm_campaign, form.source.utm_content, form.source.utm_term};
    row.taken_by = form.taken_by;
    return row;
}

// The open request that a form was to join closed meanwhile: nothing of the batch may stand.
struct JoinedNothing {};

// What became of one form of a batch: an answer, or none where its render token (or, once in a
// million years, its reference) is another form's. Nothing of such a form was saved.
using Outcomes = std::vector<std::optional<Result<Receipt>>>;

// What identifies in a form that joined, for its journal entry: see joined_words in desk_view.cpp.
// The number is the request's own, but for its extension.
std::string sealed_words(const Batch& batch, const Form& form, const store::SubmissionRow& row) {
    return seal(*batch.keys, Place{"journal", "request.joined", row.id.text()},
                (form.email ? form.email->text() : "") +
                    (form.phone.extension().empty() ? "" : "\t" + form.phone.national()) + "\n" +
                    form.reason + (form.contact_name ? "\x1e" + form.contact_name->text() : ""));
}

// A key that only the page which it was drawn for can know: a random UUID.
bool is_unguessable(const std::string& key) {
    if (key.size() != 36 || (key[14] != '4' && key[14] != '7')) return false;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? key[i] != '-' : std::isxdigit(static_cast<unsigned char>(key[i])) == 0)
            return false;
    }
    return true;
}

// Words other than the key was answered for; where these are not known, a replay.
bool other_words(const store::PastAnswer& before, const std::string& body_mac) {
    return !before.body_mac.empty() && before.body_mac != body_mac;
}

Receipt answered(const store::PastAnswer& before, const std::string& token) {
    return {before.reference, token, before.language, before.promise, before.answered_at, true};
}

std::optional<Result<Receipt>> answer(store::Transaction& transaction, const Batch& batch,
                                      const Form& form, const store::SubmissionRow& row,
                                      const store::SavedRow& saved, Instant now) {
    const std::string token = batch.token(row.key_hash);
    if (saved.fresh) {
        if (!saved.made && !store::join(transaction, row, sealed_words(batch, form, row)))
            throw JoinedNothing{};
        return Receipt{row.reference, token, form.page_language, row.promise, now, false};
    }
    const auto before = store::answer_of_key(transaction, row.key_hash);
    if (!before) return std::nullopt;
    // What a page said before it was mended may come late. Under a key that others can guess it may
    // be anybody's.
    const bool late = form.edition < before->edition && is_unguessable(form.key);
    if (other_words(*before, row.body_mac) && !late)
        return Result<Receipt>{invalid("submission_id", "key_reused")};
    return answered(*before, token);
}

Outcomes save_batch(App& app, const std::vector<Form>& forms) {
    const Batch batch{app, app.institute(), app.keys(), forms};
    return store::transact(app.form(), [&](store::Transaction& transaction) {
        batch.hold_numbers(transaction);
        auto context = store::context(transaction);
        auto known = known_of(transaction, batch);
        std::set<std::string> keys;
        std::vector<store::SubmissionRow> rows;
        rows.reserve(forms.size());
        for (const auto& form : forms) {
            const auto id = RequestId::trusted(new_uuid(context.now));
            rows.push_back(row_of(batch, form, batch.key_hash(form), id, context, known));
            if (!keys.insert(rows.back().key_hash).second) continue;
            // The limits and the pace count those before it in the same batch, too.
            const auto& row = rows.back();
            if (std::holds_alternative<New>(row.state)) ++context.pace.ahead;
            if (!std::holds_alternative<Quarantined>(row.state)) ++known.at(row.phone_index).seen;
            if (!row.address_index) continue;
            auto& address = known.at(*row.address_index);
            ++address.seen;
            if (!form.proven) ++address.unproven;
            // A page that stood open overnight, or whose trap a browser filled, is a person's.
            const auto& mark = form.suspicion;
            if (!mark.empty() && mark != "too_old" && mark != "honeypot") ++address.suspects;
            if (std::holds_alternative<Quarantined>(row.state)) continue;
            ++address.passed;
            if (!form.red_flags.empty()) ++address.flagged;
        }
        const auto saved = store::save(transaction, rows);
        // Joined in one order by every server, so that two batches never wait for each other.
        std::vector<std::size_t> places(forms.size());
        std::iota(places.begin(), places.end(), std::size_t{0});
        std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
            return std::tie(rows[a].phone_index, rows[a].name_index) <
                   std::tie(rows[b].phone_index, rows[b].name_index);
        });
        Outcomes outcomes(forms.size());
        for (const std::size_t i : places)
            outcomes[i] = answer(transaction, batch, forms[i], rows[i], saved[i], context.now);
        return outcomes;
    });
}

// The form of the same page, where this one's render token was used before.
std::optional<store::PageBefore> page_before(App& app, const Form& form) {
    const std::vector<Form> one{form};
    const Batch batch{app, app.institute(), app.keys(), one};
    store::SubmissionRow row;
    if (!form.address.empty()) row.address_index = batch.address_index(form);
    row.render_nonce = form.render_nonce;
    row.phone_index = batch.index(IndexKind::phone, form.phone.e164());
    row.name_index = batch.index(IndexKind::name, form.name.folded());
    return store::transact(app.form(), [&](store::Transaction& transaction) {
        return store::same_page(transaction, row);
    });
}

// A render token that another used before is a machine's mark, never a reason to lose a form.
// Somebody else of one household has the same page at the same address.
Form without_token(App& app, Form form) {
    if (form.render_nonce.empty()) return form;
    if (form.suspicion.empty()) {
        const auto page = page_before(app, form);
        if (!page || !page->same_address) form.suspicion = "render_token_reused";
    }
    form.render_nonce.clear();
    form.proven = false;  // that piece of work was another form's
    return form;
}

// The same person's page sent again under another key: what it says now takes the place of what it
// said first, or joins it. Nothing where its token was somebody else's.
std::optional<Result<Receipt>> said_again(App& app, const Form& form);

constexpr int kTriesAlone = 3;
constexpr std::size_t kMostMendedDigits = 3;

Result<Receipt> save_alone(App& app, Form form) {
    for (int tries = 0; tries < kTriesAlone; ++tries) {
        try {
            if (auto done = save_batch(app, {form}).front()) return *std::move(done);
            if (auto done = said_again(app, form)) return *std::move(done);
            form = without_token(app, std::move(form));
        } catch (const JoinedNothing&) {
        } catch (const store::Conflict&) {
        }
    }
    return fail(Overloaded{1});
}

// Those whose token was taken, and not by the same page, are saved together once more without it.
std::vector<Result<Receipt>> save_all(App& app, const std::vector<Form>& forms) {
    Outcomes outcomes = save_batch(app, forms);
    std::vector<Form> again;
    for (std::size_t i = 0; i < forms.size(); ++i) {
        if (!outcomes[i]) outcomes[i] = said_again(app, forms[i]);
        if (!outcomes[i]) again.push_back(without_token(app, forms[i]));
    }
    Outcomes second;
    if (!again.empty()) second = save_batch(app, again);
    std::vector<Result<Receipt>> answers;
    answers.reserve(forms.size());
    std::size_t next = 0;
    for (auto& outcome : outcomes) {
        if (!outcome) outcome = std::move(second[next++]);
        answers.push_back(outcome ? *std::move(outcome) : fail(Overloaded{1}));
    }
    return answers;
}

// The connection broke during COMMIT: it may have happened or not. Each form is sent in once more,
// which its key makes safe: what was saved answers as it did, what was not is saved now. Of what
// the database stayed away for, nobody knows.
std::vector<Result<Receipt>> after_doubt(App& app, const std::vector<Form>& forms) {
    std::vector<Result<Receipt>> answers;
    answers.reserve(forms.size());
    for (const auto& form : forms) {
        try {
            answers.push_back(save_alone(app, form));
        } catch (const store::Lost&) {
            answers.push_back(fail(InDoubt{}));
        }
    }
    return answers;
}

// In one transaction, or each alone where one member spoils the batch.
std::vector<Result<Receipt>> save_each(App& app, const std::vector<Form>& forms) {
    try {
        return save_all(app, forms);
    } catch (const store::Unknown&) {
        return after_doubt(app, forms);
    } catch (const store::Lost&) {
        throw;
    } catch (...) {
        if (forms.size() > 1)
            observe::report(observe::BatchFailed{static_cast<int>(forms.size()), {}});
    }
    std::vector<Result<Receipt>> answers;
    for (const auto& form : forms) {
        try {
            answers.push_back(save_alone(app, form));
        } catch (const store::Refused&) {
            if (forms.size() == 1) throw;
            answers.push_back(fail(Overloaded{1}));  // a bug, but no neighbour's misfortune
        } catch (const store::Collided&) {
            answers.push_back(fail(Overloaded{1}));
        }
    }
    return answers;
}

// Whether the page tells what was answered to this form and no more: of a form that is held back or
// went into another request, and of one that joined a request, unless it stood alone when something
// came of it. Otherwise anybody could find out whether a number is known, and what for.
bool shows_as_sent(const store::LinkedRow& row) {
    if (row.number > 1 && !row.news) return true;
    if (const auto* closed = std::get_if<Closed>(&row.state))
        return closed->resolution == "duplicate";
    return std::holds_alternative<Quarantined>(row.state) || row.suppressed;
}

// What was agreed on a call before this form stood alone is between us and whoever sent the others;
// so is a time that another form picked.
bool agreed_before(const store::LinkedRow& row) {
    const bool picked = row.promise == row.told;
    return std::holds_alternative<Scheduled>(row.state) && !row.agreed_since && !picked;
}

// The window that the page tells: what stands of what this form was told, else what was agreed on a
// call; before any call also what was told and not kept.
std::optional<Window> window_shown(const store::LinkedRow& row, bool as_sent) {
    if (as_sent) return row.told;
    if (row.standing) return row.standing;
    if (std::holds_alternative<New>(row.state) && !row.called) return row.told;
    if (agreed_before(row)) return std::nullopt;
    return row.promise;
}

// Nobody has called, nobody is calling, and it waits for just that.
bool before_any_call(const store::LinkedRow& row) {
    if (row.called || row.in_call) return false;
    return std::holds_alternative<New>(row.state) ||
           std::holds_alternative<Quarantined>(row.state) ||
           (std::holds_alternative<Escalated>(row.state) && (row.suppressed || row.barred));
}

std::optional<Form> words_of(const Keyring& keys, const store::LinkedRow& row) {
    if (row.words_sealed.empty()) return std::nullopt;
    const auto words = open(keys, words_place(base64url(row.key_hash)), row.words_sealed);
    if (!words) return std::nullopt;
    auto form = form_of_words(*words);
    // Another time may have been asked for since.
    if (form) form->asked = row.asked;
    return form;
}

PatientStatus status_of(const Keyring& keys, const store::LinkedRow& row) {
    PatientStatus status;
    status.reference = row.reference;
    status.language = row.language;
    status.now = row.now;
    status.asked = row.asked;
    status.red_flag = row.red_flag;
    if (row.withdrawn) {
        status.state = "closed";
        status.resolution = "withdrawn";
        return status;
    }
    const bool as_sent = shows_as_sent(row);
    const bool closed = !as_sent && std::holds_alternative<Closed>(row.state);
    // A call hinders only who would take the request itself away; one form among several never
    // does.
    const bool busy = row.in_call && !row.others_stand;
    status.state = as_sent ? "new" : agreed_before(row) ? "retry" : std::string{name_of(row.state)};
    if (closed) status.resolution = row.resolution;
    if (!closed) status.promise = window_shown(row, as_sent);
    // Whatever a lead closed it with since.
    status.sent_to_emergency = !as_sent && row.last_outcome == "emergency_redirected";
    status.number_failed =
        !as_sent && std::holds_alternative<Escalated>(row.state) &&
        (row.last_outcome == "wrong_number" || row.last_outcome == "disconnected");
    status.meant_as_asked =
        !row.red_flag && (as_sent || row.standing || status.promise == row.told);
    status.can_withdraw = !closed && !busy;
    status.can_change_window =
        !closed && !busy && (as_sent || !std::holds_alternative<Escalated>(row.state));
    const auto words = words_of(keys, row);
    // A call may have given another number since.
    status.zones = words && as_sent ? words->phone.plausible_zones() : zones_of(row.phone);
    if (words && !busy && (as_sent || before_any_call(row)))
        status.last_four = words->phone.last_four();
    if (row.appointment && !as_sent) {
        status.visit_start = row.appointment->visit_start;
        status.visit_location = row.appointment->location;
        status.visit_clinician = row.appointment->clinician;
        status.visit_sequence = row.appointment_sequence;
    }
    return status;
}

Result<store::LinkedRow> find(App& app, store::Transaction& transaction, const std::string& token) {
    if (token.size() != 22) return fail(NotFound{});
    auto row = store::find_linked(transaction, *app.keys(), token_digest(token));
    if (!row) return fail(NotFound{});
    return *std::move(row);
}

// The form of a link with its request's row locked: what it says now stays true.
Result<store::LinkedRow> find_locked(App& app, store::Transaction& transaction,
                                     const std::string& token) {
    auto row = find(app, transaction, token);
    while (row) {
        store::lock_request(transaction, row->id);
        auto again = find(app, transaction, token);
        if (!again || again->id == row->id) return again;
        row = std::move(again);  // corrected meanwhile, into another request
    }
    return row;
}

// --- what a form says instead of what it said ---

// One correction on its way: the form as it stands, its request's row locked, and its new words.
struct Correcting {
    store::Transaction& transaction;
    const Batch& batch;  // of the new words alone
    const store::Context& context;
    const std::map<std::string, store::Known>& known;
    const store::LinkedRow& linked;
    const std::optional<Form>& before;

    const Form& form() const { return batch.forms.front(); }
    bool same_person(const store::SubmissionRow& row) const {
        return row.phone_index == linked.phone_index && row.name_index == linked.name_index;
    }
};

store::Correction correction_of(const Correcting& c, const char* action) {
    if (!c.before) return {};
    return {
        differing_fields(*c.before, c.form()),
        seal(*c.batch.keys, Place{"journal", action, c.linked.id.text()}, form_words(*c.before))};
}

// A promise stays where nothing that it hangs on has changed and its time is not over: whatever
// becomes of the request, or its answer would tell.
void keep_promise(const Correcting& c, store::SubmissionRow& row) {
    if (!c.before) return;
    const bool same = c.before->asked == c.form().asked &&
                      c.before->red_flags == c.form().red_flags &&
                      c.before->phone.plausible_zones() == c.form().phone.plausible_zones();
    if (!same || c.linked.told.to <= c.context.now) return;
    row.promise = c.linked.told;
    auto* due = std::get_if<New>(&row.state);
    if (due == nullptr) return;
    if (const auto* was = std::get_if<New>(&c.linked.state)) due->due_at = was->due_at;
    due->due_at = std::max(due->due_at, row.promise.from);
}

// Signs of an emergency that the form did not have, where its address has sent as many as it may:
// with them it is a form of its own, and a lead's.
bool adds_signs_too_many(const Correcting& c) {
    const auto& form = c.form();
    const int most = c.batch.app.config().form.red_flags_per_address;
    const bool adds = !form.red_flags.empty() && (!c.before || c.before->red_flags.empty());
    if (!adds || most <= 0 || form.address.empty()) return false;
    return c.known.at(c.batch.address_index(form)).flagged >= most;
}

// In its place: the request becomes what it would have been. Nothing where it cannot: other forms
// stand by what was said, somebody has called, another request is this person's, or the number has
// had its share of the day.
std::optional<Window> correct_in_place(const Correcting& c) {
    if (c.linked.others_stand || c.linked.withdrawn || !before_any_call(c.linked))
        return std::nullopt;
    const bool held_back = std::holds_alternative<Quarantined>(c.linked.state);
    if (!held_back && adds_signs_too_many(c)) return std::nullopt;
    const auto number = c.batch.index(IndexKind::phone, c.form().phone.e164());
    auto known = c.known;
    const int most = c.batch.app.config().form.per_phone_day;
    const bool other_number = number != c.linked.phone_index;
    if (other_number && !held_back && most > 0 && known.at(number).seen >= most)
        return std::nullopt;
    // What marks a machine was judged when the form first came.
    known.at(number).seen = 0;
    Form form = c.form();
    form.suspicion.clear();
    form.address.clear();
    auto row = row_of(c.batch, form, c.linked.key_hash, c.linked.id, c.context, known);
    if (!held_back && !row.suppressed) {
        const auto open_one = store::open_of_person(c.transaction, row);
        if (open_one && *open_one != c.linked.id) return std::nullopt;
    }
    keep_promise(c, row);
    row.wanted_at = wanted_at(form.asked, !form.red_flags.empty(),
                              c.batch.institute->rules.hours.zone(), c.linked.created_at);
    if (!store::correct(c.transaction, c.linked, row, correction_of(c, "request.corrected")))
        return std::nullopt;
    return row.promise;
}

// Whether the words before the correction go on standing beside the new ones: those of the same
// person, and of a call that is on.
bool old_words_stand(const Correcting& c, bool same_person) {
    if (c.linked.withdrawn || std::holds_alternative<Closed>(c.linked.state)) return true;
    if (c.linked.others_stand) return false;
    return same_person || c.linked.in_call;
}

// By the rules of any other form, under the key, the reference and the link that it has.
Window stand_afresh(const Correcting& c) {
    const auto id = RequestId::trusted(new_uuid(c.context.now));
    auto row = row_of(c.batch, c.form(), c.linked.key_hash, id, c.context, c.known);
    row.reference = c.linked.reference;
    keep_promise(c, row);
    const bool stands = old_words_stand(c, c.same_person(row));
    store::SubmissionRow aside;
    aside.key_hash = random_bytes(row.key_hash.size());
    aside.token_hash = token_digest(new_token_128());
    aside.reference = Reference::of(random_bits()).text();
    row.render_nonce = store::put_aside(c.transaction, c.linked, aside, stands,
                                        correction_of(c, "form.corrected"));
    const auto saved = store::save(c.transaction, {row}).front();
    if (!saved.fresh) throw JoinedNothing{};
    if (!saved.made && !store::join(c.transaction, row, sealed_words(c.batch, c.form(), row)))
        throw JoinedNothing{};
    if (stands || c.linked.others_stand) return row.promise;
    if (before_any_call(c.linked)) {
        store::replace(c.transaction, c.linked.id, store::request_of(c.transaction, row.key_hash));
    } else {
        const auto waited =
            c.batch.institute->rules.hours.open_between(c.linked.wanted_at, c.linked.now);
        store::withdraw(c.transaction, c.linked.id, static_cast<int>(waited.count()));
    }
    return row.promise;
}

Window correct(const Correcting& c) {
    const auto promise = correct_in_place(c);
    return promise ? *promise : stand_afresh(c);
}

// The form of `linked`, which says from now on what the batch's one form does.
Receipt corrected(store::Transaction& transaction, const Batch& batch,
                  const store::Context& context, const store::LinkedRow& linked,
                  const std::optional<Form>& before, const std::string& token) {
    const auto known = known_of(transaction, batch);
    const auto told = correct({transaction, batch, context, known, linked, before});
    const auto& language = batch.forms.front().page_language;
    return {linked.reference, token, language, told, context.now, true};
}

// Another person, who found the page as the last one left it.
bool is_another(const Form& form, const std::optional<Form>& before) {
    return before && before->name.folded() != form.name.folded() &&
           before->phone.e164() != form.phone.e164();
}

// Of a key that was answered for other words. Nothing: it is another person's form.
std::optional<Result<Receipt>> correct_by_page(App& app, const Form& form) {
    const std::vector<Form> one{form};
    const Batch batch{app, app.institute(), app.keys(), one};
    return store::transact(
        app.form(), [&](store::Transaction& transaction) -> std::optional<Result<Receipt>> {
            batch.hold_numbers(transaction);
            const auto context = store::context(transaction);
            const auto key_hash = batch.key_hash(form);
            const auto token = batch.token(key_hash);
            const auto linked = find_locked(app, transaction, token);
            const auto past = store::answer_of_key(transaction, key_hash);
            if (!linked || !past) return Result<Receipt>{invalid("submission_id", "key_reused")};
            const bool other = other_words(*past, batch.body_mac(key_hash, form));
            if (!other || form.edition < past->edition) return answered(*past, token);
            if (form.edition == past->edition && !form.scriptless)
                return Result<Receipt>{invalid("submission_id", "key_reused")};
            const auto before = words_of(*batch.keys, *linked);
            if (form.edition == past->edition && is_another(form, before)) return std::nullopt;
            return corrected(transaction, batch, context, *linked, before, token);
        });
}

// Tried again where two corrections meet.
template <class Work>
auto again_where_they_meet(Work&& work) {
    for (int tries = 1;; ++tries) {
        try {
            return work();
        } catch (const JoinedNothing&) {
            if (tries == kTriesAlone) throw store::Lost{};
        } catch (const store::Conflict&) {
            if (tries == kTriesAlone) throw store::Lost{};
        } catch (const store::Collided&) {
            if (tries == kTriesAlone) throw store::Lost{};
        }
    }
}

// The same person's words with a slip of the finger mended, not those of somebody of the same name.
bool is_mended(const Form& form, const std::optional<Form>& before, bool same_address) {
    if (!before || before->phone.e164() == form.phone.e164()) return true;
    if (!same_address) return false;
    const auto old_number = before->phone.e164(), number = form.phone.e164();
    if (form.email && before->email && form.email->text() == before->email->text()) return true;
    if (old_number.size() != number.size()) return false;
    std::size_t differing = 0;
    for (std::size_t i = 0; i < number.size(); ++i) differing += old_number[i] != number[i];
    return differing <= kMostMendedDigits;
}

// Only where the form that was sent first still stands, for a call.
bool stands_for_a_call(const store::LinkedRow& row) {
    return !row.withdrawn && is_open(row.state);
}

std::optional<Result<Receipt>> say_again(App& app, const Form& form) {
    const auto page = page_before(app, form);
    if (!page || !page->same_name) return std::nullopt;
    std::vector<Form> one{form};
    const Batch batch{app, app.institute(), app.keys(), one};
    const auto token = batch.token(page->key_hash);
    return again_where_they_meet([&] {
        return store::transact(
            app.form(), [&](store::Transaction& transaction) -> std::optional<Result<Receipt>> {
                batch.hold_numbers(transaction);
                const auto context = store::context(transaction);
                const auto linked = find_locked(app, transaction, token);
                const auto past = store::answer_of_key(transaction, page->key_hash);
                if (!linked || !past || !stands_for_a_call(*linked)) return std::nullopt;
                const auto before = words_of(*batch.keys, *linked);
                if (!is_mended(form, before, page->same_address)) return std::nullopt;
                if (!other_words(*past, batch.body_mac(page->key_hash, form)))
                    return answered(*past, token);
                one.front().edition = past->edition + 1;
                return corrected(transaction, batch, context, *linked, before, token);
            });
    });
}

// Others of its batch are saved by now, whatever becomes of this one.
std::optional<Result<Receipt>> said_again(App& app, const Form& form) {
    if (form.render_nonce.empty() || !form.suspicion.empty()) return std::nullopt;
    try {
        return say_again(app, form);
    } catch (const store::Unknown&) {
        return Result<Receipt>{fail(InDoubt{})};
    } catch (const store::Lost&) {
        return Result<Receipt>{fail(Overloaded{1})};
    } catch (const store::Refused&) {
        return Result<Receipt>{fail(Overloaded{1})};
    }
}

Result<Receipt> correct_alone(App& app, const Form& form) {
    const auto done = again_where_they_meet([&] { return correct_by_page(app, form); });
    if (done) return *done;
    const std::vector<Form> one{form};
    const Batch batch{app, app.institute(), app.keys(), one};
    Form another = form;
    another.key += "/" + base64url(batch.body_mac(batch.key_hash(form), form));
    // The page was drawn for the one before, as was its piece of work.
    another.render_nonce.clear();
    another.proven = false;
    return save_alone(app, std::move(another));
}

bool is_reused(const Result<Receipt>& answer) {
    const auto* invalid = answer ? nullptr : std::get_if<Invalid>(&answer.error());
    return invalid != nullptr && invalid->faults.front().code == "key_reused";
}

// Of the same page: only what cannot be guessed may change what another form said.
bool may_correct(const Form& form) {
    return !form.taken_by && (form.edition > 0 || form.scriptless) && is_unguessable(form.key);
}

Result<Receipt> replay_or_refuse(App& app, const Form& form) {
    const std::vector<Form> one{form};
    const Batch batch{app, app.institute(), app.keys(), one};
    const auto own = batch.key_hash(form);
    const auto page = form.render_nonce.empty() ? std::nullopt : page_before(app, form);
    return store::transact(app.form(), [&](store::Transaction& transaction) -> Result<Receipt> {
        for (const auto& key_hash : {own, page && page->same_name ? page->key_hash : own}) {
            const auto before = store::answer_of_key(transaction, key_hash);
            if (before && !other_words(*before, batch.body_mac(key_hash, form)))
                return answered(*before, batch.token(key_hash));
        }
        return fail(*form.untimely);
    });
}

bool is_untimely(const Form& form) {
    return form.untimely.has_value();
}

// Those that may be saved are, the others get what they were told before, if they were.
std::vector<Result<Receipt>> save_timely(App& app, const std::vector<Form>& forms) {
    if (std::none_of(forms.begin(), forms.end(), is_untimely)) return save_each(app, forms);
    std::vector<Form> timely;
    std::remove_copy_if(forms.begin(), forms.end(), std::back_inserter(timely), is_untimely);
    auto saved = timely.empty() ? std::vector<Result<Receipt>>{} : save_each(app, timely);
    auto next = saved.begin();
    std::vector<Result<Receipt>> answers;
    for (const auto& form : forms)
        answers.push_back(is_untimely(form) ? replay_or_refuse(app, form) : std::move(*next++));
    return answers;
}

}  // namespace

std::vector<Result<Receipt>> submit(App& app, const std::vector<Form>& forms) {
    auto answers = save_timely(app, forms);
    for (std::size_t i = 0; i < forms.size(); ++i) {
        if (!is_reused(answers[i]) || !may_correct(forms[i])) continue;
        // The others are saved, whatever becomes of this one.
        try {
            answers[i] = correct_alone(app, forms[i]);
        } catch (const store::Unknown&) {
            answers[i] = fail(InDoubt{});
        } catch (const store::Lost&) {
            answers[i] = fail(Overloaded{1});
        } catch (const store::Refused&) {
            if (forms.size() == 1) throw;
            answers[i] = fail(Overloaded{1});
        }
    }
    const auto& rules = app.institute()->rules;
    for (std::size_t i = 0; i < forms.size(); ++i) {
        if (!answers[i]) continue;
        auto& receipt = *answers[i];
        receipt.zones = forms[i].phone.plausible_zones();
        RequestFacts facts{New{receipt.now},      forms[i].asked, receipt.now,  false,
                           forms[i].voicemail_ok, false,          receipt.zones};
        facts.permitted_since = receipt.now;
        receipt.callable =
            barred_for_ever(facts, receipt.now, rules.hours, rules.cadence, rules.gate).empty();
    }
    app.nudge();
    return answers;
}

Result<PatientStatus> patient_view(App& app, const std::string& token) {
    return store::transact(app.form(),
                           [&](store::Transaction& transaction) -> Result<PatientStatus> {
                               return find(app, transaction, token).map([&](const auto& row) {
                                   return status_of(*app.keys(), row);
                               });
                           });
}

namespace {

// For whoever looks at its page.
bool over(const store::LinkedRow& row) {
    return row.withdrawn || (std::holds_alternative<Closed>(row.state) && !shows_as_sent(row));
}

void correct_by_link(App& app, store::Transaction& transaction, const store::Context& context,
                     const store::LinkedRow& row, const Form& form) {
    const std::vector<Form> one{form};
    const Batch batch{app, app.institute(), app.keys(), one};
    const auto known = known_of(transaction, batch);
    correct({transaction, batch, context, known, row, words_of(*batch.keys, row)});
}

RequestFacts facts_for(const store::LinkedRow& row, const AskedTime& asked) {
    RequestFacts facts{New{row.now},       asked, row.now, row.red_flag, row.voicemail_ok, false,
                       zones_of(row.phone)};
    facts.permitted_since = row.permitted_since;
    return facts;
}

}  // namespace

Result<PatientStatus> withdraw(App& app, const std::string& token) {
    const auto done =
        store::transact(app.form(), [&](store::Transaction& transaction) -> Result<void> {
            const auto row = find_locked(app, transaction, token);
            if (!row) return fail(row.error());
            if (over(*row)) return {};
            if (row->others_stand || std::holds_alternative<Closed>(row->state)) {
                store::withdraw_form(transaction, *row, token_digest(token));
                return {};
            }
            const auto waited = app.institute()->rules.hours.open_between(row->wanted_at, row->now);
            if (!store::withdraw(transaction, row->id, static_cast<int>(waited.count())))
                return fail(WrongState{"in_call"});
            return {};
        });
    if (!done) return fail(done.error());
    app.nudge();
    return patient_view(app, token);
}

Result<PatientStatus> ask_for_window(App& app, const std::string& token, const AskedTime& asked) {
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto move = [&](store::Transaction& transaction) -> Result<void> {
        // Where its request is over, its words make another one.
        const auto seen = find(app, transaction, token);
        if (!seen) return fail(seen.error());
        std::vector<std::string> numbers{seen->phone_index};
        if (const auto words = words_of(*app.keys(), *seen))
            numbers.push_back(blind_index(*app.keys(), IndexKind::phone, words->phone.e164()));
        store::share_numbers(transaction, numbers);
        const auto context = store::context(transaction);
        const auto row = find_locked(app, transaction, token);
        if (!row) return fail(row.error());
        if (row->phone_index != seen->phone_index) throw store::Collided{};
        if (over(*row)) return fail(WrongState{"closed"});
        const auto status = status_of(*app.keys(), *row);
        if (!status.can_change_window)
            return fail(WrongState{status.can_withdraw ? "with_a_clinician" : "in_call"});
        if (auto refused = unmeetable(facts_for(*row, asked), rules.hours, rules.cadence,
                                      rules.gate, row->now))
            return fail(*std::move(refused));
        // Its request is over, which its page does not tell: it is called all the same.
        if (std::holds_alternative<Closed>(row->state))
            if (auto form = words_of(*app.keys(), *row)) {
                form->asked = asked;
                form->edition = row->edition;
                correct_by_link(app, transaction, context, *row, *form);
                return {};
            }
        const Promise told = promise(facts_for(*row, asked), context.pace, rules.hours,
                                     rules.cadence, rules.gate, row->now);
        bool moved = false;
        if (!row->others_stand) {
            // s of the figures: as soon as possible means since the request was made.
            const bool at_once = std::holds_alternative<AsSoonAsPossible>(asked);
            const auto wanted = wanted_at(asked, row->red_flag, rules.hours.zone(),
                                          at_once ? row->created_at : row->now);
            moved = store::move_window(transaction, *row, asked, told.due_at, told.window, wanted);
            // What is held back or with a lead stays where it is; its page answers like any
            // other.
            if (!moved && !shows_as_sent(*row)) return fail(WrongState{"changed"});
        }
        store::tell(transaction, token_digest(token), asked, told.window, moved);
        if (!moved) store::move_form(transaction, *row, told.window, told.due_at);
        return {};
    };
    const auto done = again_where_they_meet([&] { return store::transact(app.form(), move); });
    if (!done) return fail(done.error());
    app.nudge();
    return patient_view(app, token);
}

Result<PatientStatus> correct_phone(App& app, const std::string& token, const Phone& phone) {
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto correct_now = [&](store::Transaction& transaction) -> Result<void> {
        store::share_numbers(transaction,
                             {blind_index(*app.keys(), IndexKind::phone, phone.e164())});
        const auto context = store::context(transaction);
        const auto row = find_locked(app, transaction, token);
        if (!row) return fail(row.error());
        if (over(*row)) return fail(WrongState{"closed"});
        auto form = words_of(*app.keys(), *row);
        if (!form || status_of(*app.keys(), *row).last_four.empty())
            return fail(WrongState{row->in_call ? "in_call" : "called"});
        if (form->phone.stored() == phone.stored()) return {};
        RequestFacts facts = facts_for(*row, row->asked);
        facts.plausible_zones = phone.plausible_zones();
        if (auto refused = unmeetable(facts, rules.hours, rules.cadence, rules.gate, row->now))
            return fail(*std::move(refused));
        form->phone = phone;
        // What the page sends again from before is outdated by now.
        form->edition = row->edition + 1;
        correct_by_link(app, transaction, context, *row, *form);
        return {};
    };
    const auto done =
        again_where_they_meet([&] { return store::transact(app.form(), correct_now); });
    if (!done) return fail(done.error());
    app.nudge();
    return patient_view(app, token);
}

}  // namespace backline

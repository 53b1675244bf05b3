// Looking at requests: the queue, one request, a search, what changed. Each look is journaled. See
// desk.h.
#include "app/desk.h"
#include "app/desk_view.h"
#include "domain/reference.h"
#include "store/journal.h"
#include "store/submissions.h"
#include "vault/blind_index.h"
#include "vault/seal.h"

namespace backline {

Result<Queue> queue(App& app, const Person& person) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<Queue> {
        const auto counts = store::queue_counts(transaction);
        Queue queue;
        queue.seq = counts.seq;
        queue.now = counts.now;
        queue.due = counts.due;
        queue.later = counts.later;
        queue.claimed = counts.claimed;
        queue.escalated = counts.escalated;
        queue.quarantined = counts.quarantined;
        for (const auto& row : store::queue(transaction, *app.keys(), is_lead(person)))
            queue.items.push_back(item_of(row));
        store::note(transaction, {store::Actor::person(person.id),
                                  "queue.viewed",
                                  {},
                                  "queue",
                                  {"phone_masked"},
                                  "{\"count\": " + std::to_string(queue.items.size()) + "}",
                                  {}});
        return queue;
    });
}

Changes changes_after(App& app, long after, bool lead) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) {
        Changes changes;
        changes.seq = std::max(after, store::last_position(transaction));
        const auto rows = store::changes_after(transaction, after, lead);
        for (const auto& row : rows) {
            Change change{row.position, row.action, row.request, row.at, {}};
            if (row.action == "phone.revealed" && row.request) {
                const Place place{"journal", row.action, row.request->text()};
                change.revealed = Revealed{row.actor, row.reference,
                                           open(*app.keys(), place, row.sealed).value_or("")};
            }
            changes.changes.push_back(std::move(change));
        }
        // A full page: the next poll goes on where this one ended.
        if (rows.size() >= 500) changes.seq = rows.back().position;
        return changes;
    });
}

Result<RequestView> view_request(App& app, const Person& person, const RequestId& id) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<RequestView> {
        const auto dossier = dossier_of(app, transaction, id);
        if (!dossier || is_hidden(dossier->row.state, person)) return fail(NotFound{});
        store::note(transaction, {store::Actor::person(person.id),
                                  "request.viewed",
                                  id,
                                  id.text(),
                                  {"name", "phone_masked", "email", "reason", "notes"},
                                  "{}",
                                  {}});
        return view_of(app, transaction, *dossier, person);
    });
}

namespace {

bool all_digits(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

Result<store::SearchKeys> keys_of(App& app, const Search& search) {
    const auto keys = app.keys();
    store::SearchKeys wanted;
    wanted.state = search.state;
    wanted.before = search.cursor;
    if (search.q.empty()) return wanted;
    if (search.q.find('@') != std::string::npos) {
        const auto email = Email::parse(search.q);
        if (!email) return invalid("q", "not_an_email");
        wanted.email_index = blind_index(*keys, IndexKind::email, email->folded());
    } else if (all_digits(search.q) && search.q.size() == 4) {
        wanted.last_four_index = blind_index(*keys, IndexKind::last_four, search.q);
    } else if (const auto phone = Phone::parse(search.q)) {
        wanted.phone_index = blind_index(*keys, IndexKind::phone, phone->e164());
    } else if (const auto reference = Reference::parse(search.q)) {
        wanted.reference = reference->text();
    } else if (const auto name = PersonName::parse(search.q)) {
        for (const auto& word : name->folded_words())
            wanted.name_words.push_back(blind_index(*keys, IndexKind::name_word, word));
        if (wanted.name_words.empty()) return invalid("q", "not_found_by_this");
    } else {
        return invalid("q", "not_found_by_this");
    }
    return wanted;
}

constexpr std::size_t kPage = 50;

}  // namespace

Result<Found> search_requests(App& app, const Person& person, const Search& search) {
    const auto keys = keys_of(app, search);
    if (!keys) return fail(keys.error());
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<Found> {
        const auto look = [&] {
            auto wanted = *keys;
            wanted.with_quarantined = is_lead(person);
            auto rows = store::search(transaction, *app.keys(), wanted);
            // Eight letters may be a reference or a name: "Margaret".
            if (rows.empty() && !wanted.reference.empty()) {
                const auto name = PersonName::parse(search.q);
                wanted.reference.clear();
                for (const auto& word : name->folded_words())
                    wanted.name_words.push_back(
                        blind_index(*app.keys(), IndexKind::name_word, word));
                rows = store::search(transaction, *app.keys(), wanted);
            }
            return rows;
        };
        auto rows = look();
        Found found;
        if (rows.size() > kPage) {
            rows.resize(kPage);
            found.next_cursor = rows.back().id.text();
        }
        for (const auto& row : rows) found.items.push_back(item_of(row));
        const std::string words =
            search.q.empty()
                ? std::string{}
                : seal(*app.keys(), Place{"journal", "request.searched", person.id.text()},
                       search.q);
        store::note(transaction, {store::Actor::person(person.id),
                                  "request.searched",
                                  {},
                                  person.id.text(),
                                  {"phone_masked"},
                                  "{\"count\": " + std::to_string(found.items.size()) + "}",
                                  words});
        return found;
    });
}

namespace {

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
}

}  // namespace

Result<Phone> reveal_phone(App& app, const Person& person, const RequestId& id,
                           const std::string& reason) {
    if (is_blank(reason)) return invalid("reason", "required");
    const auto phone =
        store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<Phone> {
            const auto row = store::find_request(transaction, *app.keys(), id);
            if (!row || is_hidden(row->state, person)) return fail(NotFound{});
            const int wait =
                store::reveal_wait(transaction, person.id, app.config().desk.reveals_per_hour);
            if (wait > 0) return fail(TooMany{wait});
            store::note(transaction,
                        {store::Actor::person(person.id),
                         "phone.revealed",
                         id,
                         id.text(),
                         {"phone"},
                         "{}",
                         seal(*app.keys(), Place{"journal", "phone.revealed", id.text()}, reason)});
            return Phone::from_stored(row->phone);
        });
    if (phone) app.nudge();
    return phone;
}

Result<void> add_note(App& app, const Person& person, const RequestId& id,
                      const std::string& note) {
    if (is_blank(note)) return invalid("note", "required");
    const auto added =
        store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<void> {
            if (!store::lock_request(transaction, id)) return fail(NotFound{});
            const auto row = store::find_request(transaction, *app.keys(), id);
            if (is_hidden(row->state, person)) return fail(NotFound{});
            store::note(transaction,
                        {store::Actor::person(person.id),
                         "request.noted",
                         id,
                         id.text(),
                         {"note"},
                         "{}",
                         seal(*app.keys(), Place{"journal", "request.noted", id.text()}, note)});
            return {};
        });
    if (added) app.nudge();
    return added;
}

Result<void> release_from_quarantine(App& app, const Person& person, const RequestId& id) {
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto release = [&](store::Transaction& transaction) -> Result<void> {
        const auto context = store::context(transaction);
        if (!store::lock_request(transaction, id)) return fail(NotFound{});
        const auto dossier = dossier_of(app, transaction, id);
        const auto& row = dossier->row;
        if (!std::holds_alternative<Quarantined>(row.state))
            return fail(WrongState{"not_quarantined"});
        auto facts = facts_of(*dossier);
        facts.state = New{row.now};
        const Promise told =
            promise(facts, context.pace, rules.hours, rules.cadence, rules.gate, row.now);
        const int rank = rank_of(New{told.due_at}, facts.red_flag);
        if (!store::release_quarantined(transaction, id, person.id, told.due_at, rank, told.window))
            return fail(WrongState{"not_quarantined"});
        return {};
    };
    try {
        const auto released = store::transact(app.desk(), release);
        if (released) app.nudge();
        return released;
    } catch (const store::Conflict&) {
        // The same person asked again meanwhile, and one of two requests is enough.
        const bool joined = store::transact(app.desk(), [&](store::Transaction& transaction) {
            return store::release_joined(transaction, id, person.id);
        });
        if (!joined) return fail(WrongState{"changed"});
        app.nudge();
        return {};
    }
}

Result<void> close_as_spam(App& app, const Person& person, const RequestId& id) {
    const auto closed =
        store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<void> {
            if (!store::lock_request(transaction, id)) return fail(NotFound{});
            const auto row = store::find_request(transaction, *app.keys(), id);
            if (!std::holds_alternative<Quarantined>(row->state))
                return fail(WrongState{"not_quarantined"});
            store::close_request(transaction, id, person.id, "spam", 0);
            return {};
        });
    if (closed) app.nudge();
    return closed;
}

}  // namespace backline

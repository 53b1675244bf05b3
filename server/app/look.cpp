// Looking at requests: the queue, one request, a search, what changed. Each look is journaled. See
// desk.h.
#include <algorithm>
#include <utility>

#include "app/desk.h"
#include "app/desk_view.h"
#include "store/journal.h"
#include "store/reports.h"
#include "store/submissions.h"
#include "vault/blind_index.h"
#include "vault/seal.h"

namespace backline {

Result<Queue> queue(App& app, const Person& person) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<Queue> {
        const auto counts = store::queue_counts(transaction, is_lead(person));
        Queue queue;
        queue.seq = counts.seq;
        queue.now = counts.now;
        queue.due = counts.due;
        queue.later = counts.later;
        queue.claimed = counts.claimed;
        queue.escalated = counts.escalated;
        queue.quarantined = counts.quarantined;
        queue.held_red_flags = counts.held_red_flags;
        const int minutes = app.institute()->speaker_minutes;
        for (const auto& row : store::queue(transaction, *app.keys(), is_lead(person), minutes))
            queue.items.push_back(item_of(row));
        const auto open = std::count_if(queue.items.begin(), queue.items.end(),
                                        [](const auto& one) { return one.state != "quarantined"; });
        queue.more = std::max(0L, counts.open - static_cast<long>(open));
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
        // A full page: the next poll goes on where this one ended. What was sealed since the look
        // above came with this one.
        const bool full = rows.size() >= 500;
        if (!rows.empty())
            changes.seq = full ? rows.back().position : std::max(changes.seq, rows.back().position);
        return changes;
    });
}

std::vector<ShownNumber> shown_numbers(App& app, const Person& lead) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) {
        std::vector<ShownNumber> shown;
        for (const auto& row : store::shown_numbers(transaction)) {
            const Place place{"journal", "phone.revealed", row.request.text()};
            shown.push_back(
                {row.at,
                 row.request,
                 {row.actor, row.reference, open(*app.keys(), place, row.sealed).value_or("")}});
        }
        store::note(transaction, {store::Actor::person(lead.id),
                                  "reveals.viewed",
                                  {},
                                  "reveals",
                                  {"reason"},
                                  "{\"count\": " + std::to_string(shown.size()) + "}",
                                  {}});
        return shown;
    });
}

Result<RequestView> view_request(App& app, const Person& person, const RequestId& id) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<RequestView> {
        const auto dossier = dossier_of(app, transaction, id);
        if (!dossier || is_hidden(dossier->row.state, person)) return fail(NotFound{});
        auto view = view_of(app, transaction, *dossier, person);
        // Whoever holds it is shown its number.
        const std::string phone = view.phone.empty() ? "phone_masked" : "phone";
        store::note(transaction, {store::Actor::person(person.id),
                                  "request.viewed",
                                  id,
                                  id.text(),
                                  {"name", phone, "email", "reason", "notes"},
                                  "{}",
                                  {}});
        return view;
    });
}

namespace {

store::SearchKeys keys_of(App& app, const Search& search, const std::optional<Sought>& what) {
    const auto keys = app.keys();
    const auto& zone = app.institute()->rules.hours.zone();
    store::SearchKeys wanted;
    wanted.state = search.state;
    wanted.before = search.cursor;
    if (search.from) wanted.from = zone.instant(LocalTime{*search.from});
    if (search.to) wanted.until = zone.instant(LocalTime{*search.to + std::chrono::days{1}});
    if (!what) return wanted;
    const auto index = [&](IndexKind kind, const std::string& value) {
        return blind_index(*keys, kind, value);
    };
    const auto& value = what->value;
    switch (what->kind) {
        case Sought::Kind::email:
            wanted.email_index = index(IndexKind::email, value);
            break;
        case Sought::Kind::phone:
            wanted.phone_index = index(IndexKind::phone, value);
            break;
        case Sought::Kind::seven_digits:
        case Sought::Kind::last_four:
            wanted.last_four_index = index(IndexKind::last_four, value.substr(value.size() - 4));
            break;
        case Sought::Kind::reference:
            wanted.reference = value;
            break;
        case Sought::Kind::name:
            for (const auto& word : PersonName::words_of(value))
                wanted.name_words.push_back(index(IndexKind::name_word, word));
            break;
    }
    return wanted;
}

constexpr std::size_t kPage = 50;
constexpr int kMostLooks = 40;

bool fits(const store::QueueRow& row, const std::optional<Sought>& what) {
    if (!what || what->kind != Sought::Kind::seven_digits) return true;
    // A number that cannot be read has the same last four, and may be it.
    if (row.phone.empty()) return true;
    return Phone::from_stored(row.phone).e164().ends_with(what->value);
}

// One page. Seven digits have no index of their own: those with the same last four are opened and
// looked at, no more than two thousand at a time; then the cursor goes on from there.
Found look(App& app, store::Transaction& transaction, store::SearchKeys wanted,
           const std::optional<Sought>& what) {
    Found found;
    for (int looks = 0; looks < kMostLooks; ++looks) {
        const auto rows = store::search(transaction, *app.keys(), wanted);
        for (const auto& row : rows) {
            if (!fits(row, what)) continue;
            if (found.items.size() == kPage) {
                found.next_cursor = found.items.back().id.text();
                return found;
            }
            found.items.push_back(item_of(row));
        }
        if (rows.size() <= kPage) return found;
        wanted.before = rows.back().id.text();
    }
    found.next_cursor = wanted.before;
    return found;
}

}  // namespace

Result<Found> search_requests(App& app, const Person& person, const Search& search) {
    std::optional<Sought> taken_for;
    if (!search.q.empty()) {
        auto read = sought(search.q);
        if (!read) return fail(read.error());
        taken_for = *std::move(read);
    }
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<Found> {
        auto what = taken_for;
        const auto page = [&] {
            auto wanted = keys_of(app, search, what);
            wanted.with_quarantined = is_lead(person);
            return look(app, transaction, wanted, what);
        };
        // Whoever has the person on the phone can at least ask a lead.
        const auto held_aside = [&] {
            if (is_lead(person) || search.q.empty() || !search.state.empty()) return 0L;
            auto wanted = keys_of(app, search, what);
            wanted.state = "quarantined";
            wanted.with_quarantined = true;
            return static_cast<long>(look(app, transaction, wanted, what).items.size());
        };
        Found found = page();
        // Eight letters may be a reference or a name: "Margaret".
        if (found.items.empty() && what && what->kind == Sought::Kind::reference) {
            if (auto name = sought_by_name(search.q)) {
                const auto reference = std::exchange(what, *std::move(name));
                found = page();
                if (found.items.empty()) what = reference;
            }
        }
        found.understood = what;
        found.now = store::clock(transaction);
        found.held_aside = held_aside();
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
            if (row->phone.empty()) return fail(WrongState{"unreadable"});
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

namespace {

// The number of a request, held by `hold` before the row is locked: whoever changed it meanwhile is
// seen afterwards.
template <class Hold>
std::string number_held(App& app, store::Transaction& transaction, const RequestId& id,
                        Hold&& hold) {
    const auto row = store::find_request(transaction, *app.keys(), id);
    if (!row) return {};
    hold(transaction, row->phone_index);
    return row->phone_index;
}

void share_number(store::Transaction& transaction, const std::string& phone_index) {
    store::share_numbers(transaction, {phone_index});
}

}  // namespace

Result<void> release_from_quarantine(App& app, const Person& person, const RequestId& id) {
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto release = [&](store::Transaction& transaction) -> Result<void> {
        const auto number = number_held(app, transaction, id, share_number);
        const auto context = store::context(transaction);
        if (!store::lock_request(transaction, id)) return fail(NotFound{});
        const auto dossier = dossier_of(app, transaction, id);
        const auto& row = dossier->row;
        if (row.phone_index != number) throw store::Collided{};
        if (!std::holds_alternative<Quarantined>(row.state))
            return fail(WrongState{"not_quarantined"});
        auto facts = facts_of(*dossier);
        facts.state = New{row.now};
        const Promise told =
            promise(facts, context.pace, rules.hours, rules.cadence, rules.gate, row.now);
        const int rank = rank_of(New{told.due_at}, facts.red_flag);
        const auto barred = barred_for_ever(facts, row.now, rules.hours, rules.cadence, rules.gate);
        if (!store::release_quarantined(transaction, id, person.id, told.due_at, rank, told.window,
                                        barred))
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
            store::close_request(transaction, *app.keys(), id, person.id, {"spam", {}, 0, false});
            return {};
        });
    if (closed) app.nudge();
    return closed;
}

bool closes_without_call(const Outcome& outcome) {
    const bool closes = outcome.next == NextState::closed || outcome.needs_advice;
    return closes && !outcome.retired && !outcome.needs_appointment;
}

namespace {

Result<void> check_closure(const Rules& rules, const std::string& resolution,
                           const std::string& note) {
    std::vector<FieldFault> faults;
    const auto outcome = rules.outcomes.find(resolution);
    if (resolution.empty())
        faults.push_back({"resolution", "required"});
    else if (outcome == rules.outcomes.end() || outcome->second.retired)
        faults.push_back({"resolution", "unknown"});
    else if (!closes_without_call(outcome->second))
        faults.push_back({"resolution", "not_permitted"});
    if (note.find_first_not_of(" \t\r\n") == std::string::npos)
        faults.push_back({"note", "required"});
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    return {};
}

}  // namespace

Result<Resolution> close_without_call(App& app, const Person& person, const RequestId& id,
                                      const std::string& resolution, const std::string& note) {
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    if (auto checked = check_closure(rules, resolution, note); !checked)
        return fail(checked.error());
    const auto& outcome = rules.outcomes.at(resolution);
    const auto close = [&](store::Transaction& transaction) -> Result<Resolution> {
        const auto number = outcome.suppresses_number
                                ? number_held(app, transaction, id, store::lock_number)
                                : std::string{};
        if (!store::lock_request(transaction, id)) return fail(NotFound{});
        const auto row = store::find_request(transaction, *app.keys(), id);
        const bool held_back = std::holds_alternative<Quarantined>(row->state);
        if (std::holds_alternative<Closed>(row->state)) return fail(WrongState{"closed"});
        if (held_back && resolution != "spam") return fail(WrongState{"quarantined"});
        if (row->open_attempt) return fail(WrongState{"attempt_open"});
        if (outcome.suppresses_number && row->phone_index != number) throw store::Collided{};
        if (outcome.needs_clinician && !std::holds_alternative<Escalated>(row->state))
            return invalid("resolution", "not_permitted");
        const auto waited = rules.hours.open_between(row->wanted_at, row->now);
        const int seconds = held_back ? 0 : static_cast<int>(waited.count());
        if (outcome.suppresses_number) store::suppress_others(transaction, row->phone_index, id);
        store::close_request(transaction, *app.keys(), id, person.id,
                             {resolution, note, seconds, outcome.suppresses_number});
        return resolution;
    };
    const auto closed = store::transact(app.desk(), close);
    if (closed) app.nudge();
    return closed;
}

}  // namespace backline

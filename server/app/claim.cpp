// Claims: who holds what. See desk.h.
#include "app/desk.h"
#include "app/desk_view.h"
#include "store/journal.h"
#include "store/reports.h"

namespace backline {

namespace {

store::ClaimWish wish_of(App& app, const Person& person) {
    return {person.id, person.languages, app.config().desk.lease_seconds,
            app.institute()->speaker_minutes, is_lead(person)};
}

Claim claim_of(App& app, store::Transaction& transaction, const Dossier& dossier,
               const Person& person) {
    return {view_of(app, transaction, dossier, person), dossier.row.fence,
            app.config().desk.lease_seconds};
}

// Claiming is one statement and its own transaction, so that nobody waits for what is read after
// it.
std::optional<store::ClaimRow> take_next(App& app, const Person& person) {
    return store::transact(
        app.desk(),
        [&](store::Transaction& transaction) {
            return store::claim_next(transaction, wish_of(app, person));
        },
        store::Mode::single);
}

// The claim as its holder sees it; nothing when it is over already or the gate says no by now.
std::optional<Claim> callable_claim(App& app, const Person& person, const store::ClaimRow& taken) {
    return store::transact(
        app.desk(),
        [&](store::Transaction& transaction) -> std::optional<Claim> {
            const auto dossier = dossier_of(app, transaction, taken.id);
            const auto gate = gate_of(*dossier, app.institute()->rules, false);
            const bool may =
                gate.yes || (gate.ever && std::holds_alternative<Escalated>(dossier->row.state));
            // Withdrawn or taken over since: another fence, and nothing of ours to show.
            if (!may || dossier->row.fence != taken.fence) return std::nullopt;
            return claim_of(app, transaction, *dossier, person);
        },
        store::Mode::single);
}

// Given back, and due at the first instant that the gate allows; a lead's where it allows none.
void put_off(App& app, const Person& person, const store::ClaimRow& taken, bool later) {
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::release_claim(transaction, *app.keys(), taken.id, person.id, taken.fence, "");
        const auto dossier = dossier_of(app, transaction, taken.id);
        const auto answer = gate_of(*dossier, app.institute()->rules, false);
        if (!answer.ever) store::bar(transaction, taken.id, answer.reason, person.id);
        if (later && answer.ever && !answer.yes)
            store::put_off(transaction, taken.id, answer.at, answer.reason);
    });
}

// Rules change, and time passes: whether what is taken by hand is barred is judged anew. True when
// that changed.
bool judge_bar(App& app, store::Transaction& transaction, const Dossier& dossier,
               const Person& person) {
    const auto answer = gate_of(dossier, app.institute()->rules, true);
    const auto& barred = dossier.row.barred;
    if (dossier.row.suppressed || (answer.ever && barred.empty())) return false;
    if (answer.ever)
        store::unbar(transaction, dossier.row.id, person.id);
    else
        store::bar(transaction, dossier.row.id, answer.reason, person.id);
    return true;
}

// How many requests that may not be called by now are put off before the answer is "none".
constexpr int kMostPutOff = 20;

bool institute_open(App& app) {
    const auto now = store::transact(
        app.desk(), [](store::Transaction& transaction) { return store::clock(transaction); },
        store::Mode::single);
    return app.institute()->rules.hours.open_at(now);
}

}  // namespace

std::optional<Claim> held_claim(App& app, const Person& person) {
    return store::transact(
        app.desk(), [&](store::Transaction& transaction) -> std::optional<Claim> {
            const auto held = store::held_by(transaction, person.id);
            if (!held) return std::nullopt;
            store::note(transaction, {store::Actor::person(person.id),
                                      "claim.viewed",
                                      held->id,
                                      held->id.text(),
                                      {"name", "phone", "email", "reason", "notes"},
                                      "{}",
                                      {}});
            return claim_of(app, transaction, *dossier_of(app, transaction, held->id), person);
        });
}

Result<std::optional<Claim>> claim_next(App& app, const Person& person) {
    for (int tries = 0; tries < kMostPutOff; ++tries) {
        std::optional<store::ClaimRow> taken;
        try {
            taken = take_next(app, person);
        } catch (const store::Conflict&) {
            // A lapsed claim of this agent's own stands in the way.
            store::transact(app.desk(), [&](store::Transaction& transaction) {
                store::lapse_claims(transaction, person.id);
            });
            continue;
        }
        if (!taken) return held_claim(app, person);
        app.nudge();
        if (auto claim = callable_claim(app, person, *taken)) return claim;
        // At night everything due would be put off, twenty at a time: leave it be until morning.
        const bool open = institute_open(app);
        put_off(app, person, *taken, open);
        if (!open) break;
    }
    return std::optional<Claim>{};
}

Result<Claim> claim_given(App& app, const Person& person, const RequestId& id,
                          const std::string& reason) {
    const auto take = [&](store::Transaction& transaction) -> Result<Claim> {
        const auto before = store::claim_state(transaction, id, person.id);
        if (!before || (before->state == "quarantined" && !is_lead(person)))
            return fail(NotFound{});
        const bool others = (before->live || before->in_call) && !before->mine;
        if (others && is_lead(person) && reason.empty()) return invalid("reason", "required");
        // Who picks one after the other and calls nobody reads numbers.
        if (!is_lead(person) && !before->mine) {
            const int wait =
                store::reveal_wait(transaction, person.id, app.config().desk.reveals_per_hour);
            if (wait > 0) return fail(TooMany{wait});
        }
        const auto claim =
            store::claim_given(transaction, *app.keys(), wish_of(app, person), id, reason);
        if (!claim) {
            if (before->in_call) return fail(Held{before->holder});
            if (others) return fail(Held{before->holder});
            return fail(WrongState{before->state == "escalated" ? "needs_a_lead" : "not_callable"});
        }
        auto dossier = dossier_of(app, transaction, id);
        if (judge_bar(app, transaction, *dossier, person))
            dossier = dossier_of(app, transaction, id);
        return claim_of(app, transaction, *dossier, person);
    };
    for (int tries = 0; tries < 2; ++tries) {
        try {
            auto claim = store::transact(app.desk(), take);
            if (claim) app.nudge();
            return claim;
        } catch (const store::Conflict&) {
            const long freed = store::transact(app.desk(), [&](store::Transaction& transaction) {
                return store::lapse_claims(transaction, person.id);
            });
            if (freed == 0) break;
        }
    }
    return fail(WrongState{"holding_another"});
}

Result<Renewal> renew_claim(App& app, const Person& person, const RequestId& id, long fence) {
    const auto until = store::transact(
        app.desk(),
        [&](store::Transaction& transaction) {
            return store::renew_claim(transaction, id, person.id, fence,
                                      app.config().desk.lease_seconds);
        },
        store::Mode::single);
    if (!until) return fail(StaleFence{});
    return Renewal{app.config().desk.lease_seconds, *until};
}

Result<void> release_claim(App& app, const Person& person, const RequestId& id, long fence,
                           const std::string& reason) {
    const bool gone = store::transact(
        app.desk(),
        [&](store::Transaction& transaction) {
            return store::release_claim(transaction, *app.keys(), id, person.id, fence, reason);
        },
        store::Mode::single);
    if (gone) {
        app.nudge();
        return {};
    }
    const auto state = store::transact(
        app.desk(),
        [&](store::Transaction& transaction) {
            return store::claim_state(transaction, id, person.id);
        },
        store::Mode::single);
    if (!state || (state->state == "quarantined" && !is_lead(person))) return fail(NotFound{});
    if (state->mine && state->live && state->in_call) return fail(WrongState{"attempt_open"});
    return fail(StaleFence{});
}

Result<void> save_draft(App& app, const Person& person, const RequestId& id, long fence,
                        const std::string& note) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<void> {
        if (!store::save_draft(transaction, *app.keys(), id, person.id, fence, note))
            return fail(StaleFence{});
        store::note(
            transaction,
            {store::Actor::person(person.id), "draft.saved", id, id.text(), {"note"}, "{}", {}});
        return {};
    });
}

}  // namespace backline

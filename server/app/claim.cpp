// Claims: who holds what. See desk.h.
#include "app/desk.h"
#include "app/desk_view.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/reports.h"

namespace backline {

namespace {

store::ClaimWish wish_of(App& app, const Person& person) {
    return {person.id, person.languages, app.config().desk.lease_seconds,
            app.institute()->speaker_minutes, is_lead(person)};
}

// A claim as taken, or why the gate would not have it called now.
struct Refused {
    RequestId id;
    Instant due_at;
    GateAnswer gate;
};
using Taken = std::variant<std::monostate, Claim, Refused>;

Claim claim_of(App& app, store::Transaction& transaction, const Dossier& dossier,
               const Person& person) {
    return {view_of(app, transaction, dossier, person), dossier.row.fence,
            app.config().desk.lease_seconds};
}

Result<Taken> take_next(App& app, const Person& person) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<Taken> {
        const auto claim = store::claim_next(transaction, wish_of(app, person));
        if (!claim) {
            const auto held = store::held_by(transaction, person.id);
            if (!held) return Taken{};
            store::note(transaction, {store::Actor::person(person.id),
                                      "claim.viewed",
                                      held->id,
                                      held->id.text(),
                                      {"name", "phone", "email", "reason", "notes"},
                                      "{}",
                                      {}});
            return Taken{
                claim_of(app, transaction, *dossier_of(app, transaction, held->id), person)};
        }
        const auto dossier = dossier_of(app, transaction, claim->id);
        const auto gate = gate_of(*dossier, app.institute()->rules, false);
        if (!gate.yes && gate.ever && !std::holds_alternative<Escalated>(dossier->row.state)) {
            // Roll the claim back: it is put off in a transaction of its own.
            return fail(NotNow{dossier->row.id.text(), gate.at, true});
        }
        return Taken{claim_of(app, transaction, *dossier, person)};
    });
}

void put_off(App& app, const RequestId& id, Instant until) {
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        const auto dossier = dossier_of(app, transaction, id);
        if (!dossier) return;
        const auto answer = gate_of(*dossier, app.institute()->rules, false);
        if (!answer.yes) store::put_off(transaction, id, until, answer.reason);
    });
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

Result<std::optional<Claim>> claim_next(App& app, const Person& person) {
    for (int tries = 0; tries < kMostPutOff; ++tries) {
        Result<Taken> taken;
        try {
            taken = take_next(app, person);
        } catch (const store::Conflict&) {
            // A lapsed claim of this agent's own stands in the way.
            store::transact(app.desk(), [&](store::Transaction& transaction) {
                store::lapse_claims(transaction, person.id);
            });
            continue;
        }
        if (!taken) {
            const auto& refusal = std::get<NotNow>(taken.error());
            // At night everything due would be put off, twenty at a time: leave it be until
            // morning.
            if (!institute_open(app)) return std::optional<Claim>{};
            put_off(app, RequestId::trusted(refusal.reason), refusal.at);
            continue;
        }
        app.nudge();
        if (const auto* claim = std::get_if<Claim>(&*taken)) return std::optional{*claim};
        return std::optional<Claim>{};
    }
    return std::optional<Claim>{};
}

Result<Claim> claim_given(App& app, const Person& person, const RequestId& id,
                          const std::string& reason) {
    const auto take = [&](store::Transaction& transaction) -> Result<Claim> {
        const auto before = store::claim_state(transaction, id, person.id);
        if (!before) return fail(NotFound{});
        const bool others = before->live && !before->mine;
        if (others && is_lead(person) && reason.empty()) return invalid("reason", "required");
        const auto claim =
            store::claim_given(transaction, *app.keys(), wish_of(app, person), id, reason);
        if (!claim) {
            if (before->in_call) return fail(Held{before->holder});
            if (others) return fail(Held{before->holder});
            return fail(WrongState{before->state == "escalated" ? "needs_a_lead" : "not_callable"});
        }
        return claim_of(app, transaction, *dossier_of(app, transaction, id), person);
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
    const auto released =
        store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<void> {
            if (store::release_claim(transaction, *app.keys(), id, person.id, fence, reason))
                return {};
            const auto state = store::claim_state(transaction, id, person.id);
            if (!state) return fail(NotFound{});
            if (state->mine && state->live && state->in_call)
                return fail(WrongState{"attempt_open"});
            return fail(StaleFence{});
        });
    if (released) app.nudge();
    return released;
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

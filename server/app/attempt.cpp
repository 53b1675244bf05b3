// Calls and what came of them. See desk.h.
#include <stdexcept>

#include "app/desk.h"
#include "app/desk_view.h"
#include "store/journal.h"
#include "vault/token.h"

namespace backline {

namespace {

bool holds(const store::RequestRow& row, const Person& person, long fence) {
    return row.claim_agent == person.id && row.fence == fence;
}

int whole_seconds(std::chrono::seconds amount) {
    return static_cast<int>(amount.count());
}

}  // namespace

Result<StartedAttempt> start_attempt(App& app, const Person& person, const RequestId& id,
                                     long fence) {
    const auto started =
        store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<StartedAttempt> {
            if (!store::lock_request(transaction, id)) return fail(NotFound{});
            const auto dossier = dossier_of(app, transaction, id);
            if (!holds(dossier->row, person, fence) || !dossier->row.claim_live)
                return fail(StaleFence{});
            if (dossier->row.open_attempt) return fail(WrongState{"attempt_open"});
            const auto answer = gate_of(*dossier, app.institute()->rules, is_lead(person));
            if (!answer.yes) return fail(NotNow{answer.reason, answer.at, answer.ever});
            const auto attempt = store::start_attempt(transaction, AttemptId::trusted(new_uuid()),
                                                      id, person.id, fence);
            if (!attempt) return fail(WrongState{"attempt_open"});
            return StartedAttempt{attempt->id, attempt->number, attempt->started_at,
                                  "tel:" + dossier->row.phone};
        });
    if (started) app.nudge();
    return started;
}

namespace {

store::EndedAttempt ended_of(const Dossier& dossier, const store::FoundAttempt& attempt,
                             const AttemptId& id, const Person& person, const Outcome& outcome,
                             const OutcomeInput& input, const Step& step, const Rules& rules) {
    const auto& row = dossier.row;
    store::EndedAttempt ended;
    ended.id = id;
    ended.agent = person.id;
    ended.fence = row.fence;
    ended.outcome = outcome.code;
    ended.reached = std::string{name_of(outcome.reached)};
    ended.note = input.note;
    ended.reason = input.reason;
    ended.advice = input.advice;
    ended.counted = step.counted;
    ended.next = step.state;
    ended.rank = rank_of(step.state, !row.red_flags.empty());
    if (const auto* scheduled = std::get_if<Scheduled>(&step.state))
        ended.promise = scheduled->promised;
    ended.sooner = step.sooner;
    ended.told = outcome.next == NextState::scheduled;
    if (std::holds_alternative<Closed>(step.state))
        ended.closed_business_seconds =
            whole_seconds(rules.hours.open_between(row.wanted_at, row.now));
    ended.language = step.language.value_or("");
    if (input.mine && ended.told) ended.reserved_for = person.id;
    if (!ended.told && std::holds_alternative<Scheduled>(step.state))
        ended.reserved_for = row.reserved_for;
    ended.suppress = step.suppress_number;
    ended.business_seconds =
        whole_seconds(rules.hours.open_between(row.wanted_at, attempt.started_at));
    if (outcome.needs_appointment) ended.appointment = input.appointment;
    return ended;
}

Result<Ended> end_in(App& app, store::Transaction& transaction, const Person& person,
                     const AttemptId& id, long fence, const std::string& code,
                     const OutcomeInput& input) {
    auto attempt = store::find_attempt(transaction, id);
    if (!attempt) return fail(NotFound{});
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto outcome = rules.outcomes.find(code);
    const bool known = outcome != rules.outcomes.end();
    if (known && outcome->second.suppresses_number) store::lock_suppression(transaction);
    store::lock_request(transaction, attempt->request);
    attempt = store::find_attempt(transaction, id);
    const auto dossier = dossier_of(app, transaction, attempt->request);
    if (attempt->ended_at) {
        // The answer to the first try was lost: say it again.
        const bool theirs = attempt->agent == person.id || is_lead(person);
        const bool again = theirs && attempt->fence == fence && attempt->outcome == code;
        if (again) return Ended{attempt->request, dossier->row.state};
        return fail(WrongState{"attempt_ended"});
    }
    if (!holds(dossier->row, person, fence)) return fail(StaleFence{});
    if (!known || !outcome->second.by_agent || outcome->second.retired)
        return invalid("outcome", code.empty() ? "required" : "unknown");
    const PastAttempt current{attempt->started_at, code, outcome->second.counted};
    const auto step = next_step(facts_of(*dossier), past_of(dossier->attempts), current,
                                outcome->second, input, rules, dossier->row.now);
    if (!step) return fail(step.error());
    const auto ended =
        ended_of(*dossier, *attempt, id, person, outcome->second, input, *step, rules);
    // Others' rows before this call ends: who starts a call of the same number has locked one of
    // them and then waits for this one's end.
    if (ended.suppress)
        store::suppress_others(transaction, dossier->row.phone_index, attempt->request);
    if (!store::end_attempt(transaction, *app.keys(), ended))
        throw std::logic_error("a claim changed under its lock");
    return Ended{attempt->request, step->state};
}

}  // namespace

Result<Ended> end_attempt(App& app, const Person& person, const AttemptId& id, long fence,
                          const std::string& outcome, const OutcomeInput& input) {
    const auto ended = store::transact(app.desk(), [&](store::Transaction& transaction) {
        return end_in(app, transaction, person, id, fence, outcome, input);
    });
    if (ended) app.nudge();
    return ended;
}

}  // namespace backline

// Calls and what came of them. See desk.h.
#include "app/desk.h"
#include "app/desk_view.h"
#include "app/sealed_phone.h"
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
            if (is_hidden(dossier->row.state, person)) return fail(NotFound{});
            if (!holds(dossier->row, person, fence) || !dossier->row.claim_live)
                return fail(StaleFence{});
            if (const auto open = dossier->row.open_attempt) {
                // The answer was lost: say it again.
                const auto mine = store::find_attempt(transaction, *open);
                if (!mine || mine->agent != person.id || mine->fence != fence)
                    return fail(WrongState{"attempt_open"});
                return StartedAttempt{*open, mine->number, mine->started_at,
                                      Phone::from_stored(dossier->row.phone).tel()};
            }
            const auto answer = gate_of(*dossier, app.institute()->rules, is_lead(person));
            if (!answer.yes) return fail(NotNow{answer.reason, answer.at, answer.ever});
            const auto attempt = store::start_attempt(transaction, AttemptId::trusted(new_uuid()),
                                                      id, person.id, fence);
            if (!attempt) return fail(WrongState{"attempt_open"});
            return StartedAttempt{attempt->id, attempt->number, attempt->started_at,
                                  Phone::from_stored(dossier->row.phone).tel()};
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
    ended.rank = rank_of(step.state, row.flagged && outcome.reached != Reached::person);
    if (const auto* scheduled = std::get_if<Scheduled>(&step.state))
        ended.promise = scheduled->promised;
    else
        ended.promise = step.agreed;
    ended.sooner = step.sooner;
    // A promise told is called as soon as what is new; a time that they picked, before that.
    const int as_told = std::min(ended.rank, step.picked ? 1 : 2);
    if (step.as_told) ended.rank = as_told;
    ended.sooner_rank = as_told;
    ended.told =
        outcome.next == NextState::scheduled && std::holds_alternative<Scheduled>(step.state);
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

// Another number given with an outcome: as it will be kept, and whose request it meets there.
struct Other {
    SealedPhone phone;
    bool suppressed = false;
    std::string barred;                          // why no instant allows a call of it
    std::optional<store::OtherRequest> request;  // the same person's, which goes on for both
};

// Locks what the outcome changes. Suppression before any row, and rows in everybody's order.
std::optional<Other> lock_for(App& app, store::Transaction& transaction, const RequestId& id,
                              const Outcome* outcome, const OutcomeInput& input) {
    if (outcome != nullptr && outcome->suppresses_number)
        // No call's number changes while it is on.
        store::lock_number(transaction,
                           store::find_request(transaction, *app.keys(), id)->phone_index);
    if (!input.other_phone) {
        store::lock_request(transaction, id);
        return std::nullopt;
    }
    Other other{sealed_phone(*app.keys(), id, *input.other_phone), false, {}, {}};
    store::share_numbers(transaction, {other.phone.index});
    other.request = store::lock_with_other(transaction, id, other.phone.index);
    other.suppressed = store::is_suppressed(transaction, other.phone.index);
    return other;
}

// Calls to the other number of late, and the one that is ending where it is the same line.
std::vector<PastAttempt> past_of_other(store::Transaction& transaction, const Dossier& dossier,
                                       const Other& other, const PastAttempt& current) {
    const auto& index = other.phone.index;
    auto past =
        calls_to(dossier, index, store::calls_of_number(transaction, index, dossier.row.id));
    if (index == dossier.row.phone_index) past.push_back(current);
    return past;
}

// The rules made the request new under the other number. What it meets there has the last word.
void meet_other(Step& step, Other& other, RequestFacts facts, const Phone& phone,
                const Rules& rules, Instant now) {
    if (other.suppressed) other.request.reset();
    if (other.request) {
        step.state = Closed{"duplicate", now};
        return;
    }
    facts.state = New{now};
    facts.suppressed = other.suppressed;
    facts.plausible_zones = phone.plausible_zones();
    if (!other.suppressed)
        other.barred = barred_for_ever(facts, now, rules.hours, rules.cadence, rules.gate);
    if (other.suppressed || !other.barred.empty()) step.state = Escalated{now};
}

void take_number(App& app, store::Transaction& transaction, const Person& person,
                 const AttemptId& attempt, const Dossier& dossier, const Other& other) {
    const auto& row = dossier.row;
    store::change_number(transaction, *app.keys(), row.id, attempt, person.id,
                         {other.phone.sealed, other.phone.index, other.phone.last_four_index,
                          row.phone, other.barred, other.suppressed});
    if (other.request) store::merge(transaction, row.id, other.request->id, person.id);
}

// The answer to the first try was lost: say it again.
Result<Ended> answered_again(store::Transaction& transaction, const Dossier& dossier,
                             const AttemptId& id) {
    const auto before = store::answered_attempt(transaction, id);
    // Without its entry in the journal: what the request is by now.
    if (!before) return Ended{dossier.row.id, dossier.row.state, due_at(dossier.row.state), {}, {}};
    return Ended{dossier.row.id, before->state, before->due_at, before->merged_into,
                 before->number_changed ? masked_of(dossier.row.phone) : std::string{}};
}

Result<Ended> end_in(App& app, store::Transaction& transaction, const Person& person,
                     const AttemptId& id, long fence, const std::string& code,
                     const OutcomeInput& input) {
    auto attempt = store::find_attempt(transaction, id);
    if (!attempt) return fail(NotFound{});
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto found = rules.outcomes.find(code);
    const Outcome* outcome = found == rules.outcomes.end() ? nullptr : &found->second;
    auto other = lock_for(app, transaction, attempt->request, outcome, input);
    attempt = store::find_attempt(transaction, id);
    // Before what stands is read; undone where the outcome is refused.
    if (outcome != nullptr && !outcome->counted && !attempt->ended_at)
        store::reopen_promises(transaction, id);
    const auto dossier = dossier_of(app, transaction, attempt->request);
    if (attempt->ended_at) {
        const bool theirs = attempt->agent == person.id || is_lead(person);
        const bool again = theirs && attempt->fence == fence && attempt->outcome == code;
        if (again) return answered_again(transaction, *dossier, id);
        return fail(WrongState{"attempt_ended"});
    }
    if (!holds(dossier->row, person, fence)) return fail(StaleFence{});
    if (outcome == nullptr || !outcome->by_agent || outcome->retired)
        return invalid("outcome", code.empty() ? "required" : "unknown");
    if (other && input.other_phone->stored() == dossier->row.phone)
        return invalid("other_phone", "same_number");
    const PastAttempt current{attempt->started_at, code, outcome->counted};
    OutcomeInput given = input;
    if (other) given.other_past = past_of_other(transaction, *dossier, *other, current);
    auto step = next_step(facts_of(*dossier), past_of(*dossier), current, *outcome, given, rules,
                          dossier->row.now);
    if (!step) return fail(step.error());
    // Its number was barred while the call went on: nobody calls it again, a lead closes it.
    if (dossier->row.suppressed && !other && !std::holds_alternative<Closed>(step->state)) {
        step->state = Escalated{dossier->row.now};
        step->sooner.reset();
    }
    if (other)
        meet_other(*step, *other, facts_of(*dossier), *input.other_phone, rules, dossier->row.now);
    const auto ended = ended_of(*dossier, *attempt, id, person, *outcome, input, *step, rules);
    // Others' rows before this call ends: who starts a call of the same number has locked one of
    // them and then waits for this one's end.
    if (ended.suppress)
        store::suppress_others(transaction, dossier->row.phone_index, attempt->request);
    const auto due = store::end_attempt(transaction, *app.keys(), ended);
    if (!other) return Ended{attempt->request, step->state, due, {}, {}};
    take_number(app, transaction, person, id, *dossier, *other);
    return Ended{attempt->request, step->state, due,
                 other->request ? other->request->reference : std::string{},
                 input.other_phone->masked()};
}

}  // namespace

Result<Ended> end_attempt(App& app, const Person& person, const AttemptId& id, long fence,
                          const std::string& outcome, const OutcomeInput& input) {
    const auto end = [&](store::Transaction& transaction) {
        return end_in(app, transaction, person, id, fence, outcome, input);
    };
    const auto ended = [&] {
        try {
            return store::transact(app.desk(), end);
        } catch (const store::Conflict&) {
            // The person has just made another request under the number given: the next look finds
            // it.
            return store::transact(app.desk(), end);
        }
    }();
    if (ended) app.nudge();
    return ended;
}

}  // namespace backline

#include "store/invariants.h"

#include <pqxx/pqxx>

namespace backline::test {

namespace {

struct Invariant {
    const char* sentence;
    const char* violations;  // counts them
};

constexpr Invariant kInvariants[] = {
    {"an agent holds at most one claim",
     "select count(*) from (select from request where claim_agent is not null "
     "group by claim_agent having count(*) > 1) x"},
    {"a claim ends within the hour that a call may take",
     "select count(*) from request where claim_until > instant() + interval '60 minutes'"},
    {"at most one call is open per request, agent and number",
     "select (select count(*) from (select from attempt where ended_at is null group by request_id "
     "having count(*) > 1) a) + (select count(*) from (select from attempt where ended_at is null "
     "group by agent_id having count(*) > 1) b) + (select count(*) from (select from attempt "
     "where ended_at is null group by phone_index having count(*) > 1) c)"},
    {"a request knows its open call, and no other",
     "select count(*) from request r full join (select * from attempt where ended_at is null) a "
     "on a.id = r.open_attempt where (r.open_attempt is not null and (a.id is null or "
     "a.request_id <> r.id)) or (a.id is not null and r.id is null)"},
    {"what is open and not quarantined has due_at, what is closed one resolution and no claim",
     "select count(*) from request where (state in ('closed', 'quarantined')) = (due_at is not "
     "null) or (state = 'closed') <> (resolution is not null) or (state in ('closed', "
     "'quarantined') and (claim_agent is not null or open_attempt is not null))"},
    {"an ended call has one outcome, its calls are numbered without a gap",
     "select (select count(*) from attempt where (ended_at is null) <> (outcome is null)) + "
     "(select count(*) from (select count(*) as n, max(number) as m from attempt group by "
     "request_id) x where n <> m)"},
    {"a request's clocks are those of its calls",
     "select count(*) from request r left join (select request_id, count(*) filter (where "
     "counted) as n, min(started_at) filter (where counted) as first, min(started_at) filter "
     "(where reached = 'person') as person from attempt where ended_at is not null group by 1) a "
     "on a.request_id = r.id where r.attempts <> coalesce(a.n, 0) or r.first_attempt_at is "
     "distinct from a.first or r.reached_at is distinct from a.person"},
    {"a suppressed number is never callable",
     "select count(*) from request r join suppression s using (phone_index) where r.state in "
     "('new', 'retry', 'scheduled', 'waiting')"},
    {"a person has at most one open request",
     "select count(*) from (select from request where state not in ('quarantined', 'closed') and "
     "not suppressed group by phone_index, name_index having count(*) > 1) x"},
    {"a promise is pending for who can be called only",
     "select count(*) from promise p join request r on r.id = p.request_id where p.settled is "
     "null and (r.state in ('closed', 'quarantined') or r.suppressed or r.barred is not null)"},
    {"what no instant allows is a lead's, and nobody is on the phone with it",
     "select count(*) from request where barred is not null and (state <> 'escalated' or "
     "open_attempt is not null)"},
    {"a promise is pending for a form that stands only, once for each",
     "select count(*) from promise p where p.settled is null and p.form is not null and 1 <> "
     "(select count(*) from submission s where s.request_id = p.request_id and s.number = p.form "
     "and s.withdrawn_at is null)"},
    {"what was told to a form that made or joined a request is a promise",
     "select count(*) from submission s join request r on r.id = s.request_id where r.state = "
     "'new' and not exists (select from promise p where p.request_id = r.id and p.form = "
     "s.number)"},
    {"nothing is due after a promise that stands, save what was called twice that day",
     "select count(*) from promise p join request r on r.id = p.request_id, institute where "
     "p.settled is null and p.to_at > instant() and r.open_attempt is null and r.due_at >= p.to_at "
     "and 2 > (select count(*) from attempt a where a.request_id = r.id and a.counted and "
     "(a.started_at at time zone zone)::date = (p.to_at at time zone zone)::date)"},
    {"a request's forms are numbered without a gap, and it goes on for as long as one stands",
     "select (select count(*) from (select count(*) as n, max(number) as m from submission group "
     "by request_id) x where n <> m) + (select count(*) from request r where (r.resolution is not "
     "distinct from 'withdrawn') = exists (select from submission s where s.request_id = r.id "
     "and s.withdrawn_at is null) and (r.state <> 'closed' or r.resolution = 'withdrawn'))"},
    {"every request came of a form",
     "select count(*) from request r where not exists (select from submission s where "
     "s.request_id = r.id)"},
    {"a red flag stands first until a person was reached",
     "select count(*) from request where flagged and state in ('new', 'retry', 'scheduled', "
     "'waiting', 'escalated') and rank <> 0"},
    {"the cadence gives up no red flag",
     "select count(*) from request where flagged and (resolution = 'unable_to_reach' or red_flags "
     "= "
     "'{}')"},
    {"a red flag falls only when a person was reached, be it in a request that was merged into "
     "this",
     "with recursive gone as (select merged_into as id, reached_at from request where merged_into "
     "is not null union all select p.merged_into, g.reached_at from gone g join request p using "
     "(id) where p.merged_into is not null) select count(*) from request r where not r.flagged and "
     "r.red_flags <> '{}' and r.reached_at is null and not exists (select from gone where gone.id "
     "= r.id and gone.reached_at is not null)"},
    {"nothing else stands among the red flags but what is a lead's",
     "select count(*) from request where rank = 0 and not flagged and state in ('new', 'retry', "
     "'scheduled', 'waiting')"},
    {"nothing is due before the promise that it is meant for",
     "select count(*) from request where state in ('new', 'scheduled') and own_due_at is null and "
     "due_at < promise_from"},
    {"at most two voicemails are left for a request on one number",
     "select count(*) from (select from attempt where outcome = 'voicemail_left' group by "
     "request_id, phone_index having count(*) > 2) x"},
    {"what was merged away is closed as a duplicate, and goes on where it went",
     "select count(*) from request r join request o on o.id = r.merged_into where r.state <> "
     "'closed' or r.resolution <> 'duplicate' or o.created_at > r.created_at and r.phone_index = "
     "o.phone_index and r.quarantine_reason is null and exists (select from journal j where "
     "j.request_id = r.id and j.action = 'request.number_changed')"},
    {"a number changes on a call that ended, and the journal tells of it",
     "select count(*) from request r where exists (select from attempt a where a.request_id = r.id "
     "and a.phone_index <> r.phone_index) and not exists (select from journal j join attempt a on "
     "a.id::text = j.object_id where j.request_id = r.id and j.action = 'request.number_changed' "
     "and j.sealed is not null)"},
    {"nobody of Los Angeles is called before eight, after nine, or on a closed day",
     "select count(*) from (select started_at at time zone zone as local from attempt, institute) "
     "x where not exists (select from opening o where o.weekday = extract(dow from local) and "
     "extract(hour from local) * 60 + extract(minute from local) >= o.from_minute and extract("
     "hour from local) * 60 + extract(minute from local) < o.to_minute) or local::date in "
     "(select h.day from holiday h where not exists (select from holiday_opening p where p.day = "
     "h.day)) or extract(hour from local) not between 8 and 20"},
    {"claims of one request never overlap, and the journal tells how each ended",
     "select count(*) from (select action, at, actor_id, lag(action) over w as before, "
     "lag(actor_id) over w as holder from journal where action in ('claim.taken', "
     "'claim.taken_over', 'claim.released', 'claim.lapsed', 'attempt.started', 'attempt.ended', "
     "'request.closed', 'request.suppressed') window w as (partition by request_id order by id)) x "
     "where action = 'claim.taken' and holder <> actor_id and before in ('claim.taken', "
     "'claim.taken_over', 'attempt.started')"},
    {"leads are told once of a call that is open for an hour",
     "select abs((select count(*) from attempt where overdue_at is not null) - (select count(*) "
     "from journal where action = 'attempt.overdue')) + (select count(*) from attempt where "
     "overdue_at < started_at + interval '60 minutes') + (select count(*) from (select from "
     "journal where action = 'attempt.overdue' group by object_id having count(*) > 1) x)"},
    {"no fence was given twice",
     "select count(*) from (select from journal where action in ('claim.taken', "
     "'claim.taken_over') group by request_id, detail->>'fence' having count(*) > 1) x"},
    {"the journal tells of every claim",
     "select abs((select coalesce(sum(fence), 0) from request) - (select count(*) from journal "
     "where action in ('claim.taken', 'claim.taken_over')) - (select count(*) from journal where "
     "action = 'request.closed' and not detail ? 'merged_into'))"},
    {"the journal tells of every call begun and ended",
     "select abs((select count(*) from attempt) - (select count(*) from journal where action = "
     "'attempt.started')) + abs((select count(*) from attempt where ended_at is not null) - "
     "(select count(*) from journal where action = 'attempt.ended'))"},
    {"the journal tells every outcome as it was logged",
     "select count(*) from attempt a join journal j on j.action = 'attempt.ended' and "
     "j.object_id = a.id::text where j.detail->>'outcome' <> a.outcome"},
    {"the journal tells of every form",
     "select abs((select count(*) from submission) - (select count(*) from journal where action "
     "in ('request.submitted', 'request.quarantined', 'request.joined')))"},
    {"the journal tells of every withdrawal",
     "select abs((select count(*) from request where resolution = 'withdrawn') - (select count(*) "
     "from journal where action = 'request.closed' and detail->>'resolution' = 'withdrawn'))"},
};

}  // namespace

std::vector<std::string> broken_invariants(store::Pool& pool) {
    return store::transact(pool, [](store::Transaction& transaction) {
        std::vector<std::string> broken;
        for (const auto& invariant : kInvariants) {
            const auto rows = transaction.raw().exec(invariant.violations);
            const auto count = rows[0][0].as<double>();
            if (count > 0)
                broken.push_back(std::string{invariant.sentence} + ": broken by " +
                                 std::to_string(static_cast<long>(count)));
        }
        return broken;
    });
}

}  // namespace backline::test

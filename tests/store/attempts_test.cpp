// Calls, what came of them, and the clocks that the figures live on.
#include <atomic>
#include <mutex>
#include <set>

#include "domain/gate.h"
#include "store/invariants.h"
#include "store/journal.h"
#include "store/requests.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::minutes;

TEST(Attempts, AreOpenOncePerRequest) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    const auto before = scene.everything();
    // Asked again, because the answer was lost, it is the same call.
    const auto again = start_attempt(scene.app(), ana, call.request, call.fence);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, call.attempt);
    EXPECT_EQ(again->number, 1);
    EXPECT_EQ(scene.changed_since(before), "");
    EXPECT_TRUE(
        error_of<StaleFence>(start_attempt(scene.app(), ana, call.request, call.fence - 1)));
}

TEST(Attempts, AreAnothersWhereALeadTookTheCallOver) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    scene.at("2026-11-17 11:01 America/Los_Angeles");
    const auto lead = scene.lead();
    const auto claim = scene.claim(lead, call.request, "over an hour");
    EXPECT_EQ(wrong_state(start_attempt(scene.app(), lead, call.request, claim.fence)),
              "attempt_open");
}

TEST(Attempts, AreOpenOncePerNumberThoughTwoPeopleOfOneHouseholdAsked) {
    Scene scene;
    auto other = form(1);
    other.name = *PersonName::parse("Somebody Else");
    other.key = "other";
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto first = scene.call(ana, scene.submitted(form(1)));
    const auto second = scene.submitted(other);
    const auto claim = scene.claim(ben, second);
    EXPECT_EQ(wrong_state(start_attempt(scene.app(), ben, second, claim.fence)), "attempt_open");
    ASSERT_TRUE(end_attempt(scene.app(), ana, first.attempt, first.fence, "no_answer", {}));
    EXPECT_TRUE(start_attempt(scene.app(), ben, second, claim.fence));
}

TEST(Attempts, AreOpenOncePerAgentEvenWhenALeadTookTheLastOneOver) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto first = scene.call(ana, scene.submitted(form(1)));
    const auto second = scene.submitted(form(2));
    scene.at("2026-11-17 11:01 America/Los_Angeles");
    scene.claim(scene.lead(), first.request, "over an hour");
    const auto claim = scene.claim(ana, second);
    EXPECT_EQ(wrong_state(start_attempt(scene.app(), ana, second, claim.fence)), "attempt_open");
}

long tell_of_overdue(Scene& scene) {
    return store::transact(scene.app().desk(), [](store::Transaction& transaction) {
        return store::note_overdue_attempts(transaction);
    });
}

TEST(Attempts, OpenForAnHourAreToldOfOnceThoughManyServersLook) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.desk_workers = 8; });
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    scene.at("2026-11-17 10:59:59 America/Los_Angeles");
    scene.call(ben, scene.submitted(form(2)));
    EXPECT_EQ(tell_of_overdue(scene), 0);
    scene.at("2026-11-17 11:00 America/Los_Angeles");
    std::atomic<long> told = 0;
    together(8, [&](int) { told += tell_of_overdue(scene); });
    EXPECT_EQ(told, 1);
    EXPECT_EQ(tell_of_overdue(scene), 0);
    EXPECT_EQ(scene.sql("select request_id, actor_kind, actor_id, object_id, detail->>'number' "
                        "from journal where action = 'attempt.overdue'"),
              call.request.text() + "|system|" + ana.id.text() + "|" + call.attempt.text() + "|1");
    EXPECT_EQ(scene.column(call.request, "claim_agent"), ana.id.text())
        << "the request stays with who is on the phone";
}

TEST(Attempts, OpenForAnHourStandFirstInALeadsQueueUntilTheyEnd) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto lead = scene.lead();
    auto flagged = form(1);
    flagged.red_flags = {"fever"};
    scene.submitted(flagged);
    const auto call = scene.call(ana, scene.submitted(form(2)));
    const auto position = [&] {
        while (store::seal_journal(scene.app().desk(), scene.app().master(), 500).count > 0) {
        }
        return changes_after(scene.app(), 0).seq;
    };
    const auto before = position();
    scene.at("2026-11-17 11:00 America/Los_Angeles");
    ASSERT_EQ(tell_of_overdue(scene), 1);
    position();
    const auto news = changes_after(scene.app(), before);
    ASSERT_EQ(news.changes.size(), 1U) << "every desk that waits learns of it";
    EXPECT_EQ(news.changes[0].kind, "attempt.overdue");
    const auto shown = queue(scene.app(), lead);
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown->items.size(), 2U);
    EXPECT_EQ(shown->items[0].id, call.request);
    EXPECT_EQ(shown->items[0].overdue_agent, ana.name);
    ASSERT_TRUE(shown->items[0].holder);
    EXPECT_EQ(shown->items[0].holder->id, ana.id) << "held until a lead takes it over";
    EXPECT_EQ(shown->claimed, 1);
    EXPECT_EQ(shown->items[1].overdue_agent, "");
    const auto to_agent = queue(scene.app(), ben);
    ASSERT_TRUE(to_agent);
    EXPECT_NE(to_agent->items[0].id, call.request);
    for (const auto& item : to_agent->items) EXPECT_EQ(item.overdue_agent, "");
    const auto taken = scene.claim(lead, call.request, "Ana has gone home");
    const auto still = queue(scene.app(), lead);
    EXPECT_EQ(still->items[0].overdue_agent, ana.name) << "whose call it is, whoever holds it";
    EXPECT_EQ(still->items[0].holder->id, lead.id);
    ASSERT_TRUE(end_attempt(scene.app(), lead, call.attempt, taken.fence, "no_answer", {}));
    const auto over = queue(scene.app(), lead);
    for (const auto& item : over->items) EXPECT_EQ(item.overdue_agent, "");
}

TEST(Attempts, BegunByTwentyThreadsAtOnceAreOne) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.desk_workers = 20; });
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    const auto claim = scene.claim(ana, id);
    std::mutex mutex;
    std::set<std::string> begun;
    together(20, [&](int) {
        const auto call = start_attempt(scene.app(), ana, id, claim.fence);
        ASSERT_TRUE(call);
        const std::lock_guard lock(mutex);
        begun.insert(call->id.text());
    });
    EXPECT_EQ(begun.size(), 1U) << "all were answered with the one";
    EXPECT_EQ(scene.number("select count(*) from attempt"), 1);
    EXPECT_EQ(scene.number("select count(*) from journal where action = 'attempt.started'"), 1);
}

TEST(Attempts, AskTheGateAgainWhenTheyBegin) {
    Scene scene;
    const auto ana = scene.agent("ana");
    auto afternoon = form(1);
    afternoon.asked = DaysAndParts{{}, {DayPart::afternoon}};
    const auto id = scene.submitted(afternoon);
    const auto claim = scene.claim(ana, id);
    const auto before = scene.everything();
    const auto refused = start_attempt(scene.app(), ana, id, claim.fence);
    const auto* why = error_of<NotNow>(refused);
    ASSERT_TRUE(why);
    EXPECT_EQ(why->reason, "their_window");
    EXPECT_EQ(why->at, scene.instant("timestamptz '2026-11-17 12:00 America/Los_Angeles'"));
    EXPECT_EQ(scene.changed_since(before), "");
}

// What product.md says of each outcome that an agent may log, in the order of its table.
const std::vector<std::pair<const char*, const char*>> kNextStates{
    {"no_answer", "retry"},
    {"busy", "retry"},
    {"voicemail_left", "retry"},
    {"voicemail_not_left", "retry"},
    {"call_failed", "retry"},
    {"left_live_message", "retry"},
    {"wrong_number", "closed"},
    {"disconnected", "closed"},
    {"callback_requested", "scheduled"},
    {"needs_information", "waiting"},
    {"language_callback", "scheduled"},
    {"clinical_escalation", "escalated"},
    {"emergency_redirected", "escalated"},
    {"booked", "closed"},
    {"declined", "closed"},
    {"not_a_candidate", "closed"},
    {"referred_out", "closed"},
    {"existing_patient_redirected", "closed"},
    {"do_not_call", "closed"}};

TEST(Outcomes, OfTheInstituteAreAllInTheTable) {
    Scene scene;
    std::set<std::string> known, loggable;
    for (const auto& [code, next] : kNextStates) known.insert(code);
    for (const auto& [code, outcome] : scene.app().institute()->rules.outcomes)
        if (outcome.by_agent) loggable.insert(code);
    EXPECT_EQ(loggable, known);
}

// Every fault that leaving out all of an outcome's needs must name.
std::string faults_expected(const Outcome& outcome) {
    std::string text;
    const auto add = [&](bool needed, const char* fault) {
        if (needed) text += (text.empty() ? "" : " ") + std::string{fault};
    };
    add(outcome.needs_note, "note:required");
    add(outcome.needs_due_at, "due_at:required");
    add(outcome.needs_language, "language:required");
    add(outcome.needs_appointment, "appointment.visit_start:required");
    add(outcome.needs_appointment, "appointment.location:required");
    add(outcome.needs_reason, "reason:required");
    add(outcome.needs_advice, "advice:required");
    return text;
}

TEST(Outcomes, LeadWhereTheTableSaysAndAreDueWhenTheGateSaysYes) {
    Scene scene;
    const auto rules = scene.app().institute()->rules;
    const auto lead = scene.lead();
    int number = 0;
    for (const auto& [code, next] : kNextStates) {
        SCOPED_TRACE(code);
        scene.at(kTuesday);
        const auto& outcome = rules.outcomes.at(code);
        const auto id = scene.submitted(form(++number));
        if (outcome.needs_clinician)
            scene.sql("update request set state = 'escalated', rank = 0 where id = '" + id.text() +
                      "'");
        const auto call = scene.call(lead, id);
        if (const auto expected = faults_expected(outcome); !expected.empty()) {
            const auto before = scene.everything();
            EXPECT_EQ(faults_of(end_attempt(scene.app(), lead, call.attempt, call.fence, code, {})),
                      expected);
            EXPECT_EQ(scene.changed_since(before), "");
        }
        const auto ended = end_attempt(scene.app(), lead, call.attempt, call.fence, code,
                                       input_for(outcome, rules, scene.now()));
        ASSERT_TRUE(ended) << faults_of(ended);
        EXPECT_EQ(name_of(ended->state), next);
        EXPECT_EQ(scene.column(id,
                               "state || (claim_agent is null)::text || (open_attempt is "
                               "null)::text"),
                  std::string{next} + "truetrue");
        EXPECT_EQ(scene.sql("select outcome from attempt where id = '" + call.attempt.text() + "'"),
                  code);
        EXPECT_EQ(scene.column(id, "coalesce(resolution, '')"),
                  next == std::string{"closed"} ? code : "");
        if (next == std::string{"closed"}) continue;
        const auto due = due_at(ended->state);
        ASSERT_TRUE(due);
        EXPECT_EQ(scene.instant("(select due_at from request where id = '" + id.text() + "')"),
                  *due);
        scene.at(*due);
        const auto view = view_request(scene.app(), lead, id);
        ASSERT_TRUE(view);
        EXPECT_TRUE(view->callable.yes)
            << "due at a time when it may not be called: " << view->callable.reason;
    }
}

TEST(Outcomes, ThatNobodyKnowsOrOnlyTheSystemLogsAreRefused) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    const auto before = scene.everything();
    const auto refused = [&](const std::string& code) {
        return faults_of(end_attempt(scene.app(), ana, call.attempt, call.fence, code, {}));
    };
    EXPECT_EQ(refused(""), "outcome:required");
    EXPECT_EQ(refused("abducted"), "outcome:unknown");
    EXPECT_EQ(refused("unable_to_reach"), "outcome:unknown");
    EXPECT_EQ(refused("not_a_candidate"), "outcome:not_permitted");
    EXPECT_EQ(scene.changed_since(before), "");
}

TEST(Outcomes, SentTwiceAnswerTheSameAndAreThereOnce) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    const auto first = end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {});
    ASSERT_TRUE(first);
    const auto before = scene.everything();
    const auto again = end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {});
    ASSERT_TRUE(again);
    EXPECT_EQ(again->request_id, first->request_id);
    EXPECT_EQ(name_of(again->state), name_of(first->state));
    EXPECT_EQ(due_at(again->state), due_at(first->state));
    EXPECT_EQ(wrong_state(end_attempt(scene.app(), ana, call.attempt, call.fence, "busy", {})),
              "attempt_ended");
    EXPECT_EQ(wrong_state(end_attempt(scene.app(), scene.agent("ben"), call.attempt, call.fence,
                                      "no_answer", {})),
              "attempt_ended");
    const auto changed = scene.changed_since(before);
    EXPECT_EQ(changed, "staff") << "ben was hired, and nothing else";
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'attempt.ended'"), "1");
}

TEST(Outcomes, SentByTenThreadsAtOnceAreThereOnce) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.desk_workers = 10; });
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    std::atomic<int> well = 0;
    together(10, [&](int) {
        if (end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {})) ++well;
    });
    EXPECT_EQ(well, 10);
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'attempt.ended'"), "1");
    EXPECT_EQ(scene.column(call.request, "attempts"), "1");
}

TEST(Outcomes, GiveUpAfterTheSixthCallWithinTheCadence) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    std::vector<Instant> calls;
    for (int tries = 0; tries < 20 && scene.column(id, "state") != "closed"; ++tries) {
        const auto claim = claim_next(scene.app(), ana);
        ASSERT_TRUE(claim && *claim) << "call " << tries + 1 << " is due and not served";
        const auto call = start_attempt(scene.app(), ana, id, (*claim)->fence);
        ASSERT_TRUE(call);
        calls.push_back(call->started_at);
        const auto ended =
            end_attempt(scene.app(), ana, call->id, (*claim)->fence, "no_answer", {});
        ASSERT_TRUE(ended);
        if (const auto due = due_at(ended->state)) scene.at(*due);
    }
    ASSERT_EQ(calls.size(), 6U);
    EXPECT_EQ(scene.column(id, "state || ' ' || resolution || ' ' || attempts"),
              "closed unable_to_reach 6");
    EXPECT_EQ(scene.sql("select outcome from attempt where number = 6"), "no_answer")
        << "what the agent saw stays as it was logged";
    const auto& zone = scene.app().institute()->rules.hours.zone();
    std::map<LocalDay, int> a_day;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        EXPECT_LE(++a_day[zone.day(calls[i])], 2);
        if (i == 0) continue;
        EXPECT_GE(calls[i] - calls[i - 1], minutes(30));
    }
    EXPECT_EQ(calls[1] - calls[0], minutes(45));
    EXPECT_EQ((zone.day(calls[5]) - zone.day(calls[0])).count(), 6);
}

TEST(Outcomes, OfACallThatFailedCountForNothing) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    const auto failed = scene.call(ana, id);
    const auto ended =
        end_attempt(scene.app(), ana, failed.attempt, failed.fence, "call_failed", {});
    ASSERT_TRUE(ended);
    EXPECT_EQ(*due_at(ended->state), scene.now() + minutes(5));
    EXPECT_EQ(scene.column(id, "attempts || ' ' || (first_attempt_at is null)"), "0 true");
    scene.at("2026-11-17 10:05 America/Los_Angeles");
    const auto call = scene.call(ana, id);
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(scene.column(id, "attempts || ' ' || first_attempt_business_seconds"), "1 300");
    EXPECT_EQ(scene.sql("select number from attempt where id = '" + call.attempt.text() + "'"),
              "2");
}

// product.md: call_failed keeps no promise.
TEST(Outcomes, OfACallThatFailedKeepNoPromise) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    const auto promises = [&] {
        return scene.sql(
            "select string_agg(coalesce(settled, 'open'), ' ' order by made_at) "
            "from promise where request_id = '" +
            id.text() + "'");
    };
    const auto fail = [&] {
        const auto call = scene.call(ana, id);
        EXPECT_EQ(promises().substr(promises().size() - 4), "kept");
        return end_attempt(scene.app(), ana, call.attempt, call.fence, "call_failed", {});
    };
    ASSERT_TRUE(fail());
    EXPECT_EQ(promises(), "open");
    EXPECT_EQ(scene.column(id, "rank || ' ' || (due_at = instant() + interval '5 minutes')"),
              "2 true")
        << "not behind everybody who is new";
    scene.at(scene.now() + minutes(5));
    // A refused ending takes nothing back.
    auto call = scene.call(ana, id);
    EXPECT_FALSE(end_attempt(scene.app(), ana, call.attempt, call.fence, "booked", {}));
    EXPECT_EQ(promises(), "kept");
    OutcomeInput later;
    later.due_at = scene.now() + minutes(120);
    later.mine = true;
    ASSERT_TRUE(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "callback_requested", later));
    EXPECT_EQ(promises(), "kept open");
    scene.at(*later.due_at);
    ASSERT_TRUE(fail());
    EXPECT_EQ(promises(), "kept open");
    EXPECT_EQ(scene.column(id,
                           "state || ' ' || rank || ' ' || (reserved_for is not null) || ' ' || "
                           "(due_at = instant() + interval '5 minutes')"),
              "scheduled 1 true true")
        << "what was agreed is still agreed";
    scene.at(scene.now() + minutes(50));
    scene.settle_promises();
    EXPECT_EQ(promises(), "kept broken") << "and seen to be broken";
    EXPECT_EQ(broken_invariants(scene.app().desk()), std::vector<std::string>{});
}

TEST(Outcomes, LeaveAtMostTwoVoicemailsAndNoneWithoutPermission) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    for (int i = 0; i < 3; ++i) {
        const auto call = scene.call(ana, id);
        const auto left =
            end_attempt(scene.app(), ana, call.attempt, call.fence, "voicemail_left", {});
        EXPECT_EQ(faults_of(left), i < 2 ? "" : "outcome:too_many");
        if (left) scene.at(*due_at(left->state));
    }
    auto shy = form(2);
    shy.voicemail_ok = false;
    const auto ben = scene.agent("ben");
    const auto other = scene.submitted(shy);
    const auto call = scene.call(ben, other);
    EXPECT_EQ(
        faults_of(end_attempt(scene.app(), ben, call.attempt, call.fence, "voicemail_left", {})),
        "outcome:not_permitted");
}

TEST(Outcomes, OfDoNotCallSuppressTheNumberForEverybodyWhoSharesIt) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    auto other = form(1);
    other.name = *PersonName::parse("Somebody Else");
    other.key = "other";
    const auto household = scene.submitted(other);
    const auto held = scene.claim(ben, household);
    const auto call = scene.call(ana, scene.submitted(form(1)));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "do_not_call", {}));
    EXPECT_EQ(scene.column(call.request, "resolution || suppressed"), "do_not_calltrue");
    EXPECT_EQ(scene.column(household, "state || suppressed || rank || (claim_agent is null)"),
              "escalatedtrue0true");
    EXPECT_TRUE(error_of<StaleFence>(start_attempt(scene.app(), ben, household, held.fence)));
    EXPECT_EQ(scene.sql("select count(*) from promise where settled is null"), "0")
        << "what must not be called has no promise to break";
    auto later = form(1);
    later.key = "a year later";
    scene.at("2027-11-16 10:00 America/Los_Angeles");
    const auto answer = scene.receipt(later);
    const auto id = scene.of(answer);
    EXPECT_EQ(scene.column(id, "state || suppressed || rank"), "escalatedtrue0");
    EXPECT_LT(answer.promise.from, answer.promise.to) << "the answer tells nothing";
    const auto status = patient_view(scene.app(), answer.token);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->state, "new");
    const auto lead = scene.lead();
    const auto claim = scene.claim(lead, id);
    const auto refused = start_attempt(scene.app(), lead, id, claim.fence);
    ASSERT_TRUE(error_of<NotNow>(refused));
    EXPECT_EQ(error_of<NotNow>(refused)->reason, "suppressed");
    EXPECT_FALSE(error_of<NotNow>(refused)->ever);
}

TEST(Promises, AreKeptByACallWithinAQuarterOfAnHourOfTheirEnd) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto receipt = scene.receipt(form(1));
    scene.at(receipt.promise.to + minutes(15));
    scene.settle_promises();
    EXPECT_EQ(scene.sql("select count(*) from promise where settled is null"), "1");
    scene.call(ana, scene.of(receipt));
    EXPECT_EQ(scene.sql("select settled || (settled_at = instant()) from promise"), "kepttrue");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'promise.kept'"), "1");
}

TEST(Promises, AreBrokenBySilenceOnceAndForAll) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto receipt = scene.receipt(form(1));
    scene.at(receipt.promise.to + minutes(16));
    scene.settle_promises();
    scene.settle_promises();
    EXPECT_EQ(scene.sql("select settled from promise"), "broken");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'promise.broken'"), "1");
    scene.call(ana, scene.of(receipt));
    EXPECT_EQ(scene.sql("select settled from promise"), "broken") << "late is late";
}

TEST(Promises, GiveWayToTheNextAndVanishWithAnEnd) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto receipt = scene.receipt(form(1));
    ASSERT_TRUE(ask_for_window(scene.app(), receipt.token, DaysAndParts{{}, {DayPart::afternoon}}));
    EXPECT_EQ(scene.sql("select count(*) filter (where settled = 'void'), count(*) filter (where "
                        "settled is null) from promise"),
              "1|1");
    EXPECT_EQ(scene.sql("select count(*) from promise where made_at > instant() + interval '1 "
                        "second'"),
              "0")
        << "promises are dated by the database's clock";
    scene.at("2026-11-17 12:10 America/Los_Angeles");
    const auto id = scene.of(receipt);
    const auto call = scene.call(ana, id);
    OutcomeInput later;
    later.due_at = scene.now() + minutes(120);
    ASSERT_TRUE(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "callback_requested", later));
    EXPECT_EQ(scene.sql("select from_at = '2026-11-17 14:10 America/Los_Angeles' from promise "
                        "where settled is null"),
              "t");
    scene.at("2026-11-17 14:10 America/Los_Angeles");
    const auto last = scene.call(ana, id);
    ASSERT_TRUE(end_attempt(scene.app(), ana, last.attempt, last.fence, "referred_out", {}));
    EXPECT_EQ(scene.sql("select string_agg(settled, ' ' order by made_at) from promise"),
              "void kept kept");
    ASSERT_TRUE(withdraw(scene.app(), scene.receipt(form(2)).token));
    EXPECT_EQ(scene.sql("select count(*) from promise where settled is null"), "0");
}

struct Wait {
    const char* sent;
    const char* called;
    long business_seconds;
    const char* what;
};

// Submits, calls, reaches somebody: the clocks as they were stored.
std::string clocks_of(Scene& scene, const Person& who, int number, const Wait& wait) {
    scene.at(wait.sent);
    const auto id = scene.submitted(form(number));
    scene.at(wait.called);
    const auto call = scene.call(who, id);
    const auto ended = end_attempt(scene.app(), who, call.attempt, call.fence, "referred_out", {});
    if (!ended) return "refused";
    return scene.column(id,
                        "first_attempt_business_seconds || ' ' || reached_business_seconds || "
                        "' ' || (first_attempt_at = instant()) || (reached_at = instant())");
}

TEST(Clocks, CountOpenSecondsOnlyOverNightsWeekendsAndHolidays) {
    const Wait waits[]{
        {"2026-11-17 10:00 America/Los_Angeles", "2026-11-17 10:04 America/Los_Angeles", 240,
         "day"},
        {"2026-11-16 17:58 America/Los_Angeles", "2026-11-17 08:03 America/Los_Angeles", 300,
         "night"},
        {"2026-11-14 12:58 America/Los_Angeles", "2026-11-16 08:03 America/Los_Angeles", 300,
         "weekend"},
        {"2026-11-13 17:59 America/Los_Angeles", "2026-11-16 08:01 America/Los_Angeles",
         60 + 4 * 3600 + 60, "weekend with its Saturday"},
        {"2026-11-25 17:58 America/Los_Angeles", "2026-11-28 09:03 America/Los_Angeles", 300,
         "Thanksgiving and the day after"},
        {"2026-10-31 12:58 America/Los_Angeles", "2026-11-02 08:03 America/Los_Angeles", 300,
         "weekend in which summer time ends"},
        {"2027-03-13 12:58 America/Los_Angeles", "2027-03-15 08:03 America/Los_Angeles", 300,
         "weekend in which summer time begins"}};
    Scene scene;
    const auto lead = scene.lead();
    int number = 0;
    for (const auto& wait : waits) {
        SCOPED_TRACE(wait.what);
        const auto seconds = std::to_string(wait.business_seconds);
        EXPECT_EQ(clocks_of(scene, lead, ++number, wait), seconds + " " + seconds + " truetrue");
    }
}

TEST(Clocks, CountTheRealSecondsOfBothNightsWhenTheHourChanges) {
    Scene scene;
    scene.sql("insert into opening values (0, 0, 1440)");
    scene.sql("update institute set version = version + 1");
    scene.app().refresh();
    const auto lead = scene.lead();
    EXPECT_EQ(clocks_of(scene, lead, 1,
                        {"2026-11-01 00:30 America/Los_Angeles",
                         "2026-11-01 08:30 America/Los_Angeles", 0, ""}),
              "32400 32400 truetrue")
        << "nine hours by the sun, eight by the clock";
    EXPECT_EQ(clocks_of(scene, lead, 2,
                        {"2027-03-14 00:30 America/Los_Angeles",
                         "2027-03-14 08:30 America/Los_Angeles", 0, ""}),
              "25200 25200 truetrue")
        << "seven hours by the sun, eight by the clock";
}

TEST(Clocks, BeginWithTheWindowThatWasAskedFor) {
    Scene scene;
    const auto ana = scene.agent("ana");
    auto asked = form(1);
    asked.asked = Window{scene.now() + minutes(180), scene.now() + minutes(240)};
    const auto id = scene.submitted(asked);
    scene.at("2026-11-17 13:02 America/Los_Angeles");
    const auto call = scene.call(ana, id);
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(scene.column(id, "first_attempt_business_seconds || ' ' || (reached_at is null)"),
              "120 true");
}

}  // namespace
}  // namespace backline::test

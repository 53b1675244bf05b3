// Claims: who holds what, who gets what next, and what an old fence is worth.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include "store/requests.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(Claims, OfTwentyThreadsOnAThousandRequestsNoneIsHeldTwice) {
    constexpr int kRequests = 1000;
    constexpr int kThreads = 20;
    Scene scene(kTuesday, [](Config& config) { config.lanes.desk_workers = kThreads; });
    std::vector<Form> forms;
    for (int i = 0; i < kRequests; ++i) forms.push_back(form(i));
    for (const auto& answer : submit(scene.app(), forms)) ASSERT_TRUE(answer);
    scene.at("2026-12-15 10:00 America/Los_Angeles");  // none is due before it was promised
    std::vector<Person> people;
    for (int i = 0; i < kThreads; ++i) people.push_back(scene.agent("agent" + std::to_string(i)));
    std::mutex mutex;
    std::map<std::string, int> times_held;
    std::atomic<int> closed = 0, wrong = 0;
    together(kThreads, [&](int i) {
        const auto& me = people[static_cast<std::size_t>(i)];
        // "Nothing" may also mean that all that is left was being taken at that very moment.
        while (closed < kRequests) {
            const auto claim = claim_next(scene.app(), me);
            if (!claim) ++wrong;
            if (!claim || !*claim) continue;
            const auto& request = (*claim)->request.id;
            {
                std::lock_guard lock(mutex);
                if (++times_held[request.text()] > 1) ++wrong;
            }
            const auto call = start_attempt(scene.app(), me, request, (*claim)->fence);
            if (!call ||
                !end_attempt(scene.app(), me, call->id, (*claim)->fence, "referred_out", {}))
                ++wrong;
            ++closed;
        }
    });
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(times_held.size(), static_cast<std::size_t>(kRequests));
    EXPECT_EQ(scene.sql("select count(*), min(fence), max(fence) from request where state = "
                        "'closed'"),
              "1000|1|1");
    EXPECT_EQ(scene.sql("select count(*), count(distinct request_id) from journal where action = "
                        "'claim.taken'"),
              "1000|1000");
}

TEST(Claims, OneAgentsEightDesksAskingAtOnceGetOneAndTheSame) {
    Scene scene;
    for (int i = 0; i < 20; ++i) scene.submitted(form(i));
    const auto ana = scene.agent("ana");
    std::mutex mutex;
    std::set<std::pair<std::string, long>> given;
    together(8, [&](int) {
        const auto claim = claim_next(scene.app(), ana);
        std::lock_guard lock(mutex);
        ASSERT_TRUE(claim && *claim);
        given.insert({(*claim)->request.id.text(), (*claim)->fence});
    });
    EXPECT_EQ(given.size(), 1U);
    EXPECT_EQ(scene.sql("select count(*) from request where claim_agent is not null"), "1");
}

TEST(Claims, ALostAnswerIsMadeGoodByTheSameClaimAgain) {
    Scene scene;
    scene.submitted(form(1));
    scene.submitted(form(2));
    const auto ana = scene.agent("ana");
    const auto first = claim_next(scene.app(), ana);
    const auto again = claim_next(scene.app(), ana);
    ASSERT_TRUE(first && *first && again && *again);
    EXPECT_EQ((*again)->request.id, (*first)->request.id);
    EXPECT_EQ((*again)->fence, (*first)->fence);
    EXPECT_EQ((*again)->request.phone, (*first)->request.phone);
    EXPECT_FALSE((*again)->request.phone.empty());
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'claim.taken'"), "1");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'claim.viewed'"), "1")
        << "seeing a patient's data again is a view like any other";
}

TEST(Claims, HoldingOneAnAgentCannotTakeAnotherByName) {
    Scene scene;
    const auto first = scene.submitted(form(1));
    const auto second = scene.submitted(form(2));
    const auto ana = scene.agent("ana");
    scene.claim(ana, first);
    const auto before = scene.everything();
    EXPECT_EQ(wrong_state(claim_given(scene.app(), ana, second, "")), "holding_another");
    EXPECT_EQ(scene.changed_since(before), "");
}

// Puts a submitted request where an outcome or a patient would have put it.
void place(Scene& scene, const RequestId& id, const std::string& assignments) {
    scene.sql("update request set " + assignments + " where id = '" + id.text() + "'");
}

std::vector<RequestId> order_of_serving(Scene& scene, const Person& who) {
    std::vector<RequestId> served;
    while (true) {
        const auto claim = claim_next(scene.app(), who);
        if (!claim || !*claim) return served;
        served.push_back((*claim)->request.id);
        place(scene, served.back(),
              "claim_agent = null, claim_until = null, state = 'closed', due_at = null, "
              "resolution = 'duplicate', closed_at = instant()");
    }
}

TEST(Claims, ServeRedFlagsThenPromisesThenNewOnesThenRetries) {
    Scene scene;
    const auto retry = scene.submitted(form(1));
    const auto fresh = scene.submitted(form(2));
    const auto promised = scene.submitted(form(3));
    auto flagged_form = form(4);
    flagged_form.red_flags = {"fever"};
    const auto flagged = scene.submitted(flagged_form);
    const auto waiting_flagged = scene.submitted(form(5));
    const auto not_due = scene.submitted(form(6));
    // The worse the rank, the longer it has been due: rank comes first.
    place(scene, retry, "state = 'retry', rank = 3, due_at = instant() - interval '50 minutes'");
    place(scene, fresh, "due_at = instant() - interval '40 minutes'");
    place(scene, promised,
          "state = 'scheduled', rank = 1, due_at = instant() - interval '30 "
          "minutes', promise_from = instant() - interval '30 minutes'");
    place(scene, waiting_flagged,
          "state = 'waiting', red_flags = '{fever}', rank = 0, due_at = instant() - interval '1 "
          "minute'");
    place(scene, not_due,
          "state = 'scheduled', rank = 1, due_at = instant() + interval '1 minute', "
          "promise_from = instant() + interval '1 minute'");
    const std::vector<RequestId> expected{waiting_flagged, flagged, promised, fresh, retry};
    EXPECT_EQ(order_of_serving(scene, scene.agent("ana")), expected);
}

TEST(Claims, ServeTheEarliestDueThenTheOldestThenTheSmallerId) {
    Scene scene;
    std::vector<RequestId> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(scene.submitted(form(i)));
    std::sort(ids.begin(), ids.end());
    const auto put = [&](int i, int due, int age) {
        place(scene, ids[static_cast<std::size_t>(i)],
              "due_at = instant() - interval '" + std::to_string(due) +
                  " minutes', created_at = instant() - interval '" + std::to_string(age) +
                  " minutes'");
    };
    put(0, 10, 10);
    put(1, 10, 20);
    put(2, 20, 20);
    put(3, 5, 90);
    put(4, 5, 80);
    put(5, 5, 80);
    const std::vector<RequestId> expected{ids[2], ids[1], ids[0], ids[3], ids[4], ids[5]};
    EXPECT_EQ(order_of_serving(scene, scene.agent("ana")), expected);
}

TEST(Claims, AreInTheVeryOrderThatTheQueueShows) {
    Scene scene;
    const std::vector<std::string> states{
        "state = 'new', rank = 2", "state = 'retry', rank = 3",
        "state = 'scheduled', rank = 1, promise_from = instant() - interval '3 hours'",
        "state = 'new', rank = 0, red_flags = '{fever}'", "state = 'waiting', rank = 3"};
    for (int i = 0; i < 40; ++i) {
        const auto id = scene.submitted(form(i));
        place(scene, id,
              states[static_cast<std::size_t>(i) % states.size()] +
                  ", due_at = instant() - interval '" + std::to_string(i * 7 % 11) + " minutes'");
    }
    const auto shown = queue(scene.app(), scene.lead());
    ASSERT_TRUE(shown);
    std::vector<RequestId> expected;
    for (const auto& item : shown->items) expected.push_back(item.id);
    EXPECT_EQ(expected.size(), 40U);
    EXPECT_EQ(order_of_serving(scene, scene.agent("ana")), expected);
}

TEST(Claims, LeaveASpanishRequestToWhoSpeaksItWhileSuchAPersonIsAbout) {
    Scene scene;
    auto spanish = form(1);
    spanish.language = "es";
    const auto id = scene.submitted(spanish);
    scene.at("2026-11-17 10:01 America/Los_Angeles");
    const auto english = scene.submitted(form(2));
    const auto ben = scene.agent("ben", {"en"});
    const auto ana = scene.agent("ana", {"en", "es"});
    scene.sign_in(ana);
    scene.sign_in(ben);
    const auto for_ben = claim_next(scene.app(), ben);
    ASSERT_TRUE(for_ben && *for_ben);
    EXPECT_EQ((*for_ben)->request.id, english) << "language filters before order";
    const auto for_ana = claim_next(scene.app(), ana);
    ASSERT_TRUE(for_ana && *for_ana);
    EXPECT_EQ((*for_ana)->request.id, id);
}

TEST(Claims, OfferASpanishRequestToEverybodyOnceNoSpeakerWasSeenForFifteenMinutes) {
    Scene scene;
    auto spanish = form(1);
    spanish.language = "es";
    const auto id = scene.submitted(spanish);
    const auto ben = scene.agent("ben", {"en"});
    const auto ana = scene.agent("ana", {"es"});
    const auto manager = person(scene.database, "manager", Role::manager, {"es"});
    scene.sign_in(ana);
    scene.at("2026-11-17 10:14 America/Los_Angeles");
    scene.sign_in(manager);
    const auto early = claim_next(scene.app(), ben);
    ASSERT_TRUE(early);
    EXPECT_FALSE(*early) << "a speaker was here 14 minutes ago";
    scene.at("2026-11-17 10:16 America/Los_Angeles");
    const auto late = claim_next(scene.app(), ben);
    ASSERT_TRUE(late && *late) << "a manager's languages call nobody";
    EXPECT_EQ((*late)->request.id, id);
}

TEST(Claims, KeepACallbackForTheAgentWhoPromisedItUntilItIsFifteenMinutesLate) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto call = scene.call(ana, id);
    OutcomeInput later;
    later.due_at = scene.now() + minutes(120);
    later.mine = true;
    ASSERT_TRUE(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "callback_requested", later));
    scene.at("2026-11-17 12:14 America/Los_Angeles");
    const auto others = claim_next(scene.app(), ben);
    ASSERT_TRUE(others);
    EXPECT_FALSE(*others);
    const auto mine = claim_next(scene.app(), ana);
    ASSERT_TRUE(mine && *mine);
    EXPECT_EQ((*mine)->request.id, id);
    ASSERT_TRUE(release_claim(scene.app(), ana, id, (*mine)->fence, ""));
    scene.at("2026-11-17 12:16 America/Los_Angeles");
    const auto anybody = claim_next(scene.app(), ben);
    ASSERT_TRUE(anybody && *anybody);
    EXPECT_EQ((*anybody)->request.id, id);
}

TEST(Claims, GiveEscalatedRequestsToLeadsOnly) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    place(scene, id, "state = 'escalated', rank = 0");
    const auto ana = scene.agent("ana");
    const auto nothing = claim_next(scene.app(), ana);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing);
    EXPECT_EQ(wrong_state(claim_given(scene.app(), ana, id, "")), "needs_a_lead");
    const auto found = claim_next(scene.app(), scene.lead());
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->request.id, id);
}

TEST(Claims, NeverServeASuppressedNumberNotEvenToALead) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    auto other = form(1);
    other.name = *PersonName::parse("Somebody Else");
    other.key = "other";
    auto suspect = form(1);
    suspect.name = *PersonName::parse("A Third Person");
    suspect.key = "suspect";
    suspect.suspicion = "too_fast";
    const auto held_back = scene.submitted(suspect);
    scene.submitted(other);
    const auto call = scene.call(ana, scene.submitted(form(1)));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "do_not_call", {}));
    ASSERT_TRUE(release_from_quarantine(scene.app(), lead, held_back));
    auto late = form(1);
    late.key = "late";
    scene.submitted(late);
    for (const auto& who : {ana, lead}) {
        const auto claim = claim_next(scene.app(), who);
        ASSERT_TRUE(claim);
        EXPECT_FALSE(*claim) << who.username << " was served " << (*claim)->request.reference;
    }
    EXPECT_EQ(scene.sql("select distinct state || suppressed from request where state <> "
                        "'closed'"),
              "escalatedtrue");
    EXPECT_EQ(scene.column(held_back, "state"), "escalated")
        << "released from quarantine it goes to a lead, never to the queue";
}

// Every write of a holder, tried with `fence`; each must be refused as stale.
void expect_stale(Scene& scene, const Person& who, const RequestId& id, long fence) {
    const auto before = scene.everything();
    EXPECT_TRUE(error_of<StaleFence>(renew_claim(scene.app(), who, id, fence)));
    EXPECT_TRUE(error_of<StaleFence>(release_claim(scene.app(), who, id, fence, "")));
    EXPECT_TRUE(error_of<StaleFence>(start_attempt(scene.app(), who, id, fence)));
    EXPECT_TRUE(error_of<StaleFence>(save_draft(scene.app(), who, id, fence, "typed late")));
    EXPECT_EQ(scene.changed_since(before), "") << "a stale write changed something";
}

TEST(Claims, LapseWithTheirLeaseAndLeaveTheOldFenceWorthNothing) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto first = scene.claim(ana, id);
    scene.at("2026-11-17 10:04:59 America/Los_Angeles");
    const auto too_early = claim_next(scene.app(), ben);
    ASSERT_TRUE(too_early);
    EXPECT_FALSE(*too_early);
    scene.at("2026-11-17 10:05:00 America/Los_Angeles");
    expect_stale(scene, ana, id, first.fence);
    const auto second = claim_next(scene.app(), ben);
    ASSERT_TRUE(second && *second);
    EXPECT_EQ((*second)->request.id, id);
    EXPECT_GT((*second)->fence, first.fence);
    expect_stale(scene, ana, id, first.fence);
    expect_stale(scene, ana, id, (*second)->fence);
    expect_stale(scene, ben, id, first.fence);
}

TEST(Claims, OfTheSameAgentAgainMakeTheirOwnOlderFenceStale) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana");
    const auto first = scene.claim(ana, id);
    ASSERT_TRUE(release_claim(scene.app(), ana, id, first.fence, "a mistake"));
    const auto second = scene.claim(ana, id);
    EXPECT_GT(second.fence, first.fence);
    expect_stale(scene, ana, id, first.fence);
    EXPECT_TRUE(renew_claim(scene.app(), ana, id, second.fence));
}

TEST(Claims, RenewedInTimeLastAnotherLease) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto claim = scene.claim(ana, id);
    scene.at("2026-11-17 10:04 America/Los_Angeles");
    const auto renewed = renew_claim(scene.app(), ana, id, claim.fence);
    ASSERT_TRUE(renewed);
    EXPECT_EQ(renewed->held_until, scene.now() + seconds(300));
    scene.at("2026-11-17 10:08:59 America/Los_Angeles");
    const auto nothing = claim_next(scene.app(), ben);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing);
    EXPECT_TRUE(save_draft(scene.app(), ana, id, claim.fence, "still here"));
}

TEST(Claims, OutlastTheirLeaseWhileACallIsOpen) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto lead = scene.lead();
    const auto call = scene.call(ana, id);
    scene.at("2026-11-17 10:59 America/Los_Angeles");
    const auto nothing = claim_next(scene.app(), ben);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing);
    EXPECT_TRUE(error_of<Held>(claim_given(scene.app(), ben, id, "")));
    EXPECT_TRUE(error_of<Held>(claim_given(scene.app(), lead, id, "I want it")))
        << "nobody takes a request away from under a call";
    EXPECT_EQ(wrong_state(release_claim(scene.app(), ana, id, call.fence, "")), "attempt_open");
    const auto same = claim_next(scene.app(), ana);
    ASSERT_TRUE(same && *same);
    EXPECT_EQ((*same)->request.open_attempt, call.attempt);
    EXPECT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
}

TEST(Claims, OfACallOverAnHourLongAreALeadsMatter) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto lead = scene.lead();
    const auto call = scene.call(ana, id);
    scene.at("2026-11-17 11:01 America/Los_Angeles");
    const auto nothing = claim_next(scene.app(), ben);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing);
    EXPECT_TRUE(error_of<Held>(claim_given(scene.app(), ben, id, "")));
    EXPECT_EQ(faults_of(claim_given(scene.app(), lead, id, "")), "reason:required");
    const auto taken = claim_given(scene.app(), lead, id, "Ana has gone home");
    ASSERT_TRUE(taken);
    EXPECT_GT(taken->fence, call.fence);
    const auto before = scene.everything();
    EXPECT_TRUE(error_of<StaleFence>(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {})));
    EXPECT_EQ(scene.changed_since(before), "");
    const auto ended = end_attempt(scene.app(), lead, call.attempt, taken->fence, "no_answer", {});
    ASSERT_TRUE(ended);
    const auto again = end_attempt(scene.app(), lead, call.attempt, taken->fence, "no_answer", {});
    ASSERT_TRUE(again) << "the lead's answer was lost: it is said again";
    EXPECT_EQ(name_of(again->state), name_of(ended->state));
}

TEST(Claims, OfACallOverAnHourLongAreALeadsMatterThoughItsDeskGoesOnRenewing) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead(), other_lead = scene.lead("other_lead");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    scene.at("2026-11-17 10:59 America/Los_Angeles");
    ASSERT_TRUE(renew_claim(scene.app(), ana, call.request, call.fence));
    scene.at("2026-11-17 10:59:59 America/Los_Angeles");
    EXPECT_TRUE(error_of<Held>(claim_given(scene.app(), lead, call.request, "too early")));
    scene.at("2026-11-17 11:00 America/Los_Angeles");
    const auto taken = claim_given(scene.app(), lead, call.request, "Ana's desk is empty");
    ASSERT_TRUE(taken) << "a page that renews by itself must not keep a lead out";
    const auto again = claim_given(scene.app(), other_lead, call.request, "the first lead left");
    ASSERT_TRUE(again);
    EXPECT_TRUE(error_of<StaleFence>(
        end_attempt(scene.app(), lead, call.attempt, taken->fence, "no_answer", {})));
    EXPECT_TRUE(end_attempt(scene.app(), other_lead, call.attempt, again->fence, "no_answer", {}));
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'claim.taken_over'"), "2");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'claim.lapsed'"), "0")
        << "a claim under a call never lapses";
}

TEST(Claims, ReachTheAgentWhoseCallIsOverAnHourOldSoThatItCanBeEnded) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, id);
    scene.at("2026-11-17 11:30 America/Los_Angeles");
    scene.submitted(form(2));
    const auto again = claim_next(scene.app(), ana);
    ASSERT_TRUE(again && *again) << "an agent must not be told that nothing is due for ever";
    EXPECT_EQ((*again)->request.id, id);
    EXPECT_EQ((*again)->fence, call.fence);
    EXPECT_FALSE((*again)->request.phone.empty()) << "it is still theirs";
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    const auto next = claim_next(scene.app(), ana);
    ASSERT_TRUE(next && *next);
    EXPECT_NE((*next)->request.id, id);
}

TEST(Claims, AreTakenOverByALeadWithAReasonAndByNobodyElse) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto lead = scene.lead();
    const auto first = scene.claim(ana, id);
    const auto before = scene.everything();
    const auto held = claim_given(scene.app(), ben, id, "I know this patient");
    ASSERT_TRUE(error_of<Held>(held));
    EXPECT_EQ(error_of<Held>(held)->holder, ana.name);
    EXPECT_EQ(faults_of(claim_given(scene.app(), lead, id, "")), "reason:required");
    EXPECT_EQ(scene.changed_since(before), "");
    const auto taken = claim_given(scene.app(), lead, id, "Ana is at lunch");
    ASSERT_TRUE(taken);
    expect_stale(scene, ana, id, first.fence);
    EXPECT_EQ(scene.sql("select actor_id, sealed is not null, detail->>'from' from journal where "
                        "action = 'claim.taken_over'"),
              lead.id.text() + "|t|" + ana.id.text());
}

TEST(Claims, PutOffWhatMayNotBeCalledAndServeTheNext) {
    Scene scene;
    auto afternoon = form(1);
    afternoon.asked = DaysAndParts{{}, {DayPart::afternoon}};
    const auto waits = scene.submitted(afternoon);
    place(scene, waits, "due_at = instant() - interval '20 minutes'");
    const auto callable = scene.submitted(form(2));
    const auto claim = claim_next(scene.app(), scene.agent("ana"));
    ASSERT_TRUE(claim && *claim);
    EXPECT_EQ((*claim)->request.id, callable);
    EXPECT_EQ(scene.column(waits, "due_at = '2026-11-17 12:00 America/Los_Angeles'"), "t");
    EXPECT_EQ(scene.column(waits, "claim_agent is null"), "t");
    EXPECT_EQ(scene.sql("select detail->>'why' from journal where action = 'request.put_off'"),
              "their_window");
}

TEST(Claims, ServeOthersThoughAPromisedCallMayNotBeMadeYet) {
    Scene scene;
    // Due already, but promised for later: what a patient's change of a promised time leaves.
    const auto promised = scene.submitted(form(1));
    place(scene, promised,
          "state = 'scheduled', rank = 1, due_at = instant() - interval '5 minutes', "
          "promise_from = instant() + interval '30 minutes', promise_to = instant() + "
          "interval '60 minutes'");
    const auto callable = scene.submitted(form(2));
    const auto claim = claim_next(scene.app(), scene.agent("ana"));
    ASSERT_TRUE(claim && *claim) << "one request that may not be called kept all others back";
    EXPECT_EQ((*claim)->request.id, callable);
    EXPECT_EQ(scene.column(promised, "due_at = promise_from"), "t");
}

TEST(Claims, PutAPromisedCallOffAgainAndAgainUntilItIsLegalWhereTheyAre) {
    Scene scene("2026-11-17 09:00 America/Los_Angeles");
    auto london = form(1);
    london.phone = *Phone::parse("+442079460958");
    const auto abroad = scene.submitted(london);
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, abroad);
    OutcomeInput later;
    later.due_at = scene.now() + minutes(60);
    ASSERT_TRUE(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "callback_requested", later));
    for (const char* too_late :
         {"2026-11-17 14:00 America/Los_Angeles", "2026-11-18 14:00 America/Los_Angeles",
          "2026-11-19 14:00 America/Los_Angeles"}) {
        scene.at(too_late);
        const auto nothing = claim_next(scene.app(), ana);
        ASSERT_TRUE(nothing);
        EXPECT_FALSE(*nothing) << "it is past nine in the evening in London";
        EXPECT_EQ(scene.column(abroad, "due_at > instant()"), "t") << too_late;
        const auto here = scene.submitted(
            form(static_cast<int>(scene.number("select 100 + count(*) from request"))));
        const auto claim = claim_next(scene.app(), ana);
        ASSERT_TRUE(claim && *claim);
        EXPECT_EQ((*claim)->request.id, here);
        ASSERT_TRUE(release_claim(scene.app(), ana, here, (*claim)->fence, ""));
        place(scene, here,
              "state = 'closed', due_at = null, resolution = 'duplicate', closed_at = "
              "instant()");
    }
}

TEST(Claims, AreNotGivenAtNightAndNothingIsPutOffForIt) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    scene.at("2026-11-17 23:00 America/Los_Angeles");
    const auto before = scene.column(id, "state || due_at || (claim_agent is null)");
    const auto nothing = claim_next(scene.app(), scene.agent("ana"));
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(*nothing);
    EXPECT_EQ(scene.column(id, "state || due_at || (claim_agent is null)"), before);
}

TEST(Claims, WhichNobodyTookUpAgainAreFreedOnceAndJournaled) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto busy = scene.submitted(form(2));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    scene.claim(ana, id);
    scene.call(ben, busy);
    scene.at("2026-11-17 10:06 America/Los_Angeles");
    const auto lapse = [&] {
        return store::transact(scene.app().desk(), [](store::Transaction& transaction) {
            return store::lapse_claims(transaction, std::nullopt);
        });
    };
    EXPECT_EQ(lapse(), 1);
    EXPECT_EQ(lapse(), 0);
    EXPECT_EQ(scene.sql("select request_id, actor_kind, actor_id from journal where action = "
                        "'claim.lapsed'"),
              id.text() + "|system|" + ana.id.text());
    EXPECT_EQ(scene.column(busy, "claim_agent"), ben.id.text());
}

// What became of claims, in the journal's order: "lapsed ana 1, taken ben 2".
std::string told_of_claims(Scene& scene) {
    return scene.sql(
        "select string_agg(concat_ws(' ', substr(action, 7), s.username, detail->>'fence'), ', ' "
        "order by xact, j.id) from journal j join staff s on s.id = j.actor_id where action like "
        "'claim.%' and action <> 'claim.viewed' and (actor_kind = 'system') = (action = "
        "'claim.lapsed')");
}

TEST(Claims, ThatLapsedAreToldOfThoughAnotherIsServedFirst) {
    Scene scene;
    scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    ASSERT_TRUE(*claim_next(scene.app(), ana));
    scene.at("2026-11-17 10:05 America/Los_Angeles");
    ASSERT_TRUE(*claim_next(scene.app(), ben));
    EXPECT_EQ(told_of_claims(scene), "taken ana 1, lapsed ana 1, taken ben 2");
    scene.at("2026-11-17 10:10 America/Los_Angeles");
    ASSERT_TRUE(*claim_next(scene.app(), ben));
    EXPECT_EQ(told_of_claims(scene),
              "taken ana 1, lapsed ana 1, taken ben 2, lapsed ben 2, taken ben 3")
        << "one's own that lapsed is a new one";
}

TEST(Claims, ThatLapsedAreToldOfThoughAnotherTakesTheRequestByName) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto lead = scene.lead();
    scene.claim(ana, id);
    scene.at("2026-11-17 10:05 America/Los_Angeles");
    scene.claim(ben, id);
    scene.at("2026-11-17 10:10 America/Los_Angeles");
    scene.claim(ben, id);
    scene.at("2026-11-17 10:15 America/Los_Angeles");
    scene.claim(lead, id, "it waits for long");
    EXPECT_EQ(told_of_claims(scene),
              "taken ana 1, lapsed ana 1, taken ben 2, lapsed ben 2, taken ben 3, lapsed ben 3, "
              "taken lead 4");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'claim.taken' and detail->>"
                        "'from' is not null"),
              "0")
        << "what had lapsed was taken from nobody";
    scene.claim(lead, id);
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'claim.lapsed'"), "3")
        << "a live claim of one's own does not lapse";
}

// Whoever holds a request sees its number: picking one after the other is revealing them.
TEST(Claims, PickedOneAfterTheOtherWithoutACallAreFewAnHour) {
    Scene scene(kTuesday, [](Config& config) { config.desk.reveals_per_hour = 2; });
    const auto ana = scene.agent("ana"), lead = scene.lead();
    std::vector<RequestId> ids;
    for (int i = 1; i <= 5; ++i) ids.push_back(scene.submitted(form(i)));
    const auto pick = [&](const Person& who, std::size_t i) {
        const auto claim = claim_given(scene.app(), who, ids[i], "");
        if (claim) {
            EXPECT_TRUE(release_claim(scene.app(), who, ids[i], claim->fence, ""));
        }
        return error_of<TooMany>(claim) != nullptr;
    };
    const auto call = scene.call(ana, ids[0]);
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_FALSE(pick(ana, 1));
    EXPECT_FALSE(pick(ana, 2));
    EXPECT_TRUE(pick(ana, 3));
    for (std::size_t i = 1; i < 5; ++i) EXPECT_FALSE(pick(lead, i)) << "whose work it is";
    const auto next = claim_next(scene.app(), ana);
    EXPECT_TRUE(next && *next) << "the queue's own goes on";
    scene.at(scene.now() + std::chrono::hours(1));
    ASSERT_TRUE(release_claim(scene.app(), ana, (*next)->request.id, (*next)->fence, "") || true);
    EXPECT_FALSE(pick(ana, 3));
}

}  // namespace
}  // namespace backline::test

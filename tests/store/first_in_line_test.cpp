// What an outcome does to a request's place: red flags, emergencies, promises and picked times.
#include "app/submit.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Form flagged(int number) {
    Form sent = form(number);
    sent.red_flags = {"fever"};
    return sent;
}

OutcomeInput emergency(Scene& scene) {
    OutcomeInput input;
    input.note = "Going to the emergency department";
    input.advice = *scene.app().institute()->rules.advice.begin();
    return input;
}

Result<Ended> called(Scene& scene, const Person& who, const RequestId& id,
                     const std::string& outcome, const OutcomeInput& input = {}) {
    const auto call = scene.call(who, id);
    return end_attempt(scene.app(), who, call.attempt, call.fence, outcome, input);
}

// Whom `n` would give this person now, given back again.
std::optional<RequestId> next_for(Scene& scene, const Person& who) {
    const auto claim = claim_next(scene.app(), who);
    if (!claim || !*claim) return std::nullopt;
    EXPECT_TRUE(release_claim(scene.app(), who, (*claim)->request.id, (*claim)->fence, ""));
    return (*claim)->request.id;
}

TEST(RedFlags, ThatWereNotReachedStayFirstUntilAPersonIs) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto id = scene.submitted(flagged(1));
    const auto first = called(scene, ana, id, "no_answer");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->due_at, scene.now() + minutes(30));
    EXPECT_EQ(scene.column(id, "rank"), "0");
    scene.submitted(form(2));
    scene.at(*first->due_at);
    EXPECT_EQ(next_for(scene, ana), id) << "before everything that is new";
    OutcomeInput later = emergency(scene);
    later.due_at = scene.now() + hours(1);
    ASSERT_TRUE(called(scene, ana, id, "callback_requested", later));
    EXPECT_EQ(scene.column(id, "state || ' ' || rank || ' ' || red_flags::text"),
              "scheduled 1 {fever}");
    scene.at(*later.due_at);
    EXPECT_TRUE(called(scene, ana, id, "referred_out")) << "the advice was read once";
}

TEST(RedFlags, ThatNobodyReachedAreHandedToALead) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto id = scene.submitted(flagged(1));
    std::optional<Instant> due;
    for (int i = 0; i < 6; ++i) {
        const auto tried = called(scene, ana, id, "no_answer");
        ASSERT_TRUE(tried);
        ASSERT_TRUE(tried->due_at);
        due = tried->due_at;
        scene.at(*due);
    }
    EXPECT_EQ(scene.column(id, "state || ' ' || rank"), "escalated 0");
    EXPECT_EQ(next_for(scene, ana), std::nullopt);
    EXPECT_EQ(next_for(scene, lead), id);
    std::string told;
    const auto seen = view_request(scene.app(), lead, id);
    for (const auto& line : seen->history)
        if (line.kind == "attempt.ended" && told.empty()) told = line.text;  // the newest
    EXPECT_EQ(told, "Call ended: No answer. Now with a lead");
}

TEST(RedFlags, WithANumberThatIsNotTheirsAreGivenUpByALeadAlone) {
    for (const char* outcome : {"wrong_number", "disconnected"}) {
        Scene scene;
        const auto ana = scene.agent("ana"), lead = scene.lead();
        const auto receipt = scene.receipt(flagged(1));
        const auto id = scene.of(receipt);
        ASSERT_TRUE(called(scene, ana, id, outcome));
        EXPECT_EQ(scene.column(id, "state || ' ' || rank"), "escalated 0");
        EXPECT_EQ(next_for(scene, ana), std::nullopt);
        EXPECT_EQ(next_for(scene, lead), id);
        const auto shown = patient_view(scene.app(), receipt.token);
        EXPECT_TRUE(shown && shown->number_failed);
        scene.at(scene.now() + minutes(30));
        ASSERT_TRUE(called(scene, lead, id, outcome)) << "they tried again";
        EXPECT_EQ(scene.column(id, "resolution"), outcome);
    }
}

TEST(RedFlags, TickedAgainAfterACallStandAgain) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(flagged(1));
    OutcomeInput later = emergency(scene);
    later.due_at = scene.now() + hours(24);
    ASSERT_TRUE(called(scene, ana, id, "callback_requested", later));
    auto worse = flagged(1);
    worse.key = "worse";
    ASSERT_EQ(scene.submitted(worse), id);
    EXPECT_EQ(scene.column(id, "rank || ' ' || flagged"), "0 true");
    EXPECT_EQ(next_for(scene, ana), id);
}

// One that comes back to what was agreed or awaited only once a person was reached.
TEST(RedFlags, ThatJoinWhatIsAgreedOrAwaitedStayDueAtOnceUntilAPersonIsReached) {
    for (const char* first : {"callback_requested", "needs_information"}) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto id = scene.submitted(form(1));
        OutcomeInput later;
        later.due_at = scene.now() + hours(52);
        later.note = "records";
        ASSERT_TRUE(called(scene, ana, id, first, later)) << first;
        const auto state = scene.column(id, "state");
        scene.at(scene.now() + minutes(60));
        auto worse = flagged(1);
        worse.key = "worse";
        ASSERT_EQ(scene.submitted(worse), id);
        const auto vain = called(scene, ana, id, "no_answer");
        ASSERT_TRUE(vain) << first;
        EXPECT_EQ(scene.column(id, "state"), state);
        EXPECT_LE(*vain->due_at, scene.now() + hours(24)) << first << ": two calls were today's";
        EXPECT_EQ(scene.column(id, "rank || ' ' || (own_due_at > due_at)"), "0 true") << first;
        scene.at(*vain->due_at);
        EXPECT_EQ(next_for(scene, ana), id) << first;
        // What another form does meanwhile does not put it back.
        auto third = form(1);
        third.key = "third";
        const auto receipt = scene.receipt(third);
        ASSERT_TRUE(withdraw(scene.app(), receipt.token));
        EXPECT_EQ(next_for(scene, ana), id) << first;
        EXPECT_EQ(scene.column(id, "due_at <= instant()"), "t") << first;
        const auto reached = called(scene, ana, id, first, [&] {
            auto input = emergency(scene);
            input.due_at = scene.now() + hours(50);
            return input;
        }());
        ASSERT_TRUE(reached) << first;
        EXPECT_EQ(scene.column(id, "flagged || ' ' || (own_due_at is null)"), "false true");
    }
}

TEST(RedFlags, ThatJoinWhatIsAgreedAreALeadsAfterTheLastCallInVain) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    OutcomeInput later;
    later.due_at = scene.now() + hours(24 * 20);
    ASSERT_TRUE(called(scene, ana, id, "callback_requested", later));
    scene.at(scene.now() + minutes(60));
    auto worse = flagged(1);
    worse.key = "worse";
    ASSERT_EQ(scene.submitted(worse), id);
    for (int calls = 0; calls < 6; ++calls) {
        ASSERT_EQ(scene.column(id, "state"), "scheduled") << calls;
        const auto due =
            scene.instant("(select due_at from request where id = '" + id.text() + "')");
        scene.at(std::max(scene.now(), due));
        ASSERT_TRUE(called(scene, ana, id, "no_answer")) << calls;
    }
    EXPECT_EQ(scene.column(id, "state || ' ' || rank"), "escalated 0");
    // What was agreed stands, for the lead and on the patient's page.
    const auto lead = scene.lead();
    const auto seen = view_request(scene.app(), lead, id);
    ASSERT_TRUE(seen && seen->promise);
    EXPECT_EQ(seen->promise->from, *later.due_at);
}

TEST(Emergencies, AreALeadsFirstAndTheirPageIsKind) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    scene.submitted(form(2));
    const auto receipt = scene.receipt(form(1));
    const auto id = scene.of(receipt);
    const auto ended = called(scene, ana, id, "emergency_redirected", emergency(scene));
    ASSERT_TRUE(ended);
    EXPECT_EQ(name_of(ended->state), "escalated");
    EXPECT_EQ(next_for(scene, lead), id);
    EXPECT_NE(next_for(scene, ana), id);
    const auto shown = patient_view(scene.app(), receipt.token);
    ASSERT_TRUE(shown);
    EXPECT_TRUE(shown->sent_to_emergency);
    EXPECT_FALSE(shown->can_change_window);
}

TEST(PromisedTimes, AreKeptByTheCallAtDue) {
    Scene scene;
    const auto ana = scene.agent("ana");
    auto asked = form(1);
    asked.asked = Window{scene.now() + minutes(241), scene.now() + minutes(360)};  // from 2:01 pm
    const auto receipt = scene.receipt(asked);
    const auto id = scene.of(receipt);
    scene.at(scene.instant("(select due_at from request where id = '" + id.text() + "')"));
    EXPECT_GE(scene.now(), receipt.promise.from);
    const auto ended = called(scene, ana, id, "left_live_message");
    ASSERT_TRUE(ended);
    EXPECT_EQ(scene.sql("select settled from promise"), "kept");
    EXPECT_GE(*ended->due_at, scene.now() + hours(20)) << "one business day later, not twice today";
}

TEST(PickedTimes, RankAsPromisedAndGoBackToTheirOwnCourse) {
    for (const char* outcome : {"no_answer", "needs_information"}) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto receipt = scene.receipt(form(1));
        const auto id = scene.of(receipt);
        OutcomeInput input;
        if (outcome == std::string{"needs_information"}) {
            input.note = "Waits for records";
            input.due_at = scene.now() + hours(72);
        }
        ASSERT_TRUE(called(scene, ana, id, outcome, input));
        const Window picked{scene.now() + minutes(240), scene.now() + minutes(300)};
        const auto shown = ask_for_window(scene.app(), receipt.token, picked);
        ASSERT_TRUE(shown && shown->promise);
        EXPECT_EQ(shown->state, "scheduled");
        EXPECT_EQ(scene.column(id, "state || ' ' || rank"), "scheduled 1");
        scene.at(shown->promise->from - minutes(1));
        scene.submitted(form(2));
        scene.at(shown->promise->from);
        EXPECT_EQ(next_for(scene, ana), id) << "before what is new";
        const auto again = called(scene, ana, id, "no_answer");
        ASSERT_TRUE(again);
        EXPECT_EQ(name_of(again->state), "retry");
        EXPECT_EQ(scene.column(id, "rank"), "3");
        EXPECT_EQ(
            scene.sql("select count(*) from promise where settled is null and request_id = '" +
                      id.text() + "'"),
            "0");
    }
}

TEST(PickedTimes, MovedBesideAnotherFormLeaveNothingBehind) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto receipt = scene.receipt(form(1));
    const auto id = scene.of(receipt);
    ASSERT_TRUE(called(scene, ana, id, "no_answer"));
    ASSERT_TRUE(ask_for_window(scene.app(), receipt.token,
                               Window{scene.now() + hours(24), scene.now() + hours(26)}));
    scene.at(scene.now() + minutes(1));
    auto second = form(1);
    second.key = "second";
    second.asked = Window{scene.now() + hours(50), scene.now() + hours(52)};
    scene.receipt(second);
    const auto moved = ask_for_window(scene.app(), receipt.token,
                                      Window{scene.now() + hours(27), scene.now() + hours(28)});
    ASSERT_TRUE(moved && moved->promise);
    EXPECT_EQ(scene.instant("(select due_at from request where id = '" + id.text() + "')"),
              moved->promise->from);
    EXPECT_EQ(scene.column(id, "state || ' ' || rank"), "scheduled 1");
}

// A form that another one of the same person has joined.
Receipt beside_another(Scene& scene) {
    const auto receipt = scene.receipt(form(1));
    auto second = form(1);
    second.key = "second";
    scene.receipt(second);
    return receipt;
}

// The picked time of a request that goes on for another form, too: not behind every new one.
TEST(PickedTimes, BesideAnotherFormRankAsPromised) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto receipt = beside_another(scene);
    const auto id = scene.of(receipt);
    ASSERT_TRUE(called(scene, ana, id, "no_answer"));
    const auto due = scene.instant("(select due_at from request where id = '" + id.text() + "')");
    scene.at(due - minutes(40));
    const auto moved =
        ask_for_window(scene.app(), receipt.token, Window{due - minutes(5), due + minutes(60)});
    ASSERT_TRUE(moved && moved->promise);
    EXPECT_EQ(scene.column(id, "rank"), "1");
    scene.submitted(form(2));
    scene.at(moved->promise->from);
    EXPECT_EQ(next_for(scene, ana), id) << "before what is new";
}

// And a call that comes before that time, in vain, changes nothing of it.
TEST(PickedTimes, BesideAnotherFormRankAsPromisedAfterACallInVain) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto receipt = beside_another(scene);
    const auto id = scene.of(receipt);
    const auto moved = ask_for_window(scene.app(), receipt.token,
                                      Window{scene.now() + hours(3), scene.now() + hours(4)});
    ASSERT_TRUE(moved && moved->promise);
    ASSERT_TRUE(called(scene, ana, id, "left_live_message")) << "as the second form was told";
    EXPECT_EQ(scene.instant("(select due_at from request where id = '" + id.text() + "')"),
              moved->promise->from);
    EXPECT_EQ(scene.column(id, "rank || ' ' || own_rank"), "1 3");
}

}  // namespace
}  // namespace backline::test

// Several forms of one request: each has a promise, a link and words of its own, and none of them
// can take away what another was told.
#include <algorithm>

#include "app/submit.h"
#include "store/requests.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Form again(const std::string& key) {
    Form form = test::form(1);
    form.key = key;
    return form;
}

std::string promises(const Scene& scene) {
    return scene.sql(
        "select string_agg(coalesce(form::text, 'call') || ' ' || coalesce(settled, 'stands'), "
        "', ' order by form, made_at) from promise");
}

Instant due(Scene& scene, const RequestId& id) {
    return scene.instant("(select due_at from request where id = '" + id.text() + "')");
}

// One call by `who` to what the queue gives them, logged as `outcome`; false: nothing was given.
bool calls_next(Scene& scene, const Person& who, const std::string& outcome,
                const OutcomeInput& input = {}) {
    const auto claim = claim_next(scene.app(), who);
    if (!claim || !*claim) return false;
    const auto& request = (*claim)->request.id;
    const auto started = start_attempt(scene.app(), who, request, (*claim)->fence);
    return started && end_attempt(scene.app(), who, started->id, (*claim)->fence, outcome, input);
}

TEST(JoinedForms, HaveAPromiseOfTheirOwnThatIsKeptOrBroken) {
    Scene scene;
    const auto first = scene.receipt(form(1));
    auto sent = again("afternoon");
    sent.asked = DaysAndParts{{}, {DayPart::afternoon}};
    const auto second = scene.receipt(sent);
    EXPECT_EQ(promises(scene), "1 stands, 2 stands");
    const auto ana = scene.agent("ana");
    const auto id = scene.of(first);
    const auto call = scene.call(ana, id);
    EXPECT_EQ(promises(scene), "1 kept, 2 stands");
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(promises(scene), "1 kept, 2 stands") << "a call in vain takes no promise back";
    scene.at(second.promise.to + minutes(16));
    scene.settle_promises();
    EXPECT_EQ(promises(scene), "1 kept, 2 broken");
}

// Whatever makes a promise void after its time, and before the caretaker has looked, it was broken.
TEST(Promises, ThatWereMissedAreBrokenWhateverEndsThem) {
    for (const bool withdrawn : {true, false}) {
        Scene scene;
        const auto receipt = scene.receipt(form(1));
        scene.at(receipt.promise.to + minutes(16));
        if (withdrawn) {
            ASSERT_TRUE(withdraw(scene.app(), receipt.token));
        } else {
            ASSERT_TRUE(ask_for_window(scene.app(), receipt.token, AsSoonAsPossible{}));
        }
        EXPECT_EQ(scene.sql("select settled from promise order by made_at limit 1"), "broken");
        EXPECT_EQ(scene.number("select count(*) from journal where action = 'promise.broken'"), 1);
    }
    Scene scene;
    const auto receipt = scene.receipt(form(1));
    scene.at(receipt.promise.to + minutes(15));
    ASSERT_TRUE(withdraw(scene.app(), receipt.token));
    EXPECT_EQ(scene.sql("select settled from promise"), "void") << "a call would have kept it yet";
}

// One telephone: the calls of all who ask from it are spaced, whoever of them is called.
TEST(Household, IsCalledAgainNoSoonerThanOneNumberMayBe) {
    Scene scene;
    const auto ana = scene.agent("ana");
    auto spouse = form(1);
    spouse.name = *PersonName::parse("Somebody Else");
    spouse.key = "spouse";
    const auto first = scene.submitted(form(1)), second = scene.submitted(spouse);
    for (const auto& id : {first, second}) {
        const auto call = scene.call(ana, id);
        ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}))
            << "each was promised a call";
        scene.at(scene.now() + minutes(1));
    }
    scene.at(due(scene, first));
    const auto call = scene.call(ana, first);
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    scene.at(scene.now() + minutes(1));
    const auto claim = scene.claim(ana, second);
    const auto refused = start_attempt(scene.app(), ana, second, claim.fence);
    ASSERT_TRUE(error_of<NotNow>(refused)) << "that telephone has just rung";
    EXPECT_EQ(error_of<NotNow>(refused)->reason, "spacing");
}

// Notes, and what other forms said, are read at the desk from the history.
TEST(JoinedForms, PushNoNoteOutOfTheHistory) {
    Scene scene;
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(1));
    ASSERT_TRUE(add_note(scene.app(), lead, id, "Speaks softly"));
    const auto second = scene.receipt(again("second"));
    for (int i = 0; i < 210; ++i)
        ASSERT_TRUE(ask_for_window(scene.app(), second.token, AsSoonAsPossible{}));
    const auto seen = view_request(scene.app(), lead, id);
    ASSERT_TRUE(seen);
    const auto note =
        std::find_if(seen->history.begin(), seen->history.end(),
                     [](const auto& line) { return line.text == "Note: Speaks softly"; });
    EXPECT_NE(note, seen->history.end());
    EXPECT_LE(seen->history.size(), 200U);
}

TEST(JoinedForms, AreCalledNoLaterThanTheyWereTold) {
    Scene scene;
    const auto ana = scene.agent("ana");
    auto tomorrow = form(1);
    tomorrow.asked = Window{scene.now() + hours(24), scene.now() + hours(26)};
    const auto id = scene.submitted(tomorrow);
    ASSERT_EQ(due(scene, id), scene.now() + hours(24));
    const auto soon = scene.receipt(again("soon"));
    EXPECT_EQ(due(scene, id), scene.now());
    const auto claim = claim_next(scene.app(), ana);
    ASSERT_TRUE(claim && *claim)
        << "its own promise opens the gate outside the first form's window";
    const auto started = start_attempt(scene.app(), ana, id, (*claim)->fence);
    ASSERT_TRUE(started);
    EXPECT_EQ(promises(scene), "1 stands, 2 kept");
    ASSERT_TRUE(end_attempt(scene.app(), ana, started->id, (*claim)->fence, "no_answer", {}));
    EXPECT_LE(due(scene, id), scene.now() + hours(25))
        << "what the first form was told still stands";
    EXPECT_TRUE(patient_view(scene.app(), soon.token));
}

TEST(JoinedForms, BringAnAgreedCallForwardAndKeepTheAgreement) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    const auto call = scene.call(ana, id);
    OutcomeInput thursday;
    thursday.due_at = scene.now() + hours(52);
    ASSERT_TRUE(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "callback_requested", thursday));
    scene.at(scene.now() + minutes(60));
    auto worse = again("worse");
    worse.red_flags = {"fever"};
    scene.receipt(worse);
    EXPECT_EQ(scene.column(id, "state || ' ' || rank || ' ' || (due_at <= instant())::text"),
              "scheduled 0 true");
    ASSERT_TRUE(calls_next(scene, ana, "no_answer")) << "a red flag goes to the head of the queue";
    EXPECT_EQ(promises(scene), "1 kept, 2 kept, call stands");
    EXPECT_LE(due(scene, id), *thursday.due_at);
    const auto reached = [&] {
        scene.at(*thursday.due_at);
        const auto last = scene.call(ana, id);
        return end_attempt(scene.app(), ana, last.attempt, last.fence, "no_answer", {}).has_value();
    };
    EXPECT_TRUE(reached());
    EXPECT_EQ(promises(scene), "1 kept, 2 kept, call kept");
}

TEST(JoinedForms, AreTakenBackOneByOne) {
    for (const bool first_goes : {true, false}) {
        Scene scene;
        const auto first = scene.receipt(form(1)), second = scene.receipt(again("again"));
        const auto& gone = first_goes ? first : second;
        const auto& stays = first_goes ? second : first;
        const auto shown = withdraw(scene.app(), gone.token);
        ASSERT_TRUE(shown);
        EXPECT_EQ(shown->state + " " + shown->resolution, "closed withdrawn");
        EXPECT_FALSE(shown->can_withdraw || shown->can_change_window || shown->promise);
        EXPECT_EQ(wrong_state(ask_for_window(scene.app(), gone.token, AsSoonAsPossible{})),
                  "closed");
        const auto id = scene.of(first);
        EXPECT_EQ(scene.column(id, "state"), "new") << "the request goes on for the other form";
        EXPECT_EQ(promises(scene), first_goes ? "1 void, 2 stands" : "1 stands, 2 void");
        const auto other = patient_view(scene.app(), stays.token);
        ASSERT_TRUE(other);
        EXPECT_EQ(other->state, "new");
        EXPECT_EQ(other->promise, stays.promise);
        const auto before = scene.everything();
        EXPECT_TRUE(withdraw(scene.app(), gone.token));
        EXPECT_EQ(scene.changed_since(before), "") << "repeating it changes nothing";
        EXPECT_TRUE(withdraw(scene.app(), stays.token));
        EXPECT_EQ(scene.column(id, "state || ' ' || resolution"), "closed withdrawn");
        EXPECT_EQ(scene.sql("select count(*) from promise where settled is null"), "0");
    }
}

TEST(JoinedForms, NeverPutOffWhatAnotherWasTold) {
    Scene scene;
    const auto first = scene.receipt(form(1)), second = scene.receipt(again("again"));
    const auto id = scene.of(first);
    const auto before = due(scene, id);
    const Window thursday{scene.now() + hours(48), scene.now() + hours(50)};
    const auto moved = ask_for_window(scene.app(), second.token, thursday);
    ASSERT_TRUE(moved && moved->promise);
    EXPECT_GE(moved->promise->from, thursday.from);
    EXPECT_EQ(due(scene, id), before);
    EXPECT_EQ(patient_view(scene.app(), first.token)->promise, first.promise);
    EXPECT_EQ(promises(scene), "1 stands, 2 void, 2 stands");
    ASSERT_TRUE(withdraw(scene.app(), first.token));
    EXPECT_EQ(due(scene, id), moved->promise->from) << "now it is meant for the one that stands";
    const auto ana = scene.agent("ana");
    const auto none = claim_next(scene.app(), ana);
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none) << "called outside the only window that was asked for";
}

TEST(JoinedForms, FollowTheFirstWhenItMovesAwayFromThem) {
    Scene scene;
    const auto first = scene.receipt(form(1));
    auto sent = again("tomorrow");
    sent.asked = Window{scene.now() + hours(24), scene.now() + hours(26)};
    const auto second = scene.receipt(sent);
    const Window thursday{scene.now() + hours(48), scene.now() + hours(50)};
    ASSERT_TRUE(ask_for_window(scene.app(), first.token, thursday));
    EXPECT_EQ(due(scene, scene.of(first)), second.promise.from);
}

TEST(JoinedForms, ActOnTheirOwnDuringACallToo) {
    Scene scene;
    const auto first = scene.receipt(form(1)), second = scene.receipt(again("again"));
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.of(first));
    const auto seen = patient_view(scene.app(), second.token);
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->can_withdraw && seen->can_change_window)
        << "it would tell that we are calling";
    EXPECT_TRUE(ask_for_window(scene.app(), second.token, AsSoonAsPossible{}));
    EXPECT_TRUE(withdraw(scene.app(), second.token));
    EXPECT_EQ(wrong_state(withdraw(scene.app(), first.token)), "in_call");
    EXPECT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
}

TEST(JoinedForms, TellNothingOfTheRequestBeforeACallOfTheirOwn) {
    Scene scene;
    auto flagged = form(1);
    flagged.red_flags = {"fever"};
    const auto first = scene.receipt(flagged);
    const auto ana = scene.agent("ana");
    auto call = scene.call(ana, scene.of(first));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    scene.at(scene.now() + minutes(1));
    const auto second = scene.receipt(again("again"));
    const auto stranger = scene.receipt(form(2));
    const auto shown = patient_view(scene.app(), second.token);
    const auto plain = patient_view(scene.app(), stranger.token);
    ASSERT_TRUE(shown && plain);
    EXPECT_EQ(shown->state, plain->state);
    EXPECT_EQ(shown->red_flag, plain->red_flag);
    EXPECT_EQ(shown->promise, second.promise);
    EXPECT_EQ(shown->can_withdraw, plain->can_withdraw);
    EXPECT_EQ(shown->can_change_window, plain->can_change_window);
    EXPECT_TRUE(patient_view(scene.app(), first.token)->red_flag);
    scene.at(scene.now() + minutes(45));
    call = scene.call(ana, scene.of(first));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(patient_view(scene.app(), second.token)->state, "new")
        << "as long as the earlier form stands, whatever came of it is its sender's";
    ASSERT_TRUE(withdraw(scene.app(), first.token));
    EXPECT_EQ(patient_view(scene.app(), second.token)->state, "new") << "what was before, too";
    scene.at("2026-11-18 13:00 America/Los_Angeles");
    call = scene.call(ana, scene.of(first));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(patient_view(scene.app(), second.token)->state, "retry") << "a call of its own";
}

TEST(JoinedForms, KeepTheirWordsAndOverwriteNobodys) {
    Scene scene;
    auto sent = form(1);
    sent.email = *Email::parse("first@example.com");
    const auto id = scene.submitted(sent);
    auto later = again("later");
    later.email = *Email::parse("second@example.com");
    later.reason = "It is worse,\nand my señora drives me";
    later.language = "es";
    later.relation = Relation::other;
    later.consent_text_id = "call-es-1";
    later.contact_name = *PersonName::parse("Ana Lopez, her daughter");
    later.page_language = "es";
    scene.receipt(later);
    const auto seen = view_request(scene.app(), scene.lead(), id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->email, "first@example.com");
    std::string told;
    for (const auto& line : seen->history)
        if (line.kind == "request.joined") told = line.text;
    EXPECT_EQ(
        told,
        "The same person sent the form again: Neck pain, callback, Español, for somebody else; "
        "asked by: Ana Lopez, her daughter; email: second@example.com; reason: It is worse,\nand "
        "my señora drives me");
    EXPECT_EQ(scene.sql("select concat_ws(' ', detail->>'consent', detail->>'consent_language', "
                        "detail->>'form') from journal where action = 'request.joined'"),
              "call-es-1 es 2");
    EXPECT_EQ(scene.sql("select count(*) from journal where detail::text like '%second@%'"), "0");
}

TEST(JoinedForms, AreCalledLateRatherThanNever) {
    Scene scene;
    auto friday = form(1);
    friday.asked = DaysAndParts{{5}, {DayPart::afternoon}};
    scene.receipt(friday);
    const auto second = scene.receipt(again("soon"));
    scene.at(second.promise.to + minutes(1));
    EXPECT_TRUE(calls_next(scene, scene.agent("ana"), "no_answer"))
        << "who was told 10:00 to 10:30 is called at 10:31, not on Friday";
    EXPECT_EQ(promises(scene), "1 stands, 2 kept");
}

TEST(JoinedForms, AreEachCalledThoughAnothersPromiseIsPast) {
    Scene scene;
    auto friday = form(1);
    friday.asked = DaysAndParts{{5}, {DayPart::afternoon}};
    scene.receipt(friday);
    const auto second = scene.receipt(again("second"));
    scene.at(scene.now() + minutes(25));
    const auto third = scene.receipt(again("third"));
    scene.at(second.promise.to + minutes(1));
    ASSERT_LT(scene.now(), third.promise.to);
    EXPECT_TRUE(calls_next(scene, scene.agent("ana"), "no_answer"));
    EXPECT_EQ(promises(scene), "1 stands, 2 kept, 3 kept");
}

TEST(JoinedForms, OpenNoMoreCallsThanADayHas) {
    Scene scene;
    const auto ana = scene.agent("ana");
    int calls = 0;
    for (int i = 0; i < 10; ++i) {
        scene.receipt(again(std::to_string(i)));
        calls += calls_next(scene, ana, "no_answer");
        scene.at(scene.now() + minutes(35));
    }
    EXPECT_EQ(calls, 2);
}

TEST(JoinedForms, SentDuringACallAreCalledAfterIt) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    const auto call = scene.call(ana, id);
    scene.receipt(again("during"));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(promises(scene), "1 kept, 2 stands");
    EXPECT_EQ(due(scene, id), scene.now());
    EXPECT_TRUE(calls_next(scene, ana, "no_answer"));
    EXPECT_EQ(promises(scene), "1 kept, 2 kept");
}

TEST(JoinedForms, CountForTheLimitOfTheirNumber) {
    Scene scene(kTuesday, [](Config& config) { config.form.per_phone_day = 5; });
    for (int i = 0; i < 7; ++i) scene.receipt(again(std::to_string(i)));
    EXPECT_EQ(scene.sql("select state, quarantine_reason, count(*) from request group by 1, 2 "
                        "order by 1"),
              "new||1\nquarantined|phone_limit|2");
}

TEST(JoinedForms, TakenBackLeaveTheRequestItsOwnCourse) {
    for (const char* outcome : {"needs_information", "no_answer", "callback_requested"}) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto id = scene.submitted(form(1));
        OutcomeInput input;
        input.note = "Waits for records";
        if (takes_due_at(scene.app().institute()->rules.outcomes.at(outcome)))
            input.due_at = scene.now() + hours(24 * 8);
        ASSERT_TRUE(calls_next(scene, ana, outcome, input)) << outcome;
        const std::string course =
            "state || ' ' || due_at || ' ' || rank || ' ' || coalesce(promise_from::text, '')";
        const auto before = scene.column(id, course);
        scene.at(scene.now() + minutes(1));
        const auto second = scene.receipt(again("second"));
        EXPECT_NE(scene.column(id, course), before) << outcome;
        EXPECT_LE(due(scene, id), second.promise.from);
        EXPECT_LE(scene.number("select rank from request"), 2) << "as urgent as what is new";
        ASSERT_TRUE(withdraw(scene.app(), second.token));
        EXPECT_EQ(scene.column(id, course), before) << outcome;
    }
}

TEST(JoinedForms, ReadNothingOfWhatAnotherFormWasTold) {
    Scene scene;
    const auto ana = scene.agent("ana");
    auto sent = form(1);
    sent.asked = Window{scene.now() + minutes(120), scene.now() + minutes(180)};
    const auto first = scene.receipt(sent);
    const auto second = scene.receipt(again("second"));
    scene.at(scene.now() + minutes(1));
    ASSERT_TRUE(calls_next(scene, ana, "no_answer"));
    const auto shown = patient_view(scene.app(), second.token);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->state, "new");
    EXPECT_EQ(shown->promise, second.promise) << "its own, and never the first form's";
    EXPECT_EQ(patient_view(scene.app(), first.token)->promise, first.promise);
}

TEST(JoinedForms, ShowTheVisitToTheFirstThatStands) {
    Scene scene;
    const auto first = scene.receipt(form(1)), second = scene.receipt(again("second")),
               third = scene.receipt(again("third"));
    ASSERT_TRUE(withdraw(scene.app(), first.token));
    scene.at(scene.now() + minutes(1));  // what began before is not the second form's
    const auto ana = scene.agent("ana");
    OutcomeInput booked;
    booked.appointment = Appointment{scene.now() + hours(72), "Santa Monica", ""};
    ASSERT_TRUE(calls_next(scene, ana, "booked", booked));
    scene.at(scene.now() + minutes(1));
    EXPECT_TRUE(patient_view(scene.app(), second.token)->visit_start);
    EXPECT_FALSE(patient_view(scene.app(), third.token)->visit_start) << "it may be a stranger's";
    EXPECT_FALSE(patient_view(scene.app(), first.token)->visit_start);
}

TEST(JoinedForms, WithARedFlagGoToWhoeverIsFree) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    scene.submitted(form(1));
    OutcomeInput mine;
    mine.due_at = scene.now() + hours(4);
    mine.mine = true;
    ASSERT_TRUE(calls_next(scene, ana, "callback_requested", mine));
    scene.at(scene.now() + minutes(40));
    auto worse = again("worse");
    worse.red_flags = {"fever"};
    worse.asked = DaysAndParts{{5}, {DayPart::afternoon}};
    const auto told = scene.receipt(worse);
    EXPECT_LE(told.promise.from, scene.now()) << "a red flag is called first, whenever they asked";
    EXPECT_TRUE(calls_next(scene, ben, "no_answer")) << "ana's own callback, but it can't wait";
}

TEST(JoinedForms, LeaveTheFirstFormACallInItsWindow) {
    Scene scene("2026-11-17 09:00 America/Los_Angeles");
    const auto ana = scene.agent("ana");
    auto sent = form(1);
    sent.asked = Window{scene.now() + hours(5), scene.now() + hours(6)};
    const auto first = scene.receipt(sent);
    for (int i = 0; i < 3; ++i) {
        scene.receipt(again(std::to_string(i)));
        calls_next(scene, ana, "no_answer");
        scene.at(scene.now() + minutes(35));
    }
    scene.at(first.promise.from);
    EXPECT_TRUE(calls_next(scene, ana, "no_answer"))
        << "nobody who knows a name and a number uses up another's call";
    EXPECT_EQ(scene.sql("select settled from promise where form = 1"), "kept");
}

TEST(JoinedForms, CalledInVainLeaveWhatWasAgreedAndWhose) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto first = scene.receipt(form(1));
    OutcomeInput mine;
    mine.due_at = scene.now() + hours(52);
    mine.mine = true;
    ASSERT_TRUE(calls_next(scene, ana, "callback_requested", mine));
    scene.at(scene.now() + minutes(45));
    const auto second = scene.receipt(again("second"));
    scene.at(scene.now() + minutes(1));
    ASSERT_TRUE(calls_next(scene, ben, "no_answer"));
    const auto id = scene.of(first);
    EXPECT_EQ(due(scene, id), *mine.due_at);
    EXPECT_EQ(scene.column(id, "state || (reserved_for = '" + ana.id.text() + "')::text"),
              "scheduledtrue");
    scene.at(scene.now() + minutes(1));
    EXPECT_EQ(patient_view(scene.app(), first.token)->promise->from, *mine.due_at);
    const auto shown = patient_view(scene.app(), second.token);
    EXPECT_EQ(shown->state, "new") << "what was agreed before it is not its sender's to read";
    EXPECT_EQ(shown->promise, second.promise);
}

TEST(JoinedForms, ThatMovedAreCalledWhenTheyAskedForLast) {
    Scene scene;
    auto thursday = form(1);
    thursday.asked = DaysAndParts{{4}, {}};
    const auto first = scene.receipt(thursday);
    const auto second = scene.receipt(again("second"));
    scene.at(second.promise.to + minutes(16));
    scene.settle_promises();
    EXPECT_EQ(promises(scene), "1 stands, 2 broken");
    ASSERT_TRUE(ask_for_window(scene.app(), second.token, DaysAndParts{{5}, {}}));
    EXPECT_FALSE(calls_next(scene, scene.agent("ana"), "no_answer"));
    EXPECT_GE(due(scene, scene.of(first)), first.promise.from);
}

TEST(JoinedForms, WithARedFlagKeepTheHeadOfTheQueue) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto first = scene.receipt(form(1));
    ASSERT_TRUE(calls_next(scene, ana, "no_answer"));
    scene.at(scene.now() + minutes(1));
    const auto second = scene.receipt(again("plain"));
    auto worse = again("worse");
    worse.red_flags = {"fever"};
    const auto third = scene.receipt(worse);
    ASSERT_TRUE(withdraw(scene.app(), first.token));
    ASSERT_TRUE(withdraw(scene.app(), second.token));
    ASSERT_TRUE(ask_for_window(scene.app(), third.token, DaysAndParts{{5}, {}}));
    EXPECT_EQ(scene.column(scene.of(first), "rank"), "0");
}

TEST(Batches, OfTheSamePersonsInAnotherOrderNeverWaitForEachOther) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.form_workers = 4; });
    for (int person = 0; person < 8; ++person) scene.receipt(form(person));
    together(2, [&](int thread) {
        for (int round = 0; round < 25; ++round) {
            std::vector<Form> forms;
            for (int i = 0; i < 8; ++i) {
                forms.push_back(form(thread == 0 ? i : 7 - i));
                forms.back().key =
                    std::to_string(thread) + "/" + std::to_string(round) + "/" + std::to_string(i);
            }
            for (const auto& answer : submit(scene.app(), forms)) EXPECT_TRUE(answer);
        }
    });
    EXPECT_EQ(scene.sql("select deadlocks from pg_stat_database where datname = "
                        "current_database()"),
              "0");
    EXPECT_EQ(scene.sql("select count(*) from submission"), "408");
}

TEST(JoinedForms, TakenByPhoneAreTheStaffMembers) {
    Scene scene;
    scene.submitted(form(1));
    auto taken = again("taken");
    const auto ana = scene.agent("ana");
    taken.taken_by = ana.id;
    scene.receipt(taken);
    EXPECT_EQ(scene.sql("select actor_kind || (actor_id = '" + ana.id.text() +
                        "')::text from journal where action = 'request.joined'"),
              "stafftrue");
}

}  // namespace
}  // namespace backline::test

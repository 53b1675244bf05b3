// Forms: kept once, answered the same for ever, joined, counted, and followed by their link.
#include "app/submit.h"

#include <atomic>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include "store/scene.h"
#include "vault/token.h"

namespace backline::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

bool same(const Receipt& a, const Receipt& b) {
    return a.reference == b.reference && a.token == b.token && a.promise == b.promise &&
           a.language == b.language && a.now == b.now;
}

TEST(Submissions, WithTheSameKeyAreOneRequestAndOneAnswer) {
    Scene scene;
    const auto first = scene.receipt(form(1));
    EXPECT_FALSE(first.replayed);
    const auto before = scene.everything();
    const auto again = scene.receipt(form(1));
    EXPECT_TRUE(again.replayed);
    EXPECT_TRUE(same(first, again));
    EXPECT_EQ(scene.changed_since(before), "");
}

TEST(Submissions, WithTheSameKeyAndAnotherBodyAreRefused) {
    Scene scene;
    scene.receipt(form(1));
    std::vector<std::pair<const char*, std::function<void(Form&)>>> changes{
        {"kind", [](Form& f) { f.kind = Kind::consultation; }},
        {"name", [](Form& f) { f.name = *PersonName::parse("Another Name"); }},
        {"phone", [](Form& f) { f.phone = *Phone::parse("+13105550199"); }},
        {"email", [](Form& f) { f.email = *Email::parse("a@example.com"); }},
        {"topic", [](Form& f) { f.topic = "back-pain"; }},
        {"reason", [](Form& f) { f.reason = "Another"; }},
        {"language", [](Form& f) { f.language = "es"; }},
        {"interpreter", [](Form& f) { f.interpreter = true; }},
        {"voicemail_ok", [](Form& f) { f.voicemail_ok = false; }},
        {"text_ok", [](Form& f) { f.text_ok = true; }},
        {"relation", [](Form& f) { f.relation = Relation::other; }},
        {"existing_patient", [](Form& f) { f.existing_patient = false; }},
        {"red_flags", [](Form& f) { f.red_flags = {"fever"}; }},
        {"window", [](Form& f) {
             f.asked = DaysAndParts{{1}, {}};
         }}};
    const auto before = scene.everything();
    for (const auto& [what, change] : changes) {
        Form other = form(1);
        change(other);
        EXPECT_EQ(faults_of(submit(scene.app(), {other}).front()), "submission_id:key_reused")
            << what;
    }
    EXPECT_EQ(scene.changed_since(before), "");
}

TEST(Submissions, SentByFiveAtOnceAreOne) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.form_workers = 8; });
    for (int number = 1; number <= 10; ++number) {
        std::mutex mutex;
        std::set<std::string> references;
        std::atomic<int> fresh = 0;
        together(5, [&](int) {
            const auto answer = scene.receipt(form(number));
            if (!answer.replayed) ++fresh;
            const std::lock_guard lock(mutex);
            references.insert(answer.reference + answer.token);
        });
        EXPECT_EQ(references.size(), 1U);
        EXPECT_EQ(fresh, 1);
    }
    EXPECT_EQ(scene.sql("select (select count(*) from request), (select count(*) from submission)"),
              "10|10");
}

TEST(Submissions, WithTheSameKeyTwiceInOneBatchAreOne) {
    Scene scene;
    auto other = form(3);
    other.reason = "Another body";
    const auto answers = submit(scene.app(), {form(1), form(2), form(1), form(3), other});
    ASSERT_TRUE(answers[0] && answers[1] && answers[2] && answers[3]);
    EXPECT_TRUE(same(*answers[0], *answers[2]));
    EXPECT_FALSE(answers[0]->replayed);
    EXPECT_TRUE(answers[2]->replayed);
    EXPECT_EQ(faults_of(answers[4]), "submission_id:key_reused");
    EXPECT_EQ(scene.sql("select count(*) from request"), "3");
}

TEST(Submissions, OfABatchWithOneSpoiledMemberAreAllKeptButThatOne) {
    Scene scene;
    auto spoiled = form(2);
    // What only the schema can refuse.
    spoiled.taken_by = StaffId::trusted("00000000-0000-4000-8000-000000000000");
    const auto answers = submit(scene.app(), {form(1), spoiled, form(3)});
    EXPECT_TRUE(answers[0]);
    EXPECT_TRUE(answers[2]);
    EXPECT_FALSE(answers[1]);
    EXPECT_EQ(scene.sql("select (select count(*) from request), (select count(*) from submission)"),
              "2|2");
}

TEST(Submissions, OfA256BatchAreOneTransactionAndAnsweredInTheirOrder) {
    Scene scene;
    std::vector<Form> forms;
    for (int i = 0; i < 256; ++i) forms.push_back(form(i));
    const auto answers = submit(scene.app(), forms);
    ASSERT_EQ(answers.size(), 256U);
    std::set<std::string> references;
    for (int i = 0; i < 256; ++i) {
        const auto& answer = answers[static_cast<std::size_t>(i)];
        ASSERT_TRUE(answer);
        references.insert(answer->reference);
        EXPECT_TRUE(same(*answer, scene.receipt(form(i)))) << "another's answer";
    }
    EXPECT_EQ(references.size(), 256U);
    EXPECT_EQ(scene.sql("select count(distinct xmin::text) from request"), "1");
    EXPECT_EQ(scene.sql("select count(distinct xact), count(*) from journal where action = "
                        "'request.submitted'"),
              "1|256");
}

TEST(Submissions, OfThePersonWithAnOpenRequestJoinIt) {
    Scene scene;
    auto first = form(1);
    first.reason = "It hurts";
    const auto one = scene.receipt(first);
    auto second = form(1);
    second.key = "second";
    second.name = *PersonName::parse("  patient NUMBER 1 ");
    second.voicemail_ok = false;
    second.reason = "It still hurts";
    second.red_flags = {"fever"};
    const auto two = scene.receipt(second);
    const auto id = scene.of(one);
    EXPECT_EQ(scene.of(two), id);
    EXPECT_NE(one.reference, two.reference);
    EXPECT_FALSE(two.replayed);
    EXPECT_EQ(scene.column(id, "voicemail_ok || ' ' || rank || ' ' || red_flags::text"),
              "false 0 {fever}")
        << "the strictest permission stands, a red flag goes first";
    EXPECT_EQ(scene.sql("select count(*) from request"), "1");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'request.joined'"), "1");
    EXPECT_TRUE(patient_view(scene.app(), two.token)) << "each form keeps its own link";
    EXPECT_TRUE(same(two, scene.receipt(second))) << "and its own answer";
}

TEST(Submissions, OfOnePersonTwiceInOneBatchJoinEachOther) {
    Scene scene;
    auto again = form(1);
    again.key = "again";
    const auto answers = submit(scene.app(), {form(1), again, form(2)});
    ASSERT_TRUE(answers[0] && answers[1] && answers[2]);
    EXPECT_EQ(scene.of(*answers[0]), scene.of(*answers[1]));
    EXPECT_EQ(scene.sql("select count(*) from request"), "2");
}

TEST(Submissions, OfOnePersonByEightThreadsAtOnceJoinEachOther) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.form_workers = 8; });
    for (int round = 0; round < 10; ++round) {
        std::atomic<int> well = 0;
        together(8, [&](int i) {
            auto sent = form(round);
            sent.key = std::to_string(round) + "/" + std::to_string(i);
            if (submit(scene.app(), {sent}).front()) ++well;
        });
        EXPECT_EQ(well, 8);
    }
    EXPECT_EQ(scene.sql("select (select count(*) from request), (select count(*) from "
                        "submission), (select count(*) from submission where number > 1)"),
              "10|80|70");
}

TEST(Submissions, OfAPersonWhoseRequestIsClosedMakeANewOne) {
    Scene scene;
    const auto first = scene.receipt(form(1));
    ASSERT_TRUE(withdraw(scene.app(), first.token));
    auto again = form(1);
    again.key = "again";
    EXPECT_NE(scene.of(scene.receipt(again)), scene.of(first));
}

TEST(Submissions, OfOneHouseholdAreLinkedAndNeverMerged) {
    Scene scene;
    const auto one = scene.submitted(form(1));
    auto other = form(1);
    other.key = "other";
    other.name = *PersonName::parse("Somebody Else");
    const auto two = scene.submitted(other);
    ASSERT_NE(one, two);
    const auto seen = view_request(scene.app(), scene.lead(), one);
    ASSERT_TRUE(seen);
    ASSERT_EQ(seen->household.size(), 1U);
    EXPECT_EQ(seen->household[0].id, two);
    EXPECT_EQ(scene.column(one, "merged_into is null and state = 'new'"), "t");
}

std::string quarantined(const Scene& scene) {
    return scene.sql("select count(*) filter (where state = 'quarantined'), count(*) from request");
}

TEST(Limits, OfAnAddressSendTheFormsAboveThemToQuarantine) {
    for (const bool one_batch : {false, true}) {
        Scene scene(kTuesday, [](Config& config) { config.form.per_address_hour = 5; });
        std::vector<Form> forms;
        for (int i = 0; i < 8; ++i) {
            forms.push_back(form(i));
            forms.back().address = "203.0.113.7";
        }
        if (one_batch) {
            for (const auto& answer : submit(scene.app(), forms)) EXPECT_TRUE(answer);
        } else {
            for (const auto& sent : forms) scene.receipt(sent);
        }
        EXPECT_EQ(quarantined(scene), "3|8") << (one_batch ? "in one batch" : "one by one");
        auto neighbour = form(9);
        neighbour.address = "203.0.113.8";
        EXPECT_EQ(scene.column(scene.submitted(neighbour), "state"), "new");
        EXPECT_EQ(scene.sql("select distinct quarantine_reason from request where state = "
                            "'quarantined'"),
                  "address_limit");
        scene.at("2026-11-17 11:01 America/Los_Angeles");
        auto later = form(10);
        later.address = "203.0.113.7";
        EXPECT_EQ(scene.column(scene.submitted(later), "state"), "new") << "an hour later";
    }
}

TEST(Limits, OfANumberSendTheFormsAboveThemToQuarantine) {
    Scene scene(kTuesday, [](Config& config) { config.form.per_phone_day = 3; });
    for (int i = 0; i < 5; ++i) {
        auto sent = form(1);
        sent.key = std::to_string(i);
        sent.name = *PersonName::parse("Person Number " + std::to_string(i));
        scene.receipt(sent);
    }
    EXPECT_EQ(quarantined(scene), "2|5");
    scene.at("2026-11-18 10:01 America/Los_Angeles");
    auto later = form(1);
    later.key = "later";
    EXPECT_EQ(scene.column(scene.submitted(later), "state"), "new");
}

std::string text_of_file(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

TEST(Limits, OfANumberAreCountedWithoutWalkingWhatIsHeldBack) {
    Scene scene(kTuesday, [](Config& config) { config.form.per_phone_day = 5; });
    auto suspect = form(1);
    suspect.suspicion = "honeypot";
    const auto id = scene.submitted(suspect);
    // As if fifty thousand such forms had come.
    scene.sql(
        "create temp table many as select r.* from request r, generate_series(1, 50000); "
        "update many set id = gen_random_uuid(); insert into request select * from many");
    scene.sql("analyze request");
    ASSERT_EQ(scene.sql("select count(*) from request where state = 'quarantined'"), "50001");
    auto real = form(1);
    real.key = "real";
    EXPECT_EQ(scene.column(scene.submitted(real), "state"), "new");
    const auto plan = scene.sql(
        "prepare known (bytea[], bytea[], int, int, boolean) as " +
        text_of_file(SOURCE_DIR "/sql/queries/submission/known.sql") +
        "; explain (analyze, costs off, timing off, summary off) execute known('{}', array['\\x" +
        scene.sql("select encode(phone_index, 'hex') from request where id = '" + id.text() + "'") +
        "'::bytea], 300, 5, true)");
    EXPECT_NE(plan.find("request_of_number"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("Rows Removed"), std::string::npos) << plan;
}

Form from_office(int number, bool proven) {
    Form sent = form(number);
    sent.address = "203.0.113.9";
    sent.proven = proven;
    return sent;
}

TEST(Limits, OfFormsWithoutProofHoldBackWhatOneAddressSendsWithinMinutes) {
    Scene scene(kTuesday, [](Config& config) { config.form.unproven_per_address = 10; });
    std::vector<Form> machines, people;
    for (int i = 0; i < 60; ++i) machines.push_back(from_office(i, false));
    for (const auto& answer : submit(scene.app(), machines)) ASSERT_TRUE(answer);
    EXPECT_EQ(scene.sql("select count(*) filter (where state = 'new') || ' ' ||"
                        " count(*) filter (where quarantine_reason = 'address_without_proof')"
                        " from request"),
              "10 50");
    // Whoever comes with proof from the same address passes, all of them.
    for (int i = 100; i < 300; ++i) people.push_back(from_office(i, true));
    for (const auto& answer : submit(scene.app(), people)) ASSERT_TRUE(answer);
    EXPECT_EQ(scene.number("select count(*) from request where state = 'new'"), 210);
    scene.at(scene.now() + minutes(11));
    EXPECT_EQ(scene.column(scene.submitted(from_office(400, false)), "state"), "new");
}

TEST(Limits, OfRedFlagsGiveALeadWhatOneAddressSendsWithinMinutes) {
    Scene scene(kTuesday, [](Config& config) { config.form.red_flags_per_address = 3; });
    std::vector<Form> sent;
    for (int i = 0; i < 30; ++i) {
        sent.push_back(from_office(i, true));
        sent.back().red_flags = {"fever"};
    }
    for (const auto& answer : submit(scene.app(), sent)) ASSERT_TRUE(answer);
    EXPECT_EQ(scene.number("select count(*) from request where state = 'new'"), 3);
    const auto seen = queue(scene.app(), scene.lead()).value();
    EXPECT_EQ(seen.held_red_flags, 27);
    EXPECT_EQ(seen.items.size(), 30U) << "a lead sees all of them";
    // What has no signs passes, and what another address sends.
    EXPECT_EQ(scene.column(scene.submitted(from_office(50, true)), "state"), "new");
    auto elsewhere = sent.front();
    elsewhere.key = "elsewhere";
    elsewhere.phone = *Phone::parse("+13105550177");
    elsewhere.address = "203.0.113.10";
    EXPECT_EQ(scene.column(scene.submitted(elsewhere), "state"), "new");
}

// Signs that come with a later edition of a form are signs like others.
TEST(Limits, OfRedFlagsCountThoseThatCorrectionsBring) {
    Scene scene(kTuesday, [](Config& config) { config.form.red_flags_per_address = 3; });
    for (int i = 0; i < 12; ++i) {
        auto sent = from_office(i, true);
        sent.key = new_uuid();
        scene.receipt(sent);
        sent.edition = 1;
        sent.red_flags = {"fever"};
        scene.receipt(sent);
    }
    EXPECT_EQ(scene.number("select count(*) from request where state = 'new' and flagged"), 3);
    EXPECT_EQ(scene.number("select count(*) from request where state = 'new'"), 12)
        << "what was sent first stands";
    EXPECT_EQ(queue(scene.app(), scene.lead()).value().held_red_flags, 9);
}

// One page's token and piece of work are good for one form.
TEST(Limits, OfFormsWithoutProofCountWhatGoesOnWithoutItsToken) {
    Scene scene(kTuesday, [](Config& config) { config.form.unproven_per_address = 10; });
    for (int i = 0; i < 40; ++i) {
        auto sent = from_office(i, true);
        sent.name = *PersonName::parse("John Smith");
        sent.render_nonce = "0123456789abcdef";
        scene.receipt(sent);
    }
    EXPECT_LE(scene.number("select count(*) from request where state = 'new'"), 12);
}

TEST(Limits, NeverTouchARequestTakenByPhone) {
    Scene scene(kTuesday, [](Config& config) { config.form.per_phone_day = 1; });
    scene.receipt(form(1));
    auto taken = form(1);
    taken.key = "taken";
    taken.name = *PersonName::parse("Somebody Else");
    taken.taken_by = scene.agent("ana").id;
    EXPECT_EQ(scene.column(scene.submitted(taken), "state"), "new");
}

TEST(RenderTokens, CountOnceAndASecondFormIsKeptInQuarantine) {
    for (const bool one_batch : {false, true}) {
        Scene scene;
        auto one = form(1), two = form(2);
        one.render_nonce = two.render_nonce = "0123456789abcdef";
        if (one_batch) {
            for (const auto& answer : submit(scene.app(), {one, two})) ASSERT_TRUE(answer);
        } else {
            scene.receipt(one);
            scene.receipt(two);
        }
        EXPECT_EQ(quarantined(scene), "1|2");
        EXPECT_EQ(scene.sql("select quarantine_reason from request where state = 'quarantined'"),
                  "render_token_reused");
        EXPECT_TRUE(scene.receipt(one).replayed) << "a retry of the first is no second form";
    }
}

TEST(Suspects, GetTheAnswerOfEverybodyAndReachNobodysQueue) {
    Scene scene;
    auto suspect = form(1);
    suspect.suspicion = "honeypot";
    const auto answer = scene.receipt(suspect);
    const auto honest = scene.receipt(form(2));
    EXPECT_EQ(answer.promise, honest.promise);
    const auto id = scene.of(answer);
    EXPECT_EQ(scene.column(id, "state || ' ' || quarantine_reason"), "quarantined honeypot");
    const auto status = patient_view(scene.app(), answer.token);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->state, "new");
    EXPECT_EQ(status->promise, answer.promise);
    const auto ana = scene.agent("ana");
    const auto shown = queue(scene.app(), ana);
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->items.size(), 1U);
    EXPECT_EQ(shown->quarantined, 1);
    EXPECT_TRUE(error_of<NotFound>(view_request(scene.app(), ana, id)));
    EXPECT_TRUE(error_of<NotFound>(claim_given(scene.app(), ana, id, "")));
    const auto lead = scene.lead();
    ASSERT_TRUE(view_request(scene.app(), lead, id));
    ASSERT_TRUE(release_from_quarantine(scene.app(), lead, id));
    EXPECT_EQ(scene.column(id, "state || (due_at is not null) || (quarantine_reason is null)"),
              "newtruetrue");
    EXPECT_EQ(wrong_state(release_from_quarantine(scene.app(), lead, id)), "not_quarantined");
}

TEST(Suspects, WhoAskedAgainMeanwhileAreReleasedIntoThatRequest) {
    Scene scene;
    auto suspect = form(1);
    suspect.suspicion = "too_fast";
    suspect.red_flags = {"fever"};
    suspect.voicemail_ok = false;
    const auto held = scene.receipt(suspect);
    auto again = form(1);
    again.key = "again";
    again.asked = DaysAndParts{{}, {DayPart::afternoon}};
    const auto open_one = scene.submitted(again);
    ASSERT_TRUE(release_from_quarantine(scene.app(), scene.lead(), scene.of(held)));
    EXPECT_EQ(scene.column(scene.of(held),
                           "resolution || (merged_into = '" + open_one.text() + "')::text"),
              "duplicatetrue");
    EXPECT_EQ(scene.column(open_one, "rank || ' ' || voicemail_ok || (due_at = instant())::text"),
              "0 falsetrue");
    EXPECT_EQ(patient_view(scene.app(), held.token)->state, "new")
        << "that there was another is not its sender's to read";
    EXPECT_EQ(wrong_state(release_from_quarantine(scene.app(), scene.lead("two"), scene.of(held))),
              "not_quarantined");
}

TEST(Suspects, WhoAreReleasedReadWhatTheyAreToldThen) {
    Scene scene;
    auto suspect = form(1);
    suspect.suspicion = "too_fast";
    const auto held = scene.receipt(suspect);
    scene.at("2026-11-18 10:30 America/Los_Angeles");
    ASSERT_TRUE(release_from_quarantine(scene.app(), scene.lead(), scene.of(held)));
    const auto status = patient_view(scene.app(), held.token);
    ASSERT_TRUE(status && status->promise);
    EXPECT_EQ(status->promise->from, scene.now());
}

TEST(Answers, StayTheSameWhateverBecameOfTheRequest) {
    Scene scene;
    const auto first = scene.receipt(form(1));
    const auto id = scene.of(first);
    ASSERT_TRUE(ask_for_window(scene.app(), first.token, DaysAndParts{{}, {DayPart::afternoon}}));
    EXPECT_TRUE(same(first, scene.receipt(form(1)))) << "after another window";
    scene.at("2026-11-17 12:05 America/Los_Angeles");
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, id);
    EXPECT_TRUE(same(first, scene.receipt(form(1)))) << "during a call";
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "referred_out", {}));
    EXPECT_TRUE(same(first, scene.receipt(form(1)))) << "closed";
    scene.at("2027-06-17 12:05 America/Los_Angeles");
    EXPECT_TRUE(same(first, scene.receipt(form(1)))) << "months later";
    EXPECT_EQ(scene.sql("select count(*) from request"), "1");
}

TEST(Answers, StayTheSameForAFormThatJoinedAndAskedForAnotherTime) {
    Scene scene;
    scene.receipt(form(1));
    auto joined = form(1);
    joined.key = "joined";
    const auto first = scene.receipt(joined);
    ASSERT_TRUE(ask_for_window(scene.app(), first.token, DaysAndParts{{}, {DayPart::afternoon}}));
    EXPECT_TRUE(same(first, scene.receipt(joined)));
}

// Forms number `from` on, as many as `count`; with a mark they are held back.
std::vector<Form> forms(int from, int count, const std::string& mark = {}) {
    std::vector<Form> all;
    for (int i = 0; i < count; ++i) {
        all.push_back(form(from + i));
        all.back().suspicion = mark;
    }
    return all;
}

// What the next person is told where these were sent before: at the same time, or one by one.
Window told_behind(const std::vector<Form>& before, bool one_batch) {
    Scene scene;
    scene.sign_in(scene.agent("ana"));
    auto all = before;
    all.push_back(form(1));
    if (one_batch) return submit(scene.app(), all).back()->promise;
    for (const auto& each : before) scene.receipt(each);
    scene.at(scene.now() + minutes(5));
    return scene.receipt(form(1)).promise;
}

TEST(Promises, AreNoLongerForPeopleBehindFormsThatAreHeldBack) {
    for (const bool one_batch : {true, false}) {
        const auto alone = told_behind({}, one_batch);
        EXPECT_EQ(told_behind(forms(100, 40, "honeypot"), one_batch), alone) << one_batch;
        EXPECT_EQ(told_behind(forms(100, 40, "no_render_time"), one_batch), alone) << one_batch;
        const auto behind_people = told_behind(forms(100, 40), one_batch);
        EXPECT_GT(behind_people.to - behind_people.from, alone.to - alone.from) << one_batch;
    }
}

TEST(Promises, AreNoLongerForPeopleBehindWhatIsALeads) {
    auto far = forms(100, 40);
    for (auto& each : far)
        each.phone = *Phone::parse("+880 1712 3456" + each.key.substr(each.key.size() - 2));
    EXPECT_EQ(told_behind(far, false), told_behind({}, false));
    EXPECT_EQ(told_behind(far, true), told_behind({}, true));
}

// What the next person is told with ten ahead, after calls of these lengths on the day before.
Window told_after(const std::vector<minutes>& calls) {
    Scene scene("2026-11-16 10:00 America/Los_Angeles");
    const auto ana = scene.agent("ana");
    OutcomeInput input;
    input.reason = "cost";
    int number = 200;
    for (const auto length : calls) {
        const auto call = scene.call(ana, scene.submitted(form(number++)));
        scene.at(scene.now() + length);
        EXPECT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "declined", input));
    }
    scene.at(kTuesday);
    scene.sign_in(ana);
    for (const auto& each : forms(100, 10)) scene.receipt(each);
    return scene.receipt(form(1)).promise;
}

TEST(Promises, AreNoLongerAfterAForgottenCallOfFifteenHours) {
    const minutes forgotten{15 * 60}, usual{6};
    const auto alone = told_after({});
    EXPECT_EQ(told_after({forgotten}), alone) << "the first call of all";
    EXPECT_EQ(told_after({usual, forgotten}), told_after({usual}));
    EXPECT_EQ(told_after({usual, usual, usual, forgotten}), told_after({usual, usual, usual}));
    const auto slow = told_after({minutes(12), minutes(12)});
    EXPECT_GT(slow.to - slow.from, alone.to - alone.from) << "what was really talked counts";
}

TEST(PatientsPage, TellsTheStateInsideAndTheReferenceAndChangesNothing) {
    Scene scene;
    const auto receipt = scene.receipt(form(1));
    const auto before = scene.everything();
    const auto status = patient_view(scene.app(), receipt.token);
    ASSERT_TRUE(status);
    EXPECT_EQ(status->reference, receipt.reference);
    EXPECT_EQ(status->state, "new");
    EXPECT_EQ(status->promise, receipt.promise);
    EXPECT_TRUE(status->can_withdraw);
    EXPECT_TRUE(status->can_change_window);
    EXPECT_EQ(scene.changed_since(before), "");
}

TEST(PatientsPage, OfAWrongAndOfAnExpiredLinkAreNotFoundAlike) {
    Scene scene;
    const auto receipt = scene.receipt(form(1));
    ASSERT_TRUE(withdraw(scene.app(), receipt.token));
    scene.at(scene.now() + hours(24 * 30) - minutes(1));
    EXPECT_TRUE(patient_view(scene.app(), receipt.token));
    scene.at(scene.now() + minutes(1));
    for (const auto& token : {receipt.token, std::string(22, 'A'), std::string("x"), std::string(),
                              std::string(400, 'z')}) {
        const auto before = scene.everything();
        EXPECT_TRUE(error_of<NotFound>(patient_view(scene.app(), token)));
        EXPECT_TRUE(error_of<NotFound>(withdraw(scene.app(), token)));
        EXPECT_TRUE(error_of<NotFound>(ask_for_window(scene.app(), token, AsSoonAsPossible{})));
        EXPECT_EQ(scene.changed_since(before), "");
    }
}

TEST(PatientsPage, WithdrawsOnceAndTakesTheClaimWithIt) {
    Scene scene;
    const auto receipt = scene.receipt(form(1));
    const auto ana = scene.agent("ana");
    const auto id = scene.of(receipt);
    const auto claim = scene.claim(ana, id);
    const auto gone = withdraw(scene.app(), receipt.token);
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->state + gone->resolution, "closedwithdrawn");
    EXPECT_TRUE(error_of<StaleFence>(start_attempt(scene.app(), ana, id, claim.fence)));
    const auto before = scene.everything();
    EXPECT_TRUE(withdraw(scene.app(), receipt.token));
    EXPECT_EQ(wrong_state(ask_for_window(scene.app(), receipt.token, AsSoonAsPossible{})),
              "closed");
    EXPECT_EQ(scene.changed_since(before), "");
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'request.closed'"), "1");
}

TEST(PatientsPage, RefusesToWithdrawOrMoveDuringACall) {
    Scene scene;
    const auto receipt = scene.receipt(form(1));
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.of(receipt));
    const auto before = scene.everything();
    EXPECT_EQ(wrong_state(withdraw(scene.app(), receipt.token)), "in_call");
    EXPECT_EQ(wrong_state(ask_for_window(scene.app(), receipt.token, AsSoonAsPossible{})),
              "in_call");
    EXPECT_EQ(scene.changed_since(before), "");
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_TRUE(withdraw(scene.app(), receipt.token));
}

TEST(PatientsPage, MovesTheCallToAnotherWindowWithAPromiseInside) {
    Scene scene;
    const auto receipt = scene.receipt(form(1));
    const Window asked{scene.now() + hours(26), scene.now() + hours(28)};
    const auto moved = ask_for_window(scene.app(), receipt.token, asked);
    ASSERT_TRUE(moved);
    ASSERT_TRUE(moved->promise);
    EXPECT_GE(moved->promise->from, asked.from);
    EXPECT_LE(moved->promise->to, asked.to);
    const auto id = scene.of(receipt);
    EXPECT_EQ(scene.instant("(select due_at from request where id = '" + id.text() + "')"),
              asked.from);
    EXPECT_EQ(scene.instant("(select wanted_at from request where id = '" + id.text() + "')"),
              asked.from);
}

}  // namespace
}  // namespace backline::test

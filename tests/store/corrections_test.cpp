// A page that is sent again with other words, and a link that corrects its number: the team never
// holds a wrong number that was mended, and nothing is doubled or lost.
#include <atomic>
#include <mutex>
#include <set>

#include "app/submit.h"
#include "store/invariants.h"
#include "store/requests.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr const char* kPage = "0192d3a0-7f00-7aaa-8aaa-0123456789ab";
constexpr const char* kOther = "0192d3a0-7f00-7aaa-8aaa-0123456789ac";

Form sent(int edition = 0, const char* phone = "+13105550131") {
    Form form = test::form(1);
    form.key = kPage;
    form.edition = edition;
    form.phone = *Phone::parse(phone);
    return form;
}

Form mended(int edition = 1) {
    return sent(edition, "+13105550132");
}

std::string phone_of(Scene& scene, const RequestId& id) {
    const auto lead =
        scene.lead("lead" + std::to_string(scene.number("select count(*) from staff")));
    const auto shown = reveal_phone(scene.app(), lead, id, "a look");
    return shown ? shown->e164() : std::string{};
}

std::string counts(const Scene& scene) {
    return scene.sql(
        "select (select count(*) from request), (select count(*) from submission), (select "
        "count(*) from request where state not in ('closed', 'quarantined'))");
}

void expect_sound(Scene& scene) {
    EXPECT_EQ(broken_invariants(scene.app().form()), std::vector<std::string>{});
}

bool same_answer(const Receipt& a, const Receipt& b) {
    return a.reference == b.reference && a.token == b.token && a.promise == b.promise &&
           a.now == b.now;
}

// A promise moves with the words alone: whether the number is known, must not be called, or was
// held back shows in no answer.
TEST(Corrections, KeepWhatWasToldWhateverBecameOfTheForm) {
    for (const char* kind : {"unknown", "known", "suppressed", "held back"}) {
        Scene scene;
        const std::string is{kind};
        auto form = sent();
        if (is == "held back") form.suspicion = "too_fast";
        if (is == "known" || is == "suppressed") {
            auto earlier = sent();
            earlier.key = "earlier";
            const auto id = scene.submitted(earlier);
            const auto ana = scene.agent("ana");
            if (is == "suppressed") {
                const auto call = scene.call(ana, id);
                ASSERT_TRUE(
                    end_attempt(scene.app(), ana, call.attempt, call.fence, "do_not_call", {}));
            }
        }
        const auto told = scene.receipt(form);
        scene.at(scene.now() + minutes(6));
        auto again = sent(1);
        again.reason = "Since Monday";
        const auto corrected = scene.receipt(again);
        EXPECT_EQ(corrected.promise, told.promise) << is;
        const auto shown = patient_view(scene.app(), told.token);
        ASSERT_TRUE(shown && shown->promise) << is;
        EXPECT_EQ(*shown->promise, told.promise) << is;
        expect_sound(scene);
    }
}

TEST(Corrections, OfAKeyThatCanBeGuessedAnswerNobodyElse) {
    Scene scene;
    auto owner = sent(3);
    owner.key = "shared-key-1";
    scene.receipt(owner);
    auto mallory = mended(0);
    mallory.key = owner.key;
    mallory.name = *PersonName::parse("Mallory");
    EXPECT_EQ(faults_of(submit(scene.app(), {mallory}).front()), "submission_id:key_reused");
}

TEST(Corrections, OfThePageAreInItsRequestUnderItsReferenceAndLink) {
    Scene scene;
    const auto first = scene.receipt(sent());
    const auto id = scene.of(first);
    scene.at(scene.now() + minutes(2));
    auto again = mended();
    again.name = *PersonName::parse("Patricia Numbers");
    again.topic = "back-pain";
    again.reason = "Since Monday";
    again.email = *Email::parse("p@example.com");
    again.voicemail_ok = false;
    const auto second = scene.receipt(again);
    EXPECT_TRUE(second.replayed);
    EXPECT_EQ(second.reference, first.reference);
    EXPECT_EQ(second.token, first.token);
    EXPECT_EQ(counts(scene), "1|1|1");
    EXPECT_EQ(phone_of(scene, id), "+13105550132");
    const auto seen = view_request(scene.app(), scene.lead(), id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->name + seen->topic + seen->reason + seen->email,
              "Patricia Numbersback-painSince Mondayp@example.com");
    EXPECT_FALSE(seen->voicemail_ok);
    EXPECT_EQ(scene.column(id, "(created_at = wanted_at)::text"), "true") << "its age stays";
    EXPECT_TRUE(same_answer(second, scene.receipt(again))) << "sent again as it is, it replays";
    EXPECT_EQ(scene.receipt(sent()).reference, first.reference) << "and the former comes too late";
    EXPECT_EQ(phone_of(scene, id), "+13105550132");
    const auto found = search_requests(scene.app(), scene.lead("finder"), {"+13105550132", "", ""});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->items.size(), 1U);
    expect_sound(scene);
}

TEST(Corrections, AreToldToTheDeskWithTheNumberMasked) {
    Scene scene;
    const auto id = scene.of(scene.receipt(sent()));
    scene.receipt(mended());
    const auto seen = view_request(scene.app(), scene.lead(), id);
    ASSERT_TRUE(seen);
    std::string told;
    for (const auto& line : seen->history)
        if (line.kind == "request.corrected") told = line.text;
    EXPECT_EQ(told, "The patient corrected the form: phone (before: •••-•••-0131)");
    EXPECT_EQ(scene.sql("select count(*) from journal where detail::text like '%0131%'"), "0");
}

TEST(Corrections, NeedAKeyThatNobodyCanGuessAndALaterEdition) {
    Scene scene;
    auto guessed = sent();
    guessed.key = "order-1234";
    scene.receipt(guessed);
    auto stranger = mended();
    stranger.key = "order-1234";
    EXPECT_EQ(faults_of(submit(scene.app(), {stranger}).front()), "submission_id:key_reused");
    auto page = sent();
    page.name = *PersonName::parse("Another Person");
    scene.receipt(page);
    EXPECT_EQ(faults_of(submit(scene.app(), {mended(0)}).front()), "submission_id:key_reused");
}

TEST(Corrections, WhoseFirstFormNeverArrivedAreTheForm) {
    Scene scene;
    const auto second = scene.receipt(mended());
    EXPECT_FALSE(second.replayed);
    const auto late = scene.receipt(sent());
    EXPECT_TRUE(same_answer(second, late)) << "the first, late, is outdated";
    EXPECT_EQ(counts(scene), "1|1|1");
    EXPECT_EQ(phone_of(scene, scene.of(second)), "+13105550132");
}

TEST(Corrections, WithoutAScriptNeedNoEdition) {
    Scene scene;
    const auto first = scene.receipt(sent());
    auto posted = mended(0);
    posted.scriptless = true;
    EXPECT_EQ(scene.receipt(posted).reference, first.reference);
    EXPECT_EQ(phone_of(scene, scene.of(first)), "+13105550132");
    auto another = form(2);
    another.key = kPage;
    another.scriptless = true;
    EXPECT_NE(scene.receipt(another).reference, first.reference)
        << "another name and number on the page of the last one is another person";
    EXPECT_TRUE(scene.receipt(another).replayed);
    EXPECT_EQ(phone_of(scene, scene.of(first)), "+13105550132");
    EXPECT_EQ(counts(scene), "2|2|2");
}

// The page of the last one has its render token, too: that is no machine's mark.
TEST(Corrections, ByAnotherOnAPageWithoutAScriptAreCalledLikeEverybody) {
    Scene scene;
    auto first = sent();
    first.scriptless = true;
    first.render_nonce = "0123456789abcdef";
    first.address = "203.0.113.9";
    scene.receipt(first);
    auto another = form(2);
    another.key = first.key;
    another.scriptless = true;
    another.render_nonce = first.render_nonce;
    another.address = first.address;
    const auto id = scene.submitted(another);
    EXPECT_EQ(scene.column(id, "state"), "new");
    EXPECT_TRUE(scene.receipt(another).replayed);
    EXPECT_EQ(scene.number("select count(*) from request where state = 'new'"), 2);
}

TEST(Corrections, OfWhatIsHeldBackStayHeldBack) {
    Scene scene;
    auto suspect = sent();
    suspect.suspicion = "too_fast";
    const auto first = scene.receipt(suspect);
    EXPECT_EQ(scene.receipt(mended()).reference, first.reference);
    const auto id = scene.of(first);
    EXPECT_EQ(scene.column(id, "state || ' ' || quarantine_reason"), "quarantined too_fast");
    ASSERT_TRUE(release_from_quarantine(scene.app(), scene.lead(), id));
    EXPECT_EQ(phone_of(scene, id), "+13105550132");
    expect_sound(scene);
}

TEST(Corrections, AfterAWithdrawalOrACallAreFormsOfTheirOwnUnderTheSameLink) {
    for (const std::string before : {"withdrawn", "called", "in_call", "closed"}) {
        Scene scene;
        const auto first = scene.receipt(sent());
        const auto old = scene.of(first);
        const auto ana = scene.agent("ana");
        if (before == "withdrawn") {
            ASSERT_TRUE(withdraw(scene.app(), first.token));
        } else {
            const auto call = scene.call(ana, old);
            if (before != "in_call") {
                ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence,
                                        before == "closed" ? "referred_out" : "no_answer", {}));
            }
        }
        scene.at(scene.now() + minutes(1));
        const auto second = scene.receipt(mended());
        EXPECT_EQ(second.reference, first.reference) << before;
        EXPECT_EQ(second.token, first.token) << before;
        const auto id = scene.of(second);
        EXPECT_NE(id, old) << before;
        EXPECT_EQ(phone_of(scene, id), "+13105550132") << before;
        EXPECT_EQ(phone_of(scene, old), "+13105550131") << before;
        EXPECT_EQ(scene.column(old, "state in ('closed')"), before == "in_call" ? "f" : "t")
            << before << ": the wrong number is called no more";
        EXPECT_TRUE(same_answer(second, scene.receipt(mended())));
        EXPECT_EQ(patient_view(scene.app(), second.token)->state, "new");
        expect_sound(scene);
    }
}

TEST(Corrections, AfterACallOfTheSamePersonJoinTheirRequest) {
    Scene scene;
    const auto first = scene.receipt(sent());
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.of(first));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    auto again = sent(1);
    again.reason = "It is worse";
    const auto second = scene.receipt(again);
    EXPECT_EQ(second.reference, first.reference);
    EXPECT_EQ(counts(scene), "1|2|1");
    expect_sound(scene);
}

TEST(Corrections, WhileItIsClaimedReachTheAgentWhoHoldsIt) {
    Scene scene;
    const auto first = scene.receipt(sent());
    const auto id = scene.of(first);
    const auto ana = scene.agent("ana");
    const auto claim = scene.claim(ana, id);
    scene.receipt(mended());
    const auto started = start_attempt(scene.app(), ana, id, claim.fence);
    ASSERT_TRUE(started);
    EXPECT_EQ(started->tel, "tel:+13105550132");
    expect_sound(scene);
}

TEST(Corrections, IntoAnotherOpenRequestOfThePersonJoinIt) {
    Scene scene;
    auto standing = mended(0);
    standing.key = kOther;
    const auto other = scene.receipt(standing);
    const auto wrong = scene.receipt(sent());
    EXPECT_EQ(counts(scene), "2|2|2");
    const auto old = scene.of(wrong);
    const auto right = scene.receipt(mended());
    EXPECT_EQ(right.reference, wrong.reference);
    EXPECT_EQ(scene.of(right), scene.of(other));
    EXPECT_EQ(scene.column(old, "state || ' ' || resolution"), "closed duplicate");
    EXPECT_EQ(counts(scene), "2|3|1");
    expect_sound(scene);
}

TEST(Corrections, OfAFormBesideOthersLeaveThemWhatTheySaid) {
    Scene scene;
    const auto first = scene.receipt(sent(0, "+13105550150"));
    auto joining = sent(0, "+13105550150");
    joining.key = kOther;
    const auto second = scene.receipt(joining);
    const auto shared = scene.of(first);
    ASSERT_EQ(scene.of(second), shared);
    joining.edition = 1;
    joining.phone = *Phone::parse("+13105550132");
    EXPECT_EQ(scene.receipt(joining).reference, second.reference);
    EXPECT_EQ(phone_of(scene, scene.of(second)), "+13105550132");
    EXPECT_EQ(phone_of(scene, shared), "+13105550150");
    EXPECT_NE(scene.of(second), shared);
    EXPECT_EQ(patient_view(scene.app(), first.token)->promise, first.promise);
    expect_sound(scene);
}

TEST(Corrections, FromAndToANumberNeverToBeCalledGoToALeadAndBack) {
    Scene scene;
    const auto id = scene.of(scene.receipt(sent()));
    auto stop = sent(0);
    stop.key = kOther;
    stop.name = *PersonName::parse("Somebody Else");
    scene.sql(
        "insert into suppression (phone_index, since) select phone_index, now() from request "
        "where id = '" +
        id.text() + "'");
    const auto held = scene.receipt(stop);
    EXPECT_EQ(scene.column(scene.of(held), "state || suppressed"), "escalatedtrue");
    stop.edition = 1;
    stop.phone = *Phone::parse("+13105550133");
    scene.receipt(stop);
    EXPECT_EQ(scene.column(scene.of(held), "state || suppressed"), "newfalse");
    stop.edition = 2;
    stop.phone = *Phone::parse("+13105550131");
    scene.receipt(stop);
    EXPECT_EQ(scene.column(scene.of(held), "state || suppressed"), "escalatedtrue");
}

TEST(Corrections, SentAtOnceAreOneRequestWithTheLastWords) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.form_workers = 8; });
    for (int number = 1; number <= 6; ++number) {
        std::mutex mutex;
        std::set<std::string> answers;
        const auto edition = [&](int i) {
            Form form = test::form(number);
            form.key = std::string{kPage}.substr(0, 35) + std::to_string(number);
            form.edition = i;
            form.phone = *Phone::parse("+1310555" + std::to_string(1000 + 10 * number + i));
            return form;
        };
        together(8, [&](int i) {
            const auto answer = scene.receipt(edition(i / 2));
            const std::lock_guard lock(mutex);
            answers.insert(answer.reference + answer.token);
        });
        EXPECT_EQ(answers.size(), 1U);
        const auto id = scene.of(scene.receipt(edition(3)));
        EXPECT_EQ(phone_of(scene, id), edition(3).phone.e164());
    }
    EXPECT_EQ(counts(scene), "6|6|6");
    expect_sound(scene);
}

TEST(Corrections, ThatCrossOverOpenRequestsLoseNothing) {
    Scene scene(kTuesday, [](Config& config) { config.lanes.form_workers = 8; });
    for (int round = 0; round < 5; ++round) {
        const auto of = [&](int page, int edition) {
            Form form =
                sent(edition, ((page + edition) % 2 != 0) ? "+13105550141" : "+13105550142");
            form.name = *PersonName::parse("Round " + std::to_string(round));
            form.key =
                std::string{kPage}.substr(0, 34) + std::to_string(round) + std::to_string(page);
            return form;
        };
        const auto one = scene.receipt(of(0, 0)), two = scene.receipt(of(1, 0));
        together(2, [&](int page) { scene.receipt(of(page, 1)); });
        EXPECT_EQ(phone_of(scene, scene.of(one)), "+13105550141");
        EXPECT_EQ(phone_of(scene, scene.of(two)), "+13105550142");
    }
    expect_sound(scene);
}

TEST(Corrections, OfTheNumberByItsLinkEndWithTheFirstCall) {
    Scene scene;
    const auto first = scene.receipt(sent());
    const auto id = scene.of(first);
    EXPECT_EQ(patient_view(scene.app(), first.token)->last_four, "0131");
    const auto now = correct_phone(scene.app(), first.token, *Phone::parse("+13105550132"));
    ASSERT_TRUE(now);
    EXPECT_EQ(now->last_four, "0132");
    EXPECT_EQ(now->promise, first.promise);
    EXPECT_EQ(phone_of(scene, id), "+13105550132");
    EXPECT_EQ(scene.receipt(sent()).reference, first.reference) << "its page, sent again, replays";
    EXPECT_EQ(phone_of(scene, id), "+13105550132");
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, id);
    EXPECT_EQ(patient_view(scene.app(), first.token)->last_four, "");
    EXPECT_EQ(wrong_state(correct_phone(scene.app(), first.token, sent().phone)), "in_call");
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    EXPECT_EQ(wrong_state(correct_phone(scene.app(), first.token, sent().phone)), "called");
    ASSERT_TRUE(withdraw(scene.app(), first.token));
    EXPECT_EQ(wrong_state(correct_phone(scene.app(), first.token, sent().phone)), "closed");
    expect_sound(scene);
}

TEST(RenderTokens, UsedAgainByTheSamePersonAreTheirPageSentAgain) {
    Scene scene;
    auto first = form(1), again = form(1);
    first.render_nonce = again.render_nonce = "0123456789abcdef";
    first.address = again.address = "203.0.113.9";
    again.key = "another";
    const auto told = scene.receipt(first);
    const auto id = scene.of(told);
    EXPECT_EQ(scene.receipt(again).reference, told.reference) << "unedited, it is answered again";
    EXPECT_EQ(counts(scene), "1|1|1");
    // With a number mended: the request's.
    again.key = "a third";
    again.phone = *Phone::parse("+12132000011");
    EXPECT_EQ(scene.receipt(again).reference, told.reference);
    EXPECT_EQ(counts(scene), "1|1|1");
    EXPECT_EQ(phone_of(scene, id), "+12132000011");
    EXPECT_EQ(scene.receipt(again).reference, told.reference) << "and sent once more";
    // Once somebody has called, it joins.
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, id);
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    again.key = "a fourth";
    again.reason = "It is worse";
    EXPECT_EQ(scene.receipt(again).reference, told.reference);
    EXPECT_EQ(scene.number("select count(*) from request"), 1);
    EXPECT_EQ(scene.number("select count(*) from submission"), 2);
    // Its answer was lost: sent once more, from another network, it is answered, and that late,
    // too.
    again.address = "203.0.113.77";
    for (const char* key : {"a fourth", "a fifth"}) {
        again.key = key;
        EXPECT_EQ(scene.receipt(again).reference, told.reference);
        again.untimely = Invalid{{{"window", "in_the_past"}}};
    }
    EXPECT_EQ(scene.receipt(again).reference, told.reference);
    EXPECT_EQ(scene.number("select count(*) from submission"), 2);
    expect_sound(scene);
}

TEST(RenderTokens, UsedAgainBySomebodyOfTheSameNameChangeNothing) {
    Scene scene;
    auto first = form(1), other = form(1);
    first.render_nonce = other.render_nonce = "0123456789abcdef";
    first.address = "203.0.113.9";
    other.address = "203.0.113.77";
    const auto id = scene.of(scene.receipt(first));
    other.key = "another";
    other.phone = *Phone::parse("+13105550888");
    EXPECT_EQ(scene.column(scene.submitted(other), "state"), "quarantined");
    EXPECT_EQ(phone_of(scene, id), first.phone.e164());
    // Father and son on one telephone: two numbers with nothing in common.
    other.key = "a third";
    other.address = first.address;
    other.phone = *Phone::parse("+12135677788");
    EXPECT_EQ(scene.column(scene.submitted(other), "state"), "new");
    EXPECT_EQ(phone_of(scene, id), first.phone.e164());
    expect_sound(scene);
}

TEST(RenderTokens, UsedAgainWhereTheFirstFormStandsForNoCallAreAFormOfTheirOwn) {
    for (const std::string how : {"withdrawn", "held back"}) {
        Scene scene;
        auto first = form(1), again = form(1);
        first.render_nonce = again.render_nonce = "0123456789abcdef";
        first.address = again.address = "203.0.113.9";
        if (how == "held back") first.suspicion = "too_fast";
        const auto told = scene.receipt(first);
        if (how == "withdrawn") {
            ASSERT_TRUE(withdraw(scene.app(), told.token));
        }
        again.key = "again";
        const auto id = scene.submitted(again);
        EXPECT_NE(id, scene.of(told)) << how;
        EXPECT_EQ(scene.column(id, "state"), "new") << how << ": somebody calls";
        expect_sound(scene);
    }
}

TEST(RenderTokens, UsedAgainByAnotherOfTheHouseholdAreAFormOfTheirOwn) {
    Scene scene;
    auto first = form(1), other = form(1);
    first.render_nonce = other.render_nonce = "0123456789abcdef";
    first.address = other.address = "203.0.113.9";
    scene.receipt(first);
    other.key = "another";
    other.name = *PersonName::parse("Somebody Else");
    EXPECT_EQ(scene.column(scene.submitted(other), "state"), "new");
    EXPECT_EQ(scene.number("select count(*) from request where state = 'new'"), 2);
    other.key = "a third";
    other.address = "203.0.113.77";
    other.name = *PersonName::parse("A Third");
    EXPECT_EQ(scene.column(scene.submitted(other), "state"), "quarantined");
    expect_sound(scene);
}

}  // namespace
}  // namespace backline::test

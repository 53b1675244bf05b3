// Another number learned on a call: from then on it is the request's, in every respect.
#include "app/submit.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::minutes;

constexpr const char* kOther = "+13105550142";

OutcomeInput other_number(const char* e164 = kOther) {
    OutcomeInput input;
    input.other_phone = Phone::from_stored(e164);
    return input;
}

// A form of the person of form(1), from this number.
Form from_number(const char* e164, const std::string& key) {
    Form sent = form(1);
    sent.phone = Phone::from_stored(e164);
    sent.key = key;
    return sent;
}

Result<Ended> wrong_number(Scene& scene, const Person& who, const RequestId& id,
                           const OutcomeInput& input, const std::string& code = "wrong_number") {
    const auto call = scene.call(who, id);
    return end_attempt(scene.app(), who, call.attempt, call.fence, code, input);
}

TEST(OtherNumber, IsDialledAtOnceByWhoComesNext) {
    for (const char* code : {"wrong_number", "disconnected"}) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto id = scene.submitted(form(1));
        const auto ended = wrong_number(scene, ana, id, other_number(), code);
        ASSERT_TRUE(ended) << faults_of(ended);
        EXPECT_EQ(name_of(ended->state), "new");
        EXPECT_EQ(ended->due_at, scene.now());
        EXPECT_EQ(ended->phone_masked, "•••-•••-0142");
        const auto claim = claim_next(scene.app(), ana);
        ASSERT_TRUE(claim && *claim) << "it is due now";
        EXPECT_EQ((*claim)->request.phone, kOther);
        EXPECT_EQ((*claim)->request.voicemails_left, 2);
        const auto started = start_attempt(scene.app(), ana, id, (*claim)->fence);
        ASSERT_TRUE(started) << "the stranger's call keeps nobody from this number";
        EXPECT_EQ(started->tel, "tel:" + std::string{kOther});
        EXPECT_EQ(started->number, 2);
    }
}

TEST(OtherNumber, IsFoundAndTheOldOneStaysInTheHistory) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto id = scene.submitted(form(1));
    const std::string old = form(1).phone.e164();
    ASSERT_TRUE(wrong_number(scene, ana, id, other_number()));
    for (const std::string& q : {std::string{kOther}, std::string{"0142"}, old}) {
        const auto found = search_requests(scene.app(), lead, {q, {}, {}});
        ASSERT_TRUE(found);
        ASSERT_EQ(found->items.size(), 1U) << q;
        EXPECT_EQ(found->items[0].phone_masked, "•••-•••-0142");
    }
    const auto seen = view_request(scene.app(), lead, id);
    std::string told;
    for (const auto& line : seen->history)
        if (line.kind == "request.number_changed") told = line.text;
    EXPECT_EQ(told, "Number changed from " + form(1).phone.masked());
    EXPECT_EQ(scene.sql("select count(*) from journal where detail::text like '%" + old.substr(2) +
                        "%' or detail::text like '%0142%'"),
              "0")
        << "the journal tells numbers sealed only";
}

TEST(OtherNumber, HasACadenceOfItsOwn) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    for (int i = 0; i < 5; ++i) {
        const auto call = scene.call(ana, id);
        const auto tried = end_attempt(scene.app(), ana, call.attempt, call.fence,
                                       i < 2 ? "voicemail_left" : "no_answer", {});
        ASSERT_TRUE(tried && due_at(tried->state));
        scene.at(*due_at(tried->state));
    }
    ASSERT_TRUE(wrong_number(scene, ana, id, other_number()));
    int calls = 0;
    for (; scene.column(id, "state") != "closed" && calls < 20; ++calls) {
        const auto call = scene.call(ana, id);
        const auto tried = end_attempt(scene.app(), ana, call.attempt, call.fence,
                                       calls < 2 ? "voicemail_left" : "no_answer", {});
        ASSERT_TRUE(tried) << faults_of(tried);
        if (tried->due_at) scene.at(*tried->due_at);
    }
    EXPECT_EQ(calls, 6);
    EXPECT_EQ(scene.column(id, "resolution"), "unable_to_reach");
}

TEST(OtherNumber, ThatMustNotBeCalledIsALeads) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto refuser = scene.submitted(from_number(kOther, "refuser"));
    const auto call = scene.call(ana, refuser);
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "do_not_call", {}));
    const auto id = scene.submitted(form(1));
    const auto ended = wrong_number(scene, ana, id, other_number());
    ASSERT_TRUE(ended);
    EXPECT_EQ(name_of(ended->state), "escalated");
    EXPECT_EQ(scene.column(id, "suppressed::text || rank"), "true0");
    EXPECT_EQ(scene.sql("select count(*) from promise where settled is null"), "0");
    const auto again = scene.claim(lead, id);
    const auto refused = start_attempt(scene.app(), lead, id, again.fence);
    ASSERT_TRUE(error_of<NotNow>(refused));
    EXPECT_EQ(error_of<NotNow>(refused)->reason, "suppressed");
}

TEST(OtherNumber, ThatNoInstantAllowsIsALeads) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto id = scene.submitted(form(1));
    const auto ended = wrong_number(scene, ana, id, other_number("+8801712345678"));
    ASSERT_TRUE(ended);
    EXPECT_EQ(name_of(ended->state), "escalated");
    EXPECT_NE(scene.column(id, "coalesce(barred, '')"), "");
    const auto next = claim_next(scene.app(), lead);
    EXPECT_TRUE(next && !*next) << "nobody is served what can never be called";
}

TEST(OtherNumber, OfWhoAskedFromItTooMakesOneRequest) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    auto first = form(1);
    first.red_flags = {"fever"};
    first.voicemail_ok = false;
    const auto gone = scene.submitted(first);
    const auto asked_at = scene.now();
    scene.at(scene.now() + minutes(10));
    auto second = from_number(kOther, "second");
    second.interpreter = true;
    const auto answer = scene.receipt(second);
    const auto stays = scene.of(answer);
    const auto ended = wrong_number(scene, ana, gone, other_number());
    ASSERT_TRUE(ended);
    EXPECT_EQ(name_of(ended->state), "closed");
    EXPECT_EQ(ended->merged_into, answer.reference);
    EXPECT_FALSE(ended->due_at);
    EXPECT_EQ(scene.column(gone, "resolution || ' ' || merged_into"), "duplicate " + stays.text());
    EXPECT_EQ(scene.column(stays,
                           "state || ' ' || rank || ' ' || voicemail_ok || ' ' || "
                           "interpreter || ' ' || red_flags::text"),
              "new 0 false true {fever}");
    EXPECT_EQ(scene.instant("(select created_at from request where id = '" + stays.text() + "')"),
              asked_at);
    EXPECT_EQ(scene.instant("(select wanted_at from request where id = '" + stays.text() + "')"),
              asked_at);
    const auto told = [&](const RequestId& id, const std::string& kind) {
        const auto seen = view_request(scene.app(), lead, id);
        std::string text;
        for (const auto& line : seen->history)
            if (line.kind == kind) text = line.text;
        return text;
    };
    EXPECT_EQ(told(gone, "request.closed"),
              "Closed: Duplicate; goes on as request " + answer.reference);
    EXPECT_EQ(told(stays, "request.merged"), "Request " + scene.column(gone, "reference") +
                                                 " of the same person goes on as this one");
}

TEST(OtherNumber, OfAHouseholdIsNotMerged) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    auto spouse = from_number(kOther, "spouse");
    spouse.name = *PersonName::parse("Somebody Else");
    const auto other = scene.submitted(spouse);
    const auto id = scene.submitted(form(1));
    const auto open = scene.call(ben, other);
    const auto ended = wrong_number(scene, ana, id, other_number());
    ASSERT_TRUE(ended);
    EXPECT_EQ(name_of(ended->state), "new");
    const auto claim = scene.claim(ana, id);
    ASSERT_EQ(claim.request.household.size(), 1U);
    EXPECT_EQ(claim.request.household[0].id, other);
    EXPECT_EQ(wrong_state(start_attempt(scene.app(), ana, id, claim.fence)), "attempt_open")
        << "somebody is on that line";
    ASSERT_TRUE(end_attempt(scene.app(), ben, open.attempt, open.fence, "no_answer", {}));
    const auto refused = start_attempt(scene.app(), ana, id, claim.fence);
    ASSERT_TRUE(error_of<NotNow>(refused)) << "that telephone has just rung";
    EXPECT_EQ(error_of<NotNow>(refused)->reason, "spacing");
    EXPECT_EQ(error_of<NotNow>(refused)->at, scene.now() + minutes(30));
    scene.at(scene.now() + minutes(30));
    const auto later = scene.claim(ana, id);
    EXPECT_TRUE(start_attempt(scene.app(), ana, id, later.fence));
}

TEST(OtherNumber, ThatWasJustCalledIsRefused) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    const auto before = scene.everything();
    EXPECT_EQ(faults_of(end_attempt(scene.app(), ana, call.attempt, call.fence, "wrong_number",
                                    other_number(form(1).phone.e164().c_str()))),
              "other_phone:same_number");
    EXPECT_EQ(scene.changed_since(before), "");
}

// Whoever answers says "extension 204": the line that was just called, spaced as any call to it.
TEST(OtherNumber, MayBeAnExtensionOfTheSame) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    const auto ended =
        wrong_number(scene, ana, id, other_number((form(1).phone.e164() + ";ext=204").c_str()));
    ASSERT_TRUE(ended) << faults_of(ended);
    EXPECT_EQ(name_of(ended->state), "new");
    EXPECT_EQ(ended->due_at, scene.now() + minutes(30));
    scene.at(*ended->due_at);
    const auto claim = claim_next(scene.app(), ana);
    ASSERT_TRUE(claim && *claim);
    const auto started = start_attempt(scene.app(), ana, id, (*claim)->fence);
    ASSERT_TRUE(started);
    EXPECT_EQ(started->tel, "tel:" + form(1).phone.e164() + ";ext=204");
}

TEST(OtherNumber, GivenTwiceIsTakenOnceAndAnsweredTheSame) {
    for (const bool merges : {false, true}) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto id = scene.submitted(form(1));
        if (merges) scene.submitted(from_number(kOther, "second"));
        const auto call = scene.call(ana, id);
        const auto end = [&] {
            return end_attempt(scene.app(), ana, call.attempt, call.fence, "wrong_number",
                               other_number());
        };
        const auto first = end();
        ASSERT_TRUE(first);
        if (!merges) scene.claim(ana, id);  // what happens later changes no answer
        const auto before = scene.everything();
        scene.at(scene.now() + minutes(2));
        const auto again = end();
        ASSERT_TRUE(again);
        EXPECT_EQ(name_of(again->state), name_of(first->state));
        EXPECT_EQ(again->due_at, first->due_at);
        EXPECT_EQ(again->merged_into, first->merged_into);
        EXPECT_EQ(again->phone_masked, first->phone_masked);
        EXPECT_EQ(scene.changed_since(before), "");
    }
}

TEST(OtherNumber, JoinsLaterFormsOfItsPerson) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    ASSERT_TRUE(wrong_number(scene, ana, id, other_number()));
    EXPECT_EQ(scene.submitted(from_number(kOther, "second")), id);
    auto old = form(1);
    old.key = "from the old number";
    EXPECT_NE(scene.submitted(old), id);
}

TEST(OtherNumber, GivenWhileItsPersonAsksFromItEndsInOneRequest) {
    for (int round = 0; round < 10; ++round) {
        Scene scene(kTuesday, [](Config& config) { config.lanes.desk_workers = 2; });
        const auto ana = scene.agent("ana");
        const auto id = scene.submitted(form(1));
        const auto call = scene.call(ana, id);
        std::optional<Result<Ended>> ended;
        together(2, [&](int i) {
            if (i == 0)
                ended = end_attempt(scene.app(), ana, call.attempt, call.fence, "wrong_number",
                                    other_number());
            else
                scene.receipt(from_number(kOther, "at the same time"));
        });
        ASSERT_TRUE(ended && *ended);
        EXPECT_EQ(scene.sql("select count(*) from request where state = 'new'"), "1");
        EXPECT_EQ(scene.sql("select count(*) from request where state not in ('new', 'closed')"),
                  "0");
    }
}

}  // namespace
}  // namespace backline::test

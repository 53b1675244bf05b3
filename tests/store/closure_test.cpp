// Closed without a call, by a lead; and a queue that nothing of a lead's hides.
#include <algorithm>

#include "store/invariants.h"
#include "store/scene.h"

namespace backline::test {
namespace {

TEST(Closure, ClosesAnyOpenRequestAndEndsItsClaimItsPromiseAndItsDraft) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    const auto sent = scene.receipt(form(1));
    const auto id = scene.of(sent);
    const auto claim = scene.claim(ana, id);
    ASSERT_TRUE(save_draft(scene.app(), ana, id, claim.fence, "half a word"));
    scene.at("2026-11-17 10:30 America/Los_Angeles");
    const auto closed =
        close_without_call(scene.app(), lead, id, "withdrawn", "Asked by letter, too");
    ASSERT_TRUE(closed);
    EXPECT_EQ(scene.column(id, "state || ' ' || resolution || ' ' || closed_business_seconds"),
              "closed withdrawn 1800");
    EXPECT_EQ(scene.number("select count(*) from promise where settled is null"), 0);
    EXPECT_EQ(scene.number("select count(*) from draft"), 0);
    EXPECT_TRUE(error_of<StaleFence>(start_attempt(scene.app(), ana, id, claim.fence)));
    EXPECT_TRUE(error_of<StaleFence>(renew_claim(scene.app(), ana, id, claim.fence)));
    EXPECT_TRUE(error_of<StaleFence>(save_draft(scene.app(), ana, id, claim.fence, "late")));
    const auto seen = view_request(scene.app(), lead, id);
    ASSERT_TRUE(seen);
    EXPECT_NE(seen->history.front().text.find("Asked by letter, too"), std::string::npos);
    const auto page = patient_view(scene.app(), sent.token);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->state, "closed");
    EXPECT_EQ(wrong_state(close_without_call(scene.app(), lead, id, "duplicate", "again")),
              "closed");
}

TEST(Closure, IsRefusedWithEveryFaultAndDuringACall) {
    Scene scene;
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(1));
    const auto with = [&](const char* resolution, const char* note) {
        return close_without_call(scene.app(), lead, id, resolution, note);
    };
    EXPECT_EQ(faults_of(with("", " ")), "resolution:required note:required");
    EXPECT_EQ(faults_of(with("vanished", "why")), "resolution:unknown");
    EXPECT_EQ(faults_of(with("no_answer", "why")), "resolution:not_permitted");
    EXPECT_EQ(faults_of(with("booked", "why")), "resolution:not_permitted");
    EXPECT_EQ(faults_of(with("not_a_candidate", "why")), "resolution:not_permitted");
    const auto call = scene.call(scene.agent("ana"), id);
    EXPECT_EQ(wrong_state(with("withdrawn", "why")), "attempt_open");
    EXPECT_EQ(scene.column(id, "state"), "new");
    EXPECT_TRUE(error_of<NotFound>(close_without_call(
        scene.app(), lead, RequestId::trusted("00000000-0000-7000-8000-000000000000"), "withdrawn",
        "why")));
}

TEST(Closure, AsDoNotCallLeavesWhatIsCalledMeanwhileWithALead) {
    for (const char* outcome : {"no_answer", "busy", "call_failed", "callback_requested"}) {
        SCOPED_TRACE(outcome);
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto lead = scene.lead();
        const auto id = scene.submitted(form(1));
        Form relative = form(1);
        relative.name = *PersonName::parse("Somebody Else");
        relative.key = "relative";
        const auto other = scene.submitted(relative);
        const auto call = scene.call(ana, other);
        ASSERT_TRUE(close_without_call(scene.app(), lead, id, "do_not_call", "They wrote to us"));
        OutcomeInput input;
        if (std::string{outcome} == "callback_requested")
            input.due_at = scene.now() + std::chrono::hours(2);
        ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, outcome, input));
        EXPECT_EQ(scene.column(other, "state || ' ' || suppressed"), "escalated true");
        EXPECT_EQ(scene.number("select count(*) from promise where settled is null"), 0);
        const auto seen = queue(scene.app(), lead);
        ASSERT_TRUE(seen);
        EXPECT_TRUE(std::any_of(seen->items.begin(), seen->items.end(),
                                [&](const auto& item) { return item.id == other; }));
        EXPECT_TRUE(close_without_call(scene.app(), lead, other, "do_not_call", "The same number"));
        EXPECT_EQ(broken_invariants(scene.app().desk()), std::vector<std::string>{});
    }
}

TEST(Closure, AsDoNotCallSuppressesTheNumberAndSendsItsOtherRequestsToALead) {
    Scene scene;
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(1));
    Form relative = form(1);
    relative.name = *PersonName::parse("Another Person");
    relative.key = "relative";
    const auto other = scene.submitted(relative);
    ASSERT_TRUE(close_without_call(scene.app(), lead, id, "do_not_call", "By letter"));
    EXPECT_EQ(scene.number("select count(*) from suppression"), 1);
    EXPECT_EQ(scene.column(other, "state || suppressed"), "escalatedtrue");
    Form later = form(1);
    later.key = "later";
    EXPECT_EQ(scene.column(scene.submitted(later), "state || suppressed"), "escalatedtrue");
}

TEST(Closure, EveryResolutionThatIsOfferedCloses) {
    Scene scene;
    const auto lead = scene.lead();
    int number = 0;
    for (const auto& [code, outcome] : scene.app().institute()->rules.outcomes) {
        if (!closes_without_call(outcome)) continue;
        const auto sent = scene.receipt(form(++number));
        const auto id = scene.of(sent);
        scene.sql("update request set state = 'escalated' where id = '" + id.text() + "'");
        ASSERT_TRUE(close_without_call(scene.app(), lead, id, code, "why")) << code;
        EXPECT_EQ(scene.column(id, "resolution"), code);
        EXPECT_TRUE(patient_view(scene.app(), sent.token)) << code;
    }
    EXPECT_GE(number, 10);
    EXPECT_EQ(scene.number("select count(*) from submission s join request r on r.id = "
                           "s.request_id where (r.resolution = 'withdrawn') <> "
                           "(s.withdrawn_at is not null)"),
              0);
}

TEST(Queue, IsFilledWithWhatCanBeServedWhateverALeadHasToDo) {
    Scene scene;
    const auto lead = scene.lead();
    const auto ana = scene.agent("ana");
    std::vector<Form> forms;
    for (int i = 0; i < 320; ++i) forms.push_back(form(i));
    ASSERT_EQ(submit(scene.app(), forms).size(), 320U);
    scene.sql(
        "create temporary sequence n; with numbered as (select id, row_number() over (order "
        "by id) as n from request), due as (update request set due_at = instant() where id in "
        "(select id from numbered where n > 300)) update request r set state = 'escalated', "
        "rank = 0, "
        "due_at = instant() - interval '1 hour', suppressed = n <= 100, "
        "barred = case when n between 101 and 200 then 'their_local_time' end "
        "from numbered x where x.id = r.id and n <= 300");
    const auto ordinary = [](const Queue& queue) {
        return std::count_if(queue.items.begin(), queue.items.end(),
                             [](const auto& item) { return item.state == "new"; });
    };
    for (const auto& who : {ana, lead}) {
        const auto seen = queue(scene.app(), who);
        ASSERT_TRUE(seen);
        EXPECT_EQ(ordinary(*seen), 20) << who.username;
        EXPECT_EQ(seen->more + static_cast<long>(seen->items.size()), 320) << who.username;
        EXPECT_EQ(seen->due, who.role == Role::lead ? 120 : 20)
            << "what only a lead is served is due for a lead";
    }
    const auto to_agent = queue(scene.app(), ana);
    EXPECT_EQ(to_agent->items.size(), 200U);
    EXPECT_EQ(to_agent->more, 120);
    const auto next = claim_next(scene.app(), ana);
    ASSERT_TRUE(next && *next);
    EXPECT_EQ(std::string{name_of((*next)->request.state)}, "new");
}

TEST(Queue, SaysWhenNobodyWhoSpeaksTheLanguageIsInAndTheClaimSaysSoToo) {
    Scene scene;
    const auto ana = scene.agent("ana", {"en"});
    const auto min = scene.agent("min", {"en", "ko"});
    scene.sign_in(ana);
    Form korean = form(1);
    korean.language = "ko";
    const auto id = scene.submitted(korean);
    scene.submitted(form(2));
    const auto marked = [&] {
        const auto seen = queue(scene.app(), ana);
        std::map<std::string, bool> by_language;
        for (const auto& item : seen->items) by_language[item.language] = item.no_speaker;
        return by_language;
    };
    EXPECT_EQ(marked(), (std::map<std::string, bool>{{"en", false}, {"ko", true}}));
    const auto claim = scene.claim(ana, id);
    EXPECT_TRUE(claim.request.no_speaker);
    EXPECT_FALSE(claim.request.interpreter);
    ASSERT_TRUE(release_claim(scene.app(), ana, id, claim.fence, ""));
    scene.sign_in(min);
    EXPECT_FALSE(marked()["ko"]);
    EXPECT_FALSE(view_request(scene.app(), ana, id)->no_speaker);
}

}  // namespace
}  // namespace backline::test

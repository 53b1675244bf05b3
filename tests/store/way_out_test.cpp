// Invariant 12: every open request has a way out that some role can take from its pages. One of
// every kind, taken by hand where it can be called, and closed by a lead without a call.
#include "store/scene.h"

namespace backline::test {
namespace {

struct Kind {
    const char* name;
    std::function<RequestId(Scene&, const Person& agent)> make;
    bool callable;
};

RequestId after(Scene& scene, const Person& agent, int number, const char* code,
                const std::optional<Phone>& other = std::nullopt) {
    const auto id = scene.submitted(form(number));
    const auto call = scene.call(agent, id);
    const auto& rules = scene.app().institute()->rules;
    auto input = input_for(rules.outcomes.at(code), rules, scene.now());
    input.other_phone = other;
    const auto ended = end_attempt(scene.app(), agent, call.attempt, call.fence, code, input);
    if (!ended) throw std::runtime_error(code);
    return id;
}

Phone in_bangladesh() {
    return *Phone::parse("+880 1712 345678");
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {"new", [](Scene& s, const Person&) { return s.submitted(form(1)); }, true},
        {"red flag",
         [](Scene& s, const Person&) {
             Form sent = form(2);
             sent.red_flags = {"fever"};
             return s.submitted(sent);
         },
         true},
        {"retry", [](Scene& s, const Person& a) { return after(s, a, 3, "no_answer"); }, true},
        {"scheduled",
         [](Scene& s, const Person& a) { return after(s, a, 4, "callback_requested"); }, true},
        {"waiting", [](Scene& s, const Person& a) { return after(s, a, 5, "needs_information"); },
         true},
        {"escalated",
         [](Scene& s, const Person& a) { return after(s, a, 6, "clinical_escalation"); }, true},
        {"sent to emergency",
         [](Scene& s, const Person& a) { return after(s, a, 12, "emergency_redirected"); }, true},
        {"mended to a number never callable",
         [](Scene& s, const Person& a) { return after(s, a, 13, "wrong_number", in_bangladesh()); },
         false},
        {"suppressed",
         [](Scene& s, const Person& a) {
             after(s, a, 7, "do_not_call");
             Form again = form(7);
             again.key = "again";
             return s.submitted(again);
         },
         false},
        {"never callable",
         [](Scene& s, const Person&) {
             Form far = form(8);
             far.phone = in_bangladesh();
             return s.submitted(far);
         },
         false},
        {"a number that cannot be read",
         [](Scene& s, const Person&) {
             const auto id = s.submitted(form(9));
             s.sql("update request set phone_sealed = '\\x00' where id = '" + id.text() + "'");
             return id;
         },
         false},
        {"permission over",
         [](Scene& s, const Person&) {
             const auto id = s.submitted(form(10));
             s.sql("update submission set created_at = created_at - interval '100 days'");
             return id;
         },
         false},
        {"let out of quarantine",
         [](Scene& s, const Person&) {
             Form suspect = form(11);
             suspect.suspicion = "too_fast";
             const auto id = s.submitted(suspect);
             if (!release_from_quarantine(s.app(), s.lead("another"), id))
                 throw std::runtime_error("not released");
             return id;
         },
         true}};
    return all;
}

TEST(WayOut, OfEveryKindOfOpenRequestIsACallOrALeadsWord) {
    for (const auto& kind : kinds()) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto lead = scene.lead();
        const auto id = kind.make(scene, ana);
        const auto seen = queue(scene.app(), lead);
        ASSERT_TRUE(seen) << kind.name;
        EXPECT_TRUE(std::any_of(seen->items.begin(), seen->items.end(),
                                [&](const auto& item) { return item.id == id; }))
            << kind.name << " is in no lead's queue";
        const auto claim = scene.claim(lead, id, "by hand");
        EXPECT_EQ(claim.request.callable.ever, kind.callable) << kind.name;
        EXPECT_EQ(claim.request.barred.empty(), kind.callable) << kind.name;
        if (kind.callable && claim.request.callable.yes) {
            EXPECT_TRUE(start_attempt(scene.app(), lead, id, claim.fence)) << kind.name;
            EXPECT_EQ(wrong_state(close_without_call(scene.app(), lead, id, "duplicate", "why")),
                      "attempt_open");
            continue;
        }
        ASSERT_TRUE(close_without_call(scene.app(), lead, id, "unable_to_reach", "why"))
            << kind.name;
        EXPECT_EQ(scene.column(id, "state || (claim_agent is null)"), "closedtrue") << kind.name;
    }
}

TEST(WayOut, OfEveryKindOfOpenRequestIsClosingWithoutACall) {
    for (const auto& kind : kinds()) {
        Scene scene;
        const auto ana = scene.agent("ana");
        const auto id = kind.make(scene, ana);
        ASSERT_TRUE(close_without_call(scene.app(), scene.lead(), id, "withdrawn", "By letter"))
            << kind.name;
        EXPECT_EQ(scene.column(id, "resolution"), "withdrawn") << kind.name;
    }
}

TEST(WayOut, OfWhatMayNotBeCalledIsNeverToBeServed) {
    for (const auto& kind : kinds()) {
        if (kind.callable) continue;
        Scene scene;
        const auto ana = scene.agent("ana"), lead = scene.lead();
        const auto id = kind.make(scene, ana);
        for (const auto& who : {ana, lead, ana}) {
            const auto next = claim_next(scene.app(), who);
            ASSERT_TRUE(next) << kind.name;
            EXPECT_FALSE(*next) << kind.name << " is served to " << who.username;
        }
        EXPECT_EQ(scene.column(id, "state || ' ' || (suppressed or barred is not null)"),
                  "escalated true")
            << kind.name;
        const auto claim = scene.claim(lead, id);
        EXPECT_TRUE(error_of<NotNow>(start_attempt(scene.app(), lead, id, claim.fence)))
            << kind.name;
    }
}

TEST(WayOut, OfAnEmergencyIsToBeSeenByALeadFirstAndClosed) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    scene.submitted(form(1));
    const auto id = after(scene, ana, 2, "emergency_redirected");
    scene.at(scene.now() + std::chrono::minutes(5));
    Form worse = form(3);
    worse.red_flags = {"fever"};
    scene.submitted(worse);
    const auto first = claim_next(scene.app(), lead);
    ASSERT_TRUE(first && *first);
    EXPECT_EQ((*first)->request.id, id);
    for (const auto& who : {ana, scene.agent("ben"), scene.agent("cleo")}) {
        const auto next = claim_next(scene.app(), who);
        ASSERT_TRUE(next);
        EXPECT_FALSE(*next && (*next)->request.id == id) << "it is no agent's";
    }
    ASSERT_TRUE(close_without_call(scene.app(), lead, id, "referred_out", "Is in hospital"));
    EXPECT_EQ(scene.column(id, "state || ' ' || resolution || ' ' || (claim_agent is null)"),
              "closed referred_out true");
}

TEST(WayOut, OfAnOpenCallIsItsEndAndThenALeadsWord) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto call = scene.call(ana, scene.submitted(form(1)));
    const auto close = [&] {
        return close_without_call(scene.app(), lead, call.request, "withdrawn", "By letter");
    };
    EXPECT_EQ(wrong_state(close()), "attempt_open");
    EXPECT_TRUE(error_of<Held>(claim_given(scene.app(), lead, call.request, "she is ill")));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {}));
    ASSERT_TRUE(close());
    EXPECT_EQ(scene.column(call.request, "state"), "closed");
}

TEST(WayOut, OfAForgottenCallIsALeadsWhoTakesItOverEndsItAndCloses) {
    Scene scene;
    const auto ana = scene.agent("ana"), lead = scene.lead();
    const auto call = scene.call(ana, scene.submitted(form(1)));
    scene.at(scene.now() + std::chrono::minutes(60));
    const auto claim = scene.claim(lead, call.request, "she went home");
    EXPECT_EQ(
        wrong_state(close_without_call(scene.app(), lead, call.request, "withdrawn", "By letter")),
        "attempt_open");
    EXPECT_TRUE(error_of<StaleFence>(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {})));
    ASSERT_TRUE(end_attempt(scene.app(), lead, call.attempt, claim.fence, "no_answer", {}));
    EXPECT_EQ(scene.column(call.request, "state"), "retry");
    ASSERT_TRUE(close_without_call(scene.app(), lead, call.request, "withdrawn", "By letter"));
    EXPECT_EQ(scene.column(call.request, "state"), "closed");
}

TEST(WayOut, OfWhatIsHeldAsideIsALeadsJudgement) {
    Scene scene;
    Form suspect = form(1);
    suspect.suspicion = "honeypot";
    const auto lead = scene.lead();
    const auto id = scene.submitted(suspect);
    EXPECT_EQ(wrong_state(close_without_call(scene.app(), lead, id, "duplicate", "why")),
              "quarantined");
    ASSERT_TRUE(close_without_call(scene.app(), lead, id, "spam", "A machine's"));
    EXPECT_EQ(scene.column(id, "state || resolution"), "closedspam");
}

// Whatever held it back, signs of an emergency are looked at by a lead before all else.
TEST(WayOut, OfSignsOfAnEmergencyThatWereHeldAsideIsTheHeadOfALeadsQueue) {
    Scene scene;
    const auto lead = scene.lead();
    const auto ana = scene.agent("ana");
    Form flagged = form(1);
    flagged.red_flags = {"fever"};
    scene.submitted(flagged);
    Form quiet = form(2);
    quiet.suspicion = "honeypot";
    scene.submitted(quiet);
    Form suspect = form(3);
    suspect.suspicion = "too_fast";
    suspect.red_flags = {"fever"};
    const auto id = scene.submitted(suspect);

    const auto seen = queue(scene.app(), lead).value();
    ASSERT_EQ(seen.items.size(), 2U);
    EXPECT_EQ(seen.items[0].id, id);
    const auto place = standing_of(seen.items[0], *scene.app().institute(), seen.now);
    EXPECT_EQ(place.code, "held_back");
    EXPECT_EQ(standing_of(seen.items[1], *scene.app().institute(), seen.now).code, "red_flag");
    EXPECT_EQ(seen.quarantined, 2);
    EXPECT_EQ(seen.held_red_flags, 1);
    EXPECT_EQ(seen.more, 0) << "what is held aside is no open request";

    // An agent is told that there is one, and nothing of it; it is served to nobody.
    const auto agents = queue(scene.app(), ana).value();
    EXPECT_EQ(agents.items.size(), 1U);
    EXPECT_EQ(agents.held_red_flags, 1);
    const auto next = claim_next(scene.app(), lead);
    ASSERT_TRUE(next && *next);
    EXPECT_NE((*next)->request.id, id);
    ASSERT_TRUE(release_claim(scene.app(), lead, (*next)->request.id, (*next)->fence, ""));

    // Let in, it stands among the red flags; closed as spam, nowhere.
    ASSERT_TRUE(release_from_quarantine(scene.app(), lead, id));
    EXPECT_EQ(scene.column(id, "state || ' ' || rank || ' ' || flagged"), "new 0 true");
    EXPECT_EQ(queue(scene.app(), ana).value().held_red_flags, 0);
}

TEST(WayOut, OfAFloodOfSignsHeldAsideHidesNothingElse) {
    Scene scene;
    const auto lead = scene.lead();
    for (int number = 1; number <= 60; ++number) {
        Form suspect = form(number);
        suspect.suspicion = "address_limit";
        suspect.red_flags = {"fever"};
        scene.submitted(suspect);
    }
    const auto person = scene.submitted(form(90));
    const auto seen = queue(scene.app(), lead).value();
    EXPECT_EQ(seen.items.size(), 51U);
    EXPECT_EQ(seen.items.back().id, person);
    EXPECT_EQ(seen.held_red_flags, 60);
    EXPECT_EQ(claim_next(scene.app(), lead).value()->request.id, person);
}

}  // namespace
}  // namespace backline::test

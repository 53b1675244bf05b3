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

RequestId after(Scene& scene, const Person& agent, int number, const char* code) {
    const auto id = scene.submitted(form(number));
    const auto call = scene.call(agent, id);
    const auto& rules = scene.app().institute()->rules;
    const auto ended = end_attempt(scene.app(), agent, call.attempt, call.fence, code,
                                   input_for(rules.outcomes.at(code), rules, scene.now()));
    if (!ended) throw std::runtime_error(code);
    return id;
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
             far.phone = *Phone::parse("+880 1712 345678");
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

}  // namespace
}  // namespace backline::test

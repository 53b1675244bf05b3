// The database's clock is set back while people work: nothing acknowledged is refused for it, and
// nothing measured is negative.
#include "app/submit.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

void expect_nothing_negative(Scene& scene, const std::string& when) {
    const std::pair<const char*, const char*> measures[] = {
        {"calls", "select count(*) from attempt where ended_at < started_at"},
        {"the report's clocks",
         "select count(*) from request where first_attempt_business_seconds < 0 or "
         "reached_business_seconds < 0 or closed_business_seconds < 0"},
        {"the length of calls", "select count(*) from attempt where ended_at - started_at < '0s'"}};
    for (const auto& [what, count] : measures)
        EXPECT_EQ(scene.number(count), 0) << what << " " << when;
}

TEST(ClockSetBack, DuringACallRefusesNoOutcome) {
    for (const auto back : {seconds{2}, seconds{3600}}) {
        Scene scene("2026-11-17 11:30 America/Los_Angeles");
        const auto ana = scene.agent("ana");
        const auto& rules = scene.app().institute()->rules;
        int number = 0;
        for (const char* code : {"no_answer", "busy", "left_live_message", "callback_requested",
                                 "needs_information", "booked", "declined", "do_not_call",
                                 "clinical_escalation", "wrong_number", "call_failed"}) {
            scene.at("2026-11-17 11:30 America/Los_Angeles");
            const auto call = scene.call(ana, scene.submitted(form(++number)));
            scene.at(scene.now() - back);
            const auto ended = end_attempt(scene.app(), ana, call.attempt, call.fence, code,
                                           input_for(rules.outcomes.at(code), rules, scene.now()));
            EXPECT_TRUE(ended) << code << " " << faults_of(ended) << wrong_state(ended);
        }
        expect_nothing_negative(scene, "after calls");
    }
}

TEST(ClockSetBack, RefusesNoPatientAndNoStepAtTheDesk) {
    for (const auto back : {seconds{2}, seconds{3600}}) {
        Scene scene("2026-11-17 11:30 America/Los_Angeles");
        const auto ana = scene.agent("ana");
        const auto lead = scene.lead();
        const auto first = scene.receipt(form(1));
        const auto second = scene.receipt(form(2));
        const auto third = scene.submitted(form(3));
        const auto claim = scene.claim(ana, scene.of(first));
        scene.at(scene.now() - back);
        EXPECT_TRUE(scene.receipt(form(1)).replayed);
        EXPECT_TRUE(scene.receipt(form(4)).promise.from >= scene.now() - minutes(6));
        EXPECT_TRUE(renew_claim(scene.app(), ana, claim.request.id, claim.fence));
        EXPECT_TRUE(
            save_draft(scene.app(), ana, claim.request.id, claim.fence, "the clock was set"));
        EXPECT_TRUE(release_claim(scene.app(), ana, claim.request.id, claim.fence, "later"));
        EXPECT_TRUE(ask_for_window(scene.app(), second.token, AsSoonAsPossible{}));
        EXPECT_TRUE(withdraw(scene.app(), second.token));
        EXPECT_TRUE(close_without_call(scene.app(), lead, third, "withdrawn", "by letter"));
        expect_nothing_negative(scene, "after steps");
    }
}

TEST(ClockSetBack, RefusesNoLeadWhoTookACallOver) {
    Scene scene("2026-11-17 11:30 America/Los_Angeles");
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    const auto call = scene.call(ana, scene.submitted(form(1)));
    scene.at(scene.now() + minutes(61));
    const auto claim = scene.claim(lead, call.request, "she has gone home");
    scene.at(scene.now() - minutes(62));
    EXPECT_TRUE(end_attempt(scene.app(), lead, call.attempt, claim.fence, "no_answer", {}));
    expect_nothing_negative(scene, "after a call that was taken over");
}

}  // namespace
}  // namespace backline::test

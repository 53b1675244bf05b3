// What no instant allows is never served: it is a lead's, with its reason, and can come back.
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::seconds;

Form from_bangladesh(int number, std::vector<std::string> red_flags = {}) {
    Form sent = form(number);
    sent.phone = *Phone::parse("+880 1712 34567" + std::to_string(number % 10));
    sent.red_flags = std::move(red_flags);
    return sent;
}

const QueueItem* shown_in(const Queue& queue, const RequestId& id) {
    for (const auto& item : queue.items)
        if (item.id == id) return &item;
    return nullptr;
}

// The hours of every weekday, as the institute's administrator would set them.
void open_from_to(Scene& scene, int from_minute, int to_minute) {
    scene.sql("delete from opening");
    scene.sql("delete from holiday_opening");  // else two of its days would allow a call
    scene.sql("insert into opening (weekday, from_minute, to_minute) select n, " +
              std::to_string(from_minute) + ", " + std::to_string(to_minute) +
              " from generate_series(0, 6) n");
    scene.sql("update institute set version = version + 1");
    scene.app().refresh();
}

TEST(Barred, ANumberThatNoInstantAllowsIsServedToNobodyWhateverItsRedFlag) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    const auto flagged = scene.submitted(from_bangladesh(1, {"fever"}));
    const auto plain = scene.submitted(from_bangladesh(2));
    for (const auto& id : {flagged, plain})
        EXPECT_EQ(scene.column(id, "state || ' ' || barred || ' ' || (due_at is not null)"),
                  "escalated their_local_time true");
    EXPECT_EQ(scene.number("select count(*) from promise"), 0);
    for (const auto& who : {ana, lead}) {
        const auto next = claim_next(scene.app(), who);
        ASSERT_TRUE(next);
        EXPECT_FALSE(*next) << who.username;
    }
    EXPECT_EQ(queue(scene.app(), lead).value().due, 0);
    // A red flag is a lead's first matter, whatever bars its call; the others stand last.
    const auto other = scene.submitted(form(3));
    for (const auto& who : {ana, lead}) {
        const auto seen = queue(scene.app(), who).value();
        ASSERT_EQ(seen.items.size(), 3U);
        EXPECT_EQ(seen.items[0].id, flagged);
        EXPECT_EQ(seen.items[1].id, other);
        EXPECT_EQ(seen.items[2].id, plain);
        const auto& institute = *scene.app().institute();
        const auto first = standing_of(seen.items[0], institute, seen.now);
        EXPECT_EQ(first.code, "red_flag");
        EXPECT_NE(first.why.find("may be called"), std::string::npos) << first.why;
        EXPECT_EQ(standing_of(seen.items[2], institute, seen.now).code, "barred");
    }
}

// Three months from the form on (product.md): nothing is told or planned for after that.
TEST(Permission, IsOverBeforeATimeThatIsPickedOnThePageWhichIsAskedBack) {
    Scene scene("2026-12-14 09:00 America/Los_Angeles");
    const auto receipt = scene.receipt(form(1));
    scene.at("2027-03-12 12:40 America/Los_Angeles");
    const Window after{scene.now() + std::chrono::days(4),
                       scene.now() + std::chrono::days(4) + std::chrono::hours(2)};
    const auto refused = ask_for_window(scene.app(), receipt.token, after);
    EXPECT_EQ(faults_of(refused), "window:after_permission");
    // Days are as much a time as a window is; and what is offered instead may be taken.
    EXPECT_EQ(faults_of(ask_for_window(scene.app(), receipt.token, DaysAndParts{{2}, {}})),
              "window:after_permission")
        << "the next Tuesday is after it";
    const auto offered = std::get<Invalid>(refused.error()).open_times;
    ASSERT_FALSE(offered.empty());
    for (const auto& [from, to] : offered)
        EXPECT_TRUE(ask_for_window(scene.app(), receipt.token, Window{from, to}));
}

TEST(Permission, ThatEndsBeforeTheNextTryMakesItALeadsAtOnce) {
    Scene scene("2026-12-14 09:00 America/Los_Angeles");
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    scene.at("2027-03-13 12:40 America/Los_Angeles");  // a Saturday; it ends on Sunday
    const auto call = scene.call(ana, id);
    const auto tried = end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", {});
    ASSERT_TRUE(tried);
    EXPECT_EQ(name_of(tried->state), "escalated");
}

TEST(Permission, OfANumberThatMayBeCalledOnlyAfterItsEndBarsIt) {
    // Half past eight in the morning here is nine at night there, save while only we have summer
    // time.
    Scene scene("2026-12-02 15:10 America/Los_Angeles");
    auto sent = form(1);
    sent.phone = *Phone::parse("+91 98123 45678");
    const auto id = scene.submitted(sent);
    EXPECT_EQ(scene.column(id, "state || ' ' || barred"), "escalated permission_over");
    EXPECT_EQ(scene.number("select count(*) from promise"), 0);
}

TEST(Barred, ALeadMayTakeItByHandAndNotCallItAndEverybodyElseMayNot) {
    Scene scene;
    const auto id = scene.submitted(from_bangladesh(1));
    EXPECT_EQ(wrong_state(claim_given(scene.app(), scene.agent("ana"), id, "")), "needs_a_lead");
    const auto lead = scene.lead();
    const auto claim = scene.claim(lead, id);
    EXPECT_EQ(claim.request.barred, "their_local_time");
    const auto call = start_attempt(scene.app(), lead, id, claim.fence);
    const auto* refused = error_of<NotNow>(call);
    ASSERT_NE(refused, nullptr);
    EXPECT_FALSE(refused->ever);
}

TEST(Barred, ReleasedFromQuarantineItGoesToALeadAtOnce) {
    Scene scene;
    Form suspect = from_bangladesh(1, {"fever"});
    suspect.suspicion = "too_fast";
    const auto id = scene.submitted(suspect);
    EXPECT_EQ(scene.column(id, "state || coalesce(barred, '')"), "quarantined");
    ASSERT_TRUE(release_from_quarantine(scene.app(), scene.lead(), id));
    EXPECT_EQ(scene.column(id, "state || ' ' || barred"), "escalated their_local_time");
    EXPECT_EQ(scene.number("select count(*) from promise"), 0);
}

TEST(Barred, ARuleThatChangesBarsWhatWasCallableAndALeadBringsItBack) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    Form sent = form(1);
    sent.red_flags = {"fever"};
    const auto id = scene.submitted(sent);
    const auto other = scene.submitted(form(2));
    open_from_to(scene, 0, 7 * 60);  // never within 8 to 21 in California
    for (int i = 0; i < 2; ++i) {
        const auto next = claim_next(scene.app(), ana);
        ASSERT_TRUE(next);
        EXPECT_FALSE(*next);
    }
    for (const auto& each : {id, other})
        EXPECT_EQ(scene.column(each, "state || ' ' || barred || ' ' || (claim_agent is null)"),
                  "escalated their_local_time true");
    EXPECT_EQ(scene.number("select count(*) from promise where settled is null"), 0);
    const auto seen = view_request(scene.app(), lead, id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->history.front().kind, "request.barred");

    open_from_to(scene, 8 * 60, 18 * 60);
    const auto claim = scene.claim(lead, id);
    EXPECT_EQ(claim.request.barred, "");
    EXPECT_TRUE(start_attempt(scene.app(), lead, id, claim.fence));
    EXPECT_EQ(scene.column(id, "coalesce(barred, 'not barred')"), "not barred");
}

TEST(Barred, PermissionOfAFormEndsAfterThreeMonthsAndALaterFormGivesItAnew) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    scene.at("2027-02-17 09:59:59 America/Los_Angeles");
    auto next = claim_next(scene.app(), ana);
    ASSERT_TRUE(next && *next) << "a second before the three months are over";
    ASSERT_TRUE(release_claim(scene.app(), ana, id, (*next)->fence, ""));
    scene.at("2027-02-17 10:00:01 America/Los_Angeles");
    next = claim_next(scene.app(), ana);
    ASSERT_TRUE(next);
    EXPECT_FALSE(*next);
    EXPECT_EQ(scene.column(id, "state || ' ' || barred"), "escalated permission_over");

    Form again = form(1);
    again.key = "again";
    ASSERT_EQ(scene.submitted(again), id);
    EXPECT_EQ(scene.column(id, "state || coalesce(barred, '')"), "retry");
    next = claim_next(scene.app(), ana);
    ASSERT_TRUE(next && *next);
    EXPECT_TRUE(start_attempt(scene.app(), ana, id, (*next)->fence));
}

// What the desk says of it everywhere: in the queue, on its page, and when a call is refused.
void expect_words(Scene& scene, const RequestId& id, const std::string& reason,
                  const std::string& words) {
    SCOPED_TRACE(reason);
    const auto lead = scene.lead();
    const auto& institute = *scene.app().institute();
    const auto shown = queue(scene.app(), lead);
    ASSERT_TRUE(shown);
    ASSERT_NE(shown_in(*shown, id), nullptr);
    const auto standing = standing_of(*shown_in(*shown, id), institute, shown->now);
    EXPECT_EQ(standing.code, "barred");
    EXPECT_EQ(standing.why, words);
    const auto claim = scene.claim(lead, id);
    EXPECT_EQ(claim.request.barred, reason);
    EXPECT_EQ(claim.request.callable.reason, reason);
    EXPECT_EQ(words_of(claim.request.callable, institute, scene.now()), words);
    const auto call = start_attempt(scene.app(), lead, id, claim.fence);
    const auto* refused = error_of<NotNow>(call);
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->reason, reason);
    EXPECT_FALSE(refused->ever);
}

// The newest entry of its history that tells so.
std::string told_when_barred(Scene& scene, const RequestId& id) {
    const auto seen = view_request(scene.app(), scene.lead("reader"), id);
    for (const auto& line : seen->history)
        if (line.kind == "request.barred") return line.text;
    return {};
}

constexpr const char* kPermissionOver =
    "No hour for a call is left: permission to call lasts three months";

TEST(Barred, SaysInWordsThatANumberMustNotBeCalled) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "do_not_call", {}));
    Form again = form(1);
    again.key = "again";
    expect_words(scene, scene.submitted(again), "suppressed", "This number must not be called");
}

TEST(Barred, SaysInWordsThatNoHourOfOursIsOneOfTheirs) {
    Scene scene;
    expect_words(scene, scene.submitted(from_bangladesh(1)), "their_local_time",
                 "No hour of ours is an hour at which this number may be called");
}

TEST(Barred, SaysInWordsThatTheNumberCannotBeRead) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    scene.sql("update request set phone_sealed = '\\x00'");
    ASSERT_TRUE(claim_next(scene.app(), scene.agent("ana")));
    EXPECT_EQ(told_when_barred(scene, id), "With a lead: The number cannot be read");
    expect_words(scene, id, "unreadable", "The number cannot be read");
}

TEST(Barred, SaysInWordsThatPermissionIsOver) {
    Scene scene;
    const auto id = scene.submitted(form(1));
    scene.at("2027-02-17 10:00:01 America/Los_Angeles");
    ASSERT_TRUE(claim_next(scene.app(), scene.agent("ana")));
    EXPECT_EQ(told_when_barred(scene, id), "With a lead: " + std::string{kPermissionOver});
    expect_words(scene, id, "permission_over", kPermissionOver);
}

TEST(Barred, SaysNothingUntrueOfAPermissionThatEndsBeforeWeOpen) {
    Scene scene("2026-11-17 07:30 America/Los_Angeles");
    const auto id = scene.submitted(form(1));
    scene.at("2027-02-16 17:59 America/Los_Angeles");
    auto seen = view_request(scene.app(), scene.lead("before"), id);
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->callable.yes) << "the last minute of the last day";
    scene.at("2027-02-16 18:30 America/Los_Angeles");  // it lasts until 7:30, we open at 8:00
    seen = view_request(scene.app(), scene.lead("after"), id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->callable.reason, "permission_over");
    EXPECT_EQ(words_of(seen->callable, *scene.app().institute(), scene.now()), kPermissionOver);
    ASSERT_TRUE(claim_next(scene.app(), scene.agent("ana")));
    EXPECT_EQ(told_when_barred(scene, id), "With a lead: " + std::string{kPermissionOver});
    expect_words(scene, id, "permission_over", kPermissionOver);
}

TEST(Barred, SaysWhenAPermissionThatEndsSoonStillAllowsACall) {
    Scene scene("2026-11-17 08:30 America/Los_Angeles");
    const auto id = scene.submitted(form(1));
    scene.at("2027-02-16 18:30 America/Los_Angeles");
    const auto seen = view_request(scene.app(), scene.lead(), id);
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->callable.ever);
    EXPECT_EQ(words_of(seen->callable, *scene.app().institute(), scene.now()),
              "The institute is closed until tomorrow 8:00 am");
}

TEST(Barred, WhoAgreedOnACallMayBeCalledForThreeMonthsFromThatCall) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    scene.at("2026-12-15 10:00 America/Los_Angeles");
    const auto call = scene.call(ana, id);
    OutcomeInput input;
    input.note = "sends the pictures";
    input.due_at = scene.instant("timestamptz '2027-03-15 10:00:00 America/Los_Angeles'");
    EXPECT_EQ(faults_of(end_attempt(scene.app(), ana, call.attempt, call.fence, "needs_information",
                                    input)),
              "due_at:too_far");
    input.due_at = scene.instant("timestamptz '2027-03-12 10:00 America/Los_Angeles'");
    ASSERT_TRUE(
        end_attempt(scene.app(), ana, call.attempt, call.fence, "needs_information", input));
    scene.at("2027-03-12 10:00 America/Los_Angeles");
    const auto next = claim_next(scene.app(), ana);
    ASSERT_TRUE(next && *next);
    EXPECT_TRUE((*next)->request.callable.yes);
}

}  // namespace
}  // namespace backline::test

// The manager's report against a recount that is made from the journal alone, and the demonstration
// that it is counted on.
#include "app/reports.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/verbs.h"
#include "domain/report.h"
#include "store/invariants.h"
#include "store/scene.h"

namespace backline::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// One request as the journal tells it.
struct Told {
    Clocks clocks;
    bool held_back = false, spam = false, merged = false;
    std::optional<Instant> calling;
};

Instant instant_in(const Scene& scene, const std::string& text) {
    static std::map<std::string, Instant> known;
    const auto found = known.find(text);
    if (found != known.end()) return found->second;
    return known[text] = scene.instant("timestamptz '" + text + "'");
}

void want_by(Clocks& clocks, Instant at) {
    if (!clocks.first_attempt) clocks.wanted = std::min(clocks.wanted, at);
}

// The request that another one of the same person ended in is as old as the older of the two, where
// both were waiting to be called; what was measured stays as it was, and what was picked for later
// too, unless the other one had a red flag.
void merge(Told& gone, Told& stays, bool by_the_patient, bool red_flag) {
    auto& clocks = stays.clocks;
    if (by_the_patient && clocks.first_attempt) return;
    const bool at_once = red_flag || clocks.wanted == clocks.created;
    clocks.created = std::min(clocks.created, gone.clocks.created);
    if (by_the_patient || at_once) want_by(clocks, gone.clocks.wanted);
}

std::map<std::string, Told> told_by_the_journal(const Scene& scene) {
    std::map<std::string, Told> requests;
    const auto entries = nlohmann::json::parse(scene.sql(
        "select coalesce(json_agg(json_build_object('at', at, 'action', action, 'id', request_id, "
        "'by', actor_kind, 'detail', detail) order by xact, id), '[]') from journal where "
        "request_id is not null"));
    const auto instant = [&](const nlohmann::json& text) {
        return instant_in(scene, text.get<std::string>());
    };
    for (const auto& entry : entries) {
        const auto& detail = entry["detail"];
        const std::string action = entry["action"];
        Told& told = requests[entry["id"].get<std::string>()];
        Clocks& clocks = told.clocks;
        if (action == "request.submitted" || action == "request.quarantined") {
            clocks.created = instant(entry["at"]);
            clocks.wanted = instant(detail["wanted_at"]);
            told.held_back = action == "request.quarantined";
        } else if (action == "request.released") {
            told.held_back = false;
        } else if (action == "request.moved") {
            if (!clocks.first_attempt)
                clocks.wanted = std::max(clocks.created, instant(detail["wanted_at"]));
        } else if (action == "request.corrected") {
            clocks.wanted = instant(detail["wanted_at"]);
        } else if (action == "request.joined" && !detail["red_flags"].empty()) {
            want_by(clocks, instant(entry["at"]));
        } else if (action == "attempt.started") {
            told.calling = instant(detail["started_at"]);
        } else if (action == "attempt.ended") {
            told.calling.reset();
            const auto started = instant(detail["started_at"]);
            if (detail["counted"] && !clocks.first_attempt) clocks.first_attempt = started;
            if (detail["reached"] == "person" && !clocks.reached) clocks.reached = started;
            if (detail["state"] == "closed") clocks.closed = instant(entry["at"]);
        } else if (action == "request.closed") {
            clocks.closed = instant(entry["at"]);
            clocks.withdrawn = detail["resolution"] == "withdrawn";
            told.spam = detail["resolution"] == "spam";
            if (!detail.contains("merged_into")) continue;
            auto& stays = requests[detail["merged_into"].get<std::string>()];
            const bool red_flag = detail.value("red_flag", false);
            told.merged = true;
            // What was held back was not called: at best it is wanted from now on.
            if (!told.held_back)
                merge(told, stays, entry["by"] == "patient", red_flag);
            else if (red_flag)
                want_by(stays.clocks, instant(entry["at"]));
        }
    }
    for (auto& [id, told] : requests)
        if (!told.clocks.first_attempt) told.clocks.first_attempt = told.calling;
    return requests;
}

void expect_near(const std::optional<double>& found, const std::optional<double>& expected,
                 const char* what) {
    ASSERT_EQ(found.has_value(), expected.has_value()) << what;
    if (!found) return;
    EXPECT_NEAR(*found, *expected, 1e-6 * std::max(1.0, std::fabs(*expected))) << what;
}

// Every figure of one row from the clocks of its cohort, by the formulas of the domain.
void expect_recounted(const ServiceRow& row, const std::vector<Clocks>& cohort, const Rules& rules,
                      Instant now) {
    SCOPED_TRACE(row.day.empty() ? "total" : row.day);
    const auto level = service_level(cohort, rules.hours, rules.cadence.first_within, now);
    std::vector<double> business, wall;
    long waiting = 0;
    std::optional<double> oldest;
    for (const auto& one : cohort) {
        if (one.first_attempt) {
            business.push_back(static_cast<double>(
                rules.hours.open_between(one.wanted, *one.first_attempt).count()));
            wall.push_back(std::chrono::duration<double>(*one.first_attempt - one.created).count());
        } else if (!one.closed) {
            ++waiting;
            const double age =
                std::max(0.0, std::chrono::duration<double>(now - one.wanted).count());
            oldest = std::max(oldest.value_or(0), age);
        }
    }
    EXPECT_EQ(row.requests, static_cast<long>(cohort.size()));
    EXPECT_EQ(row.attempted, static_cast<long>(business.size()));
    EXPECT_EQ(row.within_target, level.within);
    EXPECT_EQ(row.of, level.of);
    EXPECT_EQ(row.not_attempted, waiting);
    std::optional<double> rate, low, high;
    if (level.of > 0) {
        rate = static_cast<double>(level.within) / static_cast<double>(level.of);
        low = wilson(level.within, level.of).low;
        high = wilson(level.within, level.of).high;
    }
    expect_near(row.service_level, rate, "service level");
    expect_near(row.low, low, "low");
    expect_near(row.high, high, "high");
    const auto spread_of = spread(business);
    const auto walls = spread(wall);
    const auto figure = [](const std::optional<Spread>& of, double Spread::*which) {
        return of ? std::optional{(*of).*which} : std::nullopt;
    };
    expect_near(row.median_seconds, figure(spread_of, &Spread::median), "median");
    expect_near(row.p90_seconds, figure(spread_of, &Spread::p90), "p90");
    expect_near(row.mean_seconds, figure(spread_of, &Spread::mean), "mean");
    expect_near(row.median_wall_seconds, figure(walls, &Spread::median), "wall median");
    expect_near(row.oldest_not_attempted_seconds, oldest, "oldest");
}

void expect_equal_to_the_journal(Scene& scene, const std::string& from, const std::string& to) {
    static int recounts = 0;
    const auto manager =
        person(scene.database, "recounter" + std::to_string(++recounts), Role::manager);
    const auto report = service_report(scene.app(), manager, from, to, false);
    ASSERT_TRUE(report);
    const auto& rules = scene.app().institute()->rules;
    const auto& zone = rules.hours.zone();
    std::map<std::string, std::vector<Clocks>> days;
    std::vector<Clocks> all;
    for (const auto& [id, told] : told_by_the_journal(scene)) {
        if (told.held_back || told.spam || told.merged) continue;
        const auto day = scene.sql(
            "select '" + std::to_string(zone.day(told.clocks.created).time_since_epoch().count()) +
            "'::int + date '1970-01-01'");
        if (day < from || day > to) continue;
        days[day].push_back(told.clocks);
        all.push_back(told.clocks);
    }
    for (const auto& row : report->rows) expect_recounted(row, days[row.day], rules, report->as_of);
    expect_recounted(report->total, all, rules, report->as_of);
    EXPECT_GT(report->total.requests, 0);
}

// A database that has lived through the four weeks of the demonstration.
class Demonstration {
  public:
    explicit Demonstration(unsigned seed, int requests = 150) {
        setenv("BACKLINE_DEMO_PASSWORD", "correct horse battery", 1);
        made = make(seed, requests);
    }
    int make(unsigned seed, int requests) {
        // Its connections begin on this day, and are then sent through the weeks before.
        scene.sql(
            "create or replace function instant() returns timestamptz language sql stable "
            "parallel safe as $$ select coalesce(nullif(current_setting('backline.instant', "
            "true), '')::timestamptz, timestamptz '2026-11-20 15:00 America/Los_Angeles') "
            "$$");
        return make_demo_data(scene.database.config(), requests, seed);
    }
    // What was asked and what came of it, without what is random on purpose (ids, references).
    std::string story() const {
        return scene.sql(
            "select r.created_at, r.kind, r.topic, r.language, r.state, r.due_at, r.resolution, "
            "r.attempts, r.first_attempt_business_seconds, (select string_agg(a.started_at::text "
            "|| a.outcome || s.username, ' ' order by a.number) from attempt a join staff s on "
            "s.id = a.agent_id where a.request_id = r.id) from request r order by r.created_at, "
            "r.topic, r.language, r.kind, r.state");
    }
    Scene scene;
    int made = 0;
};

TEST(ServiceReport, EqualsARecountFromTheJournalForEveryDayAndInTotal) {
    Demonstration demo(11, 220);
    ASSERT_EQ(demo.made, 0);
    // Some withdraw late, some move, some suspects turn out to be people or are closed.
    auto& scene = demo.scene;
    const auto lead = scene.lead("senior");
    int number = 0;
    for (const char* state : {"quarantined", "quarantined", "quarantined"}) {
        const auto id = RequestId::trusted(
            scene.sql("select id from request where state = '" + std::string{state} + "' limit 1"));
        if (id.empty()) break;
        if (++number == 2)
            EXPECT_TRUE(close_as_spam(scene.app(), lead, id));
        else
            EXPECT_TRUE(release_from_quarantine(scene.app(), lead, id));
    }
    expect_equal_to_the_journal(scene, "2026-10-20", "2026-11-20");
    EXPECT_EQ(broken_invariants(scene.app().desk()), std::vector<std::string>{});
}

TEST(ServiceReport, EqualsARecountOverASingleDayAndADayWithoutRequests) {
    Demonstration demo(12, 60);
    expect_equal_to_the_journal(demo.scene, "2026-11-10", "2026-11-13");
    const auto manager = person(demo.scene.database, "manager2", Role::manager);
    const auto empty = service_report(demo.scene.app(), manager, "2026-01-01", "2026-01-02", false);
    ASSERT_TRUE(empty);
    ASSERT_EQ(empty->rows.size(), 2U);
    for (const auto& row : {empty->rows[0], empty->rows[1], empty->total}) {
        EXPECT_EQ(row.requests, 0);
        EXPECT_FALSE(row.service_level || row.low || row.high || row.median_seconds ||
                     row.p90_seconds || row.mean_seconds || row.median_wall_seconds ||
                     row.oldest_not_attempted_seconds)
            << "what is missing is never 0";
    }
}

// The total of this very day.
ServiceRow today(Scene& scene) {
    static int managers = 0;
    const auto manager = person(scene.database, "m" + std::to_string(++managers), Role::manager);
    return service_report(scene.app(), manager, "2026-11-17", "2026-11-17", false)->total;
}

TEST(ServiceReport, LeavesOutWhoWithdrewBeforeTheTargetAndCountsWhoWaitedLonger) {
    Scene scene;
    const auto quick = scene.receipt(form(1)), slow = scene.receipt(form(2));
    scene.receipt(form(3));
    scene.at(scene.now() + minutes(5));
    ASSERT_TRUE(withdraw(scene.app(), quick.token));
    EXPECT_EQ(today(scene).of, 0) << "at the target nobody is late yet";
    scene.at(scene.now() + seconds(1));
    EXPECT_EQ(today(scene).of, 2) << "one second later both who wait are";
    ASSERT_TRUE(withdraw(scene.app(), slow.token));
    const auto row = today(scene);
    EXPECT_EQ(row.requests, 3);
    EXPECT_EQ(row.of, 2);
    EXPECT_EQ(row.within_target, 0);
    EXPECT_EQ(row.not_attempted, 1);
    ASSERT_TRUE(row.service_level);
    EXPECT_EQ(*row.service_level, 0);
    EXPECT_FALSE(row.median_seconds);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsACallAtTheVeryTargetAsWithinAndTheNextSecondAsLate) {
    Scene scene;
    const auto lead = scene.lead();
    const auto start = scene.now();
    const auto one = scene.submitted(form(1)), two = scene.submitted(form(2));
    for (const auto& [id, after] : {std::pair{one, 300}, std::pair{two, 301}}) {
        scene.at(start + seconds(after));
        const auto call = scene.call(lead, id);
        ASSERT_TRUE(end_attempt(scene.app(), lead, call.attempt, call.fence, "no_answer", {}));
    }
    const auto row = today(scene);
    EXPECT_EQ(row.within_target, 1);
    EXPECT_EQ(row.of, 2);
    EXPECT_EQ(row.median_seconds, 300.5);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsAFirstCallFromItsDiallingAndNotOneThatDidNotComeAbout) {
    Scene scene;
    const auto lead = scene.lead();
    const auto asked = scene.submitted(form(1));
    scene.at(scene.now() + seconds(200));
    const auto call = scene.call(lead, asked);
    scene.at(scene.now() + minutes(10));
    const auto during = today(scene);
    EXPECT_EQ(during.attempted, 1);
    EXPECT_EQ(during.within_target, 1);
    EXPECT_EQ(during.not_attempted, 0);
    EXPECT_EQ(during.median_seconds, 200);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    ASSERT_TRUE(end_attempt(scene.app(), lead, call.attempt, call.fence, "call_failed", {}));
    const auto failed = today(scene);
    EXPECT_EQ(failed.attempted, 0);
    EXPECT_EQ(failed.within_target, 0);
    EXPECT_EQ(failed.of, 1);
    EXPECT_EQ(failed.not_attempted, 1);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

// Called and not reached.
void call_in_vain(Scene& scene, const RequestId& id) {
    const auto lead = scene.lead("caller" + id.text());
    const auto call = scene.call(lead, id);
    ASSERT_TRUE(end_attempt(scene.app(), lead, call.attempt, call.fence, "no_answer", {}));
}

Instant wanted_at(const Scene& scene, const RequestId& id) {
    return scene.instant("(select wanted_at from request where id = '" + id.text() + "')");
}

TEST(ServiceReport, CountsWhoAsksForAsSoonAsPossibleAgainFromTheFirstTime) {
    Scene scene("2026-11-17 09:20 America/Los_Angeles");
    const auto asked_at = scene.now();
    const auto receipt = scene.receipt(form(1));
    const auto id = scene.of(receipt);
    scene.at("2026-11-17 12:00 America/Los_Angeles");
    for (int i = 0; i < 2; ++i) {
        ASSERT_TRUE(ask_for_window(scene.app(), receipt.token, AsSoonAsPossible{}));
        EXPECT_EQ(wanted_at(scene, id), asked_at);
    }
    EXPECT_EQ(today(scene).of, 1) << "late already";
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    scene.at(scene.now() + seconds(30));
    call_in_vain(scene, id);
    EXPECT_EQ(today(scene).median_seconds, 160 * 60 + 30);
    EXPECT_EQ(today(scene).within_target, 0);
    ASSERT_TRUE(ask_for_window(scene.app(), receipt.token, AsSoonAsPossible{}));
    EXPECT_EQ(wanted_at(scene, id), asked_at) << "what was measured stays";
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsAFormThatAsksForAsSoonAsPossibleBesideAnotherFromTheFirst) {
    Scene scene;
    const auto asked_at = scene.now();
    const auto id = scene.submitted(form(1));
    auto again = form(1);
    again.key = "again";
    scene.at(asked_at + minutes(60));
    const auto second = scene.receipt(again);
    scene.at(asked_at + minutes(90));
    ASSERT_TRUE(ask_for_window(scene.app(), second.token, AsSoonAsPossible{}));
    EXPECT_EQ(wanted_at(scene, id), asked_at);
    call_in_vain(scene, id);
    EXPECT_EQ(today(scene).median_seconds, 90 * 60);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

// s = max(c, start of the asked window), of what is asked for when the call comes: who asked for as
// soon as possible has waited since they asked, whatever they asked for between.
TEST(ServiceReport, CountsWhoMovesIntoThePresentFromTheirRequest) {
    Scene scene;
    const auto asked_at = scene.now();
    auto tomorrow = form(1);
    tomorrow.asked = Window{asked_at + minutes(24 * 60), asked_at + minutes(26 * 60)};
    const auto receipt = scene.receipt(tomorrow);
    scene.at(asked_at + minutes(60));
    ASSERT_TRUE(ask_for_window(scene.app(), receipt.token, AsSoonAsPossible{}));
    EXPECT_EQ(wanted_at(scene, scene.of(receipt)), asked_at);
    scene.at(scene.now() + seconds(45));
    call_in_vain(scene, scene.of(receipt));
    EXPECT_EQ(today(scene).median_seconds, 3645);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsARedFlagFromItsFormWhateverTimeIsPickedLater) {
    Scene scene;
    const auto asked_at = scene.now();
    const Window tomorrow{asked_at + minutes(24 * 60), asked_at + minutes(26 * 60)};
    auto moved = form(1), corrected = form(2);
    corrected.key = "0192d3a0-7f00-7aaa-8aaa-0123456789ab";
    moved.red_flags = corrected.red_flags = {"fever"};
    const auto first = scene.receipt(moved), second = scene.receipt(corrected);
    scene.at(asked_at + minutes(2));
    ASSERT_TRUE(ask_for_window(scene.app(), first.token, tomorrow));
    corrected.edition = 1;
    corrected.asked = tomorrow;
    ASSERT_EQ(scene.receipt(corrected).reference, second.reference);
    for (const auto& receipt : {first, second}) {
        EXPECT_EQ(wanted_at(scene, scene.of(receipt)), asked_at);
        scene.at(asked_at + minutes(20));
        call_in_vain(scene, scene.of(receipt));
    }
    EXPECT_EQ(today(scene).median_seconds, 20 * 60) << "no asked time holds a red flag up";
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsARedFlagThatComesLaterFromThenThoughAnotherDayWasPicked) {
    for (const bool held_back : {false, true}) {
        Scene scene;
        const auto asked_at = scene.now();
        auto tomorrow = form(1), worse = form(1);
        tomorrow.asked = Window{asked_at + minutes(24 * 60), asked_at + minutes(26 * 60)};
        const auto id = scene.submitted(tomorrow);
        worse.key = "worse";
        worse.red_flags = {"fever"};
        if (held_back) worse.suspicion = "too_fast";
        scene.at(asked_at + minutes(60));
        const auto second = scene.submitted(worse);
        if (held_back) {
            scene.at(asked_at + minutes(70));
            ASSERT_TRUE(release_from_quarantine(scene.app(), scene.lead(), second));
        }
        EXPECT_EQ(wanted_at(scene, id), scene.now());
        expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
        scene.at(scene.now() + seconds(400));
        call_in_vain(scene, id);
        EXPECT_EQ(today(scene).median_seconds, 400) << "it was put first from then on";
        EXPECT_EQ(today(scene).within_target, 0);
        expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    }
}

TEST(ServiceReport, CountsACorrectedFormFromTheTimeThatItAsksForNow) {
    Scene scene;
    auto sent = form(1);
    sent.key = "0192d3a0-7f00-7aaa-8aaa-0123456789ab";
    const auto id = scene.of(scene.receipt(sent));
    const auto afternoon = scene.now() + minutes(180);
    sent.edition = 1;
    sent.asked = Window{afternoon, afternoon + minutes(120)};
    scene.at(scene.now() + minutes(10));
    scene.receipt(sent);
    EXPECT_EQ(wanted_at(scene, id), afternoon);
    EXPECT_EQ(today(scene).of, 0);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    scene.at(afternoon + seconds(70));
    call_in_vain(scene, id);
    EXPECT_EQ(today(scene).median_seconds, 70);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

// A form of the person of form(1) from another number, and a call of the first one that learns it.
RequestId joined_by_a_number(Scene& scene, const AskedTime& asked,
                             const std::vector<std::string>& red_flags = {}) {
    const auto other = *Phone::parse("+13105550142");
    auto first = form(1);
    first.red_flags = red_flags;
    const auto gone = scene.submitted(first);
    scene.at(scene.now() + minutes(10));
    auto second = form(1);
    second.key = "second";
    second.phone = other;
    second.asked = asked;
    const auto stays = scene.submitted(second);
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, gone);
    OutcomeInput input;
    input.other_phone = other;
    EXPECT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "wrong_number", input));
    EXPECT_EQ(scene.column(gone, "merged_into"), stays.text());
    return stays;
}

TEST(ServiceReport, CountsWhatACallMergedOnceAndFromTheEarlierForm) {
    Scene scene;
    const auto stays = joined_by_a_number(scene, AsSoonAsPossible{});
    EXPECT_EQ(today(scene).requests, 1);
    EXPECT_EQ(today(scene).attempted, 0) << "the stranger's call was the other request's";
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    scene.at(scene.now() + minutes(10));
    call_in_vain(scene, stays);
    EXPECT_EQ(today(scene).median_seconds, 20 * 60);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsWhatACallMergedFromTheTimeThatWasPickedForIt) {
    Scene scene;
    const auto afternoon = scene.now() + minutes(180);
    const auto stays = joined_by_a_number(scene, Window{afternoon, afternoon + minutes(120)});
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    scene.at(afternoon + seconds(50));
    call_in_vain(scene, stays);
    EXPECT_EQ(today(scene).median_seconds, 50);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsARedFlagThatACallMergedFromItsOwnForm) {
    Scene scene;
    const auto asked_at = scene.now();
    const Window afternoon{asked_at + minutes(180), asked_at + minutes(300)};
    const auto stays = joined_by_a_number(scene, afternoon, {"fever"});
    EXPECT_EQ(wanted_at(scene, stays), asked_at);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    scene.at(asked_at + minutes(15));
    call_in_vain(scene, stays);
    EXPECT_EQ(today(scene).median_seconds, 15 * 60);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsAFormThatWasCorrectedIntoAnotherRequestWithThatOne) {
    Scene scene;
    auto mistaken = form(2);
    mistaken.key = "0192d3a0-7f00-7aaa-8aaa-0123456789ab";
    const auto gone = scene.of(scene.receipt(mistaken));
    scene.at(scene.now() + minutes(4));
    const auto stays = scene.submitted(form(1));
    scene.at(scene.now() + minutes(3));
    auto mended = form(1);
    mended.key = mistaken.key;
    mended.edition = 1;
    scene.receipt(mended);
    ASSERT_EQ(scene.column(gone, "merged_into"), stays.text());
    EXPECT_EQ(today(scene).requests, 1);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
    call_in_vain(scene, stays);
    EXPECT_EQ(today(scene).median_seconds, 7 * 60) << "from the first time they asked";
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, CountsASuspectThatWasLetIntoItsPersonsRequestNotAtAll) {
    Scene scene;
    auto suspect = form(1);
    suspect.key = "suspect";
    suspect.suspicion = "too_fast";
    const auto held = scene.submitted(suspect);
    scene.at(scene.now() + minutes(6));
    const auto stays = scene.submitted(form(1));
    ASSERT_TRUE(release_from_quarantine(scene.app(), scene.lead(), held));
    ASSERT_EQ(scene.column(held, "merged_into"), stays.text());
    scene.at(scene.now() + minutes(1));
    call_in_vain(scene, stays);
    EXPECT_EQ(today(scene).requests, 1);
    EXPECT_EQ(today(scene).median_seconds, 60);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, LeavesOutSuspectsEvenThoseWhoWithdrewAndSpam) {
    Scene scene;
    const auto lead = scene.lead();
    std::vector<Receipt> receipts;
    for (int i = 1; i <= 4; ++i) {
        auto suspect = form(i);
        suspect.suspicion = "honeypot";
        receipts.push_back(scene.receipt(suspect));
    }
    ASSERT_TRUE(withdraw(scene.app(), receipts[0].token));
    ASSERT_TRUE(close_as_spam(scene.app(), lead, scene.of(receipts[1])));
    EXPECT_EQ(today(scene).requests, 0);
    ASSERT_TRUE(release_from_quarantine(scene.app(), lead, scene.of(receipts[2])));
    EXPECT_EQ(today(scene).requests, 1);
    expect_equal_to_the_journal(scene, "2026-11-17", "2026-11-17");
}

TEST(ServiceReport, RefusesDaysThatAreNone) {
    Scene scene;
    const auto manager = person(scene.database, "manager", Role::manager);
    const auto ask = [&](const char* from, const char* to) {
        return faults_of(service_report(scene.app(), manager, from, to, false));
    };
    EXPECT_EQ(ask("2026-02-30", "tomorrow"), "from:not_a_day to:not_a_day");
    EXPECT_EQ(ask("2026-11-17", "2026-11-16"), "to:order");
    EXPECT_EQ(ask("2025-01-01", "2026-11-16"), "to:too_long");
    EXPECT_EQ(ask("2026-11-17", "2026-11-17"), "");
}

TEST(DemoData, IsTheSameForTheSameSeedAndAnotherForAnother) {
    Demonstration one(5), two(5), other(6);
    EXPECT_EQ(one.scene.sql("select count(*) from request"), "150");
    EXPECT_EQ(one.story(), two.story());
    EXPECT_NE(one.story(), other.story());
}

TEST(DemoData, IsMadeOnceThroughTheRulesOfRealRequests) {
    Demonstration demo(7);
    const auto before = demo.scene.everything();
    EXPECT_EQ(demo.make(7, 150), 0);
    EXPECT_EQ(demo.make(8, 99), 0);
    EXPECT_EQ(demo.scene.changed_since(before), "");
    EXPECT_EQ(broken_invariants(demo.scene.app().desk()), std::vector<std::string>{});
    EXPECT_EQ(demo.scene.sql("select count(*) from staff"), "6");
    EXPECT_GT(demo.scene.number("select count(*) from attempt where outcome is not null"), 100);
    EXPECT_GT(demo.scene.number("select count(distinct outcome) from attempt"), 6);
    EXPECT_EQ(demo.scene.sql("select count(*) from request where created_at > instant() or "
                             "first_attempt_at > instant()"),
              "0");
}

}  // namespace
}  // namespace backline::test

// Hundreds of thousands of random steps against the invariants of product.md, and the proof that
// the checker sees: deliberate mistakes in the statements, each of which it must find.
#include "store/simulation.h"

#include "store/crowd.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace backline::test {
namespace {

unsigned long from_environment(const char* name, unsigned long otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

// The same each time, so that a change is judged by what it changed; any other by the environment.
unsigned long seed() {
    static const unsigned long chosen = from_environment("BACKLINE_SIMULATION_SEED", 944306);
    return chosen;
}

std::string all_of(const Faults& faults) {
    std::string text = "seed " + std::to_string(seed());
    for (const auto& fault : faults) text += "\n  " + fault;
    return text;
}

TEST(Simulation, HoldsEveryInvariantOverHundredsOfThousandsOfSteps) {
    const auto steps = static_cast<long>(from_environment("BACKLINE_SIMULATION_STEPS", 200000));
    std::cout << "simulation: BACKLINE_SIMULATION_SEED=" << seed() << ", " << steps << " steps\n";
    // One over the end of summer time, one over its beginning.
    Database autumn, spring;
    Simulation over_autumn(autumn, seed(), "2026-10-21 09:00 America/Los_Angeles");
    Simulation over_spring(spring, seed() + 1, "2027-03-03 09:00 America/Los_Angeles");
    const auto began = std::chrono::steady_clock::now();
    std::thread other([&] { over_spring.run(steps / 2); });
    over_autumn.run(steps - steps / 2);
    other.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    EXPECT_TRUE(over_autumn.faults().empty()) << all_of(over_autumn.faults());
    EXPECT_TRUE(over_spring.faults().empty()) << all_of(over_spring.faults());
    std::cout << "simulation: " << took.count() << " s\n";
    if (std::getenv("BACKLINE_SIMULATION_VERBOSE") != nullptr)
        for (const auto* one : {&over_autumn, &over_spring})
            for (const auto& [what, times] : one->done()) std::cout << times << " " << what << "\n";
}

TEST(Simulation, HoldsEveryInvariantWithFourServersAtOnce) {
    Database database;
    Crowd crowd;
    crowd.seed = seed();
    crowd.leaps = 20;
    const auto faults = let_work(database, crowd);
    EXPECT_TRUE(faults.empty()) << all_of(faults);
    EXPECT_GT(std::stol(database.sql("select count(*) from attempt")), 200);
}

// Works rightly for a while, then with a mistake; says what was found.
Faults found_after(
    const std::string& statement, const Replacements& mistake,
    const std::function<void(Database&)>& spoil = [](Database&) {}) {
    Database database;
    Simulation simulation(database, seed(), "2026-11-16 09:00 America/Los_Angeles", {300, 2000});
    simulation.run(600);
    EXPECT_TRUE(simulation.faults().empty())
        << "before the mistake: " << all_of(simulation.faults());
    if (!statement.empty()) simulation.mutate(statement, mistake);
    spoil(database);
    simulation.run(20000);
    return simulation.faults();
}

TEST(SimulationsChecker, FindsClaimsRenewedReleasedAndDraftedWithoutAFenceCheck) {
    const Replacements mistake{{"fence = $3::bigint", "$3::bigint is not null"}};
    for (const char* statement : {"claim.renew", "claim.release", "request.save_draft"})
        EXPECT_FALSE(found_after(statement, mistake).empty()) << statement;
}

TEST(SimulationsChecker, FindsALeaseThatNeverEnds) {
    EXPECT_FALSE(found_after("claim.renew", {{"claim_until > instant()", "true"}}).empty());
}

TEST(SimulationsChecker, FindsAClaimOfWhatIsNotFree) {
    EXPECT_FALSE(
        found_after("claim.next", {{"(claim_agent is null or claim_until <= instant())", "true"}})
            .empty());
}

TEST(SimulationsChecker, FindsLeasesOnAnotherClockThanTheDatabases) {
    EXPECT_FALSE(found_after("claim.next", {{"instant() + make_interval(secs => $3::int)",
                                             "clock_timestamp() + make_interval(secs => $3::int)"}})
                     .empty());
}

TEST(SimulationsChecker, FindsAClaimPastItsSpeakers) {
    EXPECT_FALSE(
        found_after("claim.next", {{"language = any ($2::text[])", "$2::text[] is not null"}})
            .empty());
}

TEST(SimulationsChecker, FindsAClaimOrAnOutcomeThatTheJournalDoesNotTell) {
    EXPECT_FALSE(found_after("claim.next", {{"order by n\n", "where false order by n\n"}}).empty());
    EXPECT_FALSE(
        found_after("claim.next", {{"where lapsed_agent is not null", "where false"}}).empty());
    EXPECT_FALSE(found_after("claim.given", {{"where lapsed\n", "where false\n"}}).empty());
    EXPECT_FALSE(found_after("attempt.end", {{"from ended e join changed c on c.id = e.request_id",
                                              "from ended e join changed c on false"}})
                     .empty());
}

TEST(SimulationsChecker, FindsAFormAcknowledgedButNotKept) {
    EXPECT_FALSE(
        found_after("submission.save", {{"from incoming order by render_nonce, key_hash, n",
                                         "from incoming where false"},
                                        {"f.id is not null as fresh, m.id is not null as made",
                                         "true as fresh, true as made"}})
            .empty());
}

TEST(SimulationsChecker, FindsAPromiseToAJoinedFormThatIsNotKeptOrNotMeant) {
    EXPECT_FALSE(
        found_after("submission.join", {{"promise_to, number from joined\n     where",
                                         "promise_to, number from joined where false and"}})
            .empty());
    EXPECT_FALSE(found_after("request.aim", {{"least(r.due_at, a.told_due)", "r.due_at"},
                                             {"coalesce(told_due < own_due, false)", "false"}})
                     .empty());
}

TEST(SimulationsChecker, FindsAKeyThatIsNotUnique) {
    const auto drop = [](Database& database) {
        database.sql(
            "alter table submission drop constraint submission_pkey, drop constraint "
            "submission_token_hash_key");
    };
    EXPECT_FALSE(found_after("", {}, drop).empty());
}

TEST(SimulationsChecker, FindsASuppressedNumberStillCalled) {
    EXPECT_FALSE(found_after("submission.known", {{"where x.phone_index = p.value",
                                                   "where x.phone_index = p.value and false"}})
                     .empty());
}

TEST(SimulationsChecker, FindsAClaimThatDoesNotSkipWhatOthersAreTaking) {
    Database database;
    Crowd crowd;
    crowd.seed = seed();
    crowd.leaps = 12;
    crowd.before_half = [](App& app) {
        mutate(app.desk(), "claim.next", {{"for update of request skip locked", ""}});
    };
    const auto faults = let_work(database, crowd);
    EXPECT_FALSE(faults.empty());
}

}  // namespace
}  // namespace backline::test

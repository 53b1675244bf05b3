// Transactions that wait for each other: PostgreSQL ends one of them, and that one is done again.
#include <atomic>
#include <barrier>
#include <thread>

#include "store/requests.h"
#include "store/scene.h"
#include "vault/token.h"

namespace backline::test {
namespace {

TEST(Collisions, OfTwoTransactionsThatLockCrosswiseEndWithBothDone) {
    Scene scene;
    const auto one = scene.submitted(form(1));
    const auto two = scene.submitted(form(2));
    std::barrier both_hold(2);
    std::atomic<int> runs{0};
    together(2, [&](int i) {
        bool first_time = true;
        store::transact(scene.app().desk(), [&](store::Transaction& transaction) {
            ++runs;
            store::lock_request(transaction, i == 0 ? one : two);
            if (std::exchange(first_time, false)) both_hold.arrive_and_wait();
            store::lock_request(transaction, i == 0 ? two : one);
        });
    });
    EXPECT_GE(runs, 3) << "the loser ran once more, or each of them";
    EXPECT_LE(runs, 2 * store::kMostCollisions);
}

// Whoever says "do not call me again" waits for the forms of that number that are under way; the
// forms of everybody else wait for neither.
TEST(Suppression, WaitsForTheFormsOfItsNumberAndHoldsUpNobodyElses) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto call = scene.call(ana, scene.submitted(form(1)));
    const auto number = scene.sql("select encode(phone_index, 'hex') from request");
    std::barrier held(2), over(2);
    std::atomic<bool> suppressed{false};
    std::thread form_under_way([&] {
        store::transact(scene.app().form(), [&](store::Transaction& transaction) {
            std::string index;
            for (std::size_t i = 0; i < number.size(); i += 2)
                index.push_back(static_cast<char>(std::stoi(number.substr(i, 2), nullptr, 16)));
            store::share_numbers(transaction, {index});
            held.arrive_and_wait();
            over.arrive_and_wait();
        });
    });
    held.arrive_and_wait();
    std::thread suppressing([&] {
        const auto ended =
            end_attempt(scene.app(), ana, call.attempt, call.fence, "do_not_call", {});
        suppressed = true;
        EXPECT_TRUE(ended);
    });
    while (scene.number("select count(*) from pg_locks where locktype = 'advisory' and"
                        " not granted") == 0) {
    }
    for (int i = 2; i < 12; ++i) scene.receipt(form(i));
    EXPECT_FALSE(suppressed) << "it still waits";
    over.arrive_and_wait();
    form_under_way.join();
    suppressing.join();
    auto again = form(1);
    again.key = "again";
    EXPECT_EQ(scene.column(scene.submitted(again), "state || ' ' || suppressed"), "escalated true");
}

TEST(Collisions, AreTriedAgainAndLeaveNoTrace) {
    Scene scene;
    const auto agent = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    scene.database.collide(store::kMostCollisions - 1);
    EXPECT_TRUE(add_note(scene.app(), agent, id, "once"));
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'request.noted'"), "1");
}

TEST(Collisions, WithoutEndAreToldAsSuch) {
    Scene scene;
    const auto agent = scene.agent("ana");
    const auto id = scene.submitted(form(1));
    scene.database.collide(1000);
    EXPECT_THROW((void)add_note(scene.app(), agent, id, "never"), store::Collided);
    EXPECT_EQ(scene.sql("select last_value from collisions"),
              std::to_string(store::kMostCollisions))
        << "bounded";
}

// What the lane of forms does for all is done for each: nobody's form is lost to a neighbour's.
TEST(Collisions, OfABatchAreTriedFormByForm) {
    Scene scene;
    scene.database.collide(store::kMostCollisions);
    const auto answers = submit(scene.app(), {form(1), form(2), form(3)});
    for (const auto& answer : answers) EXPECT_TRUE(answer);
    EXPECT_EQ(scene.sql("select count(*) from request"), "3");
}

// The same render tokens in two batches, the other way round in each.
TEST(Collisions, AreNotMadeByCrossedRenderTokens) {
    Scene scene;
    for (int round = 0; round < 20; ++round) {
        const std::string nonces[2] = {new_token_256(), new_token_256()};
        together(2, [&](int i) {
            std::vector<Form> forms;
            for (int k = 0; k < 2; ++k) {
                auto sent = form(round * 10 + i * 2 + k);
                sent.render_nonce = nonces[(i + k) % 2];
                forms.push_back(sent);
            }
            for (const auto& answer : submit(scene.app(), forms)) EXPECT_TRUE(answer);
        });
    }
    EXPECT_EQ(scene.sql("select count(*) from request"), "80");
    EXPECT_EQ(scene.sql("select deadlocks from pg_stat_database"
                        " where datname = current_database()"),
              "0");
}

// The caretaker breaks promises while the calls that would have kept them end.
TEST(Collisions, AreNotMadeByPromisesSettledWhileTheirCallsEnd) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto bea = scene.agent("bea");
    for (int round = 0; round < 10; ++round) {
        const Scene::Call calls[2] = {scene.call(ana, scene.submitted(form(round * 2))),
                                      scene.call(bea, scene.submitted(form(round * 2 + 1)))};
        scene.at(scene.now() + std::chrono::hours(2));
        together(3, [&](int i) {
            if (i == 2) return scene.settle_promises();
            const auto& call = calls[i];
            EXPECT_TRUE(end_attempt(scene.app(), i == 0 ? ana : bea, call.attempt, call.fence,
                                    "no_answer", {}));
        });
        scene.settle_promises();
        scene.at("2026-11-" + std::to_string(17 + round % 2) + " 10:00 America/Los_Angeles");
    }
    EXPECT_EQ(scene.sql("select deadlocks from pg_stat_database"
                        " where datname = current_database()"),
              "0");
}

}  // namespace
}  // namespace backline::test

#include "lanes/lane.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>

namespace backline {
namespace {

using namespace std::chrono_literals;
std::chrono::steady_clock::time_point soon() {
    return std::chrono::steady_clock::now() + 10s;
}

// A gate that holds a worker until the test opens it.
struct Gate {
    std::promise<void> entered;
    std::promise<void> opened;
    std::shared_future<void> open{opened.get_future()};
    void hold() {
        entered.set_value();
        open.wait();
    }
};

TEST(Lane, RunsEveryJobItTook) {
    std::atomic<int> ran{0};
    Lane lane(4, 10000);
    for (int i = 0; i < 5000; ++i) ASSERT_TRUE(lane.offer([&ran] { ++ran; }));
    EXPECT_TRUE(lane.drain(soon()));
    EXPECT_EQ(ran, 5000);
}

TEST(Lane, RefusesWhenItsQueueIsFull) {
    Gate gate;
    Lane lane(1, 2);
    ASSERT_TRUE(lane.offer([&gate] { gate.hold(); }));
    gate.entered.get_future().wait();
    EXPECT_TRUE(lane.offer([] {}));
    EXPECT_TRUE(lane.offer([] {}));
    EXPECT_FALSE(lane.offer([] {}));
    EXPECT_EQ(lane.waiting(), 2U);
    gate.opened.set_value();
    EXPECT_TRUE(lane.drain(soon()));
}

TEST(Lane, TakesNothingOnceItDrains) {
    Lane lane(1, 8);
    EXPECT_TRUE(lane.drain(soon()));
    EXPECT_FALSE(lane.offer([] {}));
}

TEST(Lane, DrainGivesUpAtItsDeadline) {
    Gate gate;
    Lane lane(1, 8);
    ASSERT_TRUE(lane.offer([&gate] { gate.hold(); }));
    gate.entered.get_future().wait();
    EXPECT_FALSE(lane.drain(std::chrono::steady_clock::now() + 20ms));
    gate.opened.set_value();
    EXPECT_TRUE(lane.drain(soon()));
}

TEST(Lane, LosesNoThreadToAnExceptionThatEscapesAJob) {
    std::atomic<int> ran{0};
    Lane lane(1, 8);
    lane.offer([] { throw std::runtime_error("escaped"); });
    lane.offer([&ran] { ++ran; });
    EXPECT_TRUE(lane.drain(soon()));
    EXPECT_EQ(ran, 1);
    EXPECT_EQ(lane.escaped(), 1);
}

TEST(Lane, DestroysQueuedJobsWhenItStops) {
    Gate gate;
    auto owned = std::make_shared<int>(1);
    const std::weak_ptr<int> watch = owned;
    Lane lane(1, 8);
    lane.offer([&gate] { gate.hold(); });
    gate.entered.get_future().wait();
    lane.offer([kept = std::move(owned)] { (void)kept; });
    std::thread stopping([&lane] { lane.stop(); });
    while (!watch.expired()) std::this_thread::yield();
    gate.opened.set_value();
    stopping.join();
    EXPECT_TRUE(watch.expired());
}

TEST(Lane, KeepsItsCountWithManyThreadsOffering) {
    std::atomic<long> ran{0};
    std::atomic<long> taken{0};
    Lane lane(3, 64);
    std::vector<std::thread> offering;
    for (int t = 0; t < 8; ++t) {
        offering.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                if (lane.offer([&ran] { ++ran; })) ++taken;
            }
        });
    }
    for (auto& thread : offering) thread.join();
    EXPECT_TRUE(lane.drain(soon()));
    EXPECT_EQ(ran, taken);
}

}  // namespace
}  // namespace backline

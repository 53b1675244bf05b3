#include "lanes/batch_lane.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <mutex>
#include <numeric>
#include <stdexcept>

namespace backline {
namespace {

using namespace std::chrono_literals;
std::chrono::steady_clock::time_point soon() {
    return std::chrono::steady_clock::now() + 10s;
}

// Records the batches it was handed; the first call waits until the test opens it.
struct Recorder {
    std::mutex mutex;
    std::vector<std::vector<int>> batches;
    std::promise<void> entered;
    std::promise<void> opened;
    std::shared_future<void> open{opened.get_future()};
    bool first = true;

    void handle(std::vector<int> batch) {
        bool hold = false;
        {
            const std::lock_guard lock(mutex);
            batches.push_back(std::move(batch));
            hold = std::exchange(first, false);
        }
        if (hold) {
            entered.set_value();
            open.wait();
        }
    }
};

TEST(BatchLane, HandsASingleItemOverAtOnce) {
    std::promise<std::size_t> size;
    BatchLane<int> lane(1, 8, 256, [&](std::vector<int> batch) { size.set_value(batch.size()); });
    ASSERT_TRUE(lane.offer(1));
    auto future = size.get_future();
    ASSERT_EQ(future.wait_for(10s), std::future_status::ready);
    EXPECT_EQ(future.get(), 1U);
}

TEST(BatchLane, CollectsWhatWaitedWhileItWasBusyAndKeepsTheOrder) {
    Recorder recorder;
    BatchLane<int> lane(1, 100, 256, [&](std::vector<int> b) { recorder.handle(std::move(b)); });
    lane.offer(0);
    recorder.entered.get_future().wait();
    for (int i = 1; i <= 50; ++i) ASSERT_TRUE(lane.offer(int{i}));
    recorder.opened.set_value();
    ASSERT_TRUE(lane.drain(soon()));
    ASSERT_EQ(recorder.batches.size(), 2U);
    std::vector<int> expected(50);
    std::iota(expected.begin(), expected.end(), 1);
    EXPECT_EQ(recorder.batches[1], expected);
}

TEST(BatchLane, NeverExceedsTheBatchBound) {
    Recorder recorder;
    BatchLane<int> lane(1, 100, 16, [&](std::vector<int> b) { recorder.handle(std::move(b)); });
    lane.offer(0);
    recorder.entered.get_future().wait();
    for (int i = 1; i <= 40; ++i) lane.offer(int{i});
    recorder.opened.set_value();
    ASSERT_TRUE(lane.drain(soon()));
    std::vector<std::size_t> sizes;
    for (const auto& batch : recorder.batches) sizes.push_back(batch.size());
    EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 16, 16, 8}));
}

TEST(BatchLane, RefusesWhenFullAndLeavesTheItemWithItsOwner) {
    std::promise<void> entered;
    std::promise<void> opened;
    bool first = true;
    BatchLane<std::unique_ptr<int>> lane(1, 1, 4, [&](std::vector<std::unique_ptr<int>>) {
        if (!std::exchange(first, false)) return;
        entered.set_value();
        opened.get_future().wait();
    });
    lane.offer(std::make_unique<int>(1));
    entered.get_future().wait();
    ASSERT_TRUE(lane.offer(std::make_unique<int>(2)));
    auto mine = std::make_unique<int>(3);
    EXPECT_FALSE(lane.offer(std::move(mine)));
    ASSERT_TRUE(mine);
    EXPECT_EQ(*mine, 3);
    opened.set_value();
    EXPECT_TRUE(lane.drain(soon()));
}

TEST(BatchLane, TakesNobodyWhileTheFirstInLineHasWaitedTooLong) {
    Recorder recorder;
    BatchLane<int> lane(
        1, 100, 256, [&](std::vector<int> b) { recorder.handle(std::move(b)); }, 0ms);
    ASSERT_TRUE(lane.offer(0));
    recorder.entered.get_future().wait();
    ASSERT_TRUE(lane.offer(1)) << "nobody stands in line";
    const auto came = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() == came) {
    }
    EXPECT_FALSE(lane.offer(2));
    recorder.opened.set_value();
    ASSERT_TRUE(lane.drain(soon()));
    EXPECT_EQ(recorder.batches, (std::vector<std::vector<int>>{{0}, {1}}));
}

TEST(BatchLane, SurvivesAHandlerThatThrows) {
    std::atomic<int> handled{0};
    BatchLane<int> lane(1, 8, 1, [&](std::vector<int> batch) {
        if (batch.front() == 1) throw std::runtime_error("escaped");
        ++handled;
    });
    lane.offer(1);
    lane.offer(2);
    EXPECT_TRUE(lane.drain(soon()));
    EXPECT_EQ(handled, 1);
    EXPECT_EQ(lane.escaped(), 1);
}

TEST(BatchLane, HandlesEveryItemExactlyOnceWithManyWorkers) {
    std::mutex mutex;
    std::vector<int> seen;
    BatchLane<int> lane(3, 100000, 64, [&](std::vector<int> batch) {
        const std::lock_guard lock(mutex);
        seen.insert(seen.end(), batch.begin(), batch.end());
    });
    std::vector<std::thread> offering;
    for (int t = 0; t < 6; ++t) {
        offering.emplace_back([&lane, t] {
            for (int i = 0; i < 2000; ++i) lane.offer(t * 2000 + i);
        });
    }
    for (auto& thread : offering) thread.join();
    ASSERT_TRUE(lane.drain(soon()));
    std::sort(seen.begin(), seen.end());
    std::vector<int> expected(12000);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace backline

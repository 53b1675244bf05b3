// A bounded lane for group commit: each worker takes everything that waits, up to `most_in_batch`,
// and hands it to one handler call. An idle lane adds no wait: a single item is a batch of one at
// once; batches grow by themselves while the workers are busy. Thread-safe.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace backline {

template <class Item>
class BatchLane {
  public:
    // Called on a worker with 1 to `most_in_batch` items, in the order of their arrival. Must not
    // throw; an exception is counted and swallowed, and the batch's items are destroyed.
    using Handler = std::function<void(std::vector<Item>)>;

    // `most_wait`: while the first in line has waited for longer, nobody else is taken, so that who
    // is taken waits for little more than that.
    BatchLane(int workers, std::size_t queue_bound, std::size_t most_in_batch, Handler handler,
              std::chrono::milliseconds most_wait = std::chrono::hours{1})
        : bound_(std::max<std::size_t>(1, queue_bound)),
          most_in_batch_(std::max<std::size_t>(1, most_in_batch)),
          most_wait_(most_wait),
          handler_(std::move(handler)) {
        for (int i = 0; i < std::max(1, workers); ++i) threads_.emplace_back([this] { work(); });
    }
    // Stops without waiting for what is queued: queued items are destroyed unhandled.
    ~BatchLane() { stop(); }
    BatchLane(const BatchLane&) = delete;
    BatchLane& operator=(const BatchLane&) = delete;

    // False when the queue is full or slow, or the lane no longer takes items; `item` is then
    // unchanged.
    bool offer(Item&& item) {
        const auto now = Clock::now();
        {
            const std::lock_guard lock(mutex_);
            if (!taking_ || queue_.size() >= bound_) return false;
            if (!queue_.empty() && now - came_.front() > most_wait_) return false;
            queue_.push_back(std::move(item));
            came_.push_back(now);
        }
        arrived_.notify_one();
        return true;
    }

    // Takes no more items and waits until all taken are handled, or until the deadline. True when
    // nothing is left.
    bool drain(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        taking_ = false;
        return idle_.wait_until(lock, deadline, [this] { return queue_.empty() && running_ == 0; });
    }

    // Takes no more items, destroys what is queued, lets running batches finish, joins the threads.
    void stop() {
        std::deque<Item> unhandled;
        {
            const std::lock_guard lock(mutex_);
            taking_ = false;
            stopping_ = true;
            unhandled.swap(queue_);
            came_.clear();
        }
        arrived_.notify_all();
        unhandled.clear();
        for (auto& thread : threads_) {
            if (thread.joinable()) thread.join();
        }
    }

    std::size_t waiting() const {
        const std::lock_guard lock(mutex_);
        return queue_.size();
    }
    // How many batches let an exception escape.
    long escaped() const { return escaped_; }

  private:
    using Clock = std::chrono::steady_clock;

    void work() {
        std::unique_lock lock(mutex_);
        while (true) {
            arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) return;
            const std::size_t size = std::min(queue_.size(), most_in_batch_);
            std::vector<Item> batch(
                std::make_move_iterator(queue_.begin()),
                std::make_move_iterator(queue_.begin() + static_cast<std::ptrdiff_t>(size)));
            queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
            came_.erase(came_.begin(), came_.begin() + static_cast<std::ptrdiff_t>(size));
            ++running_;
            lock.unlock();
            try {
                handler_(std::move(batch));
            } catch (...) {
                ++escaped_;
            }
            lock.lock();
            --running_;
            if (queue_.empty() && running_ == 0) idle_.notify_all();
        }
    }

    const std::size_t bound_;
    const std::size_t most_in_batch_;
    const std::chrono::milliseconds most_wait_;
    const Handler handler_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::condition_variable idle_;
    std::deque<Item> queue_;
    std::deque<Clock::time_point> came_;  // of each that waits
    int running_ = 0;
    bool taking_ = true;
    bool stopping_ = false;
    std::atomic<long> escaped_{0};
    std::vector<std::thread> threads_;
};

}  // namespace backline

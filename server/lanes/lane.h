// A bounded worker lane: its own threads and its own queue, so that what is slow in one lane never
// delays another. Thread-safe. Jobs must not throw; one that does is counted and swallowed, so that
// no thread is ever lost.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace backline {

class Lane {
  public:
    using Job = std::function<void()>;

    // Starts `workers` threads; at most `queue_bound` jobs wait. Both at least 1.
    Lane(int workers, std::size_t queue_bound);
    // Stops without waiting for what is queued: queued jobs are destroyed unrun.
    ~Lane();
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // False, and nothing kept, when the queue is full or the lane no longer takes jobs.
    bool offer(Job job);
    // Takes no more jobs and waits until everything taken has run, or until the deadline. True when
    // nothing is left. Calling it again is allowed.
    bool drain(std::chrono::steady_clock::time_point deadline);
    // Takes no more jobs, destroys what is queued, lets running jobs finish and joins the threads.
    void stop();

    std::size_t waiting() const;
    // How many jobs let an exception escape.
    long escaped() const { return escaped_; }

  private:
    void work();

    const std::size_t bound_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::condition_variable idle_;
    std::deque<Job> queue_;
    int running_ = 0;
    bool taking_ = true;
    bool stopping_ = false;
    std::atomic<long> escaped_{0};
    std::vector<std::thread> threads_;
};

}  // namespace backline

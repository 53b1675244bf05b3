#include "lanes/lane.h"

#include <algorithm>

namespace backline {

Lane::Lane(int workers, std::size_t queue_bound) : bound_(std::max<std::size_t>(1, queue_bound)) {
    for (int i = 0; i < std::max(1, workers); ++i) threads_.emplace_back([this] { work(); });
}

Lane::~Lane() {
    stop();
}

bool Lane::offer(Job job) {
    {
        const std::lock_guard lock(mutex_);
        if (!taking_ || queue_.size() >= bound_) return false;
        queue_.push_back(std::move(job));
    }
    arrived_.notify_one();
    return true;
}

bool Lane::drain(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    taking_ = false;
    return idle_.wait_until(lock, deadline, [this] { return queue_.empty() && running_ == 0; });
}

void Lane::stop() {
    std::deque<Job> unrun;
    {
        const std::lock_guard lock(mutex_);
        taking_ = false;
        stopping_ = true;
        unrun.swap(queue_);
    }
    arrived_.notify_all();
    // Destroyed outside the lock: a job that owns an answer answers when it is destroyed.
    unrun.clear();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

std::size_t Lane::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Lane::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (stopping_) return;
        Job job = std::move(queue_.front());
        queue_.pop_front();
        ++running_;
        lock.unlock();
        try {
            job();
        } catch (...) {
            ++escaped_;
        }
        job = nullptr;
        lock.lock();
        --running_;
        if (queue_.empty() && running_ == 0) idle_.notify_all();
    }
}

}  // namespace backline

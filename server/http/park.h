// Long polls that wait for news: a bounded set of answers, each given once. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "http/response.h"

namespace backline {

class Park {
  public:
    using Clock = std::chrono::steady_clock;
    struct Waiting {
        Wait wait;
        Clock::time_point until;
        // Owns the answer and gives it.
        std::function<void(Response&&)> finish;
    };

    explicit Park(std::size_t most) : most_(most) {}

    // Nothing, or the poll back when the park is full or draining.
    std::optional<Waiting> keep(Waiting poll);
    // The lowest position anybody waits behind; nothing when nobody waits.
    std::optional<long> waits_behind() const;
    // Takes out everyone who waits behind less than `position`.
    std::vector<Waiting> take_behind(long position);
    // Takes out everyone whose time is up.
    std::vector<Waiting> take_due(Clock::time_point now);
    // Takes out everyone, and keeps nobody from now on.
    std::vector<Waiting> close();
    std::size_t size() const;

  private:
    template <class Wanted>
    std::vector<Waiting> take(Wanted wanted);
    const std::size_t most_;
    mutable std::mutex mutex_;
    std::vector<Waiting> waiting_;
    bool closed_ = false;
};

}  // namespace backline

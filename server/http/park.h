// Long polls that wait for news: a bounded set of answers, each given once. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
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
        // Whose it is: nobody's polls may fill the park for the others.
        std::string session{}, person{};
    };
    // How many may wait in all, of one session (the tabs of a browser), of one person.
    struct Limits {
        std::size_t all, session, person;
    };

    explicit Park(const Limits& most) : most_(most) {}

    struct Left {
        Waiting poll;
        bool refused = false;  // for want of room
    };
    // Nothing, or a poll to be answered now: this one when the park is full (refused) or closed,
    // else the one that has waited longest of a session or a person with too many.
    std::optional<Left> keep(Waiting poll);
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
    const Limits most_;
    mutable std::mutex mutex_;
    std::vector<Waiting> waiting_;
    bool closed_ = false;
};

}  // namespace backline

#include "http/park.h"

#include <algorithm>

namespace backline {

std::optional<Park::Left> Park::keep(Waiting poll) {
    const std::lock_guard lock(mutex_);
    if (closed_) return Left{std::move(poll)};
    const auto leaves = [&](std::string Waiting::*whose, std::size_t most) {
        const auto theirs = [&](const Waiting& one) { return one.*whose == poll.*whose; };
        const auto count = std::count_if(waiting_.begin(), waiting_.end(), theirs);
        if ((poll.*whose).empty() || static_cast<std::size_t>(count) < most) return waiting_.end();
        return std::find_if(waiting_.begin(), waiting_.end(), theirs);
    };
    auto longest = leaves(&Waiting::session, most_.session);
    if (longest == waiting_.end()) longest = leaves(&Waiting::person, most_.person);
    if (longest != waiting_.end()) {
        std::optional<Left> ended{Left{std::move(*longest)}};
        waiting_.erase(longest);
        waiting_.push_back(std::move(poll));
        return ended;
    }
    if (waiting_.size() >= most_.all) return Left{std::move(poll), true};
    waiting_.push_back(std::move(poll));
    return std::nullopt;
}

std::optional<long> Park::waits_behind() const {
    const std::lock_guard lock(mutex_);
    std::optional<long> lowest;
    for (const Waiting& poll : waiting_) {
        lowest = std::min(lowest.value_or(poll.wait.after), poll.wait.after);
    }
    return lowest;
}

template <class Wanted>
std::vector<Park::Waiting> Park::take(Wanted wanted) {
    const std::lock_guard lock(mutex_);
    std::vector<Waiting> taken;
    std::vector<Waiting> kept;
    for (Waiting& poll : waiting_) (wanted(poll) ? taken : kept).push_back(std::move(poll));
    waiting_.swap(kept);
    return taken;
}

std::vector<Park::Waiting> Park::take_behind(long position) {
    return take([position](const Waiting& poll) { return poll.wait.after < position; });
}

std::vector<Park::Waiting> Park::take_due(Clock::time_point now) {
    return take([now](const Waiting& poll) { return poll.until <= now; });
}

std::vector<Park::Waiting> Park::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    return take([](const Waiting&) { return true; });
}

std::size_t Park::size() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

}  // namespace backline

// Sessions seen within the last second, so that a busy desk does not ask the database at every
// call, and a disabled person is out within that second. Thread-safe; bounded.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "app/people.h"

namespace backline {

class SessionMemory {
  public:
    using Clock = std::chrono::steady_clock;

    std::optional<Session> find(const std::string& token, bool active) {
        std::lock_guard lock(mutex_);
        const auto found = sessions_.find(token);
        if (found == sessions_.end()) return std::nullopt;
        const auto now = Clock::now();
        const bool fresh = now - found->second.asked_at < std::chrono::seconds(1);
        // Whoever does something must be marked as seen in the database before long.
        const bool marked = !active || now - found->second.marked_at < std::chrono::seconds(30);
        if (!fresh || !marked) return std::nullopt;
        return found->second.session;
    }

    void keep(const Session& session, bool active) {
        std::lock_guard lock(mutex_);
        if (sessions_.size() >= kMost) sessions_.clear();
        auto& entry = sessions_[session.token];
        const auto now = Clock::now();
        entry.session = session;
        entry.asked_at = now;
        if (active) entry.marked_at = now;
    }

    void forget(const std::string& token) {
        std::lock_guard lock(mutex_);
        sessions_.erase(token);
    }

  private:
    struct Entry {
        Session session;
        Clock::time_point asked_at{};
        Clock::time_point marked_at{};
    };
    static constexpr std::size_t kMost = 10000;
    std::mutex mutex_;
    std::map<std::string, Entry> sessions_;
};

}  // namespace backline

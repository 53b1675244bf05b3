// How many of one kind of work anybody may have waiting: who asks for more is told so at once, and
// the others' turns come. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace backline {

class Turns {
  public:
    explicit Turns(int most) : shared_(std::make_shared<Shared>()), most_(most) {}

    // Given back when the last copy is gone; null when this one has as many as may be.
    std::shared_ptr<void> take(const std::string& who) {
        const std::lock_guard lock(shared_->mutex);
        int& count = shared_->of[who];
        if (count >= most_) return nullptr;
        ++count;
        return {this, [shared = shared_, who](void*) {
                    const std::lock_guard ending(shared->mutex);
                    const auto at = shared->of.find(who);
                    if (--at->second == 0) shared->of.erase(at);
                }};
    }

  private:
    struct Shared {
        std::mutex mutex;
        std::map<std::string, int> of;
    };
    std::shared_ptr<Shared> shared_;
    int most_;
};

}  // namespace backline

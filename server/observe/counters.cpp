#include "observe/counters.h"

#include <algorithm>
#include <atomic>

namespace backline::observe {

namespace {

using Count = std::atomic<std::uint64_t>;

struct Live {
    std::array<Count, std::variant_size_v<Event>> events{};
    std::array<Count, 6> statuses{};
    std::array<Count, Counters::kBounds.size() + 1> durations{};
    Count micros{0};
};

Live live;

void step(Count& count, std::uint64_t by = 1) {
    count.fetch_add(by, std::memory_order_relaxed);
}

template <std::size_t size>
void read(const std::array<Count, size>& from, std::array<std::uint64_t, size>& to) {
    std::transform(from.begin(), from.end(), to.begin(),
                   [](const Count& count) { return count.load(std::memory_order_relaxed); });
}

void count_served(const RequestServed& served) {
    const auto digit = static_cast<std::size_t>(std::clamp(served.status / 100, 0, 5));
    step(live.statuses[digit]);
    const auto bound =
        std::lower_bound(Counters::kBounds.begin(), Counters::kBounds.end(), served.micros);
    step(live.durations[static_cast<std::size_t>(bound - Counters::kBounds.begin())]);
    step(live.micros, static_cast<std::uint64_t>(std::max<std::int64_t>(served.micros, 0)));
}

}  // namespace

void count(const Event& event) noexcept {
    step(live.events[event.index()]);
    if (const auto* const served = std::get_if<RequestServed>(&event)) {
        count_served(*served);
    }
}

Counters counters() noexcept {
    Counters seen;
    read(live.events, seen.events);
    read(live.statuses, seen.statuses);
    read(live.durations, seen.durations);
    seen.micros = live.micros.load(std::memory_order_relaxed);
    return seen;
}

}  // namespace backline::observe

#include "domain/report.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace backline {

Interval wilson(long hits, long n) {
    if (n <= 0) return {0, 1};
    const double z = 1.959964;
    const double count = static_cast<double>(n);
    const double rate = static_cast<double>(hits) / count;
    const double scale = 1 + z * z / count;
    const double middle = (rate + z * z / (2 * count)) / scale;
    const double half =
        z / scale * std::sqrt(rate * (1 - rate) / count + z * z / (4 * count * count));
    // At the ends the formula is exactly 0 or 1; the subtraction may miss that by a rounding.
    return {hits <= 0 ? 0 : std::max(0.0, middle - half),
            hits >= n ? 1 : std::min(1.0, middle + half)};
}

ServiceLevel service_level(const std::vector<Clocks>& cohort, const Hours& hours,
                           std::chrono::seconds target, Instant now) {
    ServiceLevel level;
    for (const Clocks& request : cohort) {
        if (request.first_attempt) {
            ++level.of;
            if (hours.open_between(request.wanted, *request.first_attempt) <= target)
                ++level.within;
            continue;
        }
        // Without an attempt its clock stopped when it was closed, or runs still.
        const Instant stopped = request.closed.value_or(now);
        const bool late = hours.open_between(request.wanted, stopped) > target;
        const bool closed = request.closed.has_value() && !request.withdrawn;
        if (late || closed) ++level.of;
    }
    return level;
}

namespace {

// As PostgreSQL's percentile_cont: the value at place share · (n - 1), between two by their
// distance.
double percentile(const std::vector<double>& ascending, double share) {
    const double place = share * static_cast<double>(ascending.size() - 1);
    const double below = std::floor(place);
    const auto low = static_cast<std::size_t>(below);
    const auto high = static_cast<std::size_t>(std::ceil(place));
    return ascending[low] + (place - below) * (ascending[high] - ascending[low]);
}

}  // namespace

std::optional<Spread> spread(std::vector<double> values) {
    if (values.empty()) return std::nullopt;
    std::sort(values.begin(), values.end());
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return Spread{percentile(values, 0.5), percentile(values, 0.9),
                  sum / static_cast<double>(values.size())};
}

}  // namespace backline

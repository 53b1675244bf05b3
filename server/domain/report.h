// Formulas of the figures. Source: product.md, "Figures: exact definitions". Pure; thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "domain/hours.h"

namespace backline {

// What a figure needs of one request.
struct Clocks {
    Instant created;                       // c
    Instant wanted;                        // s = max(c, start of the asked window)
    std::optional<Instant> first_attempt;  // f: start of the first counted attempt
    std::optional<Instant> reached;        // r
    std::optional<Instant> closed;         // z
    bool withdrawn = false;
};

struct Interval {
    double low;
    double high;
};
// Wilson score interval at 95 % (z = 1.959964). {0,1} for n = 0.
Interval wilson(long hits, long n);

struct ServiceLevel {
    long within = 0;  // #{f exists, BH(s,f) ≤ X}
    long of = 0;  // #{f exists, or none and (closed or BH(s,now) > X)}, withdrawn before X left out
};
ServiceLevel service_level(const std::vector<Clocks>& cohort, const Hours& hours,
                           std::chrono::seconds target, Instant now);

// Median, 90th percentile (both by linear interpolation, as PostgreSQL's percentile_cont) and mean.
// Absent for an empty set: missing is never 0.
struct Spread {
    double median;
    double p90;
    double mean;
};
std::optional<Spread> spread(std::vector<double> values);

}  // namespace backline

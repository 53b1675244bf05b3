// Managers' figures. Source: product.md "Figures: exact definitions". Reads only; no identities.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/app.h"
#include "app/people.h"
#include "domain/report.h"

namespace backline {

// One row of service level and time to first attempt. What has nothing under it is absent, never 0.
struct ServiceRow {
    std::string day;  // "2026-11-01"; empty in the total
    long requests = 0, attempted = 0, within_target = 0, of = 0, not_attempted = 0;
    std::optional<double> service_level, low, high;
    std::optional<double> median_seconds, p90_seconds, mean_seconds, median_wall_seconds;
    std::optional<double> oldest_not_attempted_seconds;
};
struct ServiceReport {
    std::string zone;
    int target_seconds = 300;
    std::string from, to;  // local days, inclusive
    Instant as_of;
    std::vector<ServiceRow> rows;  // every day of the span, ascending
    ServiceRow total;
};

// Days are of the institute's zone, both inclusive. Invalid{"from"|"to"}: not_a_day, order,
// too_long (over 400 days). The view is journaled; `exported` says that it leaves as a file.
Result<ServiceReport> service_report(App& app, const Person& person, const std::string& from,
                                     const std::string& to, bool exported);

}  // namespace backline

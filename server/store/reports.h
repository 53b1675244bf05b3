// Reports: aggregates without identities, read as backline_report.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/result.h"
#include "store/database.h"

namespace backline::store {

struct ServiceLevelRow {
    std::string day;  // empty: the total
    long requests = 0, attempted = 0, within_target = 0, of = 0, not_attempted = 0;
    std::optional<double> median_seconds, p90_seconds, mean_seconds, median_wall_seconds;
    std::optional<Instant> oldest_not_attempted_at;
};
// A call that is the request's first and is not over. Fewer than there are people to make calls.
struct OpenFirstCall {
    std::string request;
    Instant started_at, wanted_at;
    int business_seconds = 0;  // between the two; not stored, for who reads it to fill in
};
std::vector<OpenFirstCall> open_first_calls(Transaction& transaction);
// Days with requests only, ascending, the total last. `late_before`: see
// sql/reports/service_level.sql.
std::vector<ServiceLevelRow> service_level(Transaction& transaction, const std::string& from,
                                           const std::string& to, int target_seconds,
                                           Instant late_before,
                                           const std::vector<OpenFirstCall>& open);
// The database's clock.
Instant clock(Transaction& transaction);
// False on a standby.
bool writable(Transaction& transaction);

}  // namespace backline::store

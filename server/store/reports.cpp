#include "store/reports.h"

#include "store/statement.h"

namespace backline::store {

namespace {

std::optional<double> maybe_number(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return field.as<double>();
}

}  // namespace

std::vector<OpenFirstCall> open_first_calls(Transaction& transaction) {
    std::vector<OpenFirstCall> calls;
    for (const auto& row : run(transaction, sql::reports::open_first_calls))
        calls.push_back(
            {string_of(row["id"]), instant_of(row["started_at"]), instant_of(row["wanted_at"]), 0});
    return calls;
}

std::vector<ServiceLevelRow> service_level(Transaction& transaction, const std::string& from,
                                           const std::string& to, int target_seconds,
                                           Instant late_before,
                                           const std::vector<OpenFirstCall>& open) {
    std::vector<std::string> requests, took;
    std::vector<Text> started;
    for (const auto& call : open) {
        requests.push_back(call.request);
        started.push_back(text_of(call.started_at));
        took.push_back(std::to_string(call.business_seconds));
    }
    std::vector<ServiceLevelRow> found;
    for (const auto& row :
         run(transaction, sql::reports::service_level, from, to, target_seconds,
             text_of(late_before), array_of(requests), array_of(started), array_of(took))) {
        ServiceLevelRow day;
        day.day = string_of(row["day"]);
        day.requests = row["requests"].as<long>();
        day.attempted = row["attempted"].as<long>();
        day.within_target = row["within_target"].as<long>();
        day.of = row["of"].as<long>();
        day.not_attempted = row["not_attempted"].as<long>();
        day.median_seconds = maybe_number(row["median_seconds"]);
        day.p90_seconds = maybe_number(row["p90_seconds"]);
        day.mean_seconds = maybe_number(row["mean_seconds"]);
        day.median_wall_seconds = maybe_number(row["median_wall_seconds"]);
        day.oldest_not_attempted_at = maybe_instant(row["oldest_not_attempted_at"]);
        found.push_back(day);
    }
    return found;
}

Instant clock(Transaction& transaction) {
    return instant_of(run(transaction, sql::journal::clock)[0][0]);
}

bool writable(Transaction& transaction) {
    return flag_of(run(transaction, sql::journal::writable)[0][0]);
}

}  // namespace backline::store

// Managers' reports: the catalogue, and one report as JSON or CSV with the same figures.
#include <cmath>

#include "app/reports.h"
#include "http/csv.h"
#include "http/fields.h"
#include "http/handlers.h"
#include "http/instant_text.h"
#include "http/json.h"

namespace backline::reports {

namespace {

constexpr const char* kName = "service-level";
constexpr const char* kTitle = "Service level and time to first attempt";
constexpr const char* kDefinition =
    "Requests by the local day they were created on, without spam. Within target: the first "
    "counted "
    "attempt started within the target's seconds of business time after the request was wanted "
    "(created, or the start of the time asked for). Service level = within target / (attempted, or "
    "not attempted and closed or past the target); withdrawn before the target is left out. "
    "Low and high: Wilson 95 % interval. Median, 90th percentile and mean of business seconds to "
    "the "
    "first attempt; wall-clock median beside it. Missing is never 0.";

Json number(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

Json row_json(const ServiceRow& row, bool total) {
    Json out{{"requests", row.requests},
             {"attempted", row.attempted},
             {"within_target", row.within_target},
             {"of", row.of},
             {"service_level", number(row.service_level)},
             {"low", number(row.low)},
             {"high", number(row.high)},
             {"median_seconds", number(row.median_seconds)},
             {"p90_seconds", number(row.p90_seconds)},
             {"mean_seconds", number(row.mean_seconds)},
             {"median_wall_seconds", number(row.median_wall_seconds)},
             {"not_attempted", row.not_attempted},
             {"oldest_not_attempted_seconds", number(row.oldest_not_attempted_seconds)}};
    if (!total) out["day"] = row.day;
    return out;
}

constexpr const char* kColumns[] = {"day",
                                    "requests",
                                    "attempted",
                                    "within_target",
                                    "of",
                                    "service_level",
                                    "low",
                                    "high",
                                    "median_seconds",
                                    "p90_seconds",
                                    "mean_seconds",
                                    "median_wall_seconds",
                                    "not_attempted",
                                    "oldest_not_attempted_seconds"};

std::vector<std::string> row_cells(const ServiceRow& row, bool total) {
    const Json json = row_json(row, total);
    std::vector<std::string> cells;
    for (const char* column : kColumns) {
        const auto it = json.find(column);
        if (it == json.end()) {
            cells.emplace_back("total");
        } else if (it->is_string()) {
            cells.push_back(it->get<std::string>());
        } else {
            cells.push_back(it->is_null() ? std::string{} : it->dump());
        }
    }
    return cells;
}

Response as_csv(const ServiceReport& report) {
    std::string out;
    const auto head = [&](const char* name, const std::string& value) {
        out += csv_line({name, value});
    };
    head("report", kTitle);
    head("definition", kDefinition);
    head("from", report.from);
    head("to", report.to);
    head("by", "day");
    head("zone", report.zone);
    head("target_seconds", std::to_string(report.target_seconds));
    head("as_of", rfc3339(report.as_of));
    out += "\r\n";
    out += csv_line({std::begin(kColumns), std::end(kColumns)});
    for (const ServiceRow& row : report.rows) out += csv_line(row_cells(row, false));
    out += csv_line(row_cells(report.total, true));
    Response response;
    response.content_type = "text/csv; charset=utf-8";
    response.with("Content-Disposition", "attachment; filename=\"service-level-" + report.from +
                                             "-" + report.to + ".csv\"");
    response.body = std::move(out);
    return response;
}

Response as_json(const ServiceReport& report) {
    Json rows = Json::array();
    for (const ServiceRow& row : report.rows) rows.push_back(row_json(row, false));
    return json_response(200, {{"name", kName},
                               {"title", kTitle},
                               {"definition", kDefinition},
                               {"zone", report.zone},
                               {"target_seconds", report.target_seconds},
                               {"by", "day"},
                               {"from", report.from},
                               {"to", report.to},
                               {"as_of", rfc3339(report.as_of)},
                               {"rows", std::move(rows)},
                               {"total", row_json(report.total, true)}});
}

}  // namespace

Result<Response> catalogue(const Request&, App&) {
    return json_response(200, {{"reports",
                                {{{"name", kName},
                                  {"title", kTitle},
                                  {"definition", kDefinition},
                                  {"parameters", {"from", "to", "by", "format"}}}}}});
}

Result<Response> one(const Request& request, App& app) {
    if (request.part("name") != kName) return fail(NotFound{});
    std::vector<FieldFault> faults;
    const std::string from{request.asked("from").value_or("")};
    const std::string to{request.asked("to").value_or("")};
    const auto by = request.asked("by").value_or("day");
    const auto format = request.asked("format").value_or("json");
    if (from.empty()) faults.push_back({"from", "required"});
    if (to.empty()) faults.push_back({"to", "required"});
    if (by != "day") faults.push_back({"by", "unknown"});
    if (format != "json" && format != "csv") faults.push_back({"format", "unknown"});
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto report = service_report(app, request.person(), from, to, format == "csv");
    if (!report) return fail(std::move(report.error()));
    return format == "csv" ? as_csv(*report) : as_json(*report);
}

}  // namespace backline::reports

// Every parameter of every route with values that are none of its kind.
#include <gtest/gtest.h>

#include "http/openapi.h"
#include "http/parameters.h"
#include "http/site.h"

namespace backline::test {
namespace {

const std::vector<std::string> kHostile{"abc%27--",
                                        "-1",
                                        "1e9",
                                        "99999999999999999999999",
                                        "%00x",
                                        "%F0%9F%92%A9",
                                        "2026-02-30",
                                        "1000000000-01-01",
                                        "%2e%2e%2f",
                                        "%20",
                                        std::string(300, 'x')};

// As somebody who may.
Response ask(Site& site, const std::map<unsigned, Staff>& people, const Route& route,
             const std::string& target) {
    Headers headers;
    for (const auto& [bit, staff] : people)
        if ((route.access.roles & bit) != 0) headers = Site::write_headers(staff);
    if (headers.empty() && route.takes == Takes::json)
        headers = {{"Content-Type", "application/json"}};
    if (route.takes == Takes::form)
        headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    return site.ask(std::string{name_of(route.method)}, target, headers,
                    route.takes == Takes::nothing ? ""
                    : route.takes == Takes::json  ? "{}"
                                                  : "a=b");
}

std::string with_parts(std::string path, const std::string& id) {
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{'))
        path.replace(open, path.find('}') - open + 1, id);
    return path;
}

std::map<unsigned, Staff> everybody(Site& site) {
    return {{role_bit(Role::lead), site.sign_in(Role::lead, "lead")},
            {role_bit(Role::manager), site.sign_in(Role::manager, "manager")}};
}

constexpr const char* kNobodysId = "00000000-0000-7000-8000-000000000000";

TEST(Parameters, OfEveryRouteWithAWrongValueAreNamedAndNeverServed) {
    Site site;
    const auto people = everybody(site);
    for (const Route& route : routes()) {
        const std::string name = std::string{name_of(route.method)} + " " + route.path.text();
        if (name == "DELETE /api/session") continue;
        const bool api = is_of_the_api(route.path.text());
        const std::string path = with_parts(
            route.path.text(), name == "GET /api/reports/{name}" ? "service-level" : kNobodysId);
        for (const auto& parameter : query_names(route)) {
            const bool text = parameter == "q" || parameter == "nonce";
            for (const auto& value : kHostile) {
                const auto answer = ask(site, people, route, path + "?" + parameter + "=" + value);
                EXPECT_LT(answer.status, 500) << name << " " << parameter << "=" << value;
                if (!api || (text && value.size() < 300)) continue;
                const bool nul = value == "%00x";
                EXPECT_EQ(answer.status, nul ? 400 : 422)
                    << name << " " << parameter << "=" << value;
                if (nul) continue;
                EXPECT_NE(answer.body.find("\"field\":\"" + parameter + "\""), std::string::npos)
                    << name << " " << parameter << "=" << value << answer.body;
            }
            if (!api) continue;
            const auto twice =
                ask(site, people, route, path + "?" + parameter + "=&" + parameter + "=");
            EXPECT_EQ(json_of(twice)["errors"][0]["code"], "repeated") << name << parameter;
        }
        const auto unknown = ask(site, people, route, path + "?statee=new");
        EXPECT_LT(unknown.status, 500) << name;
        if (api) {
            EXPECT_EQ(json_of(unknown)["errors"][0]["code"], "unknown") << name;
        }
    }
}

TEST(Parameters, InThePathThatNameNothingAreNotFound) {
    Site site;
    const auto people = everybody(site);
    for (const Route& route : routes()) {
        if (std::string_view{route.path.text()}.find('{') == std::string_view::npos) continue;
        for (const auto& value : kHostile) {
            if (value == "%00x") continue;
            const auto answer = ask(site, people, route, with_parts(route.path.text(), value));
            EXPECT_EQ(answer.status, 404)
                << name_of(route.method) << " " << route.path.text() << " " << value << answer.body;
        }
    }
}

TEST(Parameters, OfAReportAreDaysThatThereAre) {
    Site site;
    const auto people = everybody(site);
    const auto status = [&](const std::string& query) {
        return site.read(people.at(role_bit(Role::manager)), "/api/reports/service-level?" + query)
            .status;
    };
    EXPECT_EQ(status("from=2026-11-01&to=2026-11-02"), 200);
    for (const char* query :
         {"from=2026-02-30&to=2026-03-01", "from=2026-11-02&to=2026-11-01", "from=2026-11-01",
          "from=1000000000-01-01&to=2026-11-01", "from=0001-01-01&to=9999-12-31",
          "from=2026-11-01&to=2026-11-02&from=2026-11-01"})
        EXPECT_EQ(status(query), 422) << query;
}

}  // namespace
}  // namespace backline::test

// Default deny: every route for nobody and for every role, and what a write of staff needs (A6,
// A12).
#include <gtest/gtest.h>

#include "http/routes.h"
#include "http/site.h"

namespace backline::test {
namespace {

constexpr const char* kNobodysId = "00000000-0000-7000-8000-000000000000";

std::string target_of(const Route& route) {
    std::string path = route.path.text();
    const auto put = [&](const std::string& place, const std::string& value) {
        const auto at = path.find(place);
        if (at != std::string::npos) path.replace(at, place.size(), value);
    };
    put("{id}", kNobodysId);
    put("{token}", "AAAAAAAAAAAAAAAAAAAAAA");
    put("{name}", "nothing");
    return path;
}

Response ask(Site& site, const Route& route, const Staff* staff) {
    Headers headers;
    if (staff != nullptr) headers = Site::write_headers(*staff);
    std::string body;
    if (route.takes == Takes::json) {
        if (staff == nullptr) headers.emplace_back("Content-Type", "application/json");
        body = "{}";
    } else if (route.takes == Takes::form) {
        headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        body = "a=b";
    }
    return site.ask(std::string{name_of(route.method)}, target_of(route), headers, body);
}

TEST(Access, HoldsForEveryRouteAndEveryRole) {
    Site site;
    const std::vector<std::pair<Role, std::string>> people{{Role::agent, "agent"},
                                                           {Role::lead, "lead"},
                                                           {Role::manager, "manager"},
                                                           {Role::administrator, "admin"},
                                                           {Role::auditor, "auditor"}};
    int cells = 0;
    for (const Route& route : routes()) {
        const std::string name = std::string{name_of(route.method)} + " " + route.path.text();
        const auto nobody = ask(site, route, nullptr);
        ++cells;
        if (route.access.staff_only()) {
            EXPECT_EQ(nobody.status, 401) << name;
        } else if (name != "POST /api/session") {
            EXPECT_NE(nobody.status, 401) << name;
            EXPECT_NE(nobody.status, 403) << name;
        }
    }
    for (const auto& [role, username] : people) {
        auto staff = site.sign_in(role, username);
        for (const Route& route : routes()) {
            const std::string name = std::string{name_of(route.method)} + " " + route.path.text();
            if (name == "DELETE /api/session" || name == "POST /api/session") continue;
            const auto response = ask(site, route, &staff);
            ++cells;
            const bool may = route.access.roles == 0 || (route.access.roles & role_bit(role)) != 0;
            if (may) {
                EXPECT_NE(response.status, 401) << name << " as " << username;
                EXPECT_NE(response.status, 403) << name << " as " << username;
            } else {
                EXPECT_EQ(response.status, 403) << name << " as " << username;
            }
            EXPECT_NE(response.status, 500) << name << " as " << username << response.body;
        }
    }
    EXPECT_GT(cells, 200);
}

// One way to spoil the headers of a good write, and what it must be answered.
struct Spoilt {
    const char* what;
    std::vector<std::string> without;
    Headers with;
    int status;
};

const std::vector<Spoilt>& spoilt_writes() {
    static const std::vector<Spoilt> kAll{
        {"no cookie", {"Cookie"}, {}, 401},
        {"an unknown session",
         {"Cookie"},
         {{"Cookie", "sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}},
         401},
        {"no token", {"X-CSRF-Token"}, {}, 403},
        {"a wrong token", {"X-CSRF-Token"}, {{"X-CSRF-Token", "wrong"}}, 403},
        {"no origin", {"Sec-Fetch-Site"}, {}, 403},
        {"a cross-site page", {"Sec-Fetch-Site"}, {{"Sec-Fetch-Site", "cross-site"}}, 403},
        {"a same-site page", {"Sec-Fetch-Site"}, {{"Sec-Fetch-Site", "same-site"}}, 403},
        {"typed into the browser", {"Sec-Fetch-Site"}, {{"Sec-Fetch-Site", "none"}}, 403},
        {"a foreign Origin", {"Sec-Fetch-Site"}, {{"Origin", "https://evil.example"}}, 403},
        {"a foreign Host with its own Origin",
         {"Sec-Fetch-Site"},
         {{"Origin", "https://evil.example"}, {"Host", "evil.example"}},
         403},
        {"a foreign Host, which the browser takes for its own",
         {},
         {{"Host", "evil.example:8080"}},
         403},
        {"a null Origin", {"Sec-Fetch-Site"}, {{"Origin", "null"}}, 403},
        {"cross-site in spite of our Origin",
         {"Sec-Fetch-Site"},
         {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://localhost:8080"}},
         403},
        {"text", {"Content-Type"}, {{"Content-Type", "text/plain"}}, 415},
        {"a form", {"Content-Type"}, {{"Content-Type", "application/x-www-form-urlencoded"}}, 415},
        {"no type", {"Content-Type"}, {}, 415},
    };
    return kAll;
}

Headers spoil(Headers headers, const Spoilt& how) {
    for (const auto& name : how.without) {
        std::erase_if(headers, [&](const auto& header) { return header.first == name; });
    }
    headers.insert(headers.end(), how.with.begin(), how.with.end());
    return headers;
}

TEST(Access, OfAWriteNeedsOriginTokenAndJson) {
    Site site;
    ASSERT_EQ(site.post_json("/api/requests", site.request(1)).status, 201);
    const auto agent = site.sign_in(Role::agent, "agent");
    const auto other = site.sign_in(Role::agent, "agent2");
    const auto rows = [&] {
        return site.count("attempt") + "/" + site.database.sql("select request.* from request");
    };
    const std::string before = rows();
    const Headers whole = Site::write_headers(agent);
    auto cases = spoilt_writes();
    cases.push_back(
        {"another session's token", {"X-CSRF-Token"}, {{"X-CSRF-Token", other.csrf}}, 403});
    for (const Spoilt& one : cases) {
        const auto response = site.ask("POST", "/api/desk/claims", spoil(whole, one), "{}");
        EXPECT_EQ(response.status, one.status) << one.what << ": " << response.body;
        EXPECT_EQ(rows(), before) << one.what;
    }
    const Spoilt by_origin{
        "our Origin alone", {"Sec-Fetch-Site"}, {{"Origin", "http://localhost:8080"}}, 201};
    const auto taken = site.ask("POST", "/api/desk/claims", spoil(whole, by_origin), "{}");
    EXPECT_TRUE(taken.status == 201 || taken.status == 204) << taken.body;
}

TEST(Access, DoesNotLetAForeignPageSignAnybodyIn) {
    Site site;
    person(site.database, "agent");
    const nlohmann::json body{{"username", "agent"}, {"password", kPassword}};
    EXPECT_EQ(site.post_json("/api/session", body, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
    EXPECT_EQ(site.post_json("/api/session", body, {{"Origin", "https://evil.example"}}).status,
              403);
    EXPECT_EQ(site.post_json("/api/session", body, {{"Sec-Fetch-Site", "same-origin"}}).status,
              201);
}

TEST(Session, SetsAStrictCookieAndEndsWithIt) {
    Site site;
    const auto agent = site.sign_in(Role::agent, "agent");
    const auto opened =
        site.post_json("/api/session", {{"username", "agent"}, {"password", kPassword}});
    const std::string cookie{opened.header("Set-Cookie")};
    for (const char* part : {"sid=", "HttpOnly", "SameSite=Strict", "Path=/"}) {
        EXPECT_NE(cookie.find(part), std::string::npos) << cookie;
    }
    EXPECT_EQ(json_of(site.read(agent, "/api/session"))["user"]["role"], "agent");
    const auto ended = site.write(agent, "DELETE", "/api/session", nlohmann::json::object());
    EXPECT_EQ(ended.status, 204);
    EXPECT_EQ(ended.header("Clear-Site-Data"), "\"cache\"");
    EXPECT_EQ(site.read(agent, "/api/session").status, 401);
}

TEST(Session, LetsItsPersonChangeTheirPassword) {
    Site site;
    const auto manager = site.sign_in(Role::manager, "manager");
    const char* other = "an entirely other phrase";
    const auto change = [&](const nlohmann::json& body) {
        return site.write(manager, "POST", "/api/session/password", body);
    };
    const auto wrong = change({{"current", "wrong"}, {"password", other}});
    EXPECT_EQ(wrong.status, 422) << wrong.body;
    EXPECT_EQ(json_of(wrong)["errors"][0]["message"], "This is not your password");
    const auto weak = change({{"current", kPassword}, {"password", "Spine Institute 2026"}});
    EXPECT_EQ(json_of(weak)["errors"][0]["code"], "guessable");
    EXPECT_EQ(weak.body.find("2026"), std::string::npos) << "nothing typed comes back";
    const auto changed = change({{"current", kPassword}, {"password", other}});
    EXPECT_EQ(changed.status, 204) << changed.body;
    EXPECT_TRUE(std::string{changed.header("Set-Cookie")}.starts_with("device="));
    EXPECT_EQ(site.read(manager, "/api/session").status, 200);
    EXPECT_EQ(site.post_json("/api/session", {{"username", "manager"}, {"password", other}}).status,
              201);
}

TEST(Session, IsOpenedByABrowserThatIsKnownFromThenOn) {
    Site site;
    person(site.database, "agent");
    const nlohmann::json right{{"username", "agent"}, {"password", kPassword}};
    const nlohmann::json wrong{{"username", "agent"}, {"password", "wrong"}};
    const auto first = site.post_json("/api/session", right);
    std::string device;
    for (const auto& [name, value] : first.headers)
        if (name == "Set-Cookie" && value.starts_with("device=")) device = value;
    for (const char* part : {"HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="})
        EXPECT_NE(device.find(part), std::string::npos) << device;
    for (int i = 0; i < 4; ++i) site.post_json("/api/session", wrong);
    EXPECT_EQ(site.post_json("/api/session", right).status, 429);
    EXPECT_EQ(
        site.post_json("/api/session", right, {{"Cookie", device.substr(0, device.find(';'))}})
            .status,
        201);
}

TEST(Session, IsAskedForBySixteenOfOneAddressAtOnceAndOthersGoFirst) {
    Site site;
    person(site.database, "agent");
    std::vector<std::future<Response>> answers;
    for (int i = 0; i < 40; ++i)
        answers.push_back(site.ask_later(
            "POST", "/api/session", {{"Content-Type", "application/json"}},
            R"({"username": "nobody)" + std::to_string(i) + R"(", "password": "wrong"})"));
    int refused = 0;
    for (auto& answer : answers)
        if (answer.get().status == 429) ++refused;
    EXPECT_GE(refused, 20);
    EXPECT_EQ(
        site.post_json("/api/session", {{"username", "agent"}, {"password", kPassword}}).status,
        201)
        << "and what was waited for is over";
}

TEST(Session, IsRefusedInTheSameWordsForEveryCause) {
    Site site;
    person(site.database, "agent");
    const auto wrong =
        site.post_json("/api/session", {{"username", "agent"}, {"password", "wrong"}});
    const auto unknown =
        site.post_json("/api/session", {{"username", "nobody"}, {"password", "wrong"}});
    EXPECT_EQ(wrong.status, 401);
    auto one = json_of(wrong);
    auto two = json_of(unknown);
    one.erase("request_id");
    two.erase("request_id");
    EXPECT_EQ(one, two);
}

TEST(Session, OfAPatientIsNeverLookedAt) {
    Site site;
    const auto agent = site.sign_in(Role::agent, "agent");
    auto body = site.request(1);
    const auto response = site.post_json("/api/requests", body, {{"Cookie", agent.cookie}});
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(site.database.sql("select count(*) from request where taken_by is not null"), "0");
}

}  // namespace
}  // namespace backline::test

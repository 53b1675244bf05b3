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
    struct Case {
        const char* what;
        std::function<void(Headers&)> spoil;
        int status;
    };
    const auto drop = [](const std::string& name) {
        return [name](Headers& headers) {
            std::erase_if(headers, [&](const auto& header) { return header.first == name; });
        };
    };
    const auto set = [](const std::string& name, const std::string& value) {
        return [name, value](Headers& headers) {
            std::erase_if(headers, [&](const auto& header) { return header.first == name; });
            headers.emplace_back(name, value);
        };
    };
    const std::vector<Case> cases{
        {"no cookie", drop("Cookie"), 401},
        {"an unknown session", set("Cookie", "sid=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
         401},
        {"no token", drop("X-CSRF-Token"), 403},
        {"a wrong token", set("X-CSRF-Token", "wrong"), 403},
        {"another session's token", set("X-CSRF-Token", other.csrf), 403},
        {"no origin", drop("Sec-Fetch-Site"), 403},
        {"a cross-site page", set("Sec-Fetch-Site", "cross-site"), 403},
        {"a same-site page", set("Sec-Fetch-Site", "same-site"), 403},
        {"typed into the browser", set("Sec-Fetch-Site", "none"), 403},
        {"a foreign Origin",
         [&](Headers& headers) {
             drop("Sec-Fetch-Site")(headers);
             headers.emplace_back("Origin", "https://evil.example");
         },
         403},
        {"a null Origin",
         [&](Headers& headers) {
             drop("Sec-Fetch-Site")(headers);
             headers.emplace_back("Origin", "null");
         },
         403},
        {"cross-site in spite of our Origin",
         [&](Headers& headers) {
             set("Sec-Fetch-Site", "cross-site")(headers);
             headers.emplace_back("Origin", "http://localhost:8080");
         },
         403},
        {"text", set("Content-Type", "text/plain"), 415},
        {"a form", set("Content-Type", "application/x-www-form-urlencoded"), 415},
        {"no type", drop("Content-Type"), 415},
    };
    for (const Case& one : cases) {
        Headers headers = whole;
        one.spoil(headers);
        const auto response = site.ask("POST", "/api/desk/claims", headers, "{}");
        EXPECT_EQ(response.status, one.status) << one.what << ": " << response.body;
        EXPECT_EQ(rows(), before) << one.what;
    }
    Headers by_origin = whole;
    drop("Sec-Fetch-Site")(by_origin);
    by_origin.emplace_back("Origin", "http://localhost:8080");
    const auto taken = site.ask("POST", "/api/desk/claims", by_origin, "{}");
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
    EXPECT_EQ(site.write(agent, "DELETE", "/api/session", nlohmann::json::object()).status, 204);
    EXPECT_EQ(site.read(agent, "/api/session").status, 401);
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

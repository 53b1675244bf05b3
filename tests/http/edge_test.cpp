// What holds for every answer: headers (A3, A4, A5), limits, methods, and errors that say nothing.
#include <gtest/gtest.h>

#include "http/assets.h"
#include "http/routes.h"
#include "http/site.h"

namespace backline::test {
namespace {

void expect_headers(const Response& response, const std::string& what) {
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << what;
    EXPECT_EQ(response.header("Referrer-Policy"), "no-referrer") << what;
    EXPECT_EQ(response.header("Cross-Origin-Opener-Policy"), "same-origin") << what;
    EXPECT_FALSE(response.header("Cross-Origin-Resource-Policy").empty()) << what;
    EXPECT_NE(response.header("Permissions-Policy").find("geolocation=()"), std::string::npos);
    EXPECT_EQ(response.header("X-Request-Id").size(), 36U) << what;
    const std::string csp{response.header("Content-Security-Policy")};
    for (const char* part : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                             "form-action 'self'", "base-uri 'none'", "frame-ancestors",
                             "require-trusted-types-for 'script'", "trusted-types 'none'"}) {
        EXPECT_NE(csp.find(part), std::string::npos) << what << ": " << csp;
    }
    EXPECT_EQ(csp.find("unsafe"), std::string::npos) << what;
    if (!response.hashed) {
        EXPECT_EQ(response.header("Cache-Control"), "no-store") << what;
    }
    for (const auto& [name, value] : response.headers) {
        EXPECT_NE(name.substr(0, 15), "Access-Control-") << what;
    }
}

TEST(Headers, StandOnEveryRouteWithEveryStatus) {
    Site site;
    std::set<int> statuses;
    const auto agent = site.sign_in(Role::agent, "agent");
    const auto check = [&](const Response& response, const std::string& what) {
        statuses.insert(response.status);
        expect_headers(response, what + " " + std::to_string(response.status));
    };
    for (const Route& route : routes()) {
        const std::string method{name_of(route.method)};
        std::string path = route.path.text();
        for (const char* place : {"{id}", "{token}", "{name}"}) {
            const auto at = path.find(place);
            if (at != std::string::npos) path.replace(at, std::string{place}.size(), "x");
        }
        check(site.ask(method, path), method + path);
        check(site.ask(method, path, {{"Content-Type", "application/json"}}, "{"), method + path);
        check(site.ask(method, path, {{"Content-Type", "text/plain"}}, "x"), method + path);
        check(site.ask(method, path, {}, std::string(20000, 'x')), method + path);
        check(site.ask("PATCH", path), method + path);
        check(site.ask("OPTIONS", path), method + path);
        check(site.ask("HEAD", path), method + path);
        if (path != "/api/session") {
            check(site.ask(method, path, Site::write_headers(agent), "{}"), method + path);
        }
    }
    check(site.get("/nowhere"), "nowhere");
    check(site.get("/nowhere", {{"Accept", "text/html"}}), "nowhere as a page");
    check(site.get("/%ff"), "unreadable");
    check(site.post_json("/api/requests", site.request(1)), "submit");
    for (const int status : {200, 201, 400, 401, 403, 404, 405, 413, 415, 422}) {
        EXPECT_TRUE(statuses.contains(status)) << status;
    }
    EXPECT_FALSE(statuses.contains(500));
}

TEST(Headers, LetOnlyTheConfiguredOriginsFrameThePatientsPages) {
    Site closed;
    const auto csp = [](const Response& response) {
        return std::string{response.header("Content-Security-Policy")};
    };
    EXPECT_NE(csp(closed.get("/")).find("frame-ancestors 'none'"), std::string::npos);
    Site open([](Config& config) { config.server.embed_origins = {"https://www.example.org"}; });
    EXPECT_NE(csp(open.get("/es")).find("frame-ancestors 'self' https://www.example.org;"),
              std::string::npos);
    EXPECT_NE(csp(open.get("/desk")).find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_NE(csp(open.get("/api/form")).find("frame-ancestors 'none'"), std::string::npos);
}

TEST(Errors, AreProblemsWithTitleStatusAndRequestId) {
    Site site;
    const auto response = site.get("/api/nothing");
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = json_of(response);
    EXPECT_EQ(body["status"], 404);
    EXPECT_EQ(body["type"], "about:blank");
    EXPECT_FALSE(body["title"].get<std::string>().empty());
    EXPECT_EQ(body["request_id"], response.header("X-Request-Id"));
}

TEST(Errors, SayNothingOfAStatementThatFails) {
    Site site;
    ASSERT_EQ(site.post_json("/api/requests", site.request(1)).status, 201);
    site.database.sql("alter table request rename to request_gone");
    const auto response = site.post_json("/api/requests", site.request(2));
    EXPECT_TRUE(response.status == 500 || response.status == 503) << response.status;
    for (const char* word : {"request_gone", "relation", "SQL", "select", "Person", "pqxx", "/"}) {
        const auto body = json_of(response);
        EXPECT_EQ(body["title"].get<std::string>().find(word), std::string::npos);
    }
    EXPECT_FALSE(json_of(response).contains("errors"));
}

TEST(Errors, AreAPageForSomebodyWhoLooksAtAPage) {
    Site site;
    const auto response = site.get("/nowhere", {{"Accept", "text/html"}});
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.content_type.substr(0, 9), "text/html");
    EXPECT_NE(response.body.find("828-7757"), std::string::npos)
        << "a number to call on every page";
}

TEST(Limits, RefuseWhatIsTooLargeTooDeepOrNotText) {
    Site site;
    const Headers json{{"Content-Type", "application/json"}};
    EXPECT_EQ(site.ask("POST", "/api/requests", json, std::string(16385, ' ')).status, 413);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "{\"name\":\"\xff\"}").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "{\"name\":\"\\u0000\"}").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, std::string("{\"name\":\"\0\"}", 12)).status,
              400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "{\"a\":[[[[[[[[1]]]]]]]]}").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "{\"a\":1,\"a\":2}").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "[]").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", json, "{} {}").status, 400);
    EXPECT_EQ(site.ask("POST", "/api/requests", {{"Content-Type", "text/json"}}, "{}").status, 415);
    EXPECT_EQ(site.ask("POST", "/api/requests",
                       {{"Content-Type", "application/json; charset=latin1"}}, "{}")
                  .status,
              415);
    EXPECT_EQ(site.ask("POST", "/api/requests",
                       {{"Content-Type", "Application/JSON; charset=UTF-8"}}, "{}")
                  .status,
              422);
    EXPECT_EQ(site.ask("POST", "/", {{"Content-Type", "application/json"}}, "{}").status, 415);
    EXPECT_EQ(
        site.ask("POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}}, "a=%zz")
            .status,
        400);
    EXPECT_EQ(site.count("request"), "0");
}

TEST(Methods, AreNamedWhereAnotherOneIsWrong) {
    Site site;
    const auto response = site.ask("PATCH", "/api/session");
    EXPECT_EQ(response.status, 405);
    const std::string allow{response.header("Allow")};
    for (const char* method : {"GET", "HEAD", "POST", "DELETE"}) {
        EXPECT_NE(allow.find(method), std::string::npos) << allow;
    }
    EXPECT_EQ(site.ask("OPTIONS", "/").status, 405);
    EXPECT_EQ(site.ask("HEAD", "/").status, 200);
    EXPECT_EQ(site.ask("HEAD", "/healthz").status, 200);
}

TEST(Pages, AreCompressedForWhoTakesIt) {
    Site site;
    const auto plain = site.get("/");
    const auto small = site.get("/", {{"Accept-Encoding", "br, gzip"}});
    EXPECT_EQ(small.header("Content-Encoding"), "gzip");
    EXPECT_LT(small.body.size() * 2, plain.body.size());
    EXPECT_EQ(site.get("/", {{"Accept-Encoding", "gzip;q=0"}}).header("Content-Encoding"), "");
}

TEST(Assets, AreNamedByTheirContentAndKeptForEver) {
    Site site;
    for (const char* name : {"form.css", "form.js", "desk.js", "desk.css", "reports.js"}) {
        const auto response = site.get(assets::url(name), {{"Accept-Encoding", "gzip"}});
        EXPECT_EQ(response.status, 200) << name;
        EXPECT_EQ(response.header("Cache-Control"), "public, max-age=31536000, immutable");
        const std::string etag{response.header("ETag")};
        EXPECT_EQ(site.get(assets::url(name), {{"If-None-Match", etag}}).status, 304);
    }
    EXPECT_EQ(site.get("/assets/../assets.json").status, 404);
    EXPECT_EQ(site.get("/assets/..%2fassets.json").status, 404);
    const auto embed = site.get("/embed.js");
    EXPECT_EQ(embed.status, 200);
    EXPECT_EQ(embed.header("Cross-Origin-Resource-Policy"), "cross-origin");
    EXPECT_EQ(embed.header("Cache-Control"), "no-store");
}

}  // namespace
}  // namespace backline::test

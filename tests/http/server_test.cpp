// The whole server on a real socket: what only the wire can show.
#include "http/server.h"

#include <gtest/gtest.h>

#include <thread>

#include "http/raw_client.h"
#include "http/site.h"

namespace backline::test {
namespace {

using testing_support::RawClient;
using Json = nlohmann::json;
using namespace std::chrono_literals;

struct Listening : Site {
    explicit Listening(const std::function<void(Config&)>& change = {}) : Site(change) {
        server.start();
    }
    ~Listening() {
        dispatch->drain(std::chrono::steady_clock::now() + 5s);
        server.stop();
    }
    Server server{"127.0.0.1", 0, 2, [this](Request&& request, Answer&& answer) {
                      dispatch->serve(std::move(request), std::move(answer));
                  }};
};

std::string post(const std::string& target, const std::string& body, const std::string& more = "") {
    return "POST " + target +
           " HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string get(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost:8080\r\n" + more + "\r\n";
}

TEST(Server, ServesTheContractOnASocket) {
    Listening site;
    RawClient client(site.server.port());
    client.say(get("/healthz"));
    EXPECT_EQ(client.hear()->status, 200);
    client.say(post("/api/requests", site.request(1).dump()));
    const auto created = client.hear();
    ASSERT_TRUE(created);
    EXPECT_EQ(created->status, 201) << created->body;
    EXPECT_EQ(created->header("Content-Type"), "application/json");
    EXPECT_EQ(created->header("Cache-Control"), "no-store");
    client.say("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client.hear(true);
    EXPECT_EQ(head->status, 200);
    EXPECT_NE(head->header("Content-Length"), "0");
    client.say(post("/api/requests", std::string(20000, 'x')));
    const auto large = client.hear();
    EXPECT_EQ(large->status, 413);
    EXPECT_EQ(large->header("Content-Type"), "application/problem+json");
    client.say(get("/healthz"));
    EXPECT_EQ(client.hear()->status, 200) << "the connection goes on";
}

const std::vector<std::string>& odd_framings() {
    static const std::vector<std::string> kAll{
        get("/", "Cookie: flag\r\n"),
        get("/", "Cookie: =\r\n"),
        get("/", "Accept: ;;;\r\n"),
        get("/", "Accept: */*;q=abc\r\n"),
        get("/", "Date: never\r\n"),
        "GET / HTTP/1.1\r\nHost: a:b:c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a:99999999\r\n\r\n",
        get("/", "Authorization: Basic\r\n"),
        get("/", "Content-Length: abc\r\n"),
        get("/", "Content-Length: 1\r\nContent-Length: 2\r\n"),
        get("/", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        get("/", "Transfer-Encoding: nonsense\r\n"),
        get("/", "Expect: something\r\n"),
        get("/", "Connection: Upgrade\r\nUpgrade: websocket\r\n"),
        get("/", "If-Modified-Since: x\r\n"),
        get("/", "Accept-Encoding: \x80\x81\r\n"),
        get("/", "Content-Type: ///\r\n"),
        get("/", "Cache-Control: ,,,=\r\n"),
        get("/", "Location: x\r\nServer: y\r\n"),
        get("/", "User-Agent:\r\n"),
        get("/", "Last-Modified: 0\r\n"),
        get("/", "Range: bytes=0-0\r\n"),
        get("/%"),
        get("/%2"),
        get("/?%"),
        get("/?a=%ZZ"),
        get("/?=&&=&"),
        get("/..%2f..%2fetc/passwd"),
        get("//"),
        get("/./"),
        get("/\x7f"),
        "GET http://localhost/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/3.0\r\nHost: a\r\n\r\n",
        "GET\r\n\r\n",
        "\r\n\r\n\r\nX\r\n\r\n",
        "\x16\x03\x01",
        "DEBUG / HTTP/1.1\r\nHost: a\r\n\r\n",
        "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        get("/", "X: " + std::string(20000, 'a') + "\r\n"),
        get("/" + std::string(9000, 'a')),
        post("/api/requests", "{\"name\":\"\xc3\x28\"}"),
        post("/api/requests", "{}", "Content-Encoding: gzip\r\n"),
        "POST /api/requests HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        post("/api/session", "{\"username\":[],\"password\":{}}"),
        post("/", "a=b", "")};
    return kAll;
}

TEST(Server, AnswersOddFramingsWithoutAnExceptionsText) {
    Listening site;
    const auto& odd = odd_framings();
    ASSERT_GE(odd.size(), 30U);
    for (const std::string& bytes : odd) {
        RawClient client(site.server.port());
        client.say(bytes);
        const auto answer = client.hear(bytes.substr(0, 4) == "HEAD", 2s);
        ASSERT_TRUE(answer) << bytes.substr(0, 90);
        EXPECT_NE(answer->status, 500) << bytes.substr(0, 90);
        EXPECT_FALSE(answer->header("X-Request-Id").empty()) << bytes.substr(0, 90);
        for (const char* word :
             {"exception", "what()", "std::", "Pistache", "invalid", "Could not"}) {
            EXPECT_EQ(answer->body.find(word), std::string::npos)
                << word << " " << bytes.substr(0, 90);
        }
        RawClient next(site.server.port());
        next.say(get("/healthz"));
        const auto well = next.hear();
        ASSERT_TRUE(well) << "after " << bytes.substr(0, 90);
        EXPECT_EQ(well->status, 200);
    }
}

TEST(Server, HoldsManyPollsAndAnswersThemAllAtItsEnd) {
    Listening site([](Config& config) { config.desk.poll_seconds = 25; });
    std::vector<std::unique_ptr<RawClient>> polls;
    for (int desk = 0; desk < 5; ++desk) {
        const auto agent = site.sign_in(Role::agent, "agent" + std::to_string(desk));
        for (int tab = 0; tab < 8; ++tab) {
            const auto nonce = std::to_string(polls.size());
            polls.push_back(std::make_unique<RawClient>(site.server.port()));
            polls.back()->say(get("/api/desk/changes?after=0&nonce=n" + nonce,
                                  "Cookie: " + agent.cookie + "\r\n"));
        }
    }
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (site.dispatch->parked() < 40 && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    for (int i = 0; i < 10; ++i) polls[static_cast<std::size_t>(i)]->hang_up();
    EXPECT_TRUE(site.dispatch->drain(until));
    site.server.stop();
    for (std::size_t i = 10; i < polls.size(); ++i) {
        const auto answer = polls[i]->hear();
        ASSERT_TRUE(answer) << i;
        EXPECT_EQ(Json::parse(answer->body)["nonce"], "n" + std::to_string(i));
        EXPECT_EQ(answer->header("Connection"), "close");
    }
}

TEST(Server, LosesNoSubmissionThatItAcknowledgesUnderManyClients) {
    Listening site;
    std::atomic<int> acknowledged{0};
    std::vector<std::thread> clients;
    for (int t = 0; t < 8; ++t) {
        std::vector<std::string> bodies;
        for (int i = 0; i < 50; ++i) bodies.push_back(site.request(t * 50 + i).dump());
        clients.emplace_back([&site, &acknowledged, bodies = std::move(bodies)] {
            RawClient client(site.server.port());
            for (const std::string& body : bodies) {
                client.say(post("/api/requests", body));
                const auto answer = client.hear();
                if (answer && answer->status == 201) ++acknowledged;
            }
        });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(acknowledged, 400);
    EXPECT_EQ(site.count("request"), "400");
}

}  // namespace
}  // namespace backline::test

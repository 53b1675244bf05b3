#include "http/exchange.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <random>
#include <stdexcept>
#include <thread>

#include "http/raw_client.h"
#include "http/server.h"
#include "lanes/lane.h"

namespace backline {
namespace {

using testing_support::RawClient;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

Response text(std::string body) {
    Response response;
    response.content_type = "text/plain";
    response.body = std::move(body);
    return response;
}

// Answers with the path: /inline at once, /lane… from another thread, /throw by throwing.
struct Echo {
    explicit Echo(Patience patience, int threads = 2) : patience_(patience), threads_(threads) {
        server.start();
    }
    Patience patience_;
    int threads_;
    std::atomic<int> big{0};
    std::promise<void> released_;
    std::shared_future<void> release{released_.get_future()};
    Lane lane{4, 4096};
    Server server{"127.0.0.1", 0, threads_,
                  [this](Request&& request, Answer&& answer) {
                      if (request.refused != 0) {
                          Response refusal;
                          refusal.status = request.refused;
                          return answer.send(refusal);
                      }
                      if (request.path == "/throw") throw std::runtime_error("secret text");
                      if (request.path.starts_with("/lane")) {
                          auto kept = std::make_shared<Answer>(std::move(answer));
                          lane.offer([kept, path = request.path] { kept->send(text(path)); });
                          return;
                      }
                      if (request.path == "/held") {
                          auto kept = std::make_shared<Answer>(std::move(answer));
                          lane.offer([this, kept] {
                              release.wait();
                              kept->send(text("too late"));
                          });
                          return;
                      }
                      if (request.path == "/drop") return;
                      if (request.path == "/big") {
                          ++big;
                          return answer.send(text(std::string(200'000, 'x')));
                      }
                      answer.send(text(request.path));
                  },
                  patience_};
    Echo() : Echo(Patience{}) {}
    ~Echo() {
        lane.drain(std::chrono::steady_clock::now() + 5s);
        server.stop();
    }
    std::uint16_t port() const { return server.port(); }
};

std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

TEST(Exchange, AnswersManyRequestsOnOneConnectionFromAnyThread) {
    Echo echo;
    RawClient client(echo.port());
    for (int i = 0; i < 200; ++i) {
        const std::string path = (i % 2 == 0 ? "/inline/" : "/lane/") + std::to_string(i);
        client.say(get(path));
        const auto answer = client.hear();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, path);
    }
}

TEST(Exchange, AnswersPipelinedRequestsInTheirOrder) {
    Echo echo;
    RawClient client(echo.port());
    std::string all;
    for (int i = 0; i < 50; ++i)
        all += get((i % 3 == 0 ? "/lane/" : "/inline/") + std::to_string(i));
    client.say(all);
    for (int i = 0; i < 50; ++i) {
        const auto answer = client.hear();
        ASSERT_TRUE(answer) << i;
        EXPECT_EQ(answer->body, (i % 3 == 0 ? "/lane/" : "/inline/") + std::to_string(i));
    }
}

TEST(Exchange, ServesThousandsOfPipelinedRequestsWithoutGoingDeep) {
    Echo echo;
    RawClient client(echo.port());
    std::string all;
    for (int i = 0; i < 4000; ++i) all += get("/i");
    std::thread saying([&] { client.say(all); });
    for (int i = 0; i < 4000; ++i) ASSERT_TRUE(client.hear()) << i;
    saying.join();
}

TEST(Exchange, TellsNobodyWhatAnExceptionSays) {
    Echo echo;
    for (const char* path : {"/throw", "/drop"}) {
        RawClient client(echo.port());
        client.say(get(path));
        const auto answer = client.hear();
        ASSERT_TRUE(answer) << path;
        EXPECT_EQ(answer->status, 500);
        EXPECT_EQ((answer->head + answer->body).find("secret"), std::string::npos);
        client.say(get("/inline"));
        EXPECT_EQ(client.hear()->status, 200) << "the next request is served";
    }
}

TEST(Exchange, EndsTheConnectionAfterARefusalAndServesTheNextOne) {
    Echo echo;
    for (const std::string& bytes :
         {std::string("\x16\x03\x01\x02"), std::string("GET / HTTP/1.1\n\n"),
          get("/", "Content-Length: abc\r\n"),
          get("/", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n")}) {
        RawClient client(echo.port());
        client.say(bytes);
        const auto answer = client.hear();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 400);
        EXPECT_EQ(answer->header("Connection"), "close");
        EXPECT_TRUE(client.ended());
        RawClient next(echo.port());
        next.say(get("/inline"));
        EXPECT_EQ(next.hear()->status, 200);
    }
}

TEST(Exchange, ClosesWhenTheClientWantsIt) {
    Echo echo;
    RawClient client(echo.port());
    client.say(get("/lane", "Connection: close\r\n"));
    EXPECT_EQ(client.hear()->header("Connection"), "close");
    EXPECT_TRUE(client.ended());
}

TEST(Exchange, InvitesABodyThatWaitsForIt) {
    Echo echo;
    RawClient client(echo.port());
    client.say(
        "POST /inline HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.hear()->status, 100);
    client.say("ok");
    EXPECT_EQ(client.hear()->status, 200);
}

TEST(Exchange, EndsConnectionsThatTakeTooLong) {
    Echo echo(Patience{300ms, 300ms, 300ms});
    RawClient silent(echo.port());
    RawClient idle(echo.port());
    idle.say(get("/inline"));
    EXPECT_EQ(idle.hear()->status, 200);
    RawClient half(echo.port());
    half.say("GET / HTTP/1.1\r\nHost: x\r\nX: ");
    EXPECT_TRUE(half.ended());
    EXPECT_TRUE(idle.ended());
    EXPECT_TRUE(silent.ended());
}

TEST(Exchange, EndsWhoNeverSaysAnything) {
    Echo echo(Patience{10s, 10s, 1500ms});
    RawClient silent(echo.port());
    RawClient idle(echo.port());
    idle.say(get("/inline"));
    EXPECT_EQ(idle.hear()->status, 200);
    EXPECT_TRUE(silent.ended());
    idle.say(get("/inline"));
    EXPECT_EQ(idle.hear()->status, 200) << "whoever was heard once is idle, not silent";
}

// One I/O thread; clients that ask for megabytes and read nothing.
TEST(Exchange, WaitsForNobodyWhoDoesNotReadAndKeepsOneAnswerForThem) {
    Echo echo(Patience{}, 1);
    std::string all;
    for (int i = 0; i < 1000; ++i) all += get("/big");
    std::vector<std::unique_ptr<RawClient>> deaf;
    for (int i = 0; i < 4; ++i) {
        deaf.push_back(std::make_unique<RawClient>(echo.port()));
        deaf.back()->say(all);
    }
    RawClient other(echo.port());
    for (int i = 0; i < 500; ++i) {
        other.say(get("/inline"));
        ASSERT_TRUE(other.hear()) << i;
    }
    const int served = echo.big;
    EXPECT_GE(served, 4);
    EXPECT_LT(served, 400) << "no more than the system's own buffers take";
    // Once they read they get all of it, one after the other.
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(deaf.front()->hear()) << i;
}

TEST(Exchange, CutsWhoTakesNothingOfTheirAnswer) {
    Echo echo(Patience{500ms, 10s, 10s});
    RawClient deaf(echo.port());
    std::string all;
    for (int i = 0; i < 200; ++i) all += get("/big");
    deaf.say(all);
    EXPECT_TRUE(deaf.hung_up_on());
    EXPECT_LT(echo.big, 200);
    RawClient next(echo.port());
    next.say(get("/inline"));
    EXPECT_EQ(next.hear()->status, 200);
}

TEST(Exchange, LetsInNobodyNewAndFinishesWithEverybodyWhoIsThere) {
    Echo echo;
    RawClient waiting(echo.port()), resting(echo.port());
    waiting.say(get("/held"));
    resting.say(get("/inline"));
    ASSERT_TRUE(resting.hear());
    echo.server.stop_accepting();
    RawClient late(echo.port());
    EXPECT_FALSE(late.connected());
    std::thread winding([&] { EXPECT_TRUE(echo.server.wind_up(Clock::now() + 10s)); });
    EXPECT_TRUE(resting.ended()) << "who asks nothing is let go";
    echo.released_.set_value();
    const auto answer = waiting.hear();
    winding.join();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->header("Connection"), "close");
}

TEST(Exchange, DropsTheAnswerToAClientThatWasGivenUp) {
    Echo echo(Patience{300ms, 10s});
    std::vector<std::unique_ptr<RawClient>> held;
    for (int i = 0; i < 4; ++i) {
        held.push_back(std::make_unique<RawClient>(echo.port()));
        held.back()->say(get("/held"));
    }
    for (auto& client : held) {
        EXPECT_EQ(client->hear()->status, 408);
        client->hang_up();
    }
    // New clients, which get the same descriptors, hear nothing of what comes too late.
    std::vector<std::unique_ptr<RawClient>> next;
    for (int i = 0; i < 8; ++i) next.push_back(std::make_unique<RawClient>(echo.port()));
    echo.released_.set_value();
    for (auto& client : next) {
        client->say(get("/inline"));
        const auto answer = client->hear();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, "/inline");
    }
}

TEST(Exchange, GivesNoClientAnothersAnswerHoweverOftenTheyHangUp) {
    Echo echo;
    std::atomic<int> wrong{0};
    std::atomic<int> right{0};
    std::vector<std::thread> clients;
    for (int t = 0; t < 8; ++t) {
        clients.emplace_back([&, t] {
            std::mt19937 random(static_cast<unsigned>(t));
            for (int i = 0; i < 400; ++i) {
                RawClient client(echo.port());
                const std::string path = "/lane/" + std::to_string(t) + "/" + std::to_string(i);
                client.say(get(path));
                if (random() % 3 == 0) continue;  // hangs up with its answer on the way
                const auto answer = client.hear();
                if (answer && answer->body == path) ++right;
                if (answer && answer->body != path) ++wrong;
            }
        });
    }
    for (auto& client : clients) client.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(right, 1500);
}

}  // namespace
}  // namespace backline

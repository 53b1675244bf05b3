// Long polls, full lanes, draining: what happens while the server is busy with something else.
#include <gtest/gtest.h>

#include <chrono>

#include "http/site.h"
#include "relay/relay.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

TEST(Changes, ComeAtOnceWhenThereIsNewsAndEchoTheNonce) {
    Site site([](Config& config) { config.desk.poll_seconds = 25; });
    const auto agent = site.sign_in(Role::agent, "agent");
    Relay relay(*site.app);
    const long seq = json_of(site.read(agent, "/api/desk/queue"))["seq"];
    auto poll = site.ask_later("GET", "/api/desk/changes?nonce=n1&after=" + std::to_string(seq),
                               {{"Cookie", agent.cookie}});
    ASSERT_EQ(site.post_json("/api/requests", site.request(1)).status, 201);
    // Signing in is news too: polls until the submission's own change has come.
    std::string kinds;
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (kinds.find("request.submitted") == std::string::npos) {
        ASSERT_EQ(poll.wait_until(until), std::future_status::ready) << kinds;
        const Json body = json_of(poll.get());
        EXPECT_EQ(body["nonce"], "n1");
        for (const Json& change : body["changes"]) kinds += change["kind"].get<std::string>() + " ";
        poll = site.ask_later(
            "GET", "/api/desk/changes?nonce=n1&after=" + std::to_string(body["seq"].get<long>()),
            {{"Cookie", agent.cookie}});
    }
    site.dispatch->drain(until);
    EXPECT_EQ(poll.get().status, 200);
}

TEST(Changes, EndEmptyWhenNothingHappened) {
    Site site;
    const auto agent = site.sign_in(Role::agent, "agent");
    const auto response = site.read(agent, "/api/desk/changes?after=0&nonce=x");
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(json_of(response)["changes"], Json::array());
    EXPECT_EQ(json_of(response)["nonce"], "x");
    EXPECT_EQ(site.read(agent, "/api/desk/changes?after=abc").status, 422);
}

// 2,100 polls of one desk once filled the park, and other desks were told 503.
TEST(Changes, OfOneDeskLeaveRoomForAllOthers) {
    Site site([](Config& config) {
        config.desk.poll_seconds = 25;
        config.lanes.desk_workers = 1;  // so that they are parked in the order they are sent
    });
    const auto ana = site.sign_in(Role::agent, "ana"), ben = site.sign_in(Role::agent, "ben");
    const auto poll = [&](const Staff& staff) {
        const std::string seq =
            std::to_string(json_of(site.read(staff, "/api/desk/queue"))["seq"].get<long>());
        return site.ask_later("GET", "/api/desk/changes?nonce=n&after=" + seq,
                              {{"Cookie", staff.cookie}});
    };
    auto waits = poll(ben);
    std::vector<std::future<Response>> many;
    for (int i = 0; i < 40; ++i) many.push_back(poll(ana));
    // The ones that have waited longest are told that there is nothing new, and may come again.
    for (int i = 0; i < 32; ++i) {
        ASSERT_EQ(many[static_cast<std::size_t>(i)].wait_for(10s), std::future_status::ready) << i;
        const auto ended = many[static_cast<std::size_t>(i)].get();
        EXPECT_EQ(ended.status, 200) << i;
        EXPECT_EQ(json_of(ended)["changes"], Json::array());
        EXPECT_EQ(json_of(ended)["nonce"], "n");
    }
    EXPECT_EQ(site.dispatch->parked(), 9);
    EXPECT_EQ(waits.wait_for(0s), std::future_status::timeout) << "nobody else's";
    site.dispatch->drain(std::chrono::steady_clock::now() + 10s);
    EXPECT_EQ(waits.get().status, 200);
}

TEST(Drain, AnswersParkedPollsAndRefusesWhatIsNew) {
    Site site([](Config& config) { config.desk.poll_seconds = 25; });
    const auto agent = site.sign_in(Role::agent, "agent");
    auto poll = site.ask_later("GET", "/api/desk/changes?after=0", {{"Cookie", agent.cookie}});
    const auto until = std::chrono::steady_clock::now() + 10s;
    while (site.dispatch->parked() == 0 && std::chrono::steady_clock::now() < until) {
        std::this_thread::yield();
    }
    EXPECT_TRUE(site.dispatch->drain(until));
    ASSERT_EQ(poll.wait_for(1s), std::future_status::ready);
    const auto parked = poll.get();
    EXPECT_EQ(parked.status, 200);
    EXPECT_TRUE(parked.last) << "the connection ends with it";
    const auto late = site.post_json("/api/requests", site.request(1));
    EXPECT_EQ(late.status, 503);
    EXPECT_NE(late.header("Retry-After"), "");
    EXPECT_EQ(site.get("/readyz").status, 503);
    EXPECT_EQ(site.get("/healthz").status, 200);
    EXPECT_EQ(site.dispatch->under_way(), 0);
}

TEST(Overload, KeepsWhatWasTypedOnThePageWithoutJavaScript) {
    Site site;
    site.dispatch->drain(std::chrono::steady_clock::now());
    const auto refused = site.post_form(
        "/", {{"name", "Ana Reyes"}, {"phone", "310 555 0142"}, {"submission_id", "key-of-mine"}});
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.header("Retry-After"), "");
    for (const char* typed : {"Ana Reyes", "310 555 0142", "key-of-mine"})
        EXPECT_NE(refused.body.find(typed), std::string::npos) << typed;
}

TEST(Overload, Answers503AtOnceAndSavesWhatItAccepts) {
    // One worker, held by a transaction on the row every form needs; one place to wait.
    Site site([](Config& config) {
        config.lanes.form_workers = 1;
        config.lanes.form_queue = 1;
        config.lanes.form_batch = 1;
    });
    std::vector<std::future<Response>> answers;
    int refused = 0;
    for (int i = 0; i < 200; ++i) {
        answers.push_back(site.ask_later("POST", "/api/requests",
                                         {{"Content-Type", "application/json"}},
                                         site.request(i).dump()));
    }
    for (auto& answer : answers) {
        const auto response = answer.get();
        if (response.status == 503) {
            ++refused;
            EXPECT_NE(response.header("Retry-After"), "");
        } else {
            EXPECT_EQ(response.status, 201);
        }
    }
    EXPECT_GT(refused, 0);
    EXPECT_EQ(site.count("request"), std::to_string(200 - refused));
}

TEST(Health, SaysAliveAndReady) {
    Site site;
    EXPECT_EQ(site.get("/healthz").status, 200);
    EXPECT_EQ(site.get("/readyz").status, 200);
}

void lose_database(Site& site) {
    site.database.sql("revoke connect on database \"" + site.database.name() +
                      "\" from public, backline_app");
    site.database.sql(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
}

TEST(LostDatabase, Is503WithRetryAfterAndKeepsWhatWasTyped) {
    Site site;
    const auto agent = site.sign_in(Role::agent, "agent");
    const auto body = site.request(1);
    lose_database(site);
    const auto json = site.post_json("/api/requests", body);
    EXPECT_EQ(json.status, 503) << json.body;
    EXPECT_NE(json.header("Retry-After"), "");
    const auto page = site.post_form("/es", {{"name", "Ana Reyes"},
                                             {"kind", "callback"},
                                             {"phone", "3105550101"},
                                             {"consent", "yes"},
                                             {"topic", body["topic"]},
                                             {"submission_id", "k"},
                                             {"consent_text_id", body["consent"]["text_id"]},
                                             {"rendered", site.rendered()}});
    EXPECT_EQ(page.status, 503);
    EXPECT_NE(page.header("Retry-After"), "");
    EXPECT_NE(page.body.find("Ana Reyes"), std::string::npos);
    EXPECT_NE(page.body.find("828-7757"), std::string::npos);
    EXPECT_EQ(site.get("/").status, 200) << "the form is still drawn";
    EXPECT_EQ(site.get("/readyz").status, 503);
    EXPECT_EQ(site.read(agent, "/api/desk/queue").status, 503);
    site.database.sql("grant connect on database \"" + site.database.name() + "\" to backline_app");
    EXPECT_EQ(site.post_json("/api/requests", body).status, 201) << "serving again by itself";
}

}  // namespace
}  // namespace backline::test

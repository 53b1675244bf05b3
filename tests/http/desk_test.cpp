// The phone team's side of the contract, as the console uses it.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "http/site.h"
#include "relay/relay.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kTuesday = "2026-11-24 10:30 America/Los_Angeles";

struct Desk : Site {
    Desk() : Site(kTuesday) {}
    Staff agent = sign_in(Role::agent, "agent");

    std::string submit(int number, const Json& more = Json::object()) {
        Json body = request(number);
        body.update(more);
        const auto response = post_json("/api/requests", body);
        EXPECT_EQ(response.status, 201) << response.body;
        return database.sql("select id from request where reference = '" +
                            json_of(response)["reference"].get<std::string>() + "'");
    }
    Json claim(const Staff& staff) {
        const auto response = write(staff, "POST", "/api/desk/claims", Json::object());
        EXPECT_EQ(response.status, 201) << response.body;
        return json_of(response);
    }
    // Calls the claimed request; the attempt's id.
    std::string call(const Staff& staff, const Json& claimed) {
        const auto response =
            write(staff, "POST",
                  "/api/requests/" + claimed["request"]["id"].get<std::string>() + "/attempts",
                  {{"fence", claimed["fence"]}});
        EXPECT_EQ(response.status, 201) << response.body;
        return json_of(response)["attempt_id"];
    }
    Response end(const Staff& staff, const Json& claimed, const std::string& attempt, Json body) {
        body["fence"] = claimed["fence"];
        return write(staff, "POST", "/api/attempts/" + attempt + "/outcome", body);
    }
};

TEST(Desk, ServesTheNextRequestWithItsGuideAndGivesItBackToWhoHasLostTheAnswer) {
    Desk desk;
    desk.submit(1);
    const Json first = desk.claim(desk.agent);
    EXPECT_EQ(first["request"]["phone"], "+13105550001");
    EXPECT_EQ(first["lease_seconds"], desk.app->config().desk.lease_seconds);
    EXPECT_FALSE(first["guide"]["questions"].empty());
    EXPECT_FALSE(first["guide"]["voicemail"].get<std::string>().empty());
    EXPECT_FALSE(first["guide"]["emergency_id"].get<std::string>().empty());
    const Json again = desk.claim(desk.agent);
    EXPECT_EQ(again["fence"], first["fence"]);
    EXPECT_EQ(again["request"]["id"], first["request"]["id"]);
}

TEST(Desk, Answers204WhenNothingIsDue) {
    Desk desk;
    const auto response = desk.write(desk.agent, "POST", "/api/desk/claims", Json::object());
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(response.body, "");
}

TEST(Desk, LogsAnOutcomeFromClaimToNext) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    const auto attempt = desk.call(desk.agent, claimed);
    const auto ended = desk.end(desk.agent, claimed, attempt, {{"outcome", "no_answer"}});
    ASSERT_EQ(ended.status, 200) << ended.body;
    EXPECT_EQ(json_of(ended)["state"], "retry");
    EXPECT_TRUE(json_of(ended)["due_at"].is_string());
    const Json seen = json_of(desk.read(desk.agent, "/api/requests/" + id));
    EXPECT_EQ(seen["attempts"][0]["outcome"], "no_answer");
    EXPECT_TRUE(seen["holder"].is_null());
    const auto twice = desk.end(desk.agent, claimed, attempt, {{"outcome", "busy"}});
    EXPECT_EQ(twice.status, 409);
}

TEST(Desk, AnswersWhatCollidesWithoutEndWith503) {
    Desk desk;
    const auto id = desk.submit(1);
    desk.database.collide(1000);
    const auto refused =
        desk.write(desk.agent, "POST", "/api/requests/" + id + "/notes", {{"note", "again"}});
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_NE(refused.header("Retry-After"), "");
}

TEST(Desk, NamesEveryMissingNeedOfAnOutcome) {
    Desk desk;
    desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    const auto attempt = desk.call(desk.agent, claimed);
    const auto booked = desk.end(desk.agent, claimed, attempt, {{"outcome", "booked"}});
    EXPECT_EQ(booked.status, 422) << booked.body;
    const Json problem = json_of(booked);
    std::string fields;
    for (const Json& fault : problem["errors"]) fields += fault["field"].get<std::string>() + " ";
    EXPECT_NE(fields.find("appointment"), std::string::npos) << booked.body;
    EXPECT_EQ(desk.end(desk.agent, claimed, attempt, {{"outcome", "vanished"}}).status, 422);
    const auto good = desk.end(
        desk.agent, claimed, attempt,
        {{"outcome", "booked"},
         {"note", "MRI on a disc"},
         {"appointment", {{"visit_start", "2026-12-01T18:00:00Z"}, {"location", "Wilshire"}}}});
    EXPECT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(json_of(good)["resolution"], "booked");
    const std::string id = claimed["request"]["id"];
    EXPECT_EQ(json_of(desk.read(desk.agent, "/api/requests/" + id))["appointment"],
              (Json{{"visit_start", "2026-12-01T18:00:00.000Z"},
                    {"location", "Wilshire"},
                    {"clinician", nullptr}}));
}

TEST(Desk, RefusesAStaleFenceAndChangesNothing) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    const std::string path = "/api/requests/" + id;
    const Json stale{{"fence", claimed["fence"].get<long>() + 1}};
    for (const auto& [method, what] : std::vector<std::pair<std::string, std::string>>{
             {"PUT", "/claim"}, {"DELETE", "/claim"}, {"POST", "/attempts"}}) {
        const auto response = desk.write(desk.agent, method, path + what, stale);
        EXPECT_EQ(response.status, 409) << what;
        EXPECT_EQ(json_of(response)["code"], "stale_fence") << what;
    }
    EXPECT_EQ(desk.write(desk.agent, "PUT", path + "/claim", {{"fence", claimed["fence"]}}).status,
              200);
    EXPECT_EQ(desk.count("attempt"), "0");
}

TEST(Desk, NamesWhoHoldsWhatAnotherWants) {
    Desk desk;
    const auto id = desk.submit(1);
    desk.claim(desk.agent);
    const auto other = desk.sign_in(Role::agent, "agent2");
    const auto refused =
        desk.write(other, "POST", "/api/desk/claims", {{"request_id", id}, {"reason", "mine"}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(json_of(refused)["code"], "held");
    EXPECT_EQ(json_of(refused)["holder"]["name"], desk.agent.person.name);
    EXPECT_EQ(desk.write(other, "POST", "/api/desk/claims", {{"request_id", "x"}}).status, 422);
}

TEST(Desk, SaysWhyACallMayNotBeMadeNow) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    desk.database.stop_clock("2026-11-24 22:30 America/Los_Angeles");
    desk.database.sql("update request set claim_until = instant() + interval '5 minutes'");
    const auto refused = desk.write(desk.agent, "POST", "/api/requests/" + id + "/attempts",
                                    {{"fence", claimed["fence"]}});
    ASSERT_EQ(refused.status, 409) << refused.body;
    const Json body = json_of(refused);
    EXPECT_EQ(body["code"], "not_now");
    EXPECT_FALSE(body["reason"].get<std::string>().empty());
    EXPECT_FALSE(body["reason_text"].get<std::string>().empty());
    EXPECT_TRUE(body["allowed_at"].is_string());
}

TEST(Desk, ShowsTheFullNumberOnlyToWhoHoldsIt) {
    Desk desk;
    const auto id = desk.submit(1);
    desk.claim(desk.agent);
    const auto other = desk.sign_in(Role::agent, "agent2");
    const auto seen = desk.read(other, "/api/requests/" + id);
    EXPECT_EQ(seen.status, 200);
    EXPECT_TRUE(json_of(seen)["phone"].is_null());
    EXPECT_EQ(seen.body.find("3105550001"), std::string::npos);
    EXPECT_EQ(desk.read(other, "/api/desk/queue").body.find("5550001"), std::string::npos);
    const std::string path = "/api/requests/" + id + "/reveal";
    EXPECT_EQ(desk.write(other, "POST", path, Json::object()).status, 422);
    const auto revealed = desk.write(other, "POST", path, {{"reason", "caller on another line"}});
    ASSERT_EQ(revealed.status, 200) << revealed.body;
    EXPECT_EQ(json_of(revealed)["phone"], "+13105550001");
    EXPECT_EQ(desk.database.sql("select count(*) from journal where action like '%reveal%'"), "1");
}

TEST(Desk, KeepsADraftForItsHolder) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    const auto saved = desk.write(desk.agent, "PUT", "/api/requests/" + id + "/draft",
                                  {{"fence", claimed["fence"]}, {"note", "call after five"}});
    EXPECT_EQ(saved.status, 204) << saved.body;
    EXPECT_EQ(desk.claim(desk.agent)["draft"], "call after five");
}

TEST(Desk, ReleasesToTheQueue) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    EXPECT_EQ(desk.write(desk.agent, "DELETE", "/api/requests/" + id + "/claim",
                         {{"fence", claimed["fence"]}, {"reason", "wrong language"}})
                  .status,
              204);
    const Json queue = json_of(desk.read(desk.agent, "/api/desk/queue"));
    ASSERT_EQ(queue["items"].size(), 1U);
    EXPECT_TRUE(queue["items"][0]["holder"].is_null());
    EXPECT_EQ(queue["items"][0]["place"], "new");
    EXPECT_FALSE(queue["items"][0]["why"].get<std::string>().empty());
    EXPECT_EQ(queue["counts"]["due"], 1);
}

TEST(Desk, TellsALeadWhoseCallIsOpenForOverAnHourAndLetsThemEndIt) {
    Desk desk;
    const auto id = desk.submit(1);
    const auto lead = desk.sign_in(Role::lead, "lead");
    const auto attempt = desk.call(desk.agent, desk.claim(desk.agent));
    // Begun an hour earlier: a clock put on by an hour would end the sessions.
    desk.database.sql("update attempt set started_at = started_at - interval '61 minutes'");
    desk.database.sql("update request set claim_until = claim_until - interval '61 minutes'");
    const auto told = [&](const Staff& staff) {
        return json_of(desk.read(staff, "/api/desk/queue"))["items"][0];
    };
    EXPECT_EQ(told(lead)["place"], "new") << "the relay has not looked yet";
    const Relay relay(*desk.app);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (told(lead)["place"] != "overdue" && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    EXPECT_EQ(told(lead)["why"], "Call open for over an hour: " + desk.agent.person.name);
    EXPECT_EQ(told(desk.agent)["place"], "new") << "it is a lead's matter";
    const Json wanted{{"request_id", id}, {"reason", "gone home"}};
    const auto taken = desk.write(lead, "POST", "/api/desk/claims", wanted);
    ASSERT_EQ(taken.status, 201) << taken.body;
    const Json claimed = json_of(taken);
    EXPECT_EQ(claimed["request"]["open_attempt"]["id"], attempt);
    const auto ended = desk.end(lead, claimed, attempt, {{"outcome", "no_answer"}});
    EXPECT_EQ(ended.status, 200) << ended.body;
    std::string history;
    const Json seen = json_of(desk.read(lead, "/api/requests/" + id));
    for (const Json& line : seen["history"]) history += line["text"].get<std::string>() + "\n";
    EXPECT_NE(history.find("Taken over\nThe call has been open for an hour: leads were told\n"),
              std::string::npos)
        << history;
}

TEST(Desk, FindsByReferencePhoneAndName) {
    Desk desk;
    const auto id = desk.submit(7);
    const auto reference = desk.database.sql("select reference from request");
    const auto search = [&](const std::string& q) {
        return json_of(desk.write(desk.agent, "POST", "/api/requests/search", {{"q", q}}));
    };
    for (const std::string& q :
         {reference, std::string{"310-555-0007"}, std::string{"0007"}, std::string{"person"}}) {
        const Json found = search(q);
        ASSERT_EQ(found["items"].size(), 1U) << q << found;
        EXPECT_EQ(found["items"][0]["id"], id);
    }
    EXPECT_EQ(search("nobody")["items"].size(), 0U);
}

TEST(Desk, ServesARequestTakenByPhoneLikeAnyOther) {
    Desk desk;
    Json body = desk.request(1);
    body.erase("rendered");
    const auto taken = desk.write(desk.agent, "POST", "/api/requests", body);
    ASSERT_EQ(taken.status, 201) << taken.body;
    const Json claimed = desk.claim(desk.agent);
    EXPECT_EQ(claimed["request"]["source"]["from"], "phone");
}

TEST(Desk, LetsALeadDecideOverWhatIsHeldBack) {
    Desk desk;
    Json body = desk.request(1);
    body["spare"] = "pills";
    ASSERT_EQ(desk.post_json("/api/requests", body).status, 201);
    body = desk.request(2);
    body["spare"] = "pills";
    ASSERT_EQ(desk.post_json("/api/requests", body).status, 201);
    const auto lead = desk.sign_in(Role::lead, "lead");
    const auto ids = desk.database.sql("select string_agg(id::text, ' ' order by id) from request");
    const std::string one = "/api/requests/" + ids.substr(0, 36);
    const std::string two = "/api/requests/" + ids.substr(37);
    EXPECT_EQ(desk.write(desk.agent, "DELETE", one + "/quarantine", Json::object()).status, 403);
    EXPECT_EQ(desk.write(lead, "DELETE", one + "/quarantine", Json::object()).status, 204);
    EXPECT_EQ(desk.write(lead, "POST", two + "/spam", Json::object()).status, 204);
    EXPECT_EQ(desk.database.sql("select string_agg(state, ' ' order by id) from request"),
              "new closed");
}

TEST(Reports, AreTheSameAsJsonAndCsv) {
    Desk desk;
    desk.submit(1);
    const auto manager = desk.sign_in(Role::manager, "manager");
    const std::string path = "/api/reports/service-level?from=2026-11-23&to=2026-11-24";
    const Json report = json_of(desk.read(manager, path));
    ASSERT_EQ(report["rows"].size(), 2U) << report;
    EXPECT_EQ(report["rows"][1]["requests"], 1);
    EXPECT_TRUE(report["rows"][0]["service_level"].is_null()) << "missing is never 0";
    const auto csv = desk.read(manager, path + "&format=csv");
    EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
    EXPECT_NE(csv.body.find("\r\n2026-11-24,1,"), std::string::npos) << csv.body;
    EXPECT_NE(csv.body.find("\r\ntotal,1,"), std::string::npos) << csv.body;
    EXPECT_EQ(desk.read(manager, path + "&by=moon").status, 422);
    EXPECT_EQ(desk.read(manager, path + "&agent=x").status, 422);
    EXPECT_EQ(desk.read(manager, "/api/reports/unknown?from=2026-11-23&to=2026-11-24").status, 404);
}

std::string last_history(const Json& seen, const std::string& kind) {
    std::string text;
    for (const auto& line : seen["history"])
        if (line["kind"] == kind) text = line["text"];
    return text;
}

TEST(Desk, DialsTheOtherNumberThatAStrangerGave) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    const auto attempt = desk.call(desk.agent, claimed);
    const auto end = [&](const std::string& phone) {
        return desk.end(desk.agent, claimed, attempt,
                        {{"outcome", "wrong_number"}, {"other_phone", phone}});
    };
    for (const auto& [phone, code] :
         {std::pair{"12345", "too_short"}, std::pair{"+1 310 555 0001", "same_number"}}) {
        const auto refused = end(phone);
        ASSERT_EQ(refused.status, 422) << refused.body;
        EXPECT_EQ(json_of(refused)["errors"][0]["field"], "other_phone");
        EXPECT_EQ(json_of(refused)["errors"][0]["code"], code);
        EXPECT_NE(json_of(refused)["errors"][0]["message"], "Check this answer");
    }
    const Json ended = json_of(end("(310) 555-0142"));
    EXPECT_EQ(ended["state"], "new");
    EXPECT_EQ(ended["phone_masked"], "•••-•••-0142");
    EXPECT_TRUE(ended["merged_into"].is_null());
    EXPECT_EQ(json_of(end("(310) 555-0142")), ended) << "sent again";
    const Json seen = json_of(desk.read(desk.agent, "/api/requests/" + id));
    EXPECT_EQ(seen["due_at"], ended["due_at"]);
    EXPECT_EQ(seen["phone_masked"], "•••-•••-0142");
    EXPECT_EQ(last_history(seen, "request.number_changed"), "Number changed from •••-•••-0001");
    EXPECT_EQ(seen["callable"]["now"], true);
    const Json next = desk.claim(desk.agent);
    ASSERT_EQ(next["request"]["id"], id);
    const auto started = desk.write(desk.agent, "POST", "/api/requests/" + id + "/attempts",
                                    {{"fence", next["fence"]}});
    ASSERT_EQ(started.status, 201) << started.body;
    EXPECT_EQ(json_of(started)["tel"], "tel:+13105550142");
}

TEST(Desk, ShowsEveryFieldOfAnOutcomeAfterwards) {
    Desk desk;
    const auto id = desk.submit(1, {{"red_flags", Json::array({"fever"})}});
    const Json claimed = desk.claim(desk.agent);
    const auto advice = claimed["guide"]["emergency_id"];
    const auto attempt = desk.call(desk.agent, claimed);
    const auto end = [&](const Json& body) {
        const auto answer = desk.end(desk.agent, claimed, attempt, body);
        std::string faults;
        if (answer.status != 422) return faults;
        const Json problem = json_of(answer);
        for (const auto& fault : problem["errors"])
            faults +=
                fault["field"].get<std::string>() + ":" + fault["code"].get<std::string>() + " ";
        return faults;
    };
    Json declined{{"outcome", "declined"}, {"reason", "other_care"}, {"note", "Sees Dr. Lee"}};
    EXPECT_EQ(end(declined), "advice:required ");
    declined["advice"] = "something soothing";
    EXPECT_EQ(end(declined), "advice:unknown ");
    declined["advice"] = advice;
    declined["language"] = "es";
    EXPECT_EQ(end(declined), "language:not_taken ");
    EXPECT_EQ(end({{"outcome", "language_callback"}, {"language", "tlh"}, {"advice", advice}}),
              "language:unknown ");
    declined.erase("language");
    EXPECT_EQ(end(declined), "");
    const Json seen = json_of(desk.read(desk.agent, "/api/requests/" + id));
    const Json& call = seen["attempts"][0];
    EXPECT_EQ(call["reason"], "other_care");
    EXPECT_EQ(call["reason_label"], "other care");
    EXPECT_EQ(call["advice"], advice);
    EXPECT_EQ(call["note"], "Sees Dr. Lee");
    EXPECT_EQ(last_history(seen, "attempt.ended"),
              "Call ended: Declined (other care). The emergency advice was read");
}

TEST(Desk, AnswersWithTheTimeThatTheRowSays) {
    Desk desk;
    const auto id = desk.submit(1);
    const Json claimed = desk.claim(desk.agent);
    const auto attempt = desk.call(desk.agent, claimed);
    Json again = desk.request(1);
    again["name"] = claimed["request"]["name"];
    again["submission_id"] = "once more";
    ASSERT_EQ(desk.post_json("/api/requests", again).status, 201);
    const Json ended = json_of(desk.end(desk.agent, claimed, attempt, {{"outcome", "no_answer"}}));
    const Json seen = json_of(desk.read(desk.agent, "/api/requests/" + id));
    EXPECT_EQ(ended["due_at"], seen["due_at"]) << "another form was told sooner than the cadence";
    EXPECT_EQ(ended["due_at"], "2026-11-24T18:30:00.000Z");
}

}  // namespace
}  // namespace backline::test

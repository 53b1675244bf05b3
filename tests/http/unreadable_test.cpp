// A value that cannot be opened (a lost key, a damaged row) costs its own place and nothing else:
// every route of the desk and of the patient is walked with each sealed column damaged in turn.
#include <gtest/gtest.h>

#include "http/site.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kTuesday = "2026-11-24 10:30 America/Los_Angeles";

struct Damaged : Site {
    Damaged() : Site(kTuesday) {
        for (int number = 1; number <= 3; ++number) {
            Json body = request(number);
            body["email"] = "somebody@example.org";
            body["reason"] = "since March";
            const auto answer = post_json("/api/requests", body);
            EXPECT_EQ(answer.status, 201) << answer.body;
            pages.push_back(json_of(answer)["status_url"]);
            ids.push_back(database.sql("select id from request where reference = '" +
                                       json_of(answer)["reference"].get<std::string>() + "'"));
        }
    }
    // Nothing of it may be an error of ours.
    Json walk(const Response& response, const std::string& what) {
        EXPECT_LT(response.status, 500) << what << ": " << response.body;
        return json_of(response);
    }
    Staff agent = sign_in(Role::agent, "agent");
    Staff lead = sign_in(Role::lead, "lead");
    std::vector<std::string> ids, pages;
};

void look_at_everything(Damaged& site, const std::string& what) {
    for (const auto* staff : {&site.agent, &site.lead}) {
        const auto queue = site.read(*staff, "/api/desk/queue");
        EXPECT_EQ(queue.status, 200) << what;
        EXPECT_EQ(json_of(queue)["items"].size(), 3U) << what;
        EXPECT_EQ(site.read(*staff, "/api/requests?state=new").status, 200) << what;
        site.walk(site.write(*staff, "POST", "/api/requests/search", {{"q", "0001"}}), what);
        site.walk(site.write(*staff, "POST", "/api/requests/search", {{"q", "555-0001"}}), what);
        for (const auto& id : site.ids)
            EXPECT_EQ(site.read(*staff, "/api/requests/" + id).status, 200) << what;
    }
    for (const auto& page : site.pages) {
        const auto path = page.substr(page.find("/r/"));
        EXPECT_EQ(site.get(path).status, 200) << what;
        site.walk(site.post_form(path + "/window", {{"best_time", "asap"}}), what);
    }
    site.walk(site.write(site.lead, "POST", "/api/requests/" + site.ids[0] + "/reveal",
                         {{"reason", "why"}}),
              what);
}

// The first is claimed, or another where it cannot be called; the call is made, and ended.
void call_one(Damaged& site, const std::string& what) {
    const auto claimed = site.write(site.agent, "POST", "/api/desk/claims", Json::object());
    ASSERT_EQ(claimed.status, 201) << what << claimed.body;
    const Json claim = json_of(claimed);
    const std::string path = "/api/requests/" + claim["request"]["id"].get<std::string>();
    site.walk(site.write(site.agent, "PUT", path + "/draft",
                         {{"fence", claim["fence"]}, {"note", "half"}}),
              what);
    const auto call =
        site.write(site.agent, "POST", path + "/attempts", {{"fence", claim["fence"]}});
    ASSERT_EQ(call.status, 201) << what << call.body;
    const auto ended =
        site.write(site.agent, "POST",
                   "/api/attempts/" + json_of(call)["attempt_id"].get<std::string>() + "/outcome",
                   {{"fence", claim["fence"]}, {"outcome", "no_answer"}, {"note", "rang out"}});
    EXPECT_EQ(ended.status, 200) << what << ended.body;
}

TEST(Unreadable, AColumnOfOneRequestDegradesItAndNothingElse) {
    for (const std::string column : {"name", "phone", "email", "reason", "contact_name"}) {
        Damaged site;
        site.database.sql("update request set " + column + "_sealed = '\\xdeadbeef' where id = '" +
                          site.ids[0] + "'");
        look_at_everything(site, column);
        const Json seen = json_of(site.read(site.agent, "/api/requests/" + site.ids[0]));
        EXPECT_EQ(seen["unreadable"], Json({column}));
        EXPECT_EQ(json_of(site.read(site.agent, "/api/requests/" + site.ids[1]))["unreadable"],
                  Json::array());
        for (int i = 0; i < 2; ++i) call_one(site, column);
        look_at_everything(site, column + " after a call");
        if (column != "phone") continue;
        // Whoever asked for another time meanwhile is promised it, and would be served first.
        site.database.sql("update request set due_at = due_at + interval '1 day' where id <> '" +
                          site.ids[0] + "'");
        site.walk(site.write(site.agent, "POST", "/api/desk/claims", Json::object()), column);
        const Json barred = json_of(site.read(site.lead, "/api/requests/" + site.ids[0]));
        EXPECT_EQ(barred["state"], "escalated");
        EXPECT_EQ(barred["barred"], "unreadable");
        const auto closed =
            site.write(site.lead, "POST", "/api/requests/" + site.ids[0] + "/closure",
                       {{"resolution", "unable_to_reach"}, {"note", "Lost"}});
        EXPECT_EQ(closed.status, 200) << closed.body;
    }
}

TEST(Unreadable, ANoteADraftAndWordsOfTheJournalSayThatTheyCannotBeRead) {
    Damaged site;
    const auto first = json_of(site.write(site.agent, "POST", "/api/desk/claims", Json::object()));
    const std::string id = first["request"]["id"];
    site.walk(site.write(site.agent, "DELETE", "/api/requests/" + id + "/claim",
                         {{"fence", first["fence"]}}),
              "release");
    call_one(site, "before");
    site.walk(site.write(site.lead, "POST", "/api/requests/" + id + "/notes", {{"note", "x"}}),
              "note");
    site.database.sql("update submission set words_sealed = '\\x04'");
    site.database.sql("update attempt set note_sealed = '\\x01'");
    site.database.sql("insert into draft (request_id, agent_id, note_sealed) select '" + id +
                      "', id, '\\x02' from staff where username = 'agent'");
    site.database.sql("update journal set sealed = '\\x03' where sealed is not null");
    const auto response = site.read(site.agent, "/api/requests/" + id);
    ASSERT_EQ(response.status, 200) << response.body;
    const Json seen = json_of(response);
    EXPECT_EQ(seen["unreadable"], Json({"attempts.note", "history", "draft"}));
    EXPECT_EQ(seen["attempts"][0]["note"], "(cannot be read)");
    look_at_everything(site, "notes");
    call_one(site, "the next");
}

}  // namespace
}  // namespace backline::test

// What agents may not learn: that a request is in quarantine, and its id. What leads do learn: who
// was shown whose number.
#include <gtest/gtest.h>

#include "http/site.h"
#include "relay/relay.h"
#include "store/journal.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

struct Held : Site {
    explicit Held(const std::function<void(Config&)>& change = {}) : Site(change) {
        database.stop_clock("2026-11-24 10:30 America/Los_Angeles");
        open = submit(1, Json::object());
        // The same number under another name, by a machine.
        held = submit(1, {{"name", "Another Name"}, {"rendered", ""}});
    }
    std::string submit(int number, const Json& more) {
        Json body = request(number);
        body.update(more);
        body["submission_id"] = "key-" + std::to_string(++sent);
        const auto answer = post_json("/api/requests", body);
        EXPECT_EQ(answer.status, 201) << answer.body;
        return database.sql("select id from request where reference = '" +
                            json_of(answer)["reference"].get<std::string>() + "'");
    }
    void seal() {
        while (store::seal_journal(app->desk(), app->master(), 1000).count > 0) {
        }
    }
    Response reveal(const Staff& staff, const std::string& id, const std::string& reason) {
        return write(staff, "POST", "/api/requests/" + id + "/reveal", {{"reason", reason}});
    }

    int sent = 0;
    std::string open, held;
    Staff agent = sign_in(Role::agent, "agent");
    Staff lead = sign_in(Role::lead, "lead");
};

TEST(Quarantine, IsNotThereForAgentsOnAnyRoute) {
    Held site;
    ASSERT_EQ(site.database.sql("select state from request where id = '" + site.held + "'"),
              "quarantined");
    const std::string nobody = "00000000-0000-7000-8000-000000000000";
    const auto answers = [&](const Staff& staff, const Route& route, const std::string& id) {
        std::string path = route.path.text();
        path.replace(path.find("{id}"), 4, id);
        Json body = Json::object();
        if (route.takes == Takes::json) {
            const std::string_view template_path = route.path.text();
            const auto ends = [&](std::string_view end) { return template_path.ends_with(end); };
            if (ends("/claim") || ends("/draft") || ends("/attempts")) body["fence"] = 1;
            if (ends("/notes")) body["note"] = "seen";
            if (ends("/reveal")) body["reason"] = "asked for";
        }
        const auto answer =
            site.ask(std::string{name_of(route.method)}, path, Site::write_headers(staff),
                     route.takes == Takes::json ? body.dump() : "");
        auto told = json_of(answer);
        if (told.is_object()) told.erase("request_id");
        return std::to_string(answer.status) + told.dump();
    };
    for (const Route& route : routes()) {
        const std::string_view path = route.path.text();
        if (!path.starts_with("/api/requests/{id}")) continue;
        EXPECT_EQ(answers(site.agent, route, site.held), answers(site.agent, route, nobody))
            << name_of(route.method) << " " << path;
    }
    EXPECT_EQ(
        site.write(site.agent, "POST", "/api/desk/claims", {{"request_id", site.held}}).status,
        404);
    // Nor does anything else hand out its id.
    site.seal();
    for (const std::string& target :
         {std::string("/api/desk/queue"), std::string("/api/desk/changes?after=0"),
          std::string("/api/requests"), std::string("/api/requests?state=quarantined"),
          "/api/requests/" + site.open}) {
        const auto seen = site.read(site.agent, target);
        EXPECT_EQ(seen.status, 200) << target;
        EXPECT_EQ(seen.body.find(site.held), std::string::npos) << target;
    }
    for (const std::string& target :
         {std::string("/api/desk/changes?after=0"), std::string("/api/requests?state=quarantined"),
          "/api/requests/" + site.open})
        EXPECT_NE(site.read(site.lead, target).body.find(site.held), std::string::npos) << target;
    EXPECT_EQ(site.database.sql("select count(*) from journal where request_id = '" + site.held +
                                "' and action in ('phone.revealed', 'request.noted')"),
              "0");
}

TEST(Quarantine, IsToldToAnAgentWhoSearchesAsANumberOnly) {
    Held site;
    const auto look = [&](const Staff& staff, const std::string& q) {
        return json_of(site.write(staff, "POST", "/api/requests/search", {{"q", q}}));
    };
    const auto reference =
        site.database.sql("select reference from request where id = '" + site.held + "'");
    const auto found = look(site.agent, reference);
    EXPECT_TRUE(found["items"].empty());
    EXPECT_EQ(found["held_aside"], 1);
    EXPECT_EQ(found.dump().find(site.held), std::string::npos);
    const auto by_name = look(site.agent, "Another Name");
    EXPECT_TRUE(by_name["items"].empty());
    EXPECT_EQ(by_name["held_aside"], 1);
    EXPECT_EQ(look(site.agent, "Nobody Atall")["held_aside"], 0);
    const auto leads = look(site.lead, reference);
    EXPECT_EQ(leads["items"].size(), 1U);
    EXPECT_EQ(leads["held_aside"], 0);
}

TEST(Reveals, AreToldToLeadsWithTheirReasonAndStandInTheHistory) {
    Held site;
    EXPECT_EQ(site.reveal(site.agent, site.open, " \t\n ").status, 422);
    ASSERT_EQ(site.reveal(site.agent, site.open, "the line broke off").status, 200);
    site.seal();
    const auto revealed = [&](const Staff& staff) {
        std::vector<Json> found;
        const Json news = json_of(site.read(staff, "/api/desk/changes?after=0"));
        for (const auto& change : news["changes"])
            if (change["kind"] == "phone.revealed") found.push_back(change);
        return found;
    };
    EXPECT_TRUE(revealed(site.agent).empty());
    const auto told = revealed(site.lead);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0]["request_id"], site.open);
    EXPECT_EQ(told[0]["reason"], "the line broke off");
    EXPECT_EQ(told[0]["actor"], site.agent.person.name);
    EXPECT_EQ(told[0]["reference"],
              site.database.sql("select reference from request where id = '" + site.open + "'"));
    EXPECT_NE(site.read(site.lead, "/api/requests/" + site.open)
                  .body.find("The full number was shown: the line broke off"),
              std::string::npos);
}

TEST(Reveals, AreToldToTheLeadWhoComesInLaterFromOnePage) {
    Held site;
    const auto listed = [&] {
        return json_of(site.read(site.lead, "/api/desk/reveals"))["reveals"];
    };
    EXPECT_TRUE(listed().empty());
    EXPECT_EQ(site.read(site.agent, "/api/desk/reveals").status, 403);
    ASSERT_EQ(site.reveal(site.agent, site.open, "the line broke off").status, 200);
    site.database.stop_clock("2026-11-24 11:30 America/Los_Angeles");
    ASSERT_EQ(site.reveal(site.agent, site.open, "again").status, 200);
    const auto told = listed();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0]["reason"], "again") << "the newest first";
    EXPECT_EQ(told[1]["reason"], "the line broke off");
    EXPECT_EQ(told[1]["actor"], site.agent.person.name);
    EXPECT_EQ(told[1]["request_id"], site.open);
    EXPECT_EQ(site.database.sql("select count(*) from journal where action = 'reveals.viewed'"),
              "2");
    site.database.stop_clock("2026-11-25 11:00 America/Los_Angeles");
    EXPECT_EQ(json_of(site.read(site.sign_in(Role::lead, "later"), "/api/desk/reveals"))["reveals"]
                  .size(),
              1U);
}

TEST(Reveals, OfOnePersonAreSoManyAnHour) {
    Held site([](Config& config) { config.desk.reveals_per_hour = 3; });
    for (int i = 0; i < 3; ++i) EXPECT_EQ(site.reveal(site.agent, site.open, "x").status, 200) << i;
    const auto refused = site.reveal(site.agent, site.open, "x");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("Retry-After"), "3600");
    EXPECT_EQ(site.reveal(site.lead, site.open, "x").status, 200) << "another person";
    site.database.stop_clock("2026-11-24 11:31 America/Los_Angeles");
    EXPECT_EQ(site.reveal(site.agent, site.open, "x").status, 200);
}

}  // namespace
}  // namespace backline::test

// A time at which nobody may be called is asked back, with our hours and the next times that can
// be met: in JSON, on the form's page, on the patient's page and to the agent. In real hours.
#include <gtest/gtest.h>

#include "http/site.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

constexpr const char* kWednesday = "2026-11-25 15:10 America/Los_Angeles";

// Wishes that cannot be met: by a slip of am and pm, in the evening, on a day we are closed, too
// short, and minutes before closing.
const std::vector<Json>& unmeetable_wishes() {
    static const std::vector<Json> wishes{
        {{"from", "2026-11-30T03:00:00-08:00"}, {"to", "2026-11-30T05:00:00-08:00"}},
        {{"from", "2026-11-30T18:00:00-08:00"}, {"to", "2026-11-30T21:00:00-08:00"}},
        {{"days", {"sun"}}},
        {{"from", "2026-11-30T10:00:00-08:00"}, {"to", "2026-11-30T10:01:00-08:00"}},
        {{"from", "2026-11-30T17:55:00-08:00"}, {"to", "2026-11-30T20:00:00-08:00"}}};
    return wishes;
}

void expect_offered(const Json& refused, const char* field) {
    ASSERT_EQ(refused["errors"].size(), 1U) << refused;
    EXPECT_EQ(refused["errors"][0]["field"], field);
    EXPECT_FALSE(refused["hours"].empty());
    ASSERT_EQ(refused["suggestions"].size(), 3U) << refused;
    for (const auto& open : refused["suggestions"]) EXPECT_NE(open["words"], "");
}

TEST(OpenTimes, AreToldByTheApiAndTakenAsTheyWereTold) {
    Site site(kWednesday);
    int person = 1;
    for (const auto& wish : unmeetable_wishes()) {
        auto form = site.request(person);
        form["window"] = wish;
        const auto refused = site.post_json("/api/requests", form);
        ASSERT_EQ(refused.status, 422) << wish;
        const auto told = json_of(refused);
        expect_offered(told, "window");
        EXPECT_EQ(site.count("request"), std::to_string(person - 1)) << "nothing is saved";
        const auto& open = told["suggestions"][0];
        form["window"] = {{"from", open["from"]}, {"to", open["to"]}};
        const auto taken = site.post_json("/api/requests", form);
        ASSERT_EQ(taken.status, 201) << open << taken.body;
        // Promise and wish agree.
        const auto promise = json_of(taken)["promise"];
        EXPECT_GE(promise["from"], open["from"]) << promise;
        EXPECT_LE(promise["to"], open["to"]) << promise;
        ++person;
    }
}

// Told to everybody whose clock shows another time, in a message, on a page, and to nobody else.
TEST(OpenTimes, AreToldWithTheirZoneWhereTheNumberMayBeElsewhere) {
    Site site(kWednesday);
    const struct {
        const char *phone, *page;
        bool elsewhere;
    } numbers[] = {{"+1 212 555 0142", "en", true},
                   {"+1 212 555 0143", "es", true},
                   {"+1 310 555 0144", "en", false},
                   {"+1 310 555 0145", "es", false}};
    int person = 0;
    for (const auto& [phone, page, elsewhere] : numbers) {
        const std::string zone =
            std::string{page} == "es" ? "m. (hora de Los Ángeles)" : "m (Los Angeles time)";
        auto form = site.request(++person);
        form["phone"] = phone;
        form["consent"]["text_id"] = std::string{"call-"} + page + "-2";
        form["window"] = {{"from", "2026-11-30T10:00"}, {"to", "2026-11-30T12:00"}};
        const auto taken = site.post_json("/api/requests", form);
        ASSERT_EQ(taken.status, 201) << taken.body;
        const std::string message = json_of(taken)["message"];
        EXPECT_EQ(message.find(zone) != std::string::npos, elsewhere) << message;
        const std::string url = json_of(taken)["status_url"];
        const auto shown = site.get(url.substr(url.find("/r/")) + "?language=" + page).body;
        const auto first = shown.find(zone);
        EXPECT_EQ(first != std::string::npos, elsewhere) << phone;
        EXPECT_EQ(shown.find(zone, first + 1) != std::string::npos, elsewhere) << "asked, too";
        EXPECT_EQ(json_of(site.post_json("/api/requests", form))["message"], message);
    }
    EXPECT_NE(site.get("/").body.find("(Los Angeles time)"), std::string::npos)
        << "nobody knows yet where who reads this is";
    EXPECT_NE(site.get("/es").body.find("(hora de Los Ángeles)"), std::string::npos);
}

// The first of the offered choices that the page draws for the best time.
std::string offered_in(const std::string& page) {
    const std::string before =
        "<input type=\"radio\" name=\"best_time\" id=\"best_time-open-0\" "
        "value=\"";
    const auto at = page.find(before);
    if (at == std::string::npos) return {};
    const auto from = at + before.size();
    return page.substr(from, page.find('"', from) - from);
}

using Fields = std::vector<std::pair<std::string, std::string>>;

const std::vector<Fields>& typed_wishes() {
    static const std::vector<Fields> wishes{{{"best_time", "window"},
                                             {"window_from", "2026-11-30T03:00"},
                                             {"window_to", "2026-11-30T05:00"}},
                                            {{"best_time", "parts"}, {"days", "sun"}}};
    return wishes;
}

TEST(OpenTimes, AreChoicesOnTheFormWhichKeepsWhatWasTyped) {
    for (const std::string language : {"en", "es"}) {
        for (const auto& wish : typed_wishes()) {
            Site site(kWednesday);
            auto fields = site.fields(1);
            for (auto& [name, value] : fields) {
                if (name == "name") value = "María Pérez";
                if (name == "language") value = language;
            }
            auto with = fields;
            with.insert(with.end(), wish.begin(), wish.end());
            const std::string path = language == "es" ? "/es" : "/";
            const auto refused = site.post_form(path, with);
            ASSERT_EQ(refused.status, 422) << refused.body;
            EXPECT_NE(refused.body.find("value=\"María Pérez\""), std::string::npos);
            const auto open = offered_in(refused.body);
            ASSERT_NE(open, "") << refused.body;
            fields.emplace_back("best_time", open);
            const auto taken = site.post_form(path, fields);
            EXPECT_EQ(taken.status, 303) << taken.body;
        }
    }
}

// No time holds up signs of an emergency, neither one that cannot be nor one that is over.
TEST(OpenTimes, AreAskedOfNobodyWithSignsOfAnEmergency) {
    std::vector<Fields> wishes = typed_wishes();
    wishes.push_back({{"best_time", "window"},
                      {"window_from", "2026-11-20T10:00"},
                      {"window_to", "2026-11-20T12:00"}});
    wishes.push_back({{"best_time", "window"}, {"window_from", ""}, {"window_to", ""}});
    for (const auto& wish : wishes) {
        Site site(kWednesday);
        auto with = site.fields(1);
        with.insert(with.end(), wish.begin(), wish.end());
        EXPECT_EQ(site.post_form("/", with).status, 422);
        with.emplace_back("red_flags", "fever");
        const auto taken = site.post_form("/", with);
        EXPECT_EQ(taken.status, 303) << taken.body;
        EXPECT_EQ(site.database.sql("select rank || ' ' || (due_at <= instant())::text"
                                    " from request"),
                  "0 true");
        Json body = site.request(2);
        body["window"] = {{"from", "2026-11-20T18:00:00Z"}, {"to", "2026-11-20T20:00:00Z"}};
        EXPECT_EQ(site.post_json("/api/requests", body).status, 422);
        body["red_flags"] = {"fever"};
        EXPECT_EQ(site.post_json("/api/requests", body).status, 201);
        body = site.request(3);
        body["window"] = {{"from", ""}, {"to", ""}};
        EXPECT_EQ(site.post_json("/api/requests", body).status, 422);
        body["red_flags"] = {"fever"};
        EXPECT_EQ(site.post_json("/api/requests", body).status, 201);
    }
}

TEST(OpenTimes, AreChoicesOnThePatientsPage) {
    for (const auto& wish : typed_wishes()) {
        Site site(kWednesday);
        const std::string url =
            json_of(site.post_json("/api/requests", site.request(1)))["status_url"];
        const auto link = url.substr(url.find("/r/"));
        const auto before = site.get(link).body;
        const auto refused = site.post_form(link + "/window", wish);
        ASSERT_EQ(refused.status, 422);
        EXPECT_EQ(site.get(link).body, before) << "nothing is changed";
        const auto open = offered_in(refused.body);
        ASSERT_NE(open, "") << refused.body;
        EXPECT_EQ(site.post_form(link + "/window", {{"best_time", open}}).status, 303);
    }
}

TEST(OpenTimes, AreToldToTheAgentWhoAgreesOnACallAtNight) {
    Site site(kWednesday);
    site.post_json("/api/requests", site.request(1));
    const auto agent = site.sign_in(Role::agent, "ana");
    EXPECT_FALSE(json_of(site.read(agent, "/api/session"))["hours"].empty());
    const auto claim = json_of(site.write(agent, "POST", "/api/desk/claims", Json::object()));
    const std::string id = claim["request"]["id"];
    const auto attempt = json_of(site.write(agent, "POST", "/api/requests/" + id + "/attempts",
                                            {{"fence", claim["fence"]}}));
    const auto end = [&](const Json& due_at) {
        return site.write(
            agent, "POST", "/api/attempts/" + attempt["attempt_id"].get<std::string>() + "/outcome",
            {{"fence", claim["fence"]}, {"outcome", "callback_requested"}, {"due_at", due_at}});
    };
    const auto refused = end("2026-11-30T20:30:00-08:00");
    ASSERT_EQ(refused.status, 422);
    const auto told = json_of(refused);
    expect_offered(told, "due_at");
    const auto taken = end(told["suggestions"][0]["from"]);
    ASSERT_EQ(taken.status, 200) << taken.body;
    EXPECT_EQ(json_of(taken)["due_at"], told["suggestions"][0]["from"]);
}

}  // namespace
}  // namespace backline::test

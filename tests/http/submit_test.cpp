// The patient's side of the contract: the form drawn, posted both ways, replayed, and the page
// behind the link.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "http/site.h"
#include "relay/relay.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

std::set<std::string> faults_of(const Response& response) {
    std::set<std::string> out;
    const Json body = json_of(response);
    for (const Json& fault : body["errors"]) {
        out.insert(fault["field"].get<std::string>() + ":" + fault["code"].get<std::string>());
        EXPECT_FALSE(fault["message"].get<std::string>().empty());
    }
    return out;
}

std::string link_of(const Response& response) {
    const std::string url = json_of(response)["status_url"];
    return url.substr(url.find("/r/"));
}

TEST(Form, IsDrawnInBothLanguagesWithoutACookie) {
    Site site;
    for (const char* path : {"/", "/es"}) {
        const auto response = site.get(path);
        EXPECT_EQ(response.status, 200);
        EXPECT_NE(response.body.find("<form"), std::string::npos);
        EXPECT_EQ(response.header("Set-Cookie"), "");
    }
    EXPECT_NE(site.get("/es").body.find("lang=\"es\""), std::string::npos);
}

TEST(Form, PreselectsOnlyWhatItKnows) {
    Site site;
    const auto topic = site.app->institute()->topics.back().code;
    const auto page = site.get("/?kind=consultation&topic=" + topic + "&from=article-7").body;
    EXPECT_NE(page.find("value=\"" + topic + "\" selected"), std::string::npos);
    EXPECT_NE(page.find("value=\"article-7\""), std::string::npos);
    EXPECT_EQ(site.get("/?topic=%3Cscript%3E").body.find("<script>"), std::string::npos);
}

TEST(Form, TellsTheTimeThatTheConfirmationTells) {
    Site site("2026-11-24 10:32 America/Los_Angeles");
    Relay relay(*site.app);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    const auto told = [&] {
        const auto page = site.get("/").body;
        const auto from = page.find("If you send this now");
        const auto when = page.find("call you ", from) + 9;
        return page.substr(when, page.find(" (Los Angeles time).", when) - when);
    };
    const std::string quiet = "today between 10:30 and 11:00 am";
    while (told() != quiet && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(told(), quiet) << "the database's clock, not this machine's";
    for (int i = 0; i < 20; ++i) site.post_json("/api/requests", site.request(i));
    while (told() == quiet && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    while (site.app->context().pace.ahead < 20 && std::chrono::steady_clock::now() < until)
        std::this_thread::yield();
    const auto busy = told();
    EXPECT_EQ(busy, "today between 10:30 am and 1:40 pm");
    EXPECT_EQ(json_of(site.post_json("/api/requests", site.request(20)))["message"],
              "We'll call you " + busy + ".");
}

TEST(Submit, Answers201WithReferenceLinkPromiseAndMessage) {
    Site site;
    const auto response = site.post_json("/api/requests", site.request(1));
    ASSERT_EQ(response.status, 201) << response.body;
    const Json body = json_of(response);
    EXPECT_EQ(body["reference"].get<std::string>().size(), 8U);
    EXPECT_EQ(body["state"], "new");
    EXPECT_LT(body["promise"]["from"], body["promise"]["to"]);
    EXPECT_FALSE(body["message"].get<std::string>().empty());
    EXPECT_EQ(site.database.sql("select state from request"), "new");
}

TEST(Submit, NamesEveryFaultAtOnce) {
    Site site;
    const auto response = site.post_json("/api/requests", {{"kind", "visit"},
                                                           {"phone", "12"},
                                                           {"email", "nobody"},
                                                           {"interpreter", "yes"},
                                                           {"surprise", 1},
                                                           {"window", {{"days", {"someday"}}}}});
    ASSERT_EQ(response.status, 422);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto faults = faults_of(response);
    for (const char* fault :
         {"kind:unknown", "name:required", "topic:required", "email:not_an_email",
          "interpreter:wrong_type", "surprise:unknown", "consent.given:required"}) {
        EXPECT_TRUE(faults.contains(fault)) << fault << " in " << response.body;
    }
    EXPECT_EQ(response.body.find("nobody"), std::string::npos) << "never says what was typed";
    EXPECT_EQ(site.count("request"), "0");
}

TEST(Submit, SpeaksThePagesLanguage) {
    Site site;
    const Json body{{"kind", "callback"}, {"language", "es"}};
    const auto words = [](const Response& response) {
        return json_of(response)["errors"][0]["message"].get<std::string>();
    };
    const auto es = words(site.post_json("/api/requests", body));
    const auto en = words(site.post_json("/api/requests", body, {{"Accept-Language", "en"}}));
    EXPECT_NE(es, en);
    EXPECT_EQ(words(site.post_json("/api/requests", {{"kind", "callback"}},
                                   {{"Accept-Language", "es-MX,en;q=0.5"}})),
              es);
    EXPECT_NE(site.get("/r/nothing", {{"Accept-Language", "es,en"}}).body.find("lang=\"es\""),
              std::string::npos);
}

TEST(Submit, AnswersAReplayTheSameAndAnotherBodyUnderTheSameKey422) {
    Site site;
    const Json body = site.request(1);
    const auto first = site.post_json("/api/requests", body);
    ASSERT_EQ(first.status, 201);
    const auto second = site.post_json("/api/requests", body);
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(json_of(second), json_of(first));
    Json other = body;
    other["name"] = "Somebody Else";
    const auto third = site.post_json("/api/requests", other);
    EXPECT_EQ(third.status, 422);
    EXPECT_TRUE(faults_of(third).contains("submission_id:key_reused"));
    EXPECT_EQ(site.count("request"), "1");
}

// Invariant 8: the first answer is lost, and the form is sent again when its time is over.
TEST(Submit, AnswersAReplayTheSameWhenItsTimeIsOverByThen) {
    Site site("2026-11-25 10:32 America/Los_Angeles");
    Json body = site.request(1);
    body["window"] = {{"from", "2026-11-25T14:00"}, {"to", "2026-11-25T15:00"}};
    const auto first = site.post_json("/api/requests", body);
    ASSERT_EQ(first.status, 201) << first.body;
    for (const char* later : {"2026-11-25 14:50", "2026-11-25 15:30", "2026-11-26 09:00"}) {
        site.stop_clock(std::string{later} + " America/Los_Angeles");
        body["rendered"] = site.rendered(25 * 60 * 60);
        const auto again = site.post_json("/api/requests", body);
        EXPECT_EQ(again.status, 200) << later << again.body;
        EXPECT_EQ(json_of(again), json_of(first)) << later;
    }
    auto other = site.request(2);
    other["window"] = body["window"];
    EXPECT_TRUE(faults_of(site.post_json("/api/requests", other)).contains("window:in_the_past"));
    body["name"] = "Somebody Else";
    EXPECT_EQ(site.post_json("/api/requests", body).status, 422) << "other words are no replay";
    EXPECT_EQ(site.count("request"), "1");
}

TEST(Submit, TakesTheSamePageChangedAsACorrectionAndNothingElse) {
    Site site;
    auto body = site.request(1);
    body["submission_id"] = "0192d3a0-7f00-7aaa-8aaa-0123456789ab";
    const auto first = json_of(site.post_json("/api/requests", body));
    auto changed = body;
    changed["phone"] = "3105550199";
    EXPECT_EQ(site.post_json("/api/requests", changed).status, 422) << "the same edition";
    changed["edition"] = 1;
    const auto second = site.post_json("/api/requests", changed);
    EXPECT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(json_of(second)["reference"], first["reference"]);
    EXPECT_EQ(json_of(second)["status_url"], first["status_url"]);
    EXPECT_EQ(site.post_json("/api/requests", body).status, 200) << "the former, late";
    changed["edition"] = -1;
    EXPECT_EQ(site.post_json("/api/requests", changed).status, 422);
    EXPECT_EQ(site.count("request") + site.count("submission"), "11");
    EXPECT_NE(site.get(link_of(second)).body.find("0199"), std::string::npos);
    // The page without JavaScript, whose answer was lost.
    auto sent = site.fields(2);
    for (auto& [name, value] : sent)
        if (name == "submission_id") value = "0192d3a0-7f00-7aaa-8aaa-0123456789ac";
    const std::string there{site.post_form("/", sent).header("Location")};
    for (auto& [name, value] : sent)
        if (name == "phone") value = "3105550188";
    const auto again = site.post_form("/", sent);
    EXPECT_EQ(again.status, 303) << again.body;
    EXPECT_EQ(again.header("Location"), there);
    EXPECT_NE(site.get(there).body.find("0188"), std::string::npos);
    EXPECT_EQ(site.count("request"), "2");
}

TEST(Submit, GivesFiveParallelPostsOfOneKeyOneReference) {
    Site site;
    for (int round = 0; round < 10; ++round) {
        Json body = site.request(round);
        body.erase("submission_id");
        std::vector<std::future<Response>> answers;
        for (int i = 0; i < 5; ++i) {
            answers.push_back(
                site.ask_later("POST", "/api/requests",
                               {{"Content-Type", "application/json"},
                                {"Idempotency-Key", "round-" + std::to_string(round)}},
                               body.dump()));
        }
        std::set<std::string> references;
        int created = 0;
        for (auto& answer : answers) {
            const auto response = answer.get();
            ASSERT_TRUE(response.status == 200 || response.status == 201) << response.body;
            created += response.status == 201 ? 1 : 0;
            references.insert(json_of(response)["reference"]);
        }
        EXPECT_EQ(references.size(), 1U);
        EXPECT_EQ(created, 1);
    }
    EXPECT_EQ(site.count("request"), "10");
}

TEST(Submit, HoldsSuspectsBackAndAnswersThemAsEverybody) {
    Site site;
    Json honeypot = site.request(1);
    honeypot["spare"] = "Cheap pills";
    Json hasty = site.request(2);
    hasty["rendered"] = site.rendered(0);
    Json forged = site.request(3);
    forged["rendered"] = "1790000000000.AAAAAAAAAAAAAAAA.x";
    for (const Json& body : {honeypot, hasty, forged}) {
        const auto response = site.post_json("/api/requests", body);
        EXPECT_EQ(response.status, 201);
        EXPECT_EQ(json_of(response)["state"], "new");
    }
    EXPECT_EQ(site.database.sql("select count(*) from request where state = 'quarantined'"), "3");
}

TEST(Submit, AsksForAFreshPageAfterANight) {
    Site site;
    Json body = site.request(1);
    body["rendered"] = site.rendered(25 * 3600);
    const auto response = site.post_json("/api/requests", body);
    EXPECT_EQ(response.status, 422);
    EXPECT_TRUE(faults_of(response).contains("rendered:too_old"));
    auto fields = site.fields(2);
    fields[7].second = site.rendered(25 * 3600);
    const auto page = site.post_form("/", fields);
    EXPECT_EQ(page.status, 422);
    EXPECT_NE(page.body.find("Person 2"), std::string::npos);
    EXPECT_EQ(site.count("request"), "0");
}

TEST(Submit, TakesAPostedFormAndLeadsToThePatientsPage) {
    Site site;
    const auto response = site.post_form("/", site.fields(1));
    ASSERT_EQ(response.status, 303) << response.body;
    const std::string page{response.header("Location")};
    EXPECT_EQ(page.substr(0, 3), "/r/");
    const auto shown = site.get(page);
    EXPECT_EQ(shown.status, 200);
    EXPECT_EQ(shown.body.find("Person 1"), std::string::npos) << "no name on the patient's page";
    EXPECT_EQ(shown.body.find("555"), std::string::npos) << "no phone on the patient's page";
}

TEST(Submit, ShowsAFaultyFormAgainWithEverythingTyped) {
    Site site;
    auto fields = site.fields(1);
    fields[1].second = "Ana \"Bee\" <Reyes>";
    fields[2].second = "555";
    const auto response = site.post_form("/", fields);
    EXPECT_EQ(response.status, 422);
    EXPECT_NE(response.body.find("Ana &quot;Bee&quot; &lt;Reyes&gt;"), std::string::npos);
    EXPECT_NE(response.body.find("value=\"555\""), std::string::npos);
    EXPECT_NE(response.body.find("<title>Error: "), std::string::npos);
    EXPECT_EQ(site.count("request"), "0");
}

TEST(Submit, ChangesTheLanguageWithoutSavingOrLosingAnything) {
    Site site;
    auto fields = site.fields(1);
    fields.emplace_back("switch", "es");
    const auto response = site.post_form("/", fields);
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.body.find("lang=\"es\""), std::string::npos);
    EXPECT_NE(response.body.find("Person 1"), std::string::npos);
    EXPECT_EQ(site.count("request"), "0");
}

TEST(Submit, CallsInThePagesNewLanguageUnlessAnotherWasChosen) {
    Site site;
    auto fields = site.fields(1);
    fields.emplace_back("switch", "es");
    const auto chosen = [&](const std::string& language) {
        for (auto& [name, value] : fields)
            if (name == "language") value = language;
        const auto page = site.post_form("/es", fields).body;
        const auto at = page.find("selected", page.find("name=\"language\""));
        const auto from = page.rfind("value=\"", at) + 7;
        return page.substr(from, page.find('"', from) - from);
    };
    EXPECT_EQ(chosen("en"), "es");
    EXPECT_EQ(chosen("hy"), "hy");
}

TEST(Submit, RoundTripsWhateverWritingANameHas) {
    Site site;
    Json body = site.request(1);
    body["name"] = "Zoë Ñúñez-O’Brien 李 \U0001F600";
    body["reason"] = "<script>alert(1)</script> & \"quotes\"\nnew line";
    ASSERT_EQ(site.post_json("/api/requests", body).status, 201);
    const auto agent = site.sign_in(Role::lead, "lead");
    const auto id = site.database.sql("select id from request");
    const Json seen = json_of(site.read(agent, "/api/requests/" + id));
    EXPECT_EQ(seen["name"], body["name"]);
    EXPECT_EQ(seen["reason"], body["reason"]);
}

TEST(PatientPage, ChangesNothingOnGetAndWithdrawsOnPost) {
    Site site;
    const auto link = link_of(site.post_json("/api/requests", site.request(1)));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(site.get(link).status, 200);
    EXPECT_EQ(site.database.sql("select state from request"), "new");
    const auto withdrawn = site.post_form(link + "/withdrawal", {});
    EXPECT_EQ(withdrawn.status, 303);
    EXPECT_EQ(site.database.sql("select state || ' ' || resolution from request"),
              "closed withdrawn");
    EXPECT_EQ(site.post_form(link + "/withdrawal", {}).status, 303) << "repeating is no error";
}

TEST(PatientPage, TakesAnotherTimeAndShowsWhatIsWrongWithOne) {
    Site site;
    const auto link = link_of(site.post_json("/api/requests", site.request(1)));
    EXPECT_EQ(site.post_form(link + "/window", {{"best_time", "window"}}).status, 422);
    const auto changed = site.post_form(
        link + "/window", {{"best_time", "parts"}, {"days", "mon"}, {"parts", "morning"}});
    EXPECT_EQ(changed.status, 303) << changed.body;
    EXPECT_EQ(site.get(std::string{changed.header("Location")}).status, 200);
}

TEST(PatientPage, LooksTheSameForEveryWrongLink) {
    Site site;
    const auto one = site.get("/r/AAAAAAAAAAAAAAAAAAAAAA");
    const auto two = site.get("/r/nonsense");
    EXPECT_EQ(one.status, 404);
    EXPECT_EQ(two.status, 404);
    EXPECT_EQ(one.body, two.body);
    EXPECT_EQ(site.post_form("/r/nonsense/withdrawal", {}).status, 404);
}

TEST(Form, AsksWhoAsksWhereItIsForSomebodyElse) {
    Site site;
    auto fields = site.fields(81);
    fields.emplace_back("relation", "other");
    const auto page = site.post_form("/", fields);
    EXPECT_EQ(page.status, 422);
    EXPECT_NE(page.body.find("href=\"#contact_name\""), std::string::npos);
    fields.emplace_back("contact_name", "Ana Lopez, her daughter");
    EXPECT_EQ(site.post_form("/", fields).status, 303);
    // A program may not know; one that asks is told, by the field's own name.
    Json body = site.request(82);
    body["relation"] = "other";
    EXPECT_EQ(site.post_json("/api/requests", body).status, 201);
    Json asked = site.request(83);
    asked["relation"] = "other";
    asked["contact_name"] = " ";
    EXPECT_EQ(faults_of(site.post_json("/api/requests", asked)),
              std::set<std::string>{"contact_name:required"});
    asked["contact_name"] = std::string(101, 'x');
    EXPECT_EQ(faults_of(site.post_json("/api/requests", asked)),
              std::set<std::string>{"contact_name:too_long"});
}

TEST(Form, WhoAsksIsPartOfWhatMakesTwoFormsTheSame) {
    Site site;
    Json body = site.request(84);
    body["relation"] = "other";
    body["contact_name"] = "Ana Lopez";
    EXPECT_EQ(site.post_json("/api/requests", body).status, 201);
    EXPECT_EQ(site.post_json("/api/requests", body).status, 200);
    body["contact_name"] = "Ana Lopez, her daughter";
    EXPECT_EQ(site.post_json("/api/requests", body).status, 422);
}

TEST(Form, OneOfTheseSignsIsARedFlagByItself) {
    Site site;
    Json body = site.request(85);
    body["red_flags"] = {"some-sign"};
    EXPECT_EQ(site.post_json("/api/requests", body).status, 201);
    body = site.request(86);
    body["red_flags"] = {"some-sign", "fever"};
    EXPECT_EQ(site.post_json("/api/requests", body).status, 201);
    EXPECT_EQ(site.database.sql("select red_flags, rank from request order by red_flags"),
              "{fever}|0\n{some-sign}|0");
}

TEST(FormDescription, HasWhatAFormNeeds) {
    Site site;
    const Json body = json_of(site.get("/api/form"));
    for (const char* name : {"topics", "languages", "consents", "red_flags", "windows", "hours",
                             "rendered", "emergency"}) {
        EXPECT_TRUE(body.contains(name)) << name;
    }
    EXPECT_FALSE(body["emergency"]["es"]["lines"].empty());
    for (const char* language : {"en", "es"}) {
        ASSERT_EQ(body["open_times"][language].size(), 3U);
        for (const auto& open : body["open_times"][language]) EXPECT_NE(open["words"], "");
    }
}

TEST(FormDescription, OffersTheNewestConsentAndStillTakesWhatAnOlderPageWasDrawnWith) {
    Site site;
    std::map<std::string, std::string> offered;
    const Json description = json_of(site.get("/api/form"));
    for (const auto& consent : description["consents"]) {
        const auto language = consent["language"].get<std::string>();
        EXPECT_FALSE(offered.contains(language)) << "one text in each language";
        offered[language] = consent["text_id"].get<std::string>();
    }
    EXPECT_EQ(offered["es"], "call-es-2");
    EXPECT_NE(site.get("/es").body.find("value=\"call-es-2\""), std::string::npos);
    EXPECT_NE(site.get("/").body.find("value=\"" + offered["en"] + "\""), std::string::npos);
    Json older = site.request(1);
    older["consent"] = {{"text_id", "call-es-1"}, {"given", true}};
    EXPECT_EQ(site.post_json("/api/requests", older).status, 201);
}

}  // namespace
}  // namespace backline::test

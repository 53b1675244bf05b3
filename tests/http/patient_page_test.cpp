// What the page behind a patient's link says, as time goes by and while the phone team is at work.
#include <gtest/gtest.h>

#include "http/site.h"
#include "http/wording.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

std::string day(int date, const std::string& time) {
    return "2026-11-" + std::to_string(date) + " " + time + " America/Los_Angeles";
}

// The page as a reader has it: no tags, apostrophes as they are.
std::string seen(const std::string& body) {
    std::string text;
    bool tag = false;
    for (const char c : body) {
        if (c == '<') tag = true;
        if (!tag) text.push_back(c);
        if (c == '>') tag = false;
    }
    for (auto at = text.find("&apos;"); at != std::string::npos; at = text.find("&apos;"))
        text.replace(at, 6, "'");
    return text;
}

// One request, told "today between 10:30 and 11:00 am" on a Tuesday.
struct Asked : Site {
    Asked() : Site(day(24, "10:32")) {
        const std::string url = json_of(post_json("/api/requests", request(1)))["status_url"];
        link = url.substr(url.find("/r/"));
    }
    void at(int date, const std::string& time) const { database.stop_clock(day(date, time)); }
    bool says(const std::string& words, const std::string& language = "en") {
        return seen(get(link + "?language=" + language).body).find(words) != std::string::npos;
    }
    // A call that somebody of the team has begun, at 10:32.
    struct Call {
        Staff staff;
        Json fence;
        std::string attempt;
    };
    Call call() {
        Call begun{sign_in(Role::agent, "agent"), {}, {}};
        const auto claimed =
            json_of(write(begun.staff, "POST", "/api/desk/claims", Json::object()));
        begun.fence = claimed["fence"];
        const auto id = claimed["request"]["id"].get<std::string>();
        begun.attempt = json_of(write(begun.staff, "POST", "/api/requests/" + id + "/attempts",
                                      {{"fence", begun.fence}}))["attempt_id"];
        return begun;
    }
    void end(const Call& begun, Json outcome) {
        outcome["fence"] = begun.fence;
        const auto ended =
            write(begun.staff, "POST", "/api/attempts/" + begun.attempt + "/outcome", outcome);
        EXPECT_EQ(ended.status, 200) << ended.body;
    }
    std::string link;
};

constexpr const char* kPromised = "We'll call you today between 10:30 and 11:00 am.";

TEST(PatientPage, SaysThatWeAreLateOnceThePromisedTimeIsOver) {
    Asked asked;
    EXPECT_TRUE(asked.says(kPromised));
    asked.at(24, "11:15");
    EXPECT_TRUE(asked.says(kPromised)) << "a quarter of an hour is ours";
    asked.at(24, "11:16");
    EXPECT_FALSE(asked.says(kPromised));
    EXPECT_TRUE(asked.says("We promised to call you today between 10:30 and 11:00 am and did not"));
    EXPECT_TRUE(asked.says("Prometimos llamarle hoy entre las 10:30 y las 11:00", "es"));
    asked.at(25, "09:00");
    EXPECT_TRUE(asked.says("call you yesterday between 10:30 and 11:00 am and did not"));
    EXPECT_TRUE(asked.says("Prometimos llamarle ayer entre las 10:30 y las 11:00", "es"));
    asked.at(30, "09:00");
    EXPECT_TRUE(asked.says("call you Tuesday morning, November 24, between 10:30 and 11:00 am"));
    EXPECT_EQ(asked.post_form(asked.link + "/window", {{"best_time", "asap"}}).status, 303);
    EXPECT_TRUE(asked.says("We'll call you today between 9:00 and 9:30 am.")) << "a new promise";
    asked.at(30, "12:00");
    EXPECT_EQ(asked.post_form(asked.link + "/withdrawal", {}).status, 303);
    EXPECT_FALSE(asked.says("We promised")) << "nobody waits for this call";
}

TEST(PatientPage, IsNotSorryForACallThatWasMade) {
    Asked asked;
    const auto call = asked.call();
    asked.at(24, "11:20");
    EXPECT_FALSE(asked.says("We promised")) << "the call is on";
    EXPECT_FALSE(asked.says(kPromised));
    asked.end(call, {{"outcome", "no_answer"}});
    asked.at(25, "09:00");
    EXPECT_FALSE(asked.says("We promised")) << "it was kept, though in vain";
}

// Why something was refused, as the page says it in its summary.
std::string refusal(Asked& asked, const std::string& what, const std::string& language) {
    const auto response = asked.post_form(asked.link + what + "?language=" + language,
                                          {{"best_time", "parts"}, {"parts", "morning"}});
    EXPECT_EQ(response.status, 409);
    const auto from = response.body.find("<ul id=\"summary-list\">");
    const auto list = response.body.substr(from, response.body.find("</ul>", from) - from);
    EXPECT_NE(list.find("href=\"#call-us\""), std::string::npos) << list;
    EXPECT_NE(response.body.find(" id=\"call-us\""), std::string::npos);
    return seen(list);
}

TEST(PatientPage, SaysWhyAnotherTimeOrAWithdrawalIsRefused) {
    for (const std::string language : {"en", "es"}) {
        Asked asked;
        const auto texts = wording(*asked.app->institute());
        const auto words = [&](const std::string& code) {
            return "\n" + texts->at(language, "error.best_time." + code) + "\n";
        };
        const auto call = asked.call();
        EXPECT_EQ(refusal(asked, "/window", language), words("in_call"));
        EXPECT_EQ(refusal(asked, "/withdrawal", language), words("in_call"));
        asked.end(call, {{"outcome", "clinical_escalation"}, {"note", "numb since Monday"}});
        EXPECT_EQ(refusal(asked, "/window", language), words("with_a_clinician"));
        EXPECT_EQ(asked.post_form(asked.link + "/withdrawal", {}).status, 303);
        EXPECT_EQ(refusal(asked, "/window", language), words("closed"));
    }
}

}  // namespace
}  // namespace backline::test

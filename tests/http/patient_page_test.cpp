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
    int agents = 0;
    Call call() {
        Call begun{sign_in(Role::agent, "agent" + std::to_string(++agents)), {}, {}};
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
    EXPECT_TRUE(asked.says(
        "We promised to call you today between 10:30 and 11:00 am. If we did not reach you"));
    EXPECT_TRUE(asked.says("Prometimos llamarle hoy entre las 10:30 y las 11:00", "es"));
    asked.at(25, "09:00");
    EXPECT_TRUE(
        asked.says("call you yesterday between 10:30 and 11:00 am. If we did not reach you"));
    EXPECT_TRUE(asked.says("Prometimos llamarle ayer entre las 10:30 y las 11:00", "es"));
    asked.at(30, "09:00");
    EXPECT_TRUE(asked.says("call you Tuesday morning, November 24, between 10:30 and 11:00 am"));
    EXPECT_EQ(asked.post_form(asked.link + "/window", {{"best_time", "asap"}}).status, 303);
    EXPECT_TRUE(asked.says("We'll call you today between 9:00 and 9:30 am.")) << "a new promise";
    asked.at(30, "12:00");
    EXPECT_EQ(asked.post_form(asked.link + "/withdrawal", {}).status, 303);
    EXPECT_FALSE(asked.says("We promised")) << "nobody waits for this call";
}

TEST(PatientPage, OfARedFlagWhoseNumberIsNotTheirsAsksForAnother) {
    Asked asked;
    Json flagged = asked.request(2);
    flagged["red_flags"] = {"fever"};
    const std::string url = json_of(asked.post_json("/api/requests", flagged))["status_url"];
    asked.link = url.substr(url.find("/r/"));
    asked.end(asked.call(), {{"outcome", "wrong_number"}});
    EXPECT_TRUE(asked.says("The number you gave did not reach you"));
    EXPECT_TRUE(asked.says("Send a new request"));
    EXPECT_TRUE(asked.says("911"));
    EXPECT_FALSE(asked.says("We'll call you"));
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

// A page without what is its own: the link, the reference.
std::string bare(std::string body, const std::string& link, const std::string& reference) {
    for (const auto& own : {link, reference})
        for (auto at = body.find(own); at != std::string::npos; at = body.find(own))
            body.erase(at, own.size());
    // The code that takes the link to a phone is the link once more.
    if (const auto code = body.find("<svg"); code != std::string::npos)
        body.erase(code, body.find("</svg>", code) - code);
    return body;
}

// Whoever knows a name and a number sends a form; somebody's earlier form stands. Its page is, to
// the byte, that of a form with a number nobody knows, whatever comes of the call.
TEST(PatientPage, OfALaterFormTellsNothingWhateverCameOfTheEarlierOne) {
    struct Given {
        const char* outcome;
        Json with;
    };
    const Json later = "2026-11-25T18:00:00Z";
    const Given outcomes[] = {
        {"no_answer", {}},
        {"voicemail_not_left", {}},
        {"left_live_message", {}},
        {"wrong_number", {}},
        {"callback_requested", {{"due_at", later}}},
        {"needs_information", {{"due_at", later}, {"note", "records"}}},
        {"clinical_escalation", {{"note", "numb"}}},
        {"booked",
         {{"appointment", {{"visit_start", "2026-12-01T18:00:00Z"}, {"location", "Main"}}}}},
        {"declined", {{"reason", "cost"}}},
        {"referred_out", {}},
        {"do_not_call", {}}};
    for (const auto& given : outcomes) {
        Asked asked;
        asked.at(24, "10:33");
        auto joining = asked.request(1), unknown = asked.request(2);
        joining["submission_id"] = "joining";
        unknown["submission_id"] = "unknown";
        std::string tail = joining["phone"];
        unknown["phone"] = "+1310555" + tail.substr(tail.size() - 4);
        unknown["name"] = "Nobody Known";
        const Json pair[] = {json_of(asked.post_json("/api/requests", joining)),
                             json_of(asked.post_json("/api/requests", unknown))};
        const auto same = [&](const std::string& when) {
            for (const char* language : {"en", "es"}) {
                std::string pages[2];
                for (int i = 0; i < 2; ++i) {
                    const std::string url = pair[i]["status_url"];
                    const auto link = url.substr(url.find("/r/"));
                    const auto shown = asked.get(link + "?language=" + language);
                    EXPECT_EQ(shown.status, 200);
                    pages[i] = bare(shown.body, link, pair[i]["reference"]);
                }
                EXPECT_EQ(pages[0], pages[1]) << given.outcome << " " << when;
            }
        };
        same("before");
        const auto call = asked.call();
        same("during");
        Json with = given.with.is_null() ? Json::object() : given.with;
        with["outcome"] = given.outcome;
        asked.end(call, with);
        same("after");
        asked.at(24, "12:00");
        same("late");
        for (const auto& [what, fields] :
             {std::pair<const char*, std::vector<std::pair<std::string, std::string>>>{
                  "/window", {{"best_time", "parts"}, {"parts", "morning"}}},
              {"/phone", {{"phone", "nonsense"}}},
              {"/phone", {{"phone", "+13105550133"}}},
              {"/withdrawal", {}}}) {
            int status[2];
            for (int i = 0; i < 2; ++i) {
                const std::string url = pair[i]["status_url"];
                status[i] = asked.post_form(url.substr(url.find("/r/")) + what, fields).status;
            }
            EXPECT_EQ(status[0], status[1]) << given.outcome << " " << what;
            same(what);
        }
    }
}

// After a change that was refused, that is the address in the bar: kept, it leads to the page.
TEST(PatientPage, IsWhereTheAddressOfAChangeLeads) {
    Asked asked;
    for (const char* change : {"/phone", "/window", "/withdrawal"}) {
        const auto kept = asked.get(asked.link + change + "?language=es");
        EXPECT_EQ(kept.status, 303) << change;
        EXPECT_EQ(kept.header("Location"), asked.link + "?language=es");
        EXPECT_EQ(asked.get("/r/AAAAAAAAAAAAAAAAAAAAAA" + std::string{change}).status, 404);
    }
    EXPECT_EQ(asked.database.sql("select state from request"), "new") << "looking changes nothing";
}

// A calendar takes the visit with the higher SEQUENCE for the one that counts.
TEST(PatientPage, OfAVisitThatChangesCountsItsChanges) {
    Asked asked;
    const auto book = [&](const char* start) {
        asked.end(asked.call(), {{"outcome", "booked"},
                                 {"appointment", {{"visit_start", start}, {"location", "Main"}}}});
        return asked.get(asked.link + "/visit.ics").body;
    };
    const auto first = book("2026-12-01T18:00:00Z");
    EXPECT_NE(first.find("METHOD:PUBLISH\r\n"), std::string::npos);
    EXPECT_NE(first.find("SEQUENCE:0\r\n"), std::string::npos);
    asked.database.sql(
        "update request set state = 'new', resolution = null, closed_at = null,"
        " closed_business_seconds = null, due_at = instant(), rank = 2");
    asked.at(25, "10:30");
    const auto second = book("2026-12-02T18:00:00Z");
    EXPECT_NE(second.find("SEQUENCE:1\r\n"), std::string::npos) << second;
    EXPECT_NE(second.find("DTSTART:20261202T180000Z\r\n"), std::string::npos);
    EXPECT_EQ(second.substr(second.find("UID:"), 13), first.substr(first.find("UID:"), 13));
}

TEST(PatientPage, LetsItsLinkCorrectTheNumberInBothLanguages) {
    for (const std::string language : {"en", "es"}) {
        Asked asked;
        const auto texts = wording(*asked.app->institute());
        const auto page = "?language=" + language;
        const auto last = asked.request(1)["phone"].get<std::string>();
        const auto told = [&](const std::string& four) {
            return asked.says(texts->filled(language, "patient.number", {{"last_four", four}}),
                              language);
        };
        EXPECT_TRUE(told(last.substr(last.size() - 4)));
        const auto wrong = asked.post_form(asked.link + "/phone" + page, {{"phone", "310 555"}});
        EXPECT_EQ(wrong.status, 422);
        EXPECT_NE(wrong.body.find("value=\"310 555\""), std::string::npos);
        EXPECT_NE(wrong.body.find("id=\"phone-fault\""), std::string::npos);
        EXPECT_NE(seen(wrong.body).find(texts->at(language, "error.phone.too_short")),
                  std::string::npos);
        const auto right =
            asked.post_form(asked.link + "/phone" + page, {{"phone", "(310) 555-0199"}});
        EXPECT_EQ(right.status, 303);
        EXPECT_NE(seen(asked.get(std::string{right.header("Location")}).body)
                      .find(texts->at(language, "patient.done.phone")),
                  std::string::npos);
        EXPECT_TRUE(told("0199"));
        const auto call = asked.call();
        EXPECT_FALSE(told("0199"));
        const auto late = asked.post_form(asked.link + "/phone" + page, {{"phone", "3105550131"}});
        EXPECT_EQ(late.status, 409);
        EXPECT_NE(seen(late.body).find(texts->at(language, "error.phone.in_call")),
                  std::string::npos);
        asked.end(call, {{"outcome", "no_answer"}});
    }
}

TEST(PatientPage, SaysOfASavedRequestThatItIsSavedWhileTheDatabaseIsAway) {
    Asked asked;
    const auto texts = wording(*asked.app->institute());
    asked.database.sql("revoke connect on database \"" + asked.database.name() +
                       "\" from public, backline_app");
    asked.database.sql(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = "
        "current_database() and pid <> pg_backend_pid()");
    for (const std::string language : {"en", "es"}) {
        const auto page = "?language=" + language;
        const std::pair<std::string, Response> answers[] = {
            {"shown", asked.get(asked.link + page)},
            {"kept", asked.post_form(asked.link + "/withdrawal" + page, {})},
            {"kept", asked.post_form(asked.link + "/phone" + page, {{"phone", "3105550131"}})},
            {"kept", asked.post_form(asked.link + "/window" + page, {{"best_time", "asap"}})}};
        for (const auto& [what, answer] : answers) {
            EXPECT_EQ(answer.status, 503);
            EXPECT_NE(answer.header("Retry-After"), "");
            const auto text = seen(answer.body);
            EXPECT_NE(text.find(texts->at(language, "unavailable." + what + ".title")),
                      std::string::npos);
            EXPECT_NE(text.find("828-7757"), std::string::npos);
            EXPECT_EQ(text.find(answer.header("X-Request-Id")), std::string::npos);
            EXPECT_EQ(text.find(texts->at(language, "trouble.503.text").substr(0, 15)),
                      std::string::npos);
        }
    }
}

TEST(PatientPage, OfWhoWasSentToAnEmergencyDepartmentIsKindBeforeAndAfterALeadSawIt) {
    Asked asked;
    const auto call = asked.call();
    const auto advice = asked.app->institute()->words("en", "emergency.id");
    asked.end(call,
              {{"outcome", "emergency_redirected"}, {"note", "on her way"}, {"advice", advice}});
    const auto kind = [&] {
        EXPECT_TRUE(asked.says("Please get emergency care"));
        EXPECT_TRUE(asked.says("When you are safe and would still like to talk to us, call"));
        EXPECT_TRUE(asked.says("Busque atención de emergencia, por favor", "es"));
        for (const char* never : {"is closed", "call you about it", "look it over first",
                                  "We'll call", "What happens next"})
            EXPECT_FALSE(asked.says(never)) << never;
    };
    kind();
    EXPECT_NE(asked.get(asked.link).body.find("to call <a class=\"tel\" href=\"tel:911\">911</a>"),
              std::string::npos);
    for (const char* resolution : {"emergency_redirected", "referred_out", "existing_patient"}) {
        asked.database.sql("update request set state = 'closed', resolution = '" +
                           std::string{resolution} + "', closed_at = instant(), due_at = null");
        kind();
    }
}

// A promise and its opposite on one page.
TEST(PatientPage, ShowsNoWishBesideAPromiseThatWasNotMadeForIt) {
    Asked asked;
    EXPECT_TRUE(asked.says("You asked for"));
    const auto call = asked.call();
    asked.end(call, {{"outcome", "callback_requested"}, {"due_at", "2026-11-25T18:00:00Z"}});
    EXPECT_TRUE(asked.says("We'll call you tomorrow morning"));
    EXPECT_FALSE(asked.says("You asked for")) << "it was agreed on since";
    auto urgent = asked.request(7);
    urgent["red_flags"] = {"some-sign"};
    urgent["window"] = {{"from", "2026-11-30T03:00"}, {"to", "2026-11-30T05:00"}};
    const std::string url = json_of(asked.post_json("/api/requests", urgent))["status_url"];
    asked.link = url.substr(url.find("/r/"));
    EXPECT_TRUE(asked.says("We'll call you today"));
    EXPECT_FALSE(asked.says("3:00")) << "a red flag is called first";
}

TEST(PatientPage, AsksBackWhereTheWishCannotBeMetAtACorrectedNumber) {
    Site site("2026-11-25 10:32 America/Los_Angeles");
    auto early = site.request(1);
    early["window"] = {{"from", "2026-11-30T08:00"}, {"to", "2026-11-30T09:30"}};
    const std::string url = json_of(site.post_json("/api/requests", early))["status_url"];
    const auto link = url.substr(url.find("/r/"));
    const auto before = site.get(link).body;
    const auto refused = site.post_form(link + "/phone", {{"phone", "808 555 0142"}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(seen(refused.body).find("too early or too late where your number is"),
              std::string::npos);
    EXPECT_NE(refused.body.find("best_time-open-0"), std::string::npos);
    EXPECT_EQ(site.get(link).body, before) << "nothing is changed";
    EXPECT_EQ(site.post_form(link + "/window", {{"best_time", "asap"}}).status, 303);
    EXPECT_EQ(site.post_form(link + "/phone", {{"phone", "808 555 0142"}}).status, 303);
    // What is offered now is of Hawaii's clocks.
    const auto past = site.post_form(link + "/window", {{"best_time", "window"},
                                                        {"window_from", "2026-11-24T10:00"},
                                                        {"window_to", "2026-11-24T12:00"}});
    EXPECT_EQ(past.status, 422);
    const std::string radio = "id=\"best_time-open-0\" value=\"";
    const auto at = past.body.find(radio);
    ASSERT_NE(at, std::string::npos);
    const auto from = at + radio.size();
    const auto open = past.body.substr(from, past.body.find('"', from) - from);
    EXPECT_EQ(site.post_form(link + "/window", {{"best_time", open}}).status, 303) << open;
}

}  // namespace
}  // namespace backline::test

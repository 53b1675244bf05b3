// What people type and paste, from the form to the desk.
#include <gtest/gtest.h>

#include "http/site.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kTuesday = "2026-11-24 10:30 America/Los_Angeles";

struct Typed : Site {
    Typed() : Site(kTuesday) {}
    Staff lead = sign_in(Role::lead, "lead");

    Response send(int number, const Json& more) {
        Json body = request(number);
        body.update(more);
        return post_json("/api/requests", body);
    }
    Json claim() { return json_of(write(lead, "POST", "/api/desk/claims", Json::object())); }
    std::string code(const Response& response) {
        if (response.status != 422) return std::to_string(response.status);
        const Json fault = json_of(response)["errors"][0];
        return fault["field"].get<std::string>() + ":" + fault["code"].get<std::string>();
    }
};

TEST(TypedText, IsRequiredWhereNothingShows) {
    Typed site;
    for (const char* unseen : {"\u200b", "\u3164", "\u2800", "\u00ad", "\u202e"}) {
        EXPECT_EQ(site.code(site.send(1, {{"name", unseen}})), "name:required");
        EXPECT_EQ(site.code(site.send(1, {{"phone", unseen}})), "phone:required");
    }
    EXPECT_EQ(site.count("request"), "0");
}

TEST(TypedText, IsCleanedInEveryField) {
    Typed site;
    const Json typed{{"name", "Ana\tLópez\u200b"},
                     {"phone", "310\ufe0f555\u180e0131"},
                     {"email", "\u202aana@example.org\u202c "},
                     {"reason", "one\r\ntwo\u00ad\u2028می\u200cخواهم "}};
    ASSERT_EQ(site.send(1, typed).status, 201);
    const Json claimed = site.claim();
    const Json& seen = claimed["request"];
    EXPECT_EQ(seen["name"], "Ana López");
    EXPECT_EQ(seen["phone"], "+13105550131");
    EXPECT_EQ(seen["email"], "ana@example.org");
    EXPECT_EQ(seen["reason"], "one\ntwo\nمی\u200cخواهم");
    const std::string path = "/api/requests/" + seen["id"].get<std::string>();
    EXPECT_EQ(site.code(site.write(site.lead, "POST", path + "/notes", {{"note", "\u200b \n"}})),
              "note:required");
    EXPECT_EQ(site.code(site.write(site.lead, "POST", path + "/closure",
                                   {{"resolution", "referred_out"}, {"note", "\u3164"}})),
              "note:required");
    EXPECT_EQ(site.code(site.write(site.lead, "POST", path + "/reveal", {{"reason", "\u3164"}})),
              "reason:required");
    ASSERT_EQ(site.write(site.lead, "POST", path + "/notes", {{"note", "a\r\nb\t\ufeff"}}).status,
              204);
    const Json history = json_of(site.read(site.lead, path))["history"];
    EXPECT_EQ(history.front()["text"], "Note: a\nb");
    EXPECT_EQ(site.send(2, {{"email", " \u200b"}}).status, 201) << "no address was given";
}

TEST(TypedText, OfALineEndIsOneCharacterHoweverTheBrowserWritesIt) {
    Typed site;
    std::string reason(288, 'a');
    for (std::size_t at = 20; at < 288; at += 24) reason.insert(at, "\r\n");
    ASSERT_EQ(reason.size(), 288U + 2 * 12);
    Fields fields{{"name", "Ana"},
                  {"phone", "310-555-0131"},
                  {"topic", "neck-pain"},
                  {"kind", "callback"},
                  {"consent", "yes"},
                  {"reason", reason},
                  {"rendered", site.rendered()}};
    fields.emplace_back("consent_text_id", site.request(1)["consent"]["text_id"]);
    ASSERT_EQ(site.post_form("/", fields).status, 303);
    const auto seen = site.claim()["request"]["reason"].get<std::string>();
    EXPECT_EQ(seen.size(), 300U);
    EXPECT_EQ(seen.find('\r'), std::string::npos);
    EXPECT_EQ(site.code(site.send(2, {{"reason", reason + "a"}})), "reason:too_long");
}

TEST(TypedText, IsShownAgainAsItWasTyped) {
    Typed site;
    const auto page = site.post_form("/", {{"name", " Ana\tLópez "}, {"phone", "12"}});
    EXPECT_EQ(page.status, 422);
    EXPECT_NE(page.body.find("value=\" Ana\tLópez \""), std::string::npos) << page.body;
}

TEST(TypedText, OfASignInNameIsCleanedToo) {
    Typed site;
    const Json body{{"username", "\u200blead \t"}, {"password", "a wrong one"}};
    EXPECT_EQ(site.post_json("/api/session", body).status, 401);
    EXPECT_EQ(
        site.code(site.post_json("/api/session", {{"username", "\u2800"}, {"password", "x"}})),
        "username:required");
    EXPECT_EQ(site.database.sql("select count(distinct object_id) from journal where action like "
                                "'session%'"),
              "1");
}

TEST(TypedText, OfOneNameInTwoNormalFormsIsOnePerson) {
    Typed site;
    const std::vector<std::pair<std::string, std::string>> names{
        {"김민지", "\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u1175"},
        {"Андрей Йович", "Андреи\u0306 И\u0306ович"},
        {"がぎ", "か\u3099き\u3099"}};
    int number = 0;
    for (const auto& [composed, decomposed] : names) {
        ++number;
        const std::string phone = "310-555-013" + std::to_string(number);
        ASSERT_EQ(site.send(number, {{"name", composed}, {"phone", phone}}).status, 201);
        ASSERT_EQ(site.send(number + 10, {{"name", decomposed}, {"phone", phone}}).status, 201);
        EXPECT_EQ(site.count("request"), std::to_string(number)) << composed;
    }
}

struct Searched : Typed {
    Json search(const std::string& q, Json more = Json::object()) {
        more["q"] = q;
        const auto response = write(lead, "POST", "/api/requests/search", more);
        EXPECT_EQ(response.status, 200) << q << response.body;
        return json_of(response);
    }
    std::string kind(const std::string& q, std::size_t most = 1) {
        const Json found = search(q);
        EXPECT_EQ(found["items"].size(), most) << q << found["understood_as"];
        return found["understood_as"]["kind"];
    }
};

TEST(Search, UnderstandsWhatIsTypedAndPasted) {
    Searched site;
    const auto sent = site.send(1, {{"name", "Ana López"}, {"phone", "310-555-0131 x204"}});
    ASSERT_EQ(site.send(2, {{"name", "Margaret"}, {"phone", "213-777-0131"}}).status, 201);
    const auto reference = json_of(sent)["reference"].get<std::string>();
    std::string low = reference;
    for (char& c : low) c = static_cast<char>(std::tolower(c));
    for (const auto& q :
         {"(310) 555-0131", "310-555-0131 x204", "\u202a+1 310 555 0131", "tel: 3105550131"})
        EXPECT_EQ(site.kind(q), "phone") << q;
    for (const auto& q : {"555-0131", "5550131", "555 0131", "•••-555-0131", "777.0131"})
        EXPECT_EQ(site.kind(q), "seven_digits") << q;
    for (const auto& q : {"0131", "x0131", "•••-•••-0131", "(0131)", "…0131", "ends in 0131",
                          "310-•••-0131", "***-0131", "\"0131\""})
        EXPECT_EQ(site.kind(q, 2), "last_four") << q;
    for (const auto& q :
         {reference, low, "\"" + reference + "\"", "(" + reference + ").", "Ref. " + low,
          reference.substr(0, 4) + "-" + reference.substr(4), "“" + reference + "”"})
        EXPECT_EQ(site.kind(q), "reference") << q;
    for (const auto& q : {"lopez", "LÓPEZ ana", "Lo\u0301pez", "margaret"})
        EXPECT_EQ(site.kind(q), "name") << q;
    const Json none = site.search("555-0199");
    EXPECT_TRUE(none["items"].empty());
    EXPECT_EQ(none["understood_as"], (Json{{"kind", "seven_digits"}, {"value", "5550199"}}));
    EXPECT_EQ(site.search("Lopez, Ana")["understood_as"]["value"], "lopez ana");
}

TEST(Search, OfANameInAnotherNormalFormFindsIt) {
    Searched site;
    ASSERT_EQ(site.send(1, {{"name", "김민지"}}).status, 201);
    ASSERT_EQ(site.send(2, {{"name", "Андреи\u0306 Йович"}}).status, 201);
    EXPECT_EQ(site.kind("\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u1175"), "name");
    EXPECT_EQ(site.kind("АНДРЕЙ"), "name");
    EXPECT_EQ(site.kind("и\u0306ович"), "name");
}

TEST(Search, IsNarrowedByStateAndDayAndKeepsItsWordsOutOfTheUrl) {
    Searched site;
    ASSERT_EQ(site.send(1, {{"name", "Ana"}}).status, 201);
    const auto found = [&](const Json& more) { return site.search("ana", more)["items"].size(); };
    EXPECT_EQ(found({{"from", "2026-11-24"}, {"to", "2026-11-24"}, {"state", "new"}}), 1U);
    EXPECT_EQ(found({{"from", "2026-11-25"}}), 0U);
    EXPECT_EQ(found({{"to", "2026-11-23"}}), 0U);
    EXPECT_EQ(found({{"state", "closed"}}), 0U);
    const auto code = [&](Json body) {
        return site.code(site.write(site.lead, "POST", "/api/requests/search", body));
    };
    EXPECT_EQ(code({{"q", "\u200b"}}), "q:required");
    EXPECT_EQ(code({{"q", "ana"}, {"from", "yesterday"}}), "from:not_a_day");
    EXPECT_EQ(code({{"q", "ana"}, {"from", "11/24/2026"}}), "from:not_a_day");
    EXPECT_EQ(code({{"q", "ana"}, {"state", "bogus"}}), "state:unknown");
    EXPECT_EQ(code({{"q", "ana"}, {"cursor", "abc"}}), "cursor:unknown");
    EXPECT_EQ(code({{"q", "ana"}, {"limit", 5}}), "limit:unknown");
    EXPECT_EQ(site.code(site.read(site.lead, "/api/requests?q=ana")), "?:unknown");
    EXPECT_EQ(json_of(site.read(site.lead, "/api/requests?state=new"))["items"].size(), 1U);
}

TEST(Honeypot, FilledByABrowserCostsItsPersonALookAndNobodyElseAnything) {
    Typed site;
    for (int i = 0; i < 30; ++i) ASSERT_EQ(site.send(i, {{"spare", "Acme Inc."}}).status, 201);
    ASSERT_EQ(site.send(99, Json::object()).status, 201);
    EXPECT_EQ(site.database.sql("select count(*) from request where state = 'quarantined' and "
                                "quarantine_reason = 'honeypot'"),
              "30");
    EXPECT_EQ(site.database.sql("select count(*) from request where state = 'new'"), "1");
    EXPECT_EQ(site.get("/").body.find("company"), std::string::npos);
}

TEST(Extensions, AreKeptShownAndDialled) {
    Typed site;
    ASSERT_EQ(site.send(1, {{"phone", "(310) 555-0131 int. 204"}}).status, 201);
    const Json claimed = site.claim();
    const Json& seen = claimed["request"];
    EXPECT_EQ(seen["phone"], "+13105550131");
    EXPECT_EQ(seen["extension"], "204");
    EXPECT_EQ(seen["phone_display"], "(310) 555-0131 ext. 204");
    EXPECT_EQ(seen["phone_masked"], "•••-•••-0131");
    const std::string path = "/api/requests/" + seen["id"].get<std::string>();
    const Json called =
        json_of(site.write(site.lead, "POST", path + "/attempts", {{"fence", claimed["fence"]}}));
    EXPECT_EQ(called["tel"], "tel:+13105550131;ext=204");
    const auto agent = site.sign_in(Role::agent, "agent");
    const Json hidden = json_of(site.read(agent, path));
    EXPECT_TRUE(hidden["extension"].is_null());
    EXPECT_EQ(hidden["phone_display"], "•••-•••-0131");
    const Json revealed =
        json_of(site.write(site.lead, "POST", path + "/reveal", {{"reason", "they rang us"}}));
    EXPECT_EQ(revealed["phone"], "+13105550131");
    EXPECT_EQ(revealed["extension"], "204");
    EXPECT_EQ(revealed["phone_display"], "(310) 555-0131 ext. 204");
}

TEST(Extensions, MakeNobodyAnotherPersonAndAreNotLostWhereTheyJoin) {
    Typed site;
    ASSERT_EQ(site.send(1, {{"name", "Ana"}, {"phone", "310-555-0131"}}).status, 201);
    ASSERT_EQ(site.send(2, {{"name", "Ana"}, {"phone", "310-555-0131 x204"}}).status, 201);
    ASSERT_EQ(site.send(3, {{"name", "Bo"}, {"phone", "310-555-0131 x7"}}).status, 201);
    EXPECT_EQ(site.count("request"), "2");
    EXPECT_EQ(site.database.sql("select count(distinct phone_index) from request"), "1");
    const auto ana =
        site.database.sql("select request_id from submission group by 1 having count(*) = 2");
    const Json seen = json_of(site.read(site.lead, "/api/requests/" + ana));
    EXPECT_EQ(seen["household"].size(), 1U);
    EXPECT_NE(seen["history"].dump().find("number: (310) 555-0131 ext. 204"), std::string::npos)
        << seen["history"];
}

}  // namespace
}  // namespace backline::test

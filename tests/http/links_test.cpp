// Links to pages that went through a mail campaign or were copied out of a sentence.
#include <gtest/gtest.h>

#include "http/site.h"

namespace backline::test {
namespace {

TEST(Pages, TakeTheirQueriesAsHints) {
    Site site;
    const std::string campaign =
        "utm_content=50%off&utm_term=a%F1o&utm_campaign=a\\b&utm_source=\xc3\xb1&utm_medium=\xf1"
        "&=&%&kind=consultation&&nobody=knows&kind=callback";
    for (const char* path : {"/", "/es"}) {
        const auto page = site.get(std::string{path} + "?" + campaign);
        EXPECT_EQ(page.status, 200) << path;
        EXPECT_NE(page.body.find("<form"), std::string::npos) << path;
        EXPECT_NE(page.body.find("a\\b"), std::string::npos) << "what could be read is kept";
        EXPECT_EQ(page.body.find("50"
                                 "%off"),
                  std::string::npos);
        EXPECT_EQ(site.post_form(std::string{path} + "?" + campaign, {{"name", "Ana"}}).status, 422)
            << "asked for the rest, on the page";
    }
    EXPECT_EQ(site.get("/embed.js?v=50%off").status, 200);
    EXPECT_EQ(site.get("/desk?utm=%F1").status, 200);
    EXPECT_EQ(site.get("/api/form?utm_content=50%off").status, 400);
    const auto sent = json_of(site.post_json("/api/requests", site.request(1)));
    const std::string link = sent["status_url"];
    EXPECT_EQ(site.get(link.substr(link.find("/r/")) + "?x=50%off").status, 200);
}

TEST(Pages, AreFoundByLinksThatWereCopiedOutOfASentence) {
    Site site;
    const auto sent = json_of(site.post_json("/api/requests", site.request(1)));
    const std::string url = sent["status_url"];
    const std::string link = url.substr(url.find("/r/"), 25);
    for (const char* behind :
         {".",   ")",  ",", ">", "/", "%20", "\"",     "'",         ";",  "]",  "%E2%80%A6",
          "%3E", "//", "!", "_", "*", ").",  "%C2%A0", "%E2%80%9D", "/.", "%2F"}) {
        const auto page = site.get(link + behind);
        EXPECT_EQ(page.status, 200) << behind;
        EXPECT_NE(page.body.find(link + "/withdrawal"), std::string::npos) << behind;
    }
    EXPECT_EQ(site.get("/es).").status, 200);
    EXPECT_EQ(site.get("/desk/").status, 200);
    // Not a letter less, not another one, and not a longer token.
    EXPECT_EQ(site.get(link.substr(0, 24) + ".").status, 404);
    EXPECT_EQ(site.get(link + "A").status, 404);
    EXPECT_EQ(site.get(link + ".A").status, 404);
    EXPECT_EQ(site.get("/r/.").status, 404);
}

}  // namespace
}  // namespace backline::test

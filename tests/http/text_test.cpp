// The small readers and writers of the edge: JSON fields, CSV, instants, addresses, cookies, gzip.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "http/assets.h"
#include "http/cookie.h"
#include "http/csv.h"
#include "http/instant_text.h"
#include "http/json.h"
#include "http/origin.h"
#include "http/typed_form.h"
#include "http/wire.h"

namespace backline {
namespace {

TEST(Json, IsTakenOnlyWhereItIsPlain) {
    EXPECT_TRUE(parse_json("{\"a\":[1,2,{\"b\":null}]}"));
    EXPECT_TRUE(parse_json("{\"a\":\"[[[[[[[[[[[[\"}")) << "brackets in a text are not depth";
    EXPECT_TRUE(parse_json("{\"a\":{\"x\":1},\"b\":{\"x\":1}}"));
    for (const char* bad :
         {"", "{", "{}x", "{'a':1}", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "NaN",
          "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}", "{\"\\u0000\":1}", "[[[[[[[[[1]]]]]]]]]",
          "{\"a\":\"\x01\"}", "\xef\xbb\xbf{", "// x\n{}"}) {
        EXPECT_FALSE(parse_json(bad)) << bad;
    }
}

TEST(Json, FieldsAreReadToTheEndWhateverIsWrong) {
    const Json object = *parse_json(
        R"({"name":1,"long":"abcdef","flag":"yes","n":1.5,"at":"tomorrow","list":[1],"o":[],
            "no":null,"Odd Name":1,"spare":2})");
    std::vector<FieldFault> faults;
    FieldReader fields(object, faults);
    EXPECT_EQ(fields.text("name", Need::required, 10), "");
    EXPECT_EQ(fields.text("long", Need::required, 5), "");
    EXPECT_FALSE(fields.flag("flag"));
    EXPECT_FALSE(fields.whole("n", Need::required));
    EXPECT_FALSE(fields.instant("at", Need::required));
    EXPECT_TRUE(fields.texts("list", 5, 5).empty());
    EXPECT_EQ(fields.object("o"), nullptr);
    EXPECT_EQ(fields.text("no", Need::optional, 5), "");
    EXPECT_EQ(fields.text("missing", Need::required, 5), "");
    fields.refuse_unknown();
    const std::vector<FieldFault> expected{{"name", "wrong_type"},   {"long", "too_long"},
                                           {"flag", "wrong_type"},   {"n", "wrong_type"},
                                           {"at", "not_an_instant"}, {"list", "wrong_type"},
                                           {"o", "wrong_type"},      {"missing", "required"},
                                           {"?", "unknown"},         {"spare", "unknown"}};
    EXPECT_EQ(faults, expected);
}

RC_GTEST_PROP(Json, NeverThrowsAndNeverLies, (const std::string& bytes)) {
    const auto value = parse_json(bytes);
    if (value) RC_ASSERT(is_text(json_text(*value)) || bytes.find('\0') != std::string::npos);
    json_text(Json(bytes));
}

// RFC 4180, read back.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (std::size_t i = 0; i + 2 < line.size() || quoted; ++i) {
        const char c = line[i];
        if (quoted && c == '"' && line[i + 1] == '"') {
            cells.back().push_back(line[++i]);
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            cells.emplace_back();
        } else {
            cells.back().push_back(c);
        }
    }
    return cells;
}

RC_GTEST_PROP(Csv, ReadsBackAsItWasAndNoCellIsAFormula, (const std::vector<std::string>& texts)) {
    RC_PRE(!texts.empty());
    const auto cells = cells_of(csv_line(texts));
    RC_ASSERT(cells.size() == texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const bool defused = cells[i] == "'" + texts[i];
        RC_ASSERT(defused || cells[i] == texts[i]);
        const bool risky =
            !cells[i].empty() && std::string{"=+@\t\r"}.find(cells[i][0]) != std::string::npos;
        RC_ASSERT(!risky);
    }
}

TEST(Csv, DefusesFormulasAndLeavesNumbers) {
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell("@x"), "'@x");
    EXPECT_EQ(csv_cell("-1.5"), "-1.5");
    EXPECT_EQ(csv_cell("-1+cmd"), "'-1+cmd");
    EXPECT_EQ(csv_cell("\ta"), "'\ta");
    EXPECT_EQ(csv_cell("say \"hi\", now"), "\"say \"\"hi\"\", now\"");
}

TEST(InstantText, IsReadStrictlyAndWrittenInUtc) {
    EXPECT_EQ(rfc3339(*parse_rfc3339("2026-11-22T10:00:00-08:00")), "2026-11-22T18:00:00.000Z");
    EXPECT_EQ(rfc3339(*parse_rfc3339("2026-11-22T10:00:00.123456Z")), "2026-11-22T10:00:00.123Z");
    EXPECT_EQ(rfc3339(*parse_rfc3339("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59.000Z");
    for (const char* bad :
         {"", "2026-11-22", "2026-11-22T10:00Z", "2026-11-22T10:00:00", "2026-02-30T10:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T10:60:00Z", "2026-11-22T10:00:00+25:00",
          "2026-11-22T10:00:00.Z", "2026-11-22T10:00:00Zx", "26-11-22T10:00:00Z",
          "2026-11-22T10:00:00.1234567890Z", "9999-01-01T00:00:00Z"}) {
        EXPECT_FALSE(parse_rfc3339(bad)) << bad;
    }
}

TEST(ClientAddress, CountsForLimitsByWhatOneCustomerHas) {
    EXPECT_EQ(limited_address("203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(limited_address("::ffff:203.0.113.9"), "203.0.113.9");
    EXPECT_EQ(limited_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    EXPECT_EQ(limited_address("2001:0DB8:1:2::1"), limited_address("2001:db8:1:2:ffff::9"));
    EXPECT_NE(limited_address("2001:db8:1:3::1"), limited_address("2001:db8:1:2::1"));
}

TEST(ClientAddress, IsTheProxysWordOnlyWhenTheProxyIsTrusted) {
    Config config;
    Request request;
    request.peer = "127.0.0.1";
    request.headers["x-forwarded-for"] = "6.6.6.6, 203.0.113.9, 10.0.0.2";
    EXPECT_EQ(client_address(request, config), "127.0.0.1");
    config.server.trusted_proxies = {"127.0.0.1"};
    EXPECT_EQ(client_address(request, config), "10.0.0.2");
    config.server.trusted_proxies = {"127.0.0.1", "10.0.0.2"};
    EXPECT_EQ(client_address(request, config), "203.0.113.9") << "never the one a client made up";
    request.headers["x-forwarded-for"] = "nonsense";
    EXPECT_EQ(client_address(request, config), "127.0.0.1");
    request.peer = "198.51.100.1";
    request.headers["x-forwarded-for"] = "203.0.113.9";
    EXPECT_EQ(client_address(request, config), "198.51.100.1");
}

TEST(Cookie, IsOfTheHostAloneUnderHttps) {
    Config config;
    EXPECT_EQ(session_cookie(config, "t"), "sid=t; Path=/; HttpOnly; SameSite=Strict");
    config.server.public_origin = "https://calls.example.org";
    EXPECT_EQ(session_cookie(config, "t"),
              "__Host-sid=t; Path=/; HttpOnly; SameSite=Strict; Secure");
    EXPECT_NE(ended_session_cookie(config).find("Max-Age=0"), std::string::npos);
}

TEST(Gzip, ComesBackAsItWas) {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "line " + std::to_string(i * i) + "\n";
    const auto small = assets::gzip(text);
    EXPECT_LT(small.size(), text.size() / 2);
    std::string back(text.size(), '\0');
    z_stream stream{};
    ASSERT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(small.data()));
    stream.avail_in = static_cast<uInt>(small.size());
    stream.next_out = reinterpret_cast<Bytef*>(back.data());
    stream.avail_out = static_cast<uInt>(back.size());
    EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
    inflateEnd(&stream);
    EXPECT_EQ(back, text);
}

TEST(SourceText, IsCutCleanAndNeverAReasonToTurnAPatientAway) {
    EXPECT_EQ(source_text("a\r\nb\x01"), "ab");
    std::string hundred;
    for (int i = 0; i < 100; ++i) hundred += "é";
    EXPECT_EQ(source_text(hundred + "éé"), hundred);
}

RC_GTEST_PROP(RequestReader, NeverDiesOfAnyBytes, (const std::string& bytes)) {
    RequestReader reader;
    reader.feed(bytes);
    for (int i = 0; i < 50 && reader.next(); ++i) {
    }
}

}  // namespace
}  // namespace backline

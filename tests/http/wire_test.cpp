#include "http/wire.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace backline {
namespace {

std::optional<Framed> read(std::string_view bytes, WireLimits limits = {}) {
    RequestReader reader(limits);
    reader.feed(bytes);
    return reader.next();
}
int refused(std::string_view bytes) {
    const auto framed = read(bytes);
    return framed ? framed->request.refused : -1;
}
std::string get(std::string_view headers) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string{headers} + "\r\n";
}

TEST(RequestReader, ReadsLineHeadersQueryCookiesAndBody) {
    const auto framed = read(
        "POST /api/requests/%C3%A9?q=a+b%21&q=2 HTTP/1.1\r\nHost: localhost:8080\r\n"
        "Content-Type: application/json\r\nX-Two: 1\r\nx-two:  2 \r\nCookie: sid=abc; flag; "
        "x=\"q\"\r\n"
        "Content-Length: 5\r\n\r\nhello");
    ASSERT_TRUE(framed);
    const Request& request = framed->request;
    EXPECT_EQ(request.refused, 0);
    EXPECT_EQ(request.method, Method::post);
    EXPECT_EQ(request.path, "/api/requests/%C3%A9");
    EXPECT_EQ(request.segments, (std::vector<std::string>{"api", "requests", "\xC3\xA9"}));
    EXPECT_EQ(request.asked("q"), "a b!");
    EXPECT_EQ(request.query.size(), 2U);
    EXPECT_EQ(request.header("x-two"), "1, 2");
    EXPECT_EQ(request.cookie("sid"), "abc");
    EXPECT_EQ(request.cookie("x"), "q");
    EXPECT_EQ(request.cookie("flag"), "");
    EXPECT_EQ(request.body, "hello");
    EXPECT_TRUE(framed->keep_alive);
}

TEST(RequestReader, ReadsTheSameWhateverPiecesItComesIn) {
    const std::string bytes =
        "POST /a/b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
        RequestReader reader;
        reader.feed(bytes.substr(0, cut));
        ASSERT_FALSE(reader.next()) << cut;
        reader.feed(bytes.substr(cut));
        const auto framed = reader.next();
        ASSERT_TRUE(framed) << cut;
        EXPECT_EQ(framed->request.refused, 0) << cut;
        EXPECT_EQ(framed->request.body, "abc0123456789") << cut;
        EXPECT_TRUE(reader.at_rest());
    }
}

TEST(RequestReader, KeepsAPipelinedRequestForLater) {
    RequestReader reader;
    reader.feed("GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reader.next()->request.path, "/1");
    EXPECT_EQ(reader.next()->request.path, "/2");
    EXPECT_FALSE(reader.next());
}

TEST(RequestReader, TakesAClientAtItsWordAboutTheConnection) {
    EXPECT_FALSE(read(get("Connection: close\r\n"))->keep_alive);
    EXPECT_FALSE(read(get("Connection: foo, Close\r\n"))->keep_alive);
    EXPECT_FALSE(read("GET / HTTP/1.0\r\n\r\n")->keep_alive);
    EXPECT_TRUE(read("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")->keep_alive);
}

TEST(RequestReader, RefusesWhatIsNotPlainlyHttp) {
    const std::vector<std::pair<std::string, int>> cases{
        {"GET / HTTP/1.1\nHost: x\n\n", 400},
        {"\n", 400},
        {"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400},
        {"GET /\r\nHost: x\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\n", 505},
        {"GET / FTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"G(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400},
        {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /#x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /%C0%AF HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET /\xC3\xA9 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {get("Bad Name: x\r\n"), 400},
        {get("NoColon\r\n"), 400},
        {get(": empty\r\n"), 400},
        {get("A: 1\r\n folded\r\n"), 400},
        {get(std::string("A: \0\r\n", 6)), 400},
        {get("A: a\rb\r\n"), 400},
        {get("Content-Length: abc\r\n"), 400},
        {get("Content-Length: -1\r\n"), 400},
        {get("Content-Length: +1\r\n"), 400},
        {get("Content-Length:\r\n"), 400},
        {get("Content-Length: 1, 1\r\n"), 400},
        {get("Content-Length: 1\r\nContent-Length: 1\r\n"), 400},
        {get("Content-Length: 99999999999999999999999\r\n"), 413},
        {get("Content-Length: 70000\r\n"), 413},
        {get("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), 400},
        {get("Transfer-Encoding: gzip\r\n"), 501},
        {get("Transfer-Encoding: chunked, chunked\r\n"), 501},
        {get("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
        {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {get("Transfer-Encoding: chunked\r\n") + "zz\r\n", 400},
        {get("Transfer-Encoding: chunked\r\n") + "-1\r\n", 400},
        {get("Transfer-Encoding: chunked\r\n") + "fffffffff\r\n", 400},
        {get("Transfer-Encoding: chunked\r\n") + "ffffff\r\n", 413},
        {get("Transfer-Encoding: chunked\r\n") + "1\r\nabc\r\n", 400},
        {get("Transfer-Encoding: chunked\r\n") + "0\r\nTrailer: x\r\n\r\n", 400},
        {"GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {get("A: " + std::string(17000, 'a') + "\r\n"), 431},
        {get([] {
             std::string many;
             for (int i = 0; i < 100; ++i) many += "H" + std::to_string(i) + ": x\r\n";
             return many;
         }()),
         431},
    };
    for (const auto& [bytes, status] : cases) {
        EXPECT_EQ(refused(bytes), status) << bytes.substr(0, 80);
    }
}

TEST(RequestReader, GivesNothingMoreOnceItHasRefused) {
    RequestReader reader;
    reader.feed("BAD\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(reader.next()->request.refused, 400);
    reader.feed("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_FALSE(reader.next());
}

TEST(RequestReader, BoundsWhatWaits) {
    RequestReader reader;
    bool taken = true;
    for (int i = 0; i < 1000 && taken; ++i) taken = reader.feed(std::string(1024, 'x'));
    EXPECT_FALSE(taken);
}

TEST(RequestReader, TakesAFewEmptyLinesBeforeARequestHoweverTheyCome) {
    const std::string request = "GET /i HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const int lines : {1, 16, 17, 40000}) {
        for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100000}}) {
            std::string bytes;
            for (int i = 0; i < lines; ++i) bytes += "\r\n";
            bytes += request;
            RequestReader reader;
            std::optional<Framed> framed;
            for (std::size_t at = 0; at < bytes.size() && !framed; at += piece) {
                ASSERT_TRUE(reader.feed(std::string_view{bytes}.substr(at, piece)));
                framed = reader.next();
            }
            ASSERT_TRUE(framed) << lines;
            EXPECT_EQ(framed->request.refused, lines <= 16 ? 0 : 400) << lines << " " << piece;
        }
    }
}

TEST(RequestReader, BoundsTheChunksOfABody) {
    for (const int chunks : {1, 2048, 2049}) {
        std::string body;
        for (int i = 0; i < chunks; ++i) body += "1\r\nx\r\n";
        const std::string bytes =
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + body + "0\r\n\r\n";
        RequestReader whole, pieces;
        whole.feed(bytes);
        const auto at_once = whole.next();
        std::optional<Framed> framed;
        for (std::size_t at = 0; at < bytes.size() && !framed; ++at) {
            pieces.feed(std::string_view{bytes}.substr(at, 1));
            framed = pieces.next();
        }
        for (const auto& one : {at_once, framed}) {
            ASSERT_TRUE(one) << chunks;
            EXPECT_EQ(one->request.refused, chunks <= 2048 ? 0 : 413) << chunks;
            if (chunks <= 2048) {
                EXPECT_EQ(one->request.body, std::string(static_cast<std::size_t>(chunks), 'x'));
            }
        }
    }
}

TEST(RequestReader, RefusesALineThatEndsBarelyWhereverItIs) {
    for (const std::string bytes : {"GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: x\nA"}) {
        RequestReader reader;
        std::optional<Framed> framed;
        for (std::size_t at = 0; at < bytes.size() && !framed; ++at) {
            reader.feed(std::string_view{bytes}.substr(at, 1));
            framed = reader.next();
        }
        ASSERT_TRUE(framed) << bytes;
        EXPECT_EQ(framed->request.refused, 400);
    }
}

TEST(RequestReader, PassesOverOddButHarmlessHeaders) {
    for (const std::string headers :
         {"Cookie: flag\r\n", "Cookie: =x; ;;\r\n", "Accept: ;;;q=\r\n", "Date: yesterday\r\n",
          "Authorization: ???\r\n", "Cookie: a=b=c\r\n", "\r\n", "Expect: the-worst\r\n",
          "Connection: ,,\r\n", "If-Modified-Since: never\r\n", "Accept-Encoding: \xff\r\n"}) {
        EXPECT_EQ(refused(get(headers == "\r\n" ? "" : headers)), 0) << headers;
    }
}

TEST(RequestReader, AsksForTheBodyThatWaitsToBeWanted) {
    RequestReader reader;
    reader.feed("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.wants_continue());
    EXPECT_FALSE(reader.wants_continue());
    reader.feed("ok");
    EXPECT_EQ(reader.next()->request.body, "ok");
}

TEST(WireBytes, NeverLetAValueEndItsLine) {
    Response response;
    response.with("X-Test", "a\r\nSet-Cookie: evil=1");
    const auto bytes = wire_bytes(response, Method::get, true);
    EXPECT_EQ(bytes.find("\r\nSet-Cookie"), std::string::npos);
}

TEST(WireBytes, SayTheLengthThatGetWouldHaveAndSendNoBodyToHead) {
    Response response;
    response.content_type = "text/plain";
    response.body = "hello";
    const auto bytes = wire_bytes(response, Method::head, false);
    EXPECT_NE(bytes.find("Content-Length: 5\r\n"), std::string::npos);
    EXPECT_EQ(bytes.find("hello"), std::string::npos);
    response.status = 204;
    EXPECT_EQ(wire_bytes(response, Method::get, true).find("Content-Length"), std::string::npos);
}

TEST(IsText, HoldsToStrictUtf8WithoutNul) {
    for (const std::string good :
         {"", "abc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xED\x9F\xBF"}) {
        EXPECT_TRUE(is_text(good)) << good;
    }
    for (const std::string& bad :
         {std::string("\0", 1), std::string("\x80"), std::string("\xC0\xAF"),
          std::string("\xE0\x80\xAF"), std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"),
          std::string("\xF0\x9F\x98"), std::string("\xFE"), std::string("\xC3\x28")}) {
        EXPECT_FALSE(is_text(bad));
    }
}

}  // namespace
}  // namespace backline

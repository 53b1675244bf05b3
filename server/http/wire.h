// HTTP/1.1 as bytes: reading requests strictly, writing answers. No sockets. Pistache's own reading
// is too forgiving for us (it takes "Content-Length: abc", answers 500 to a cookie without "=",
// drops a pipelined request), so a byte that is not plainly HTTP is refused here, before anything
// else sees it. A reader belongs to one connection and one thread at a time.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace backline {

struct WireLimits {
    std::size_t head_bytes = 16 * 1024;   // request line and headers: 431
    std::size_t target_bytes = 4 * 1024;  // 414
    std::size_t headers = 64;             // 431
    // Above what the product takes (16 KB), so that a body somewhat too long is read whole and
    // refused in good order with the connection kept; one beyond this ends the connection.
    std::size_t body_bytes = 64 * 1024;
    // Read ahead of requests that are not answered yet; more ends the connection.
    std::size_t buffered_bytes = 160 * 1024;
    std::size_t chunks = 2048;     // of one body: 413
    std::size_t empty_lines = 16;  // before a request: 400
};

// One request read off the wire. When `request.refused` is set nothing after it can be understood:
// answer, then close.
struct Framed {
    Request request;
    bool keep_alive = true;  // what the client wants of the connection
};

class RequestReader {
  public:
    explicit RequestReader(WireLimits limits = {}) : limits_(limits) {}

    // False when more came in than may wait: close.
    bool feed(std::string_view bytes);
    // The next whole request, if one has arrived. After a refused one: never another.
    std::optional<Framed> next();
    // True when nothing of a request has arrived since the last whole one.
    bool at_rest() const { return buffer_.empty(); }
    // True once when a client waits for "100 Continue" before it sends the body.
    bool wants_continue();

  private:
    std::optional<Framed> refuse(int status);
    bool skip_empty_lines();
    bool is_no_head(std::size_t looked_until) const;
    std::optional<int> read_head();
    std::optional<Framed> read_body();
    std::optional<Framed> read_chunks();
    Framed finish(std::string body, std::size_t consumed);

    WireLimits limits_;
    std::string buffer_;
    std::size_t scanned_ = 0;  // where to look on for the end of the head
    bool dead_ = false;
    bool have_head_ = false;
    bool continue_ = false;
    std::size_t head_end_ = 0;
    std::size_t body_length_ = 0;
    bool chunked_ = false;
    // Of a chunked body: what has been read, where its next chunk begins, and how many there were.
    std::string chunked_body_;
    std::size_t next_chunk_ = 0, chunks_ = 0;
    std::size_t empty_lines_ = 0;
    Framed framed_;
};

// Status line, headers and body. HEAD, 204 and 304 carry no body; HEAD has the length GET would
// have.
std::string wire_bytes(const Response& response, Method method, bool keep_alive);

// "%41+b" → "A b" when `plus_is_space`; nothing for a broken escape.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);
// Name=value pairs of an urlencoded body; nothing for a broken escape, for text that is not UTF-8,
// for NUL, or for more than 200 pairs.
std::optional<std::vector<std::pair<std::string, std::string>>> decoded_pairs(
    std::string_view text);
// Strict UTF-8 (no overlong form, no surrogate, at most U+10FFFF) without NUL.
bool is_text(std::string_view bytes);

}  // namespace backline

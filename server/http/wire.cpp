#include "http/wire.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace backline {

namespace {

bool is_token_character(char c) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
    return std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

bool is_field_value(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Method method_named(std::string_view name) {
    if (name == "GET") return Method::get;
    if (name == "HEAD") return Method::head;
    if (name == "POST") return Method::post;
    if (name == "PUT") return Method::put;
    if (name == "DELETE") return Method::delete_;
    if (name == "OPTIONS") return Method::options;
    return Method::other;
}

// Headers of which a second one would leave open which of them counts.
bool must_be_single(std::string_view name) {
    static constexpr std::array<std::string_view, 9> kSingle{
        "host",           "content-length", "content-type",    "origin",       "authorization",
        "sec-fetch-site", "x-csrf-token",   "idempotency-key", "if-none-match"};
    return std::find(kSingle.begin(), kSingle.end(), name) != kSingle.end();
}

bool is_host(std::string_view host) {
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view{"-._:[]"}.find(c) != std::string_view::npos;
    });
}

// Cookies as browsers send them; a piece without "=" or with an empty name is passed over.
void read_cookies(std::string_view header, std::map<std::string, std::string, std::less<>>& out) {
    while (!header.empty()) {
        const auto end = std::min(header.find(';'), header.size());
        const auto pair = trimmed(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        auto value = trimmed(pair.substr(equals + 1));
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        out.emplace(std::string{trimmed(pair.substr(0, equals))}, std::string{value});
    }
}

bool has_word(std::string_view list, std::string_view word) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        if (lower(trimmed(list.substr(0, end))) == word) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

constexpr std::size_t kMostPairs = 200;

// The next pair of `text`, which loses it; nothing where it cannot be read.
std::optional<std::pair<std::string, std::string>> next_pair(std::string_view& text) {
    const auto end = std::min(text.find('&'), text.size());
    const auto pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    auto name = percent_decoded(pair.substr(0, equals), true);
    auto value =
        percent_decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view{}, true);
    if (!name || !value || !is_text(*name) || !is_text(*value)) return std::nullopt;
    return std::pair{*std::move(name), *std::move(value)};
}

// Mail programs and campaigns write queries as they please ("50%off", "a%F1o", a raw "ñ"): what
// cannot be read is left out and said to be, and whoever serves the path decides what that means.
void read_query(std::string_view text, Request& request) {
    while (!text.empty()) {
        if (text.front() == '&') {
            text.remove_prefix(1);
            continue;
        }
        auto pair = next_pair(text);
        if (pair && request.query.size() < kMostPairs) {
            request.query.push_back(*std::move(pair));
        } else {
            request.query_broken = true;
        }
    }
}

// Path and query of an origin-form target; false when something in it is not what it should be.
bool read_target(std::string_view target, Request& request) {
    if (target.empty() || target.front() != '/') return false;
    const auto mark = target.find('?');
    const auto path = target.substr(0, mark);
    const bool printable =
        std::all_of(path.begin(), path.end(),
                    [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; }) &&
        std::none_of(target.begin(), target.end(), [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return byte <= 0x20 || byte == 0x7f || c == '#';
        });
    if (!printable) return false;
    request.path = target.substr(0, mark);
    std::string_view rest = std::string_view{request.path}.substr(1);
    if (!rest.empty()) {
        while (true) {
            const auto slash = rest.find('/');
            auto segment = percent_decoded(rest.substr(0, slash), false);
            if (!segment || !is_text(*segment)) return false;
            request.segments.push_back(std::move(*segment));
            if (slash == std::string_view::npos) break;
            rest.remove_prefix(slash + 1);
        }
    }
    if (mark == std::string_view::npos) return true;
    read_query(target.substr(mark + 1), request);
    return true;
}

// "METHOD SP target SP HTTP/1.x"; the status of a refusal, or none.
std::optional<int> read_request_line(std::string_view line, const WireLimits& limits,
                                     Framed& framed, bool& http10) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || last == first) return 400;
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!is_token(method)) return 400;
    if (version.substr(0, 5) != "HTTP/") return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
    if (target.size() > limits.target_bytes) return 414;
    if (!read_target(target, framed.request)) return 400;
    framed.request.method = method_named(method);
    http10 = version == "HTTP/1.0";
    return std::nullopt;
}

std::optional<int> read_header_line(std::string_view line, Request& request) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
    std::string name = lower(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    if (!is_field_value(value)) return 400;
    const auto [at, fresh] = request.headers.try_emplace(std::move(name), value);
    if (fresh) return std::nullopt;
    if (must_be_single(at->first) || at->first == "transfer-encoding") return 400;
    at->second.append(at->first == "cookie" ? "; " : ", ").append(value);
    return std::nullopt;
}

}  // namespace

bool RequestReader::feed(std::string_view bytes) {
    if (dead_) return true;
    if (buffer_.size() + bytes.size() > limits_.buffered_bytes) {
        dead_ = true;
        return false;
    }
    buffer_.append(bytes);
    return true;
}

bool RequestReader::wants_continue() {
    return std::exchange(continue_, false);
}

std::optional<Framed> RequestReader::refuse(int status) {
    dead_ = true;
    buffer_.clear();
    Framed refused;
    refused.keep_alive = false;
    // Kept for the answer's form alone: a refused HEAD must not be given a body.
    refused.request.method = framed_.request.method;
    refused.request.refused = status;
    return refused;
}

std::optional<Framed> RequestReader::next() {
    if (dead_) return std::nullopt;
    if (!have_head_) {
        if (!skip_empty_lines()) return refuse(400);
        const auto before = std::exchange(scanned_, buffer_.size());
        const auto end = buffer_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
        if (std::min(end, buffer_.size()) > limits_.head_bytes) return refuse(431);
        if (end == std::string::npos) {
            if (is_no_head(before)) return refuse(400);
            return std::nullopt;
        }
        head_end_ = end + 4;
        if (const auto status = read_head()) return refuse(*status);
        have_head_ = true;
    }
    return chunked_ ? read_chunks() : read_body();
}

// Empty lines before a request are allowed and mean nothing (RFC 9112, 2.2). False: too many.
bool RequestReader::skip_empty_lines() {
    std::size_t past = 0;
    while (buffer_.compare(past, 2, "\r\n") == 0) {
        past += 2;
        if (++empty_lines_ > limits_.empty_lines) return false;
    }
    buffer_.erase(0, past);
    scanned_ -= std::min(scanned_, past);
    return true;
}

// What will never become a head is told so at once: TLS spoken to a plain port, or a line that ends
// with a bare LF. Looks at what came after the first `looked_until` bytes.
bool RequestReader::is_no_head(std::size_t looked_until) const {
    if (buffer_.empty() || buffer_ == "\r") return false;
    if (!is_token_character(buffer_.front())) return true;
    for (auto feed = buffer_.find('\n', looked_until); feed != std::string::npos;
         feed = buffer_.find('\n', feed + 1))
        if (feed == 0 || buffer_[feed - 1] != '\r') return true;
    return false;
}

std::optional<int> RequestReader::read_head() {
    framed_ = Framed{};
    body_length_ = 0;
    chunked_ = false;
    chunked_body_.clear();
    next_chunk_ = head_end_;
    chunks_ = 0;
    bool http10 = false;
    std::string_view head{buffer_.data(), head_end_ - 2};
    bool first = true;
    std::size_t count = 0;
    while (!head.empty()) {
        const auto end = head.find("\r\n");
        const auto line = head.substr(0, end);
        head.remove_prefix(end + 2);
        const auto status = first ? read_request_line(line, limits_, framed_, http10)
                                  : read_header_line(line, framed_.request);
        if (status) return status;
        if (!first && ++count > limits_.headers) return 431;
        first = false;
    }
    Request& request = framed_.request;
    const auto host = request.headers.find("host");
    if (host == request.headers.end() ? !http10 : !is_host(host->second)) return 400;
    const bool has_length = request.headers.contains("content-length");
    if (const auto encoding = request.headers.find("transfer-encoding");
        encoding != request.headers.end()) {
        if (has_length || http10) return 400;
        if (lower(encoding->second) != "chunked") return 501;
        chunked_ = true;
    }
    if (has_length) {
        const auto digits = request.header("content-length");
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), body_length_);
        if (error == std::errc::result_out_of_range) return 413;
        if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() ||
            digits.front() == '-') {
            return 400;
        }
        if (body_length_ > limits_.body_bytes) return 413;
    }
    read_cookies(request.header("cookie"), request.cookies);
    const auto connection = request.header("connection");
    framed_.keep_alive =
        http10 ? has_word(connection, "keep-alive") : !has_word(connection, "close");
    const bool expects = lower(request.header("expect")) == "100-continue";
    continue_ = expects && !http10 && (chunked_ || body_length_ > 0) && buffer_.size() == head_end_;
    return std::nullopt;
}

std::optional<Framed> RequestReader::read_body() {
    if (buffer_.size() - head_end_ < body_length_) return std::nullopt;
    return finish(buffer_.substr(head_end_, body_length_), head_end_ + body_length_);
}

std::optional<Framed> RequestReader::read_chunks() {
    while (true) {
        std::size_t at = next_chunk_;
        const auto line_end = buffer_.find("\r\n", at);
        if (line_end == std::string::npos) {
            return buffer_.size() - at > 64 ? refuse(400) : std::nullopt;
        }
        std::size_t size = 0;
        const char* const begin = buffer_.data() + at;
        const char* const end = buffer_.data() + line_end;
        const auto [stop, error] = std::from_chars(begin, end, size, 16);
        if (error != std::errc{} || stop != end || *begin == '-' || end - begin > 8) {
            return refuse(400);
        }
        at = line_end + 2;
        if (size == 0) {
            // Trailers are taken by nobody here, so none may come.
            if (buffer_.size() < at + 2) return std::nullopt;
            if (buffer_.compare(at, 2, "\r\n") != 0) return refuse(400);
            return finish(std::exchange(chunked_body_, {}), at + 2);
        }
        if (chunked_body_.size() + size > limits_.body_bytes) return refuse(413);
        if (++chunks_ > limits_.chunks) return refuse(413);
        if (buffer_.size() < at + size + 2) {
            --chunks_;  // looked at once more when it is whole
            return std::nullopt;
        }
        if (buffer_.compare(at + size, 2, "\r\n") != 0) return refuse(400);
        chunked_body_.append(buffer_, at, size);
        next_chunk_ = at + size + 2;
    }
}

Framed RequestReader::finish(std::string body, std::size_t consumed) {
    framed_.request.body = std::move(body);
    buffer_.erase(0, consumed);
    scanned_ = 0;
    empty_lines_ = 0;
    have_head_ = false;
    if (!framed_.keep_alive) dead_ = true;
    return std::move(framed_);
}

namespace {

std::string_view reason_of(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 204:
            return "No Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Answer";
    }
}

// A header's value can never end its line, whatever a handler put into it.
void append_value(std::string& out, std::string_view value) {
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        out.push_back(byte < 0x20 || byte == 0x7f ? ' ' : c);
    }
}

}  // namespace

std::string wire_bytes(const Response& response, Method method, bool keep_alive) {
    const bool bare = response.status == 204 || response.status == 304;
    std::string out;
    out.reserve(512 + response.body.size());
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_of(response.status)).append("\r\n");
    for (const auto& [name, value] : response.headers) {
        out.append(name).append(": ");
        append_value(out, value);
        out.append("\r\n");
    }
    if (!bare) {
        if (!response.content_type.empty()) {
            out.append("Content-Type: ").append(response.content_type).append("\r\n");
        }
        out.append("Content-Length: ").append(std::to_string(response.body.size())).append("\r\n");
    }
    out.append(keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
    if (!bare && method != Method::head) out.append(response.body);
    return out;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

std::optional<std::vector<std::pair<std::string, std::string>>> decoded_pairs(
    std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    while (!text.empty()) {
        if (text.front() == '&') {
            text.remove_prefix(1);
            continue;
        }
        auto pair = next_pair(text);
        if (!pair) return std::nullopt;
        pairs.push_back(*std::move(pair));
        if (pairs.size() > kMostPairs) return std::nullopt;
    }
    return pairs;
}

bool is_text(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[i]);
        if (lead == 0) return false;
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || i + length > bytes.size()) return false;
        char32_t point = lead & (0xffU >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            const auto byte = static_cast<unsigned char>(bytes[i + k]);
            if ((byte & 0xc0U) != 0x80U) return false;
            point = (point << 6U) | (byte & 0x3fU);
        }
        const char32_t least = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
        if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return false;
        i += length;
    }
    return true;
}

std::string_view name_of(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::delete_:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "OTHER";
}

}  // namespace backline

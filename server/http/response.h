// What a handler answers with: a plain value. Status, content type and body are the handler's;
// dispatch adds what every answer carries (security headers, request id), the wire adds the length.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backline {

// A long poll that found nothing yet: dispatch keeps the answer until there is news after `after`.
struct Wait {
    long after = 0;
    bool lead = false;  // whose news these are: leads are told more
    std::string nonce;  // given back with the answer, so that a desk drops one that is not its own
};

struct Response {
    int status = 200;
    std::string content_type;  // empty: no body
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    bool frameable = false;  // the form and the patient's page, inside the configured origins
    bool hashed = false;     // its URL names its content: may be kept for ever
    bool last = false;       // the connection ends with it
    std::optional<Wait> wait;

    Response& with(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    // Empty when there is none. `name` as it was given to with().
    std::string_view header(std::string_view name) const {
        for (const auto& [key, value] : headers) {
            if (key == name) return value;
        }
        return {};
    }
};

}  // namespace backline

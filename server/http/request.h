// One HTTP request as our own value: decoded once at the edge, then read by everybody. It holds no
// connection and no library's type. Handlers read it and never change it.
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace backline {

struct Session;
struct Person;

enum class Method { get, head, post, put, delete_, options, other };

struct Request {
    Method method = Method::get;
    std::string path;                   // as sent, without the query
    std::vector<std::string> segments;  // decoded; "/" has none; a final "/" adds an empty one
    // Decoded, in order; a name may come more than once.
    std::vector<std::pair<std::string, std::string>> query;
    bool query_broken = false;  // a pair of the query could not be read and was left out
    // Names in lower case. A header that came twice has its values joined by a comma, cookies by a
    // semicolon.
    std::map<std::string, std::string, std::less<>> headers;
    std::map<std::string, std::string, std::less<>> cookies;  // of two equal names the first
    std::string body;
    std::string peer;  // the address at the other end of the connection
    // 0, or the status of a request that could not be read (400, 413, …): nothing else is set then.
    int refused = 0;

    // Set by dispatch before a handler sees it:
    std::string id;                                           // UUID, also in X-Request-Id
    std::string client;                                       // whose address counts for limits
    std::map<std::string, std::string, std::less<>> in_path;  // {id} of the route's template
    std::shared_ptr<const Session> session;                   // on routes that ask for one
    std::vector<std::pair<std::string, std::string>> posted;  // on routes that take a form
    std::shared_ptr<const nlohmann::json> json;               // an object, on routes that take JSON

    // Empty when there is none.
    std::string_view header(std::string_view name) const {
        const auto it = headers.find(name);
        return it == headers.end() ? std::string_view{} : std::string_view{it->second};
    }
    std::string_view cookie(std::string_view name) const {
        const auto it = cookies.find(name);
        return it == cookies.end() ? std::string_view{} : std::string_view{it->second};
    }
    // The first value of that name in the query.
    std::optional<std::string_view> asked(std::string_view name) const {
        for (const auto& [key, value] : query) {
            if (key == name) return value;
        }
        return std::nullopt;
    }
    const std::string& part(std::string_view name) const { return in_path.find(name)->second; }
    // Who is signed in; only on routes that ask for a session.
    const Person& person() const;
};

std::string_view name_of(Method method);

}  // namespace backline

// Backline in process: a database of its own and a Dispatch, asked without a socket. What is asked
// is written as bytes and read by the same reader as on the wire.
#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "http/dispatch.h"
#include "support/database.h"

namespace backline::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Somebody who is signed in.
struct Staff {
    Person person;
    std::string cookie;  // "sid=…"
    std::string csrf;
};

class Site {
  public:
    // Long polls last a second; `change` sets what else a test wants otherwise.
    explicit Site(const std::function<void(Config&)>& change = {});
    // With the database's clock standing still: "2026-11-24 10:30 America/Los_Angeles".
    explicit Site(const std::string& now) : Site() { stop_clock(now); }
    // And what the server remembers of it between two looks.
    void stop_clock(const std::string& now);

    Response ask(const std::string& method, const std::string& target, const Headers& headers = {},
                 const std::string& body = {});
    std::future<Response> ask_later(const std::string& method, const std::string& target,
                                    const Headers& headers = {}, const std::string& body = {});
    Response get(const std::string& target, const Headers& headers = {}) {
        return ask("GET", target, headers);
    }
    Response post_json(const std::string& target, const nlohmann::json& body, Headers headers = {});
    Response post_form(const std::string& target,
                       const std::vector<std::pair<std::string, std::string>>& fields,
                       Headers headers = {});

    Staff sign_in(Role role, const std::string& username);
    // A read, and a write with all that A6 asks for.
    Response read(const Staff& staff, const std::string& target);
    Response write(const Staff& staff, const std::string& method, const std::string& target,
                   const nlohmann::json& body);
    static Headers write_headers(const Staff& staff);

    // A signed render time old enough to be a person's; another one each time.
    std::string rendered(int seconds_ago = 60);
    // A body for POST /api/requests that is taken; every `number` another person.
    nlohmann::json request(int number);
    // The same as the page posts it.
    std::vector<std::pair<std::string, std::string>> fields(int number);
    std::string count(const std::string& table) {
        return database.sql("select count(*) from " + table);
    }

    Database database;
    std::unique_ptr<App> app;
    std::unique_ptr<Dispatch> dispatch;
};

nlohmann::json json_of(const Response& response);

}  // namespace backline::test

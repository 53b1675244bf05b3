// The URL table: which method of which path is whose, and on which lane it is served. What the
// table does not name is refused. Immutable; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "app/app.h"
#include "app/people.h"
#include "app/submit.h"
#include "http/request.h"
#include "http/response.h"
#include "observe/event.h"

namespace backline {

// `here`: on the thread that read the request, so it must neither wait nor look into the database.
enum class LaneName { here, form, desk, reports, sign_in };

// Who may: everyone without any session, or people of the given roles.
struct Access {
    unsigned roles = 0;  // bits of role_bit(); 0: everyone, and no cookie is looked at
    // Everyone, and people of `roles` when they send their CSRF token (a request taken by phone).
    bool or_everyone = false;

    bool staff_only() const { return roles != 0 && !or_everyone; }
};
constexpr unsigned role_bit(Role role) {
    return 1U << static_cast<unsigned>(role);
}

enum class Takes { nothing, json, form };

// What a form becomes before it is saved together with others: an answer already, or a Form.
using ReadForm = std::variant<Response, Form>;

// How a route answers.
struct Does {
    using Handler = Result<Response> (*)(const Request&, App&);
    using Read = Result<ReadForm> (*)(const Request&, App&);
    using Saved = Result<Response> (*)(const Request&, App&, const Receipt&);
    // `error` is null where no use case said no (413, 500, …).
    using Trouble = Response (*)(const Request&, const App&, int status, const Error* error);

    Handler handler = nullptr;
    // Instead of a handler: the two halves around the group commit of the form lane.
    Read read = nullptr;
    Saved saved = nullptr;
    // How an error looks as a page; null: application/problem+json.
    Trouble trouble = nullptr;

    constexpr Does(Handler answers, Trouble shows = nullptr) : handler(answers), trouble(shows) {}
    constexpr Does(Read reads, Saved answers, Trouble shows = nullptr)
        : read(reads), saved(answers), trouble(shows) {}
};

struct Route {
    Method method;
    observe::Word path;  // "/api/requests/{id}/claim"
    Access access;
    LaneName lane;
    Takes takes;
    Does does;
    // Asked for by the page itself, not by a person's doing: does not keep a session alive.
    bool quiet = false;
};

std::span<const Route> routes();

// The route of a request, with what stands at the {…} of its path; or the methods that its path has
// (none: the path is unknown). What was copied along with a page's link is no part of its path.
struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string, std::less<>> in_path;
    std::vector<Method> allowed;
};
Match find_route(Method method, std::vector<std::string> segments);

}  // namespace backline

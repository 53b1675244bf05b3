#include "http/routes.h"

#include <algorithm>

#include "http/handlers.h"

namespace backline {

namespace {

constexpr auto GET = Method::get;
constexpr auto POST = Method::post;
constexpr auto PUT = Method::put;
constexpr auto DELETE = Method::delete_;
constexpr unsigned agent = role_bit(Role::agent);
constexpr unsigned lead = role_bit(Role::lead);
constexpr unsigned manager = role_bit(Role::manager);
constexpr unsigned all =
    agent | lead | manager | role_bit(Role::administrator) | role_bit(Role::auditor);
constexpr Access everyone{};
constexpr Access staff{all};
constexpr Access callers{agent | lead};
constexpr Access leads{lead};
constexpr Access managers{manager};
constexpr Access either{agent | lead, true};
constexpr auto here = LaneName::here;
constexpr auto forms = LaneName::form;
constexpr auto desks = LaneName::desk;
constexpr auto figures = LaneName::reports;
constexpr auto sign_in = LaneName::sign_in;
constexpr auto none = Takes::nothing;
constexpr auto json = Takes::json;
constexpr auto posted = Takes::form;
constexpr bool quiet = true;
constexpr Does form_page{form::page, form::page_trouble};
constexpr Does posted_page{form::read_page, form::saved_page, form::page_trouble};
constexpr Does posted_json{form::read_json, form::saved_json};
constexpr Does patient_page{patient::page, patient::trouble};
constexpr Does patient_back{patient::back, patient::trouble};
constexpr Does patient_calendar{patient::calendar, patient::trouble};
constexpr Does patient_withdrawal{patient::withdrawal, patient::trouble};
constexpr Does patient_window{patient::window, patient::trouble};
constexpr Does patient_phone{patient::phone, patient::trouble};

// clang-format off
const Route table[] = {
    // Patients
    {GET,    "/",                               everyone, here,    none,   form_page},
    {GET,    "/es",                             everyone, here,    none,   form_page},
    {POST,   "/",                               everyone, forms,   posted, posted_page},
    {POST,   "/es",                             everyone, forms,   posted, posted_page},
    {GET,    "/api/form",                       everyone, here,    none,   form::description},
    {POST,   "/api/requests",                   either,   forms,   json,   posted_json},
    {GET,    "/r/{token}",                      everyone, forms,   none,   patient_page},
    {GET,    "/r/{token}/visit.ics",            everyone, forms,   none,   patient_calendar},
    {GET,    "/r/{token}/withdrawal",           everyone, forms,   none,   patient_back},
    {GET,    "/r/{token}/window",               everyone, forms,   none,   patient_back},
    {GET,    "/r/{token}/phone",                everyone, forms,   none,   patient_back},
    {POST,   "/r/{token}/withdrawal",           everyone, forms,   posted, patient_withdrawal},
    {POST,   "/r/{token}/window",               everyone, forms,   posted, patient_window},
    {POST,   "/r/{token}/phone",                everyone, forms,   posted, patient_phone},
    {GET,    "/embed.js",                       everyone, here,    none,   site::embed_script},
    {GET,    "/assets/{name}",                  everyone, here,    none,   site::asset},

    // Staff: pages, each with its own sign-in
    {GET,    "/desk",                           everyone, here,    none,   site::desk_page},
    {GET,    "/reports",                        everyone, here,    none,   site::reports_page},
    {POST,   "/api/session",                    everyone, sign_in, json,   session::open},
    {GET,    "/api/session",                    staff,    desks,   none,   session::current, quiet},
    {DELETE, "/api/session",                    staff,    desks,   json,   session::end},
    {POST,   "/api/session/password",           staff,    sign_in, json,   session::password},

    // The phone team
    {GET,    "/api/desk/queue",                 callers,  desks,   none,   desk::queue, quiet},
    {GET,    "/api/desk/changes",               callers,  desks,   none,   desk::changes, quiet},
    {GET,    "/api/desk/reveals",               leads,    desks,   none,   desk::reveals, quiet},
    {GET,    "/api/desk/claim",                 callers,  desks,   none,   desk::held, quiet},
    {POST,   "/api/desk/claims",                callers,  desks,   json,   desk::claim},
    {PUT,    "/api/requests/{id}/claim",        callers,  desks,   json,   desk::renew},
    {DELETE, "/api/requests/{id}/claim",        callers,  desks,   json,   desk::release},
    {GET,    "/api/requests",                   callers,  desks,   none,   requests::list},
    {POST,   "/api/requests/search",            callers,  desks,   json,   requests::search},
    {GET,    "/api/requests/{id}",              callers,  desks,   none,   requests::view},
    {PUT,    "/api/requests/{id}/draft",        callers,  desks,   json,   requests::draft},
    {POST,   "/api/requests/{id}/notes",        callers,  desks,   json,   requests::note},
    {POST,   "/api/requests/{id}/reveal",       callers,  desks,   json,   requests::reveal},
    {POST,   "/api/requests/{id}/attempts",     callers,  desks,   json,   requests::start_attempt},
    {POST,   "/api/attempts/{id}/outcome",      callers,  desks,   json,   requests::end_attempt},
    {POST,   "/api/requests/{id}/closure",      leads,    desks,   json,   requests::close},
    {DELETE, "/api/requests/{id}/quarantine",   leads,    desks,   json,   requests::not_spam},
    {POST,   "/api/requests/{id}/spam",         leads,    desks,   json,   requests::spam},
    {GET,    "/api/outcomes",                   callers,  desks,   none,   desk::outcomes},

    // Managers
    {GET,    "/api/reports",                    managers, figures, none,   reports::catalogue},
    {GET,    "/api/reports/{name}",             managers, figures, none,   reports::one},

    // Operators and integrators
    {GET,    "/healthz",                        everyone, here,    none,   site::alive},
    {GET,    "/readyz",                         everyone, desks,   none,   site::ready},
    {GET,    "/api/openapi.json",               everyone, here,    none,   site::openapi},
};
// clang-format on

// Compares a template with what was asked for, part by part; fills in what stands at {…}.
bool fits(std::string_view path, const std::vector<std::string>& segments,
          std::map<std::string, std::string, std::less<>>& in_path) {
    path.remove_prefix(1);
    std::size_t at = 0;
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, end);
        path.remove_prefix(std::min(end + 1, path.size()));
        if (at == segments.size()) return false;
        if (part.front() == '{') {
            if (segments[at].empty()) return false;
            in_path[std::string{part.substr(1, part.size() - 2)}] = segments[at];
        } else if (part != segments[at]) {
            return false;
        }
        ++at;
    }
    return at == segments.size();
}

constexpr std::size_t kTokenLength = 22;

bool in_token(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

// A link that was copied out of a sentence brings what stood behind it: a full stop, a bracket, a
// quote, a blank. No name of a page ends so; of a patient's token the first 22 characters count,
// which is all of it.
void drop_litter(std::vector<std::string>& segments) {
    if (segments.size() > 1 && segments[0] == "r" && segments[1].size() > kTokenLength) {
        const std::string_view behind = std::string_view{segments[1]}.substr(kTokenLength);
        const bool letters = std::any_of(behind.begin(), behind.end(), [](char c) {
            return in_token(c) && c != '-' && c != '_';
        });
        if (!letters) segments[1].resize(kTokenLength);
    }
    while (!segments.empty()) {
        auto& last = segments.back();
        while (!last.empty() && !in_token(last.back())) last.pop_back();
        if (!last.empty()) return;
        segments.pop_back();
    }
}

}  // namespace

std::span<const Route> routes() {
    return table;
}

Match find_route(Method method, std::vector<std::string> segments) {
    if (!segments.empty() && segments[0] != "api") drop_litter(segments);
    Match match;
    for (const Route& route : table) {
        std::map<std::string, std::string, std::less<>> in_path;
        if (!fits(route.path.text(), segments, in_path)) continue;
        const bool wanted =
            route.method == method || (route.method == Method::get && method == Method::head);
        if (wanted) return {&route, std::move(in_path), {}};
        match.allowed.push_back(route.method);
        if (route.method == Method::get) match.allowed.push_back(Method::head);
    }
    return match;
}

}  // namespace backline

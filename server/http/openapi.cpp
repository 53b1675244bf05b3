#include "http/openapi.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "http/json.h"
#include "http/parameters.h"
#include "http/routes.h"
#include "http/schemas.h"

namespace backline {

namespace {

// What the table of routes cannot say: in words, what goes in and what comes out.
struct Description {
    const char* route;  // "GET /api/form"
    const char* does;
    const char* takes = "";    // schema of the JSON body, or of the posted form
    const char* query = "";    // names, separated by spaces
    const char* answers = "";  // "200:Schema 204: 409:Problem"; a name with "/" is a content type
};

constexpr Description descriptions[] = {
    {"GET /", "The form, in English", "", "kind topic from embed", "200:text/html"},
    {"GET /es", "The form, in Spanish", "", "kind topic from embed", "200:text/html"},
    {"POST /", "The form without JavaScript, in English", "PostedForm", "embed",
     "303: 200:text/html 422:text/html 503:text/html"},
    {"POST /es", "The form without JavaScript, in Spanish", "PostedForm", "embed",
     "303: 200:text/html 422:text/html 503:text/html"},
    {"GET /api/form", "What a form needs to draw itself", "", "", "200:FormDescription"},
    {"POST /api/requests",
     "A request from a patient; with a session and its CSRF token, one taken by phone. The same "
     "key with the same body answers 200 and the same again, with another body 422; with a higher "
     "edition, which a page sends that was changed since, and a random UUID as the key, 200: the "
     "form says this from now on. window.from and window.to are instants with an offset, or wall "
     "times of the institute (2026-11-23T14:00); a time that cannot be met is answered 422, with "
     "our hours and the next open times, and nothing is saved",
     "NewRequest", "", "201:Receipt 200:Receipt 422:Problem"},
    {"GET /r/{token}", "The patient's page", "", "language embed done",
     "200:text/html 404:text/html"},
    {"GET /r/{token}/visit.ics", "The booked visit for a calendar", "", "language",
     "200:text/calendar 404:text/html"},
    {"GET /r/{token}/withdrawal", "Leads to the page", "", "", "303: 404:text/html"},
    {"GET /r/{token}/window", "Leads to the page", "", "", "303: 404:text/html"},
    {"GET /r/{token}/phone", "Leads to the page", "", "", "303: 404:text/html"},
    {"POST /r/{token}/withdrawal", "Withdraw the request", "PostedForm", "language embed",
     "303: 404:text/html"},
    {"POST /r/{token}/window", "Ask for another time", "PostedForm", "language embed",
     "303: 404:text/html 409:text/html 422:text/html"},
    {"POST /r/{token}/phone", "Correct the number of this form, before the first call",
     "PostedForm", "language embed", "303: 404:text/html 409:text/html 422:text/html"},
    {"GET /embed.js", "Puts the form into an article's page", "", "", "200:text/javascript"},
    {"GET /assets/{name}", "A hashed file of the pages", "", "",
     "200:application/octet-stream 304: 404:Problem"},
    {"GET /desk", "The phone team's page", "", "", "200:text/html"},
    {"GET /reports", "The manager's page", "", "", "200:text/html"},
    {"POST /api/session", "Sign in", "Credentials", "",
     "201:Session 401:Problem 422:Problem 429:Problem"},
    {"GET /api/session", "Who is signed in", "", "", "200:Session"},
    {"DELETE /api/session", "Sign out", "Empty", "", "204:"},
    {"POST /api/session/password", "One's own new password; ends one's other sessions",
     "NewPassword", "", "204: 422:Problem 429:Problem"},
    {"GET /api/desk/queue", "The queue in the order of serving", "", "", "200:Queue"},
    {"GET /api/desk/changes", "Long poll: what happened after a position", "", "after nonce",
     "200:Changes 422:Problem"},
    {"GET /api/desk/reveals", "Whose numbers were shown to whom within a day, and why", "", "",
     "200:Reveals"},
    {"GET /api/desk/claim", "What one holds, as it is by now", "", "", "200:Claim 204:"},
    {"POST /api/desk/claims", "Claim the next request, or a given one", "ClaimWanted", "",
     "201:Claim 204: 404:Problem 409:Problem"},
    {"PUT /api/requests/{id}/claim", "Renew a claim", "Fence", "",
     "200:Renewal 404:Problem 409:Problem"},
    {"DELETE /api/requests/{id}/claim", "Release a claim", "Release", "",
     "204: 404:Problem 409:Problem"},
    {"GET /api/requests", "The requests, or those in a state; the newest first", "", "state cursor",
     "200:Listed 422:Problem"},
    {"POST /api/requests/search",
     "By reference, phone, its last seven or four digits, email or words of a name; says what q "
     "was "
     "understood as",
     "Search", "", "200:Found 422:Problem"},
    {"GET /api/requests/{id}", "One request with its history", "", "", "200:Request 404:Problem"},
    {"PUT /api/requests/{id}/draft", "Keep the note being written", "Draft", "",
     "204: 404:Problem 409:Problem"},
    {"POST /api/requests/{id}/notes", "Add a note", "Note", "", "204: 404:Problem"},
    {"POST /api/requests/{id}/reveal", "The full number of a request one does not hold; journaled",
     "Reason", "", "200:Phone 404:Problem 422:Problem 429:Problem"},
    {"POST /api/requests/{id}/attempts", "Start a call", "Fence", "",
     "201:Attempt 404:Problem 409:Problem"},
    {"POST /api/attempts/{id}/outcome", "End a call", "OutcomeGiven", "",
     "200:Ended 404:Problem 409:Problem 422:Problem"},
    {"DELETE /api/requests/{id}/quarantine", "Let a quarantined request into the queue", "Empty",
     "", "204: 404:Problem 409:Problem"},
    {"POST /api/requests/{id}/closure",
     "A lead closes an open request without a call; GET /api/outcomes lists the resolutions",
     "Closure", "", "200:Ended 404:Problem 409:Problem 422:Problem"},
    {"POST /api/requests/{id}/spam", "Close a quarantined request as spam", "Empty", "",
     "204: 404:Problem 409:Problem"},
    {"GET /api/outcomes", "The outcomes an agent may log", "", "", "200:Outcomes"},
    {"GET /api/reports", "The catalogue of reports", "", "", "200:Catalogue"},
    {"GET /api/reports/{name}", "One report", "", "from to by format",
     "200:Report 404:Problem 422:Problem"},
    {"GET /healthz", "The process lives", "", "", "200:text/plain"},
    {"GET /readyz", "Database writable, schema current, not draining", "", "", "200:text/plain"},
    {"GET /api/openapi.json", "This document", "", "", "200:application/json"},
};

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        if (end > 0) out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

Json reference(const std::string& schema) {
    return {{"$ref", "#/components/schemas/" + schema}};
}

Json parameters_of(const Description& description, std::string_view path) {
    Json out = Json::array();
    for (auto open = path.find('{'); open != std::string_view::npos;
         open = path.find('{', open + 1)) {
        const auto name = path.substr(open + 1, path.find('}', open) - open - 1);
        out.push_back(
            {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
    }
    for (const auto& name : words(description.query)) {
        out.push_back({{"name", name}, {"in", "query"}, {"schema", parameter_schema(path, name)}});
    }
    return out;
}

Json problem_answer(const char* says) {
    return {{"description", says},
            {"content", {{"application/problem+json", {{"schema", reference("Problem")}}}}}};
}

Json answers_of(const Description& description, const Route& route) {
    Json out = Json::object();
    for (const auto& word : words(description.answers)) {
        const auto colon = word.find(':');
        const std::string status = word.substr(0, colon);
        const std::string shape = word.substr(colon + 1);
        Json answer{{"description", shape.empty() ? "No body" : "The answer"}};
        if (shape == "Problem") {
            answer = problem_answer("Refused; the body says why");
        } else if (shape.find('/') != std::string::npos) {
            answer["content"][shape]["schema"] = {{"type", "string"}};
        } else if (!shape.empty()) {
            answer["content"]["application/json"]["schema"] = reference(shape);
            if (shape == "Report") answer["content"]["text/csv"]["schema"] = {{"type", "string"}};
        }
        out[status] = answer;
    }
    if (route.access.roles != 0) {
        out["401"] = problem_answer("Nobody is signed in");
        out["403"] = problem_answer("Not this role, not from our page, or no CSRF token");
    }
    if (route.takes != Takes::nothing) {
        if (!out.contains("400")) out["400"] = problem_answer("The body could not be read");
        if (!out.contains("413")) out["413"] = problem_answer("Over 16 KB");
        if (!out.contains("415")) out["415"] = problem_answer("Another content type");
    }
    if (route.lane != LaneName::here && !out.contains("503")) {
        out["503"] = problem_answer("Busy, draining or without a database; see Retry-After");
    }
    return out;
}

Json operation_of(const Description& description, const Route& route) {
    Json operation{{"summary", description.does}, {"responses", answers_of(description, route)}};
    auto parameters = parameters_of(description, route.path.text());
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (route.takes != Takes::nothing) {
        const char* type =
            route.takes == Takes::json ? "application/json" : "application/x-www-form-urlencoded";
        operation["requestBody"] = {
            {"required", route.method != Method::delete_},
            {"content", {{type, {{"schema", reference(description.takes)}}}}}};
    }
    Json security = Json::array();
    if (route.access.or_everyone) security.push_back(Json::object());
    if (route.access.roles != 0) {
        Json needs{{"session", Json::array()}};
        if (route.method != Method::get) needs["csrf"] = Json::array();
        security.push_back(needs);
        Json roles = Json::array();
        for (const Role role :
             {Role::agent, Role::lead, Role::manager, Role::administrator, Role::auditor}) {
            if ((route.access.roles & role_bit(role)) != 0) roles.push_back(name_of(role));
        }
        operation["x-roles"] = roles;
    }
    operation["security"] = security;
    return operation;
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return out;
}

}  // namespace

std::vector<std::string> query_names(const Route& route) {
    const std::string name = std::string{name_of(route.method)} + " " + route.path.text();
    for (const Description& description : descriptions) {
        if (name == description.route) return words(description.query);
    }
    return {};
}

Json openapi_document() {
    Json paths = Json::object();
    for (const Route& route : routes()) {
        const std::string name = std::string{name_of(route.method)} + " " + route.path.text();
        for (const Description& description : descriptions) {
            if (name != description.route) continue;
            paths[route.path.text()][lower(name_of(route.method))] =
                operation_of(description, route);
        }
    }
    return {{"openapi", "3.1.0"},
            {"info", {{"title", "Backline"}, {"version", "0.1.0"}}},
            {"paths", std::move(paths)},
            {"components",
             {{"schemas", api_schemas()},
              {"securitySchemes",
               {{"session",
                 {{"type", "apiKey"},
                  {"in", "cookie"},
                  {"name", "__Host-sid"},
                  {"description", "\"sid\" in a plain-http demo"}}},
                {"csrf", {{"type", "apiKey"}, {"in", "header"}, {"name", "X-CSRF-Token"}}}}}}}};
}

}  // namespace backline

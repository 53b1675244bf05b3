#include "http/problem.h"

#include "app/desk.h"
#include "http/instant_text.h"
#include "http/institute_words.h"
#include "http/json.h"
#include "http/phrases.h"
#include "http/wording.h"

namespace backline {

namespace {

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "The request could not be read";
        case 401:
            return "Sign in first";
        case 403:
            return "This is not allowed";
        case 404:
            return "There is nothing here";
        case 405:
            return "This cannot be done here";
        case 409:
            return "This cannot be done now";
        case 413:
            return "The request is too large";
        case 414:
            return "The address is too long";
        case 415:
            return "This kind of content is not taken";
        case 422:
            return "Some answers need another look";
        case 429:
            return "Too many tries; wait a little";
        case 431:
            return "The request's headers are too large";
        case 501:
            return "This is not supported";
        case 503:
            return "Not available just now; nothing was done";
        case 505:
            return "This version of HTTP is not supported";
        default:
            return "Something went wrong here";
    }
}

Json bare(int status, std::string_view code, const Request& request) {
    const auto title = code == "in_doubt" ? "It is not known whether this was done; sending the "
                                            "same again is safe"
                                          : title_of(status);
    Json body{
        {"type", code.empty() ? std::string{"about:blank"} : "/problems/" + std::string{code}},
        {"title", title},
        {"status", status},
        {"request_id", request.id}};
    if (!code.empty()) body["code"] = code;
    return body;
}

Response wrap(const Json& body) {
    Response response;
    response.status = body["status"].get<int>();
    response.content_type = "application/problem+json";
    response.body = json_text(body);
    return response;
}

Json faults_of(const Invalid& invalid, const App& app, std::string_view language) {
    const auto texts = wording(*app.institute());
    Json errors = Json::array();
    for (const FieldFault& fault : invalid.faults) {
        errors.push_back({{"field", fault.field},
                          {"code", fault.code},
                          {"message", texts->fault_words(language, fault)}});
    }
    return errors;
}

// Beside a time that cannot be met: our hours, and the next times that can be.
void tell_open_times(Json& body, const Invalid& invalid, const App& app,
                     std::string_view language) {
    const auto institute = app.institute();
    const auto& hours = institute->rules.hours;
    body["hours"] = hours_words(*wording(*institute), language, hours.week());
    body["suggestions"] =
        open_times_json(*institute, language, invalid.open_times, app.context().now);
}

Json not_now(const NotNow& error, const App& app, const Request& request) {
    GateAnswer answer;
    answer.ever = error.ever;
    answer.at = error.at;
    answer.reason = error.reason;
    Json body = bare(409, "not_now", request);
    body["reason"] = error.reason;
    body["reason_text"] = words_of(answer, *app.institute(), app.context().now);
    body["allowed_at"] = error.ever ? Json(rfc3339(error.at)) : Json();
    return body;
}

template <class... Cases>
struct Overloads : Cases... {
    using Cases::operator()...;
};

}  // namespace

int status_of(const Error& error) {
    return std::visit(
        Overloads{[](const Invalid&) { return 422; }, [](const Unauthenticated&) { return 401; },
                  [](const Forbidden&) { return 403; }, [](const NotFound&) { return 404; },
                  [](const Held&) { return 409; }, [](const StaleFence&) { return 409; },
                  [](const NotNow&) { return 409; }, [](const WrongState&) { return 409; },
                  [](const TooMany&) { return 429; }, [](const Overloaded&) { return 503; },
                  [](const InDoubt&) { return 503; }},
        error);
}

Response problem(const Error& error, const Request& request, const App& app,
                 std::string_view language) {
    const int status = status_of(error);
    const auto retry = [&](int seconds) {
        Response response = problem(status, request);
        for (auto& [name, value] : response.headers) {
            if (name == "Retry-After") value = std::to_string(seconds);
        }
        return response;
    };
    return std::visit(
        Overloads{[&](const Invalid& invalid) {
                      Json body = bare(status, "", request);
                      body["errors"] = faults_of(invalid, app, language);
                      if (!invalid.open_times.empty())
                          tell_open_times(body, invalid, app, language);
                      return wrap(body);
                  },
                  [&](const Held& held) {
                      Json body = bare(status, "held", request);
                      body["holder"] = {{"name", held.holder}};
                      return wrap(body);
                  },
                  [&](const StaleFence&) { return problem(status, "stale_fence", request); },
                  [&](const NotNow& gate) { return wrap(not_now(gate, app, request)); },
                  [&](const WrongState& wrong) {
                      Json body = bare(status, "wrong_state", request);
                      body["why"] = wrong.why;
                      return wrap(body);
                  },
                  [&](const TooMany& many) { return retry(many.retry_after_seconds); },
                  [&](const Overloaded& full) { return retry(full.retry_after_seconds); },
                  [&](const InDoubt&) { return problem(status, "in_doubt", request); },
                  [&](const auto&) { return problem(status, request); }},
        error);
}

Response problem(int status, const Request& request) {
    return problem(status, "", request);
}

Response problem(int status, std::string_view code, const Request& request) {
    Response response = wrap(bare(status, code, request));
    if (status == 429 || status == 503) response.with("Retry-After", "2");
    return response;
}

}  // namespace backline

// Signing in and out. Guessing is slowed by the use case.
#include "http/cookie.h"
#include "http/handlers.h"
#include "http/json.h"
#include "http/origin.h"
#include "http/phrases.h"
#include "http/wording.h"

namespace backline::session {

namespace {

Json body_of(const Session& session, const App& app) {
    const auto institute = app.institute();
    const auto& hours = institute->rules.hours;
    return {{"user",
             {{"id", session.person.id.text()},
              {"name", session.person.name},
              {"role", name_of(session.person.role)},
              {"languages", session.person.languages}}},
            {"csrf_token", session.csrf_token},
            {"zone", hours.zone().name()},
            {"hours", hours_words(*wording(*institute), "en", hours.week())}};
}

Browser browser_of(const Request& request, const App& app) {
    return {request.client, std::string{request.cookie(device_cookie_name(app.config()))},
            std::string{request.cookie(session_cookie_name(app.config()))}};
}

}  // namespace

Result<Response> open(const Request& request, App& app) {
    if (from_elsewhere(request, app.config())) return fail(Forbidden{});
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto username = fields.line("username", Need::required, 200);
    const auto password = fields.text("password", Need::required, 1000);
    fields.text("totp", Need::optional, 20);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto opened = sign_in(app, username, password, browser_of(request, app));
    if (!opened) return fail(std::move(opened.error()));
    auto response = json_response(201, body_of(*opened, app));
    response.with("Set-Cookie", session_cookie(app.config(), opened->token));
    response.with("Set-Cookie", device_cookie(app.config(), opened->devices));
    return response;
}

Result<Response> current(const Request& request, App& app) {
    return json_response(200, body_of(*request.session, app));
}

Result<Response> password(const Request& request, App& app) {
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto current = fields.text("current", Need::required, 1000);
    const auto wanted = fields.text("password", Need::required, 1000);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto devices =
        change_password(app, *request.session, current, wanted, browser_of(request, app));
    if (!devices) return fail(std::move(devices.error()));
    Response response;
    response.status = 204;
    response.with("Set-Cookie", device_cookie(app.config(), *devices));
    return response;
}

Result<Response> end(const Request& request, App& app) {
    sign_out(app, *request.session);
    Response response;
    response.status = 204;
    response.with("Set-Cookie", ended_session_cookie(app.config()));
    // What was kept of the desk; not cookies: by one of them the browser is known by next time.
    response.with("Clear-Site-Data", "\"cache\"");
    return response;
}

}  // namespace backline::session

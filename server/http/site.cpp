// What is the same for everybody: the shells of the staff's pages, assets, health, the contract.
#include "http/assets.h"
#include "http/handlers.h"
#include "http/json.h"
#include "http/openapi.h"
#include "http/page_frame.h"

namespace backline::site {

namespace {

Response shell(const App& app, const char* name) {
    const auto institute = app.institute();
    const std::string base{name};
    return html(200, shell_page(name, {{"css", assets::url(base + ".css")},
                                       {"js", assets::url(base + ".js")},
                                       {"institute_name", institute->name},
                                       {"institute_phone", institute->phone}}));
}

Response text(std::string body) {
    Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(body);
    return response;
}

}  // namespace

Result<Response> desk_page(const Request&, App& app) {
    return shell(app, "desk");
}

Result<Response> reports_page(const Request&, App& app) {
    return shell(app, "reports");
}

Result<Response> asset(const Request& request, App&) {
    auto file = assets::serve(request.part("name"), request);
    if (!file) return fail(NotFound{});
    return std::move(*file);
}

Result<Response> embed_script(const Request&, App&) {
    const auto script = assets::bytes(assets::hashed_name("embed.js"));
    if (!script) return fail(NotFound{});
    Response response;
    response.content_type = "text/javascript; charset=utf-8";
    response.body = *script;
    // The one file that pages of other origins load.
    response.with("Cross-Origin-Resource-Policy", "cross-origin");
    return response;
}

Result<Response> alive(const Request&, App&) {
    return text("alive\n");
}

Result<Response> ready(const Request&, App& app) {
    if (!app.ready()) return fail(Overloaded{1});
    return text("ready\n");
}

Result<Response> openapi(const Request&, App&) {
    return json_response(200, openapi_document());
}

}  // namespace backline::site

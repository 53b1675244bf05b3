#include "http/article.h"

#include <memory>

#include "http/assets.h"
#include "http/page_frame.h"
#include "http/pages.h"
#include "http/security_headers.h"

namespace backline {

namespace {

constexpr std::string_view kPath = "/articles/neck-pain-botox-los-angeles";

std::string tel_of(const std::string& shown) {
    std::string digits;
    for (const char c : shown) {
        if (c >= '0' && c <= '9') digits.push_back(c);
    }
    return "tel:+1" + digits;
}

// The article may load one script and one frame, both of the form's origin, and nothing else.
std::string policy(const std::string& origin) {
    return "default-src 'none'; style-src 'self'; img-src 'self'; script-src " + origin +
           "; frame-src " + origin +
           "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

Response article(const App& app) {
    const auto institute = app.institute();
    const auto& origin = app.config().server.public_origin;
    auto response = html(200, shell_page("article", {{"css", assets::url("article.css")},
                                                     {"icon", assets::url("icon.svg")},
                                                     {"origin", origin},
                                                     {"institute_name", institute->name},
                                                     {"institute_phone", institute->phone},
                                                     {"tel", tel_of(institute->phone)}}));
    return std::move(response.with("Content-Security-Policy", policy(origin)));
}

Response refusal(int status) {
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = status == 404 ? "Not found.\n" : "This cannot be answered.\n";
    if (status == 405) response.with("Allow", "GET, HEAD");
    return response;
}

Response respond(const Request& request, const Response& page) {
    if (request.refused != 0) return refusal(request.refused);
    if (request.method != Method::get && request.method != Method::head) return refusal(405);
    if (request.path == kPath) return page;
    if (request.path == "/") {
        Response response;
        response.status = 302;
        return std::move(response.with("Location", std::string{kPath}));
    }
    for (const auto& url : {assets::url("article.css"), assets::url("icon.svg")}) {
        if (request.path != url) continue;
        if (auto file = assets::serve(url.substr(url.rfind('/') + 1), request)) return *file;
    }
    return refusal(404);
}

}  // namespace

Serve serve_article(const App& app) {
    const auto page = std::make_shared<const Response>(article(app));
    return [&app, page](Request&& request, Answer&& answer) {
        auto response = respond(request, *page);
        add_security_headers(response, app.config());
        answer.send(response);
    };
}

}  // namespace backline

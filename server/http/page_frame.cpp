#include "http/page_frame.h"

#include "http/assets.h"
#include "http/wording.h"

namespace backline {

PageFrame page_frame(const App& app, std::string_view language, bool embedded) {
    const auto institute = app.institute();
    PageFrame frame;
    frame.language = language;
    frame.institute_name = institute->name;
    frame.institute_phone = institute->phone;
    frame.stylesheet_url = assets::url("form.css");
    frame.script_url = assets::url("form.js");
    frame.icon_url = assets::url("icon.svg");
    frame.embedded = embedded;
    return frame;
}

bool is_embedded(const Request& request) {
    if (request.asked("embed") == "1") return true;
    for (const auto& [name, value] : request.posted) {
        if (name == "embed" && value == "1") return true;
    }
    return false;
}

std::string language_wanted(const Request& request) {
    const auto list = request.header("accept-language");
    const auto first = list.substr(0, list.find_first_of(",; "));
    if (first.empty() || first == "*") return {};
    return std::string{Texts::page_language(first)};
}

Response html(int status, std::string page) {
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(page);
    return response;
}

Response plain_page(const Request& request, const App& app, int status, std::string_view language) {
    const auto texts = wording(*app.institute());
    const auto frame = page_frame(app, language, is_embedded(request));
    auto response = html(status, status == 404 ? not_found_page(*texts, frame)
                                               : trouble_page(*texts, frame, status, request.id));
    response.frameable = true;
    if (status == 503 || status == 429) response.with("Retry-After", "2");
    return response;
}

}  // namespace backline

// What all pages share, from the configuration, the institute and the assets. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "app/app.h"
#include "http/pages.h"
#include "http/request.h"
#include "http/response.h"

namespace backline {

PageFrame page_frame(const App& app, std::string_view language, bool embedded);
// Whether the page was asked for inside a frame: ?embed=1, or the hidden field of a form.
bool is_embedded(const Request& request);
// The language of pages that the browser puts first, "en" or "es"; empty where it says nothing.
std::string language_wanted(const Request& request);
Response html(int status, std::string page);
// A page of general words for an error; 404 for what does not exist.
Response plain_page(const Request& request, const App& app, int status,
                    std::string_view language = "en");

}  // namespace backline

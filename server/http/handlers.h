// Every handler there is, by resource: plain functions of a request and the use cases. A handler's
// request has passed its route's checks: session and role, origin, content type; `json` is an
// object.
#pragma once

#include "app/app.h"
#include "app/desk.h"
#include "app/submit.h"
#include "http/request.h"
#include "http/response.h"
#include "http/routes.h"

namespace backline {

namespace form {  // form.cpp, form_json.cpp
Result<Response> page(const Request& request, App& app);
Result<Response> description(const Request& request, App& app);
Result<ReadForm> read_page(const Request& request, App& app);
Result<Response> saved_page(const Request& request, App& app, const Receipt& receipt);
Response page_trouble(const Request& request, const App& app, int status, const Error* error);
Result<ReadForm> read_json(const Request& request, App& app);
Result<Response> saved_json(const Request& request, App& app, const Receipt& receipt);
}  // namespace form

namespace patient {  // patient.cpp
Result<Response> page(const Request& request, App& app);
Result<Response> withdrawal(const Request& request, App& app);
Result<Response> window(const Request& request, App& app);
Result<Response> phone(const Request& request, App& app);
Result<Response> back(const Request& request, App& app);
Result<Response> calendar(const Request& request, App& app);
Response trouble(const Request& request, const App& app, int status, const Error* error);
}  // namespace patient

namespace session {  // session.cpp
Result<Response> open(const Request& request, App& app);
Result<Response> current(const Request& request, App& app);
Result<Response> end(const Request& request, App& app);
Result<Response> password(const Request& request, App& app);
}  // namespace session

namespace desk {  // desk.cpp
Result<Response> queue(const Request& request, App& app);
Result<Response> changes(const Request& request, App& app);
Result<Response> claim(const Request& request, App& app);
Result<Response> held(const Request& request, App& app);
Result<Response> renew(const Request& request, App& app);
Result<Response> release(const Request& request, App& app);
Result<Response> reveals(const Request& request, App& app);
Result<Response> outcomes(const Request& request, App& app);
Response changes_answer(const Changes& changes, const std::string& nonce);
}  // namespace desk

namespace requests {  // requests.cpp
Result<Response> view(const Request& request, App& app);
Result<Response> list(const Request& request, App& app);
Result<Response> search(const Request& request, App& app);
Result<Response> start_attempt(const Request& request, App& app);
Result<Response> end_attempt(const Request& request, App& app);
Result<Response> draft(const Request& request, App& app);
Result<Response> note(const Request& request, App& app);
Result<Response> reveal(const Request& request, App& app);
Result<Response> close(const Request& request, App& app);
Result<Response> not_spam(const Request& request, App& app);
Result<Response> spam(const Request& request, App& app);
}  // namespace requests

namespace reports {  // reports.cpp
Result<Response> catalogue(const Request& request, App& app);
Result<Response> one(const Request& request, App& app);
}  // namespace reports

namespace site {  // site.cpp: what is the same for everybody
Result<Response> desk_page(const Request& request, App& app);
Result<Response> reports_page(const Request& request, App& app);
Result<Response> asset(const Request& request, App& app);
Result<Response> embed_script(const Request& request, App& app);
Result<Response> alive(const Request& request, App& app);
Result<Response> ready(const Request& request, App& app);
Result<Response> openapi(const Request& request, App& app);
}  // namespace site

}  // namespace backline

// Errors as application/problem+json (RFC 9457). The only place where an error becomes a status.
// Thread-safe; never throws a patient's data, and never says what was typed.
#pragma once

#include <string>
#include <string_view>

#include "app/app.h"
#include "domain/result.h"
#include "http/request.h"
#include "http/response.h"

namespace backline {

int status_of(const Error& error);

// With every fault of Invalid in the words of `language` ("en", "es"), the gate's reason and
// instant of NotNow, Retry-After where waiting helps.
Response problem(const Error& error, const Request& request, const App& app,
                 std::string_view language = "en");
// For what no use case said: 400, 403, 404, 405, 413, 414, 415, 431, 500, 501, 503, 505.
Response problem(int status, const Request& request);
Response problem(int status, std::string_view code, const Request& request);

}  // namespace backline

// What may stand in a query of the API. A name means the same wherever it stands, so that its kind
// is said once; which route takes which name is said with the route's words in openapi.cpp. From
// these follow the check before a handler is called, the document, and the test that tries wrong
// values of each. Pages take their queries as hints and are not looked at here. Thread-safe.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "http/request.h"
#include "http/routes.h"

namespace backline {

bool is_of_the_api(std::string_view path);

// "unknown" for a name that this route does not take (as "?": what was typed is not repeated),
// "repeated" for one that stands there twice, and what is wrong with a value.
std::vector<FieldFault> query_faults(const Route& route, const Request& request);

// The schema of a parameter of the route at `path`.
nlohmann::json parameter_schema(std::string_view path, std::string_view name);

}  // namespace backline

// The contract as OpenAPI 3.1, made from the route table and a description of each route. A test
// holds the two against each other and against real answers. Thread-safe.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/routes.h"

namespace backline {

nlohmann::json openapi_document();

// What a route takes in its query.
std::vector<std::string> query_names(const Route& route);

}  // namespace backline

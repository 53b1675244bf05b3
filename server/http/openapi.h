// The contract as OpenAPI 3.1, made from the route table and a description of each route. A test
// holds the two against each other and against real answers. Thread-safe.
#pragma once

#include <nlohmann/json.hpp>

namespace backline {

nlohmann::json openapi_document();

}  // namespace backline

// JSON Schemas of everything the API takes and gives, for the OpenAPI document. Thread-safe.
#pragma once

#include <nlohmann/json.hpp>

namespace backline {

// Name → schema. A "?" behind a field's name below means that it may be absent or null.
nlohmann::json api_schemas();

}  // namespace backline

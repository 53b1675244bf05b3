// What every answer carries, errors too (A3, A4, A5). Thread-safe.
#pragma once

#include "config.h"
#include "http/response.h"

namespace backline {

void add_security_headers(Response& response, const Config& config);

}  // namespace backline

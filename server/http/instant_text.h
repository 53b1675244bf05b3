// Instants as the API writes and reads them (RFC 3339). Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace backline {

// "2026-11-22T15:41:40.123Z": UTC, milliseconds.
std::string rfc3339(Instant at);
// With "Z" or an offset, seconds and a fraction of up to nine digits; strict in everything else.
std::optional<Instant> parse_rfc3339(std::string_view text);

}  // namespace backline

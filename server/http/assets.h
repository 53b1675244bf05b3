// The files in the binary: bundles of the front end and templates. Compressed once, at first use.
// Immutable afterwards; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace backline::assets {

// "/assets/desk-1A2B.css" for "desk.css". An unknown name is a bug: std::logic_error.
std::string url(std::string_view logical_name);
// The bytes of a file below web/dist or of a template, by its embedded name; nothing when there is
// none.
std::optional<std::string_view> bytes(std::string_view name);
// The embedded name, "assets/desk-1A2B.css", of "desk.css"; empty when there is none.
std::string hashed_name(std::string_view logical_name);

// The file at /assets/NAME: 200 with ETag and a year of caching, 304 when the client has it
// already; nothing when there is none. Compressed where the client takes gzip.
std::optional<Response> serve(std::string_view name, const Request& request);

// Whether Accept-Encoding allows gzip ("gzip;q=0" does not).
bool takes_gzip(const Request& request);
std::string gzip(std::string_view bytes);

}  // namespace backline::assets

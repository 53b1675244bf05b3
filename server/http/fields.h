// What handlers of staff's calls read again and again. Thread-safe.
#pragma once

#include <charconv>
#include <chrono>
#include <string_view>

#include "domain/id.h"
#include "domain/result.h"
#include "http/request.h"

namespace backline {

// The id at {id} of the path. What is no id does not exist.
template <class Identity>
Result<Identity> id_in_path(const Request& request) {
    auto id = Identity::parse(request.part("id"));
    if (!id) return fail(NotFound{});
    return std::move(*id);
}

inline Instant now_here() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace backline

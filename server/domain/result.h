// What a caller can act on is a value. `Result<T>` is either a T or one `Error` of a closed list;
// the world failing (a lost database, no memory) is an exception and is caught in one place,
// http/dispatch. Values: copy and share them freely between threads.
#pragma once

#include <chrono>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <variant>
#include <vector>

namespace backline {

// An instant of the database's clock, UTC, in microseconds.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// One fault of one field. `field` is the name in api.md ("phone", "window.from"), `code` a stable
// word that the texts of both languages are keyed by ("required", "too_long", "not_a_number").
// Never holds what was typed.
struct FieldFault {
    std::string field;
    std::string code;
    bool operator==(const FieldFault&) const = default;
};

// 422: every fault at once. `open_times`: of a time that cannot be met, the next ones that can.
struct Invalid {
    std::vector<FieldFault> faults;
    std::vector<std::pair<Instant, Instant>> open_times{};
};
struct Unauthenticated {};  // 401
struct Forbidden {};        // 403
struct NotFound {};         // 404
struct Held {
    std::string holder;
};                     // 409: somebody else has it; their name
struct StaleFence {};  // 409: the claim this fence belonged to is over
// 409: the gate says no. `reason` is a code of gate.h, `at` the first instant that would be yes.
struct NotNow {
    std::string reason;
    Instant at;
    bool ever = true;
};
struct WrongState {
    std::string why;
};  // 409: a code, e.g. "attempt_ended"
struct TooMany {
    int retry_after_seconds = 1;
};  // 429
struct Overloaded {
    int retry_after_seconds = 1;
};                  // 503: a bound was hit; nothing was done
struct InDoubt {};  // 503: the database went away during COMMIT; it may have happened or not

using Error = std::variant<Invalid, Unauthenticated, Forbidden, NotFound, Held, StaleFence, NotNow,
                           WrongState, TooMany, Overloaded, InDoubt>;

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}
inline tl::unexpected<Error> invalid(std::string field, std::string code) {
    return fail(Invalid{{FieldFault{std::move(field), std::move(code)}}});
}

}  // namespace backline

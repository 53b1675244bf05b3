// A row and the domain's values, both ways. This pair of files alone flattens states; the CHECKs of
// sql/migrations/0002 say the same. Inside store/ only.
#pragma once

#include <optional>
#include <string>

#include "domain/request.h"
#include "store/statement.h"

namespace backline::store {

// Columns state, quarantine_reason, due_at, promise_from, promise_to, resolution, closed_at.
State state_of(const pqxx::row& row);

// As the journal told of a call's end: columns state, due_at, promise_to, resolution, at.
State state_told(const pqxx::row& row);

// The same, due by its own course (column own_due_at).
State due_then(const State& state, Instant own_due_at);

struct FlatState {
    std::string state;
    std::optional<Instant> due_at;
    std::optional<Window> promise;  // of a scheduled one
    Text resolution;
    Text quarantine_reason;
};
FlatState flat(const State& state);

// Columns asked_from, asked_to, asked_days, asked_parts.
AskedTime asked_of(const pqxx::row& row);
struct FlatAsked {
    std::optional<Instant> from, to;
    std::string days, parts;  // array literals
};
FlatAsked flat(const AskedTime& asked);

std::optional<Window> promise_of(const pqxx::row& row);
// Columns standing_from, standing_to, standing_agreed, standing_first: arrays.
std::vector<StandingPromise> standing_of(const pqxx::row& row);

}  // namespace backline::store

// A row and the domain's values, both ways. This pair of files alone flattens states; the CHECKs of
// sql/migrations/0002 say the same. Inside store/ only.
#pragma once

#include <optional>
#include <string>

#include "domain/outcome.h"
#include "domain/request.h"
#include "observe/event.h"
#include "store/statement.h"
#include "vault/seal.h"

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

// What cannot be opened (a lost key, damaged bytes) is told of and is absent: it costs its own
// place and nothing else. What is null is empty.
std::optional<std::string> opened(const Keyring& keys, observe::Word table, observe::Word column,
                                  const std::string& row, const pqxx::field& field);

std::optional<Window> promise_of(const pqxx::row& row);
// Columns visit_start, visit_attempt, location, clinician and their sealed ones. What cannot be
// opened is empty.
std::optional<Appointment> appointment_of(const pqxx::row& row, const Keyring& keys);
// Columns standing_from, standing_to, standing_agreed, standing_first: arrays.
std::vector<StandingPromise> standing_of(const pqxx::row& row);

}  // namespace backline::store

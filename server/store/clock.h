// The database's clock of one connection, for making data in the past (`backline demo-data`).
#pragma once

#include <optional>

#include "domain/result.h"
#include "store/database.h"

namespace backline::store {

// From now on this connection lives at `at`; absent: at the real time again.
void set_clock(Transaction& transaction, const std::optional<Instant>& at);
std::optional<Instant> next_due(Transaction& transaction);
bool any_request(Transaction& transaction);

}  // namespace backline::store

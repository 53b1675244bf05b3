// The schema: forward-only steps of sql/migrations, each in its own transaction, with a ledger.
#pragma once

#include <string>
#include <vector>

namespace backline::store {

// Applies what is missing, as the owner; safe to run by several at once (one advisory lock).
// Returns the names of the steps applied. Throws Lost, or std::runtime_error with a sentence for
// the operator: a step that was edited after it had been applied, a schema newer than this program,
// a failed step.
std::vector<std::string> migrate(const std::string& owner_url);

enum class Schema { current, behind, ahead, altered };
// How the schema stands to this program. Throws Lost.
Schema schema_of(const std::string& url);

}  // namespace backline::store

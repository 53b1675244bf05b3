// The data keys at rest: wrapped by the master key, which is not in the database.
#pragma once

#include <vector>

#include "store/database.h"
#include "vault/keyring.h"

namespace backline::store {

std::vector<WrappedKey> read_keys(Pool& pool);
// A further key of its purpose; it becomes the current one. Journaled.
void add_key(Pool& pool, const WrappedKey& key);

}  // namespace backline::store

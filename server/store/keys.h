// The data keys at rest: wrapped by the master key, which is not in the database.
#pragma once

#include <vector>

#include "store/database.h"
#include "vault/keyring.h"

namespace backline::store {

std::vector<WrappedKey> read_keys(Pool& pool);
// The first keys and the journal's signed beginning; false: there are keys already. Any number of
// processes may ask at once.
bool make_first_keys(Pool& pool, const Master& master, const std::vector<WrappedKey>& keys);
// A further key of its purpose; sealing goes over to it 15 s later, when every server has it: what
// one server seals the others can open. Journaled.
void add_key(Pool& pool, const WrappedKey& key);

}  // namespace backline::store

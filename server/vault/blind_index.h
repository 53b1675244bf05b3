// Blind indexes (A15): equality search over sealed values. HMAC-SHA-256 under an index key, cut to
// 16 bytes; the kind separates domains, so equal values of different kinds have unequal indexes.
// The caller normalises first (E.164, lower case, folded accents): equal bytes are equal values.
// Thread-safe, never throws.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vault/keyring.h"

namespace backline {

enum class IndexKind { phone, last_four, email, name, name_word, submission_key };

// 16 bytes under the current index key: what is stored.
std::string blind_index(const Keyring& keyring, IndexKind kind, std::string_view value);

// The same under every index key, the current one first: what a search compares with.
std::vector<std::string> blind_indexes(const Keyring& keyring, IndexKind kind,
                                       std::string_view value);

}  // namespace backline

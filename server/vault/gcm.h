// AES-256-GCM with a random nonce: nonce (12), ciphertext, tag (16). For the vault only.
// Each thread keeps its own cipher contexts, so calls need no lock.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "vault/master.h"

namespace backline {

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

// Appends to `out`. Throws VaultFault.
void gcm_append(std::string& out, const Key& key, std::string_view authenticated,
                std::string_view plaintext);

// Nothing when the tag does not fit. Throws VaultFault when the library fails.
std::optional<std::string> gcm_open(const Key& key, std::string_view authenticated,
                                    std::string_view sealed);

}  // namespace backline

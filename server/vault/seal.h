// Sealing one field (A15): AES-256-GCM under the keyring's current field key. What is sealed opens
// only in the very table, column and row it was sealed for. Thread-safe; a few microseconds each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vault/keyring.h"

namespace backline {

// Where a sealed value lives. `row` is the row's id as text and must not change afterwards.
struct Place {
    std::string_view table;
    std::string_view column;
    std::string_view row;
};

// Bytes: version (1), length of the key id (1), key id, nonce (12), ciphertext, tag (16).
// Authenticated with it: table, column, row and key id, each after its length in 4 bytes.
// Random nonces: rotate a field key before it sealed 2^32 values. Throws VaultFault.
std::string seal(const Keyring& keyring, const Place& place, std::string_view plaintext);

// Nothing when the bytes are altered, belong to another place, or their key is not in the ring.
std::optional<std::string> open(const Keyring& keyring, const Place& place,
                                std::string_view sealed);

// The id of the key that sealed these bytes, for rotation; nothing when they are no sealed value.
std::optional<std::string_view> key_id_of(std::string_view sealed);

}  // namespace backline

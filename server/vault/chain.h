// The journal's chain (A16): mac_n = HMAC-SHA-256(journal key, mac_{n-1} || position || entry).
// Whoever lacks the key cannot alter, drop, swap or insert an entry unseen; the signed head shows
// entries missing at the end. Thread-safe, never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vault/master.h"

namespace backline {

inline constexpr std::size_t kMacBytes = 32;

// mac_0, before the first entry (position 1): 32 zero bytes.
std::string chain_start();

// The position goes in as 8 bytes, big-endian.
std::string chain_step(const Master& master, std::string_view previous_mac, std::int64_t position,
                       std::string_view canonical_entry);

// The signature over "the chain ends at this position with this mac", kept beside the journal.
std::string chain_head(const Master& master, std::int64_t position, std::string_view mac);

// The same with the floor below which every entry is sealed: the epoch of the journal's order (4
// bytes) and a transaction's number (8 bytes).
std::string chain_head(const Master& master, std::int64_t position, std::string_view mac,
                       std::uint32_t epoch, std::uint64_t floor);

// The canonical bytes of an entry: each field as its length in 4 bytes (big-endian) and its bytes;
// an absent field (SQL null) as the length 0xFFFFFFFF. No two lists of fields have equal bytes.
std::string canonical_entry(const std::vector<std::optional<std::string>>& fields);

}  // namespace backline

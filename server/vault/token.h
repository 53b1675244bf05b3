// Random and derived tokens. All text is base64url without padding. Thread-safe.
// Randomness is the operating system's; if it fails VaultFault is thrown, never a weak value made.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vault/master.h"

namespace backline {

std::string new_token_256();  // 43 characters: sessions
std::string new_token_128();  // 22 characters

// SHA-256, 32 bytes: what is stored instead of a token.
std::string token_digest(std::string_view token);

std::uint64_t random_bits();                          // 64 of them, e.g. for a reference
std::uint32_t random_below(std::uint32_t exclusive);  // unbiased; `exclusive` > 0
std::string random_bytes(std::size_t count);

// A UUID version 7 in lower case: milliseconds, 12 bits of their fraction, 62 random bits. Its time
// is only for locality in an index: nobody reads it back as a fact. Of those made by `new_uuid()`
// in one process, a later one always sorts later.
std::string new_uuid();
std::string new_uuid(std::chrono::sys_time<std::chrono::microseconds> now);

// Equal, in a time that depends on the lengths only.
bool same_bytes(std::string_view left, std::string_view right);

// The CSRF token of a session: 43 characters made from its token, so nothing needs to be stored.
std::string csrf_token(const Master& master, std::string_view session_token);

// The patient's link token for one subject (a request's id): 22 characters, 128 bits that nobody
// without the master can guess, and the same each time, so a replayed submission answers the same.
std::string link_token(const Master& master, std::string_view subject);

std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);  // strict: canonical, no padding

}  // namespace backline

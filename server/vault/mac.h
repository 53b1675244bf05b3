// HMAC-SHA-256 over several parts, and the lengths that keep parts apart. For the vault only.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "vault/master.h"

namespace backline {

// 32 bytes. The parts are hashed one after the other without any separator.
std::string hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts);

// The lowest `bytes` bytes of a number, big-endian.
std::string big_endian(std::uint64_t number, int bytes);

// A part after its length in 4 bytes: lists of such parts never read two ways.
void append_part(std::string& out, std::string_view part);

}  // namespace backline

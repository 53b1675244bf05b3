// What a page's script does while its form is filled in, and what costs whoever sends many: an
// answer to a token that the server drew, found by trying. Hashcash's rule with SHA-256 (Back,
// 2002): the digest of "token.answer" begins with so many zero bits.
#pragma once

#include <string_view>

namespace backline {

// About four thousand tries: a tenth of a second on a desk, half of one on an old telephone.
inline constexpr int kProofBits = 12;
inline constexpr std::size_t kMostProof = 32;  // characters

// False for an answer that is empty or longer than kMostProof. Thread-safe.
bool proves(std::string_view token, std::string_view answer, int bits = kProofBits);

}  // namespace backline

#include "vault/proof_of_work.h"

#include <openssl/sha.h>

#include <array>
#include <bit>
#include <string>

namespace backline {

bool proves(std::string_view token, std::string_view answer, int bits) {
    if (answer.empty() || answer.size() > kMostProof) return false;
    const std::string text = std::string{token} + "." + std::string{answer};
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    int zeros = 0;
    for (const unsigned char byte : digest) {
        zeros += std::countl_zero(byte);
        if (byte != 0) break;
    }
    return zeros >= bits;
}

}  // namespace backline

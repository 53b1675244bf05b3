#include "vault/proof_of_work.h"

#include <gtest/gtest.h>

#include <string>

namespace backline {
namespace {

std::string found(const std::string& token, int bits) {
    for (long n = 0;; ++n)
        if (proves(token, std::to_string(n), bits)) return std::to_string(n);
}

TEST(ProofOfWork, IsWhatWasFoundForThatTokenAndNoOther) {
    const auto answer = found("1700000000000.abc.def", 12);
    EXPECT_TRUE(proves("1700000000000.abc.def", answer));
    EXPECT_FALSE(proves("1700000000001.abc.def", answer));
    EXPECT_FALSE(proves("1700000000000.abc.def", answer + "0"));
    EXPECT_FALSE(proves("1700000000000.abc.def", ""));
}

TEST(ProofOfWork, CountsBitsAcrossBytes) {
    for (const int bits : {1, 7, 8, 9, 16}) {
        const auto answer = found("token", bits);
        EXPECT_TRUE(proves("token", answer, bits));
        EXPECT_FALSE(proves("token", answer, 200));
    }
    // SHA-256 of "token.0", by sha256sum, begins with 3c: two zero bits.
    EXPECT_TRUE(proves("token", "0", 2));
    EXPECT_FALSE(proves("token", "0", 3));
}

TEST(ProofOfWork, IsShort) {
    EXPECT_FALSE(proves("token", std::string(kMostProof + 1, 'x'), 0));
    EXPECT_TRUE(proves("token", std::string(kMostProof, 'x'), 0));
}

}  // namespace
}  // namespace backline

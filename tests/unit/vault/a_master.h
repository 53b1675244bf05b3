// Keys for the vault's tests: fixed where a known answer is compared, fresh where not.
#pragma once

#include <string>
#include <string_view>

#include "vault/keyring.h"

namespace backline {

inline std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

inline std::string to_hex(std::string_view bytes) {
    std::string hex;
    for (const char byte : bytes) {
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
    }
    return hex;
}

// The master of bytes 00 01 02 … 1f.
inline Master a_master(unsigned char first = 0) {
    Key root;
    for (std::size_t i = 0; i < Key::kBytes; ++i) {
        root.data()[i] = static_cast<unsigned char>(first + i);
    }
    return Master(root);
}

inline std::vector<WrappedKey> some_keys(const Master& master) {
    return {new_wrapped_key(master, "k1", kFieldPurpose, true),
            new_wrapped_key(master, "i1", kIndexPurpose, true)};
}

}  // namespace backline

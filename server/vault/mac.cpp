#include "vault/mac.h"

#include <sodium.h>

namespace backline {

namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::initializer_list<std::string_view> parts) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
    for (const std::string_view part : parts) {
        crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
    }
    std::string mac(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
    sodium_memzero(&state, sizeof state);
    return mac;
}

std::string big_endian(std::uint64_t number, int bytes) {
    std::string out(static_cast<std::size_t>(bytes), '\0');
    for (auto place = out.rbegin(); place != out.rend(); ++place) {
        *place = static_cast<char>(number & 0xff);
        number >>= 8;
    }
    return out;
}

void append_part(std::string& out, std::string_view part) {
    out += big_endian(part.size(), 4);
    out += part;
}

}  // namespace backline

#include "vault/token.h"

#include <openssl/rand.h>
#include <sodium.h>

#include <atomic>
#include <cstring>

#include "vault/mac.h"

namespace backline {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void fill_random(void* out, std::size_t count) {
    if (RAND_bytes(static_cast<unsigned char*>(out), static_cast<int>(count)) != 1) {
        throw VaultFault("the system gave no random bytes");
    }
}

// A time in units of 1/4096 millisecond, the 12 bits that RFC 9562 leaves for the fraction.
std::uint64_t tick_of(std::chrono::sys_time<std::chrono::microseconds> now) {
    const auto micros = static_cast<std::uint64_t>(now.time_since_epoch().count());
    return (micros / 1000 << 12) | (micros % 1000 * 4096 / 1000);
}

// Never twice the same and never back within this process, even when the clock stands or jumps.
std::uint64_t next_tick(std::uint64_t wanted) {
    static std::atomic<std::uint64_t> last{0};
    std::uint64_t before = last.load(std::memory_order_relaxed);
    std::uint64_t next = 0;
    do {
        next = wanted > before ? wanted : before + 1;
    } while (!last.compare_exchange_weak(before, next, std::memory_order_relaxed));
    return next;
}

std::string uuid_text(std::uint64_t high, std::uint64_t low) {
    const std::string bytes = big_endian(high, 8) + big_endian(low, 8);
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text += '-';
        }
        text += "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) >> 4];
        text += "0123456789abcdef"[static_cast<unsigned char>(bytes[i]) & 15];
    }
    return text;
}

std::string uuid_at_tick(std::uint64_t tick) {
    const std::uint64_t high = (tick >> 12 << 16) | 0x7000 | (tick & 0xfff);
    const std::uint64_t low = (random_bits() >> 2) | 0x8000'0000'0000'0000;
    return uuid_text(high, low);
}

}  // namespace

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    fill_random(bytes.data(), count);
    return bytes;
}

std::string new_token_256() {
    return base64url(random_bytes(32));
}

std::string new_token_128() {
    return base64url(random_bytes(16));
}

std::string token_digest(std::string_view token) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(token.data()), token.size());
    return digest;
}

std::uint64_t random_bits() {
    std::uint64_t bits = 0;
    fill_random(&bits, sizeof bits);
    return bits;
}

std::uint32_t random_below(std::uint32_t exclusive) {
    // The last, incomplete round of remainders is thrown away, or the low ones would come more
    // often.
    const std::uint64_t rounds = (std::uint64_t{1} << 32) / exclusive;
    for (;;) {
        const std::uint64_t bits = random_bits() & 0xffff'ffff;
        if (bits < rounds * exclusive) {
            return static_cast<std::uint32_t>(bits % exclusive);
        }
    }
}

std::string new_uuid() {
    return uuid_at_tick(next_tick(tick_of(std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now()))));
}

std::string new_uuid(std::chrono::sys_time<std::chrono::microseconds> now) {
    return uuid_at_tick(tick_of(now));
}

bool same_bytes(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string csrf_token(const Master& master, std::string_view session_token) {
    return base64url(hmac_sha256(master.key(Purpose::csrf).view(), {session_token}));
}

std::string link_token(const Master& master, std::string_view subject) {
    return base64url(hmac_sha256(master.key(Purpose::link).view(), {subject}).substr(0, 16));
}

std::string base64url(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char byte : bytes) {
        held = (held << 8 | static_cast<unsigned char>(byte)) & 0xffff;
        for (bits += 8; bits >= 6;) {
            bits -= 6;
            text += kAlphabet[held >> bits & 63];
        }
    }
    if (bits > 0) {
        text += kAlphabet[held << (6 - bits) & 63];
    }
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char letter : text) {
        const std::size_t value = kAlphabet.find(letter);
        if (value == std::string_view::npos) {
            return std::nullopt;
        }
        held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(held >> bits & 0xff);
        }
    }
    // Left-over bits must be zeros and fewer than a letter, or two texts would mean the same bytes.
    const bool canonical = bits < 6 && (held & ((1U << bits) - 1)) == 0;
    return canonical ? std::optional(bytes) : std::nullopt;
}

}  // namespace backline

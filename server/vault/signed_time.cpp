#include "vault/signed_time.h"

#include <algorithm>
#include <charconv>

#include "vault/mac.h"
#include "vault/token.h"

namespace backline {

namespace {

constexpr std::size_t kNonceRandomBytes = 12;
constexpr std::size_t kNonceLetters = 16;
constexpr std::size_t kMacLetters = 43;
constexpr std::size_t kMostDigits = 14;  // until the year 5138

std::string mac_of(const Master& master, std::string_view signed_part) {
    return base64url(hmac_sha256(master.key(Purpose::render).view(), {signed_part}));
}

}  // namespace

std::string sign_render_time(const Master& master,
                             std::chrono::sys_time<std::chrono::microseconds> now) {
    const auto millis =
        std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch()).count();
    std::string text = std::to_string(std::max<std::int64_t>(millis, 0)) + '.' +
                       base64url(random_bytes(kNonceRandomBytes));
    const std::string mac = mac_of(master, text);
    return text + '.' + mac;
}

std::optional<RenderTime> verify_render_time(const Master& master, std::string_view text) {
    constexpr std::size_t kAfterDigits = 1 + kNonceLetters + 1 + kMacLetters;
    if (text.size() <= kAfterDigits || text.size() > kMostDigits + kAfterDigits) {
        return std::nullopt;
    }
    const std::size_t digits = text.size() - kAfterDigits;
    const std::string_view signed_part = text.substr(0, digits + 1 + kNonceLetters);
    if (text[digits] != '.' || text[signed_part.size()] != '.' ||
        !same_bytes(text.substr(signed_part.size() + 1), mac_of(master, signed_part))) {
        return std::nullopt;
    }
    // What follows was signed here, so it is well formed; it is still read with care.
    std::int64_t millis = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + digits, millis);
    if (fault != std::errc() || end != text.data() + digits) {
        return std::nullopt;
    }
    return RenderTime{
        std::chrono::sys_time<std::chrono::microseconds>(std::chrono::milliseconds(millis)),
        std::string(text.substr(digits + 1, kNonceLetters))};
}

}  // namespace backline

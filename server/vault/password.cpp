#include "vault/password.h"

#include <sodium.h>
#include <zxcvbn.h>

#include <algorithm>
#include <array>
#include <new>

#include "vault/master.h"

namespace backline {

namespace {

constexpr unsigned long long kPasses = 1;
constexpr std::size_t kMemoryBytes = std::size_t{47104} * 1024;
constexpr std::size_t kLeastCharacters = 15;
constexpr std::size_t kMostCharacters = 128;
constexpr std::size_t kLongestPiece = 4;      // repeated over and over
constexpr double kLeastBits = 33.2;           // 10^10 guesses: zxcvbn's highest mark
constexpr std::size_t kShortestNear = 4;      // a shorter word is in too many others
constexpr std::size_t kShortestUsername = 3;  // a shorter one is in too many good passwords

// The hash of 32 random bytes that were thrown away: nobody's password, the usual parameters.
constexpr const char* kNobody =
    "$argon2id$v=19$m=47104,t=1,p=1$MfiVC3KJVkVM6hWuzS9MNA$"
    "uYfldq5Lj5MALJEKgGbily5qQPXWdcMSp7BmphrLT3g";

// What people type when made to fill 15 characters: from published lists of leaked passwords, in
// lower case and without spaces and marks between. Runs and repetitions are found by rule.
constexpr std::array<std::string_view, 36> kCommon{
    "123456789123456",           "1234567890123456",      "12345678901234567890",
    "123456789qwertyuiop",       "qwertyuiop123456789",   "qwertyuiop12345",
    "qwertyuiopasdfg",           "qwertyuiopasdfghjkl",   "qwertyuiopasdfghjklzxcvbnm",
    "asdfghjklzxcvbnm",          "zxcvbnmasdfghjkl",      "zxcvbnmasdfghjklqwertyuiop",
    "1q2w3e4r5t6y7u8",           "1q2w3e4r5t6y7u8i",      "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8",          "1qaz2wsx3edc4rfv",      "1qaz2wsx3edc4rfv5tgb",
    "qazwsxedcrfvtgb",           "qazwsxedcrfvtgbyhnujm", "qwertyqwertyqwerty",
    "passwordpassword",          "password12345678",      "password123456789",
    "password1234567890",        "passw0rdpassw0rd",      "mypasswordispassword",
    "correcthorsebatterystaple", "thequickbrownfox",      "iloveyouiloveyou",
    "letmeinletmeinletmein",     "changemechangeme",      "adminadminadmin",
    "administrator123",          "welcomewelcome1",       "thespineinstitute"};

// libsodium picks the fast Argon2 for this processor only when asked to start.
void start_library() {
    static const bool started = sodium_init() >= 0;
    if (!started) {
        throw VaultFault("libsodium does not start");
    }
}

// One character from the front of `text`, or nothing when it is not UTF-8 (RFC 3629).
std::optional<char32_t> take_character(std::string_view& text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t size = first < 0x80             ? 1
                             : (first & 0xe0) == 0xc0 ? 2
                             : (first & 0xf0) == 0xe0 ? 3
                             : (first & 0xf8) == 0xf0 ? 4
                                                      : 0;
    if (size == 0 || size > text.size()) {
        return std::nullopt;
    }
    auto character = static_cast<char32_t>(size == 1 ? first : first & (0x7f >> size));
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80) {
            return std::nullopt;
        }
        character = character << 6 | (byte(i) & 0x3fU);
    }
    constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (character < kLeast[size] || character > 0x10ffff ||
        (character >= 0xd800 && character <= 0xdfff)) {
        return std::nullopt;
    }
    text.remove_prefix(size);
    return character;
}

std::optional<std::u32string> characters_of(std::string_view text) {
    std::u32string characters;
    while (!text.empty()) {
        const auto character = take_character(text);
        if (!character) {
            return std::nullopt;
        }
        characters += *character;
    }
    return characters;
}

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return lowered;
}

std::string without_marks(std::string text) {
    std::erase_if(text, [](char letter) {
        return std::string_view(" -_.,!?'\"").find(letter) != std::string_view::npos;
    });
    return text;
}

bool repeats(const std::u32string& characters) {
    for (std::size_t piece = 1; piece <= kLongestPiece && piece < characters.size(); ++piece) {
        if (std::equal(characters.begin() + static_cast<std::ptrdiff_t>(piece), characters.end(),
                       characters.begin())) {
            return true;
        }
    }
    return false;
}

// "abcdefghijklmno", "123456789012345", and both backwards.
bool runs(const std::u32string& characters) {
    const auto follows = [](char32_t left, char32_t right) {
        return right == left + 1 || (left == U'9' && right == U'0');
    };
    const auto breaks_up = std::adjacent_find(characters.begin(), characters.end(),
                                              [&](auto l, auto r) { return !follows(l, r); });
    const auto breaks_down = std::adjacent_find(characters.begin(), characters.end(),
                                                [&](auto l, auto r) { return !follows(r, l); });
    return characters.size() > 1 &&
           (breaks_up == characters.end() || breaks_down == characters.end());
}

bool is_common(const std::string& lowered, const std::u32string& characters) {
    const std::string bare = without_marks(lowered);
    return runs(characters) || std::find(kCommon.begin(), kCommon.end(), bare) != kCommon.end();
}

// Daniel Wheeler's estimate (zxcvbn, USENIX Security 2016), which has the commonest passwords,
// English words and names in it. The words that are near count for nothing.
bool is_guessable(std::string lowered, const std::vector<std::string>& near) {
    for (const auto& word : near) {
        const std::string known = lower(word);
        if (known.size() < kShortestNear) continue;
        for (auto at = lowered.find(known); at != std::string::npos; at = lowered.find(known))
            lowered.erase(at, known.size());
    }
    return ZxcvbnMatch(lowered.c_str(), nullptr, nullptr) < kLeastBits;
}

}  // namespace

std::string_view code(PasswordFault fault) {
    switch (fault) {
        case PasswordFault::not_text:
            return "not_text";
        case PasswordFault::too_short:
            return "too_short";
        case PasswordFault::too_long:
            return "too_long";
        case PasswordFault::common:
            return "common";
        case PasswordFault::guessable:
            return "guessable";
        case PasswordFault::repeated:
            return "repeated";
        case PasswordFault::holds_username:
            return "holds_username";
        case PasswordFault::holds_product:
            return "holds_product";
    }
    return "";
}

std::vector<PasswordFault> password_faults(std::string_view password, std::string_view username,
                                           const std::vector<std::string>& near) {
    const auto characters = characters_of(password);
    if (!characters) {
        return {PasswordFault::not_text};
    }
    std::vector<PasswordFault> faults;
    const auto fault_if = [&](bool is, PasswordFault fault) {
        if (is) {
            faults.push_back(fault);
        }
    };
    const std::string lowered = lower(password);
    fault_if(characters->size() < kLeastCharacters, PasswordFault::too_short);
    fault_if(characters->size() > kMostCharacters, PasswordFault::too_long);
    fault_if(is_common(lowered, *characters), PasswordFault::common);
    fault_if(repeats(*characters), PasswordFault::repeated);
    fault_if(
        username.size() >= kShortestUsername && lowered.find(lower(username)) != std::string::npos,
        PasswordFault::holds_username);
    fault_if(lowered.find("backline") != std::string::npos, PasswordFault::holds_product);
    fault_if(faults.empty() && is_guessable(lowered, near), PasswordFault::guessable);
    return faults;
}

std::string hash_password(std::string_view password) {
    start_library();
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), kPasses, kMemoryBytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw std::bad_alloc();
    }
    return text.data();
}

bool verify_password(const std::optional<std::string>& stored, std::string_view password) {
    start_library();
    const std::string text = stored.value_or(kNobody);
    const bool fits = crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
    return fits && stored.has_value();
}

bool needs_rehash(const std::string& stored) {
    start_library();
    return crypto_pwhash_str_needs_rehash(stored.c_str(), kPasses, kMemoryBytes) != 0;
}

}  // namespace backline

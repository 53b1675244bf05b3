// Passwords of staff (A7, A11): Argon2id with 46 MiB (47104 KiB), one pass, one lane; 75 ms of a
// core and 46 MiB each, so the caller bounds how many run at once. Thread-safe.
// The bytes are hashed as given: pages send Unicode text in form NFC.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backline {

enum class PasswordFault {
    not_text,        // not UTF-8
    too_short,       // under 15 characters (code points)
    too_long,        // over 128
    common,          // on the list of passwords that everybody tries
    guessable,       // common words, names, dates or keys in a row: under 10^10 guesses by zxcvbn
    repeated,        // one character, or one short piece, over and over
    holds_username,  // the username is in it
    holds_product    // "backline" is in it
};

// A stable word for api.md's `code`: "too_short", …
std::string_view code(PasswordFault fault);

// Every fault at once; empty: acceptable. No composition rules. `near` are words that whoever knows
// the person or the place tries first: their names, the institute's. Whether it is guessable is
// looked at only where nothing else is wrong.
std::vector<PasswordFault> password_faults(std::string_view password, std::string_view username,
                                           const std::vector<std::string>& near = {});

// Text that starts `$argon2id$v=19$m=47104,t=1,p=1$`. Throws std::bad_alloc when memory is short.
std::string hash_password(std::string_view password);

// Nothing stored (an unknown user) takes as long as a wrong password and is always false.
bool verify_password(const std::optional<std::string>& stored, std::string_view password);

// The hash was made with other parameters than today's: hash again after a good sign-in.
bool needs_rehash(const std::string& stored);

}  // namespace backline

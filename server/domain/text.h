// Text as people type and paste it, by Unicode's own properties. Thread-safe; text.cpp alone knows
// ICU.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backline {

// The code points of valid UTF-8 (no overlong forms, no surrogates); nothing for anything else.
std::optional<std::u32string> points_of(std::string_view utf8);
std::string utf8_of(std::u32string_view points);

bool is_white_space(char32_t point);  // what shows as nothing, U+2800 among it
bool is_letter(char32_t point);
// 0 to 9 in any script; -1 for what is no decimal digit.
int digit_of(char32_t point);

enum class Lines { one, many };
enum class Joiners { kept, dropped };
// The one cleaning step of everything that is typed. Each white space becomes a space, or, where
// there may be many lines, each line's end one "\n"; outer white space goes, and so does what shows
// nothing (default-ignorable code points). Where they shape what stands before them joiners and
// variation selectors are kept (Persian, Indic scripts, ideographs, emoji), unless it is a number
// or an address. Empty: nothing to be seen was typed. Nothing: not UTF-8, or a control character.
std::optional<std::string> cleaned(std::string_view typed, Lines lines, Joiners joiners);

// Lower-cased throughout (full case folding), in one normal form, for comparing only.
std::string caseless(std::string_view text);

// For comparing only: NFKC and full case folding, accents of Latin and Greek letters dropped,
// punctuation and symbols dropped or, between words, a space; single spaces. Built on properties
// that Unicode promises never to change, so that stored indexes stay true: a change here needs a
// new request.name_folding (see sql/migrations/0007). Empty where nothing is left.
std::string folded(std::string_view text);

}  // namespace backline

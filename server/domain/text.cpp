#include "domain/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace backline {

namespace {

const icu::Normalizer2& form(const icu::Normalizer2* (*instance)(UErrorCode&)) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = instance(error);
    if (U_FAILURE(error)) throw std::runtime_error("Unicode's data is missing");
    return *normalizer;
}

std::u32string points_in(const icu::UnicodeString& text) {
    UErrorCode error = U_ZERO_ERROR;
    std::u32string points(static_cast<std::size_t>(text.countChar32()), U'\0');
    text.toUTF32(reinterpret_cast<UChar32*>(points.data()),
                 static_cast<std::int32_t>(points.size()), error);
    return points;
}

std::u32string normal(std::u32string_view points,
                      const icu::Normalizer2* (*instance)(UErrorCode&)) {
    UErrorCode error = U_ZERO_ERROR;
    const auto text = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(points.data()),
                                                    static_cast<std::int32_t>(points.size()));
    const icu::UnicodeString result = form(instance).normalize(text, error);
    if (U_FAILURE(error)) throw std::bad_alloc();
    return points_in(result);
}

UChar32 icu_point(char32_t point) {
    return static_cast<UChar32>(point);
}

bool has(char32_t point, UProperty property) {
    return u_hasBinaryProperty(icu_point(point), property) != 0;
}

bool in_category(char32_t point, std::uint32_t mask) {
    return (U_GET_GC_MASK(icu_point(point)) & mask) != 0;
}

// No property says it, but a blank cell of Braille shows as a space.
constexpr char32_t kBlankBraille = 0x2800;

bool ends_line(char32_t c) {
    const auto breaks = u_getIntPropertyValue(icu_point(c), UCHAR_LINE_BREAK);
    return breaks == U_LB_LINE_FEED || breaks == U_LB_CARRIAGE_RETURN ||
           breaks == U_LB_MANDATORY_BREAK || breaks == U_LB_NEXT_LINE;
}

bool is_emoji(char32_t c) {
    return has(c, UCHAR_EXTENDED_PICTOGRAPHIC) || has(c, UCHAR_EMOJI_MODIFIER);
}

UScriptCode script_of(char32_t c) {
    UErrorCode error = U_ZERO_ERROR;
    return uscript_getScript(icu_point(c), &error);
}

// Whether an ignorable code point changes how the letter or picture before it is drawn.
bool shapes(char32_t c, char32_t before) {
    if (has(c, UCHAR_JOIN_CONTROL)) {
        const auto joins = u_getIntPropertyValue(icu_point(before), UCHAR_JOINING_TYPE);
        return joins == U_JT_DUAL_JOINING || joins == U_JT_RIGHT_JOINING ||
               joins == U_JT_LEFT_JOINING || u_getCombiningClass(icu_point(before)) == 9 ||
               is_emoji(before) || has(before, UCHAR_VARIATION_SELECTOR);
    }
    if (!has(c, UCHAR_VARIATION_SELECTOR)) return false;
    return is_emoji(before) || has(before, UCHAR_IDEOGRAPHIC) ||
           script_of(before) == USCRIPT_MONGOLIAN;
}

bool shows(char32_t c) {
    return !is_white_space(c) && !has(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) &&
           !in_category(c, U_GC_M_MASK);
}

// Without what shows nothing; nothing for a control character.
std::optional<std::u32string> visible(std::u32string_view typed, Lines lines, Joiners joiners) {
    std::u32string text;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        const char32_t c = typed[i];
        if (c == '\n' && i > 0 && typed[i - 1] == '\r') continue;
        if (lines == Lines::many && ends_line(c)) {
            text += U'\n';
        } else if (is_white_space(c)) {
            text += U' ';
        } else if (has(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) {
            if (joiners == Joiners::kept && !text.empty() && shapes(c, text.back())) text += c;
        } else if (in_category(c, U_GC_CC_MASK)) {
            return std::nullopt;
        } else {
            text += c;
        }
    }
    return text;
}

// --- folding

// Letters of the Latin script that Unicode writes in one piece, as who cannot type them does.
struct Plain {
    char32_t letter;
    std::u32string_view as;
};
constexpr std::array plain_letters{Plain{U'æ', U"ae"}, Plain{U'œ', U"oe"}, Plain{U'þ', U"th"},
                                   Plain{U'ð', U"d"},  Plain{U'đ', U"d"},  Plain{U'ø', U"o"},
                                   Plain{U'ł', U"l"},  Plain{U'ħ', U"h"},  Plain{U'ŧ', U"t"},
                                   Plain{U'ı', U"i"},  Plain{U'ŋ', U"n"},  Plain{U'ĸ', U"k"}};

// Punctuation between two words ("Smith,Ann", "García-López", "ジョン・スミス"); all other is
// within one ("O'Brien", "J.").
bool parts_words(char32_t c) {
    constexpr std::u32string_view signs = U",;/\\&+|・·、";
    return in_category(c, U_GC_PD_MASK | U_GC_PS_MASK | U_GC_PE_MASK | U_GC_PC_MASK) ||
           signs.find(c) != signs.npos;
}

bool is_sign(char32_t c) {
    // Letters by their category, used as an apostrophe: O'Brien, Hawai'i.
    return c == 0x2bb || c == 0x2bc || in_category(c, U_GC_P_MASK | U_GC_S_MASK);
}

bool sheds_accents(char32_t letter) {
    const UScriptCode script = script_of(letter);
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK;
}

// Of NFD text, lower-cased.
std::u32string bare(std::u32string_view decomposed) {
    std::u32string text;
    bool gap = false;
    char32_t letter = 0;  // that marks stand on
    for (const char32_t c : decomposed) {
        if (is_white_space(c) || parts_words(c)) {
            gap = true;
            continue;
        }
        if (is_sign(c) || (in_category(c, U_GC_MN_MASK) && !gap && sheds_accents(letter))) continue;
        if (gap && !text.empty()) text += U' ';
        gap = false;
        if (!in_category(c, U_GC_M_MASK)) letter = c;
        const auto plain = std::find_if(plain_letters.begin(), plain_letters.end(),
                                        [&](const Plain& p) { return p.letter == c; });
        if (plain == plain_letters.end()) {
            text += c;
        } else {
            text += plain->as;
        }
    }
    return text;
}

}  // namespace

std::optional<std::u32string> points_of(std::string_view utf8) {
    UErrorCode error = U_ZERO_ERROR;
    std::int32_t length = 0;
    std::u16string units(utf8.size(), u'\0');
    u_strFromUTF8(units.data(), static_cast<std::int32_t>(units.size()), &length, utf8.data(),
                  static_cast<std::int32_t>(utf8.size()), &error);
    if (U_FAILURE(error)) return std::nullopt;
    return points_in({units.data(), length});
}

std::string utf8_of(std::u32string_view points) {
    std::string text;
    icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(points.data()),
                                  static_cast<std::int32_t>(points.size()))
        .toUTF8String(text);
    return text;
}

bool is_white_space(char32_t point) {
    return u_isUWhiteSpace(icu_point(point)) != 0 || point == kBlankBraille;
}

bool is_letter(char32_t point) {
    return u_isalpha(icu_point(point)) != 0;
}

int digit_of(char32_t point) {
    return u_charDigitValue(icu_point(point));
}

std::optional<std::string> cleaned(std::string_view typed, Lines lines, Joiners joiners) {
    const auto points = points_of(typed);
    if (!points) return std::nullopt;
    const auto kept = visible(*points, lines, joiners);
    if (!kept) return std::nullopt;
    std::u32string_view text = *kept;
    if (std::none_of(text.begin(), text.end(), shows)) return std::string{};
    const auto outer = [](char32_t c) { return is_white_space(c) || has(c, UCHAR_JOIN_CONTROL); };
    while (outer(text.front())) text.remove_prefix(1);
    while (outer(text.back())) text.remove_suffix(1);
    return utf8_of(text);
}

std::string caseless(std::string_view text) {
    const auto points = points_of(text);
    if (!points) return std::string{text};
    return utf8_of(normal(*points, icu::Normalizer2::getNFKCCasefoldInstance));
}

std::string folded(std::string_view text) {
    auto points = points_of(text).value_or(std::u32string{});
    // "´" would come apart into a space and an accent.
    std::erase_if(points, [](char32_t c) { return in_category(c, U_GC_SK_MASK); });
    for (int round = 0; round < 2; ++round) {
        points = normal(points, icu::Normalizer2::getNFKCCasefoldInstance);
        points = bare(normal(points, icu::Normalizer2::getNFDInstance));
    }
    return utf8_of(normal(points, icu::Normalizer2::getNFCInstance));
}

}  // namespace backline

#include "domain/contact.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "domain/called_zones.h"

namespace backline {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// --- text
// -----------------------------------------------------------------------------------------

// The code points of valid UTF-8 (no overlong forms, no surrogates); nothing for anything else.
std::optional<std::u32string> decode(std::string_view text) {
    std::u32string points;
    points.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = first < 0x80         ? 1
                                   : first >> 5 == 0x06 ? 2
                                   : first >> 4 == 0x0e ? 3
                                   : first >> 3 == 0x1e ? 4
                                                        : 0;
        if (length == 0 || i + length > text.size()) return std::nullopt;
        char32_t point = length == 1 ? first : first & (0xffu >> (length + 1));
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if (next >> 6 != 0x02) return std::nullopt;
            point = point << 6 | (next & 0x3fu);
        }
        constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
        if (point < least[length] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
            return std::nullopt;
        }
        points += point;
        i += length;
    }
    return points;
}

void append(std::string& text, char32_t point) {
    const auto byte = [&](char32_t value) { text += static_cast<char>(value); };
    if (point < 0x80) return byte(point);
    if (point < 0x800) {
        byte(0xc0 | point >> 6);
    } else {
        if (point < 0x10000) {
            byte(0xe0 | point >> 12);
        } else {
            byte(0xf0 | point >> 18);
            byte(0x80 | (point >> 12 & 0x3f));
        }
        byte(0x80 | (point >> 6 & 0x3f));
    }
    byte(0x80 | (point & 0x3f));
}

std::string encode(std::u32string_view points) {
    std::string text;
    for (const char32_t point : points) append(text, point);
    return text;
}

bool is_space(char32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

bool is_control(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c <= 0x9f);
}

// Marks that steer the direction of writing or have no width: they come along when a number is
// pasted.
bool is_invisible(char32_t c) {
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xfeff;
}

bool is_letter(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::u32string_view trimmed(std::u32string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// --- folding
// --------------------------------------------------------------------------------------

// Base letters of U+00C0 … U+017F and U+1E00 … U+1EFF, lower-cased; a dot where there is none.
constexpr std::string_view latin =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkkkllllll."
    ".llnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr std::string_view latin_additional =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwy.s....aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";
static_assert(latin.size() == 0x180 - 0xc0 && latin_additional.size() == 0x100);

struct Fold {
    char32_t point;
    std::string_view into;
};
constexpr std::array folds{
    Fold{0xc6, "ae"},  Fold{0xe6, "ae"},  Fold{0xde, "th"},  Fold{0xfe, "th"},  Fold{0xdf, "ss"},
    Fold{0x132, "ij"}, Fold{0x133, "ij"}, Fold{0x152, "oe"}, Fold{0x153, "oe"}, Fold{0x1a0, "o"},
    Fold{0x1a1, "o"},  Fold{0x1af, "u"},  Fold{0x1b0, "u"},  Fold{0x218, "s"},  Fold{0x219, "s"},
    Fold{0x21a, "t"},  Fold{0x21b, "t"},  Fold{0x1e9e, "ss"}};

// Lower case of the scripts that have cases and that a name may be written in.
char32_t lower(char32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f)) return c + 32;  // Greek, Cyrillic
    if (c >= 0x400 && c <= 0x40f) return c + 80;
    if (c >= 0x531 && c <= 0x556) return c + 48;  // Armenian
    return c;
}

bool is_mark(char32_t c) {
    return c >= 0x300 && c <= 0x36f;
}

// Punctuation between two words ("Smith,Ann", "García-López"), and that within one ("O'Brien",
// "J.").
bool parts_words(char32_t c) {
    return c == '-' || c == ',' || c == ';' || c == '/' || c == '\\' || c == '(' || c == ')' ||
           c == '_' || c == '&' || c == '+' || c == '|' || (c >= 0x2010 && c <= 0x2015);
}
bool is_punctuation(char32_t c) {
    return (c > 0x20 && c < 0x30) || (c > 0x39 && c < 0x41) || (c > 0x5a && c < 0x61) ||
           (c > 0x7a && c < 0x7f) || (c >= 0xa1 && c <= 0xbf && c != 0xaa && c != 0xba) ||
           (c >= 0x2010 && c <= 0x205e) || is_invisible(c);
}

void fold_into(std::string& text, char32_t c) {
    if (is_mark(c)) return;
    const auto special =
        std::find_if(folds.begin(), folds.end(), [&](const Fold& f) { return f.point == c; });
    if (special != folds.end()) {
        text += special->into;
        return;
    }
    char base = '.';
    if (c >= 0xc0 && c < 0x180) base = latin[c - 0xc0];
    if (c >= 0x1e00 && c < 0x1f00) base = latin_additional[c - 0x1e00];
    if (base != '.') {
        text += base;
    } else {
        append(text, lower(c));
    }
}

// --- telephone
// ------------------------------------------------------------------------------------

// Words that people put before or after a number, none of them part of it.
constexpr std::array<std::u32string_view, 28> labels{
    U"tel",  U"telephone", U"phone",  U"ph",      U"cell",     U"cellphone", U"mobile",
    U"mob",  U"home",      U"work",   U"office",  U"landline", U"call",      U"number",
    U"no",   U"us",        U"usa",    U"my",      U"is",       U"teléfono",  U"telefono",
    U"casa", U"celular",   U"número", U"trabajo", U"numero",   U"mi",        U"es"};

std::u32string lowered(std::u32string_view text) {
    std::u32string low;
    for (const char32_t c : text) low += c >= 0xc0 && c <= 0xde ? c + 32 : lower(c);
    return low;
}

bool is_word(char32_t c) {
    return is_letter(c) || (c >= 0xc0 && c < 0x180);
}

std::u32string_view without_labels(std::u32string_view text) {
    const auto separates = [](char32_t c) {
        return is_space(c) || c == ':' || c == '.' || c == '#';
    };
    for (bool found = true; found;) {
        found = false;
        text = trimmed(text);
        if (text.size() >= 2 && text.front() == '(' && is_word(text[1])) text.remove_prefix(1);
        std::size_t end = 0;
        while (end < text.size() && is_word(text[end])) ++end;
        const auto is_label = [](std::u32string_view word) {
            return std::find(labels.begin(), labels.end(), lowered(word)) != labels.end();
        };
        if (end > 0 && is_label(text.substr(0, end))) {
            text.remove_prefix(end);
            while (!text.empty() && (separates(text.front()) || text.front() == ')')) {
                text.remove_prefix(1);
            }
            found = true;
        }
        std::u32string_view tail = text;
        while (!tail.empty() &&
               (tail.back() == ')' || tail.back() == '.' || is_space(tail.back()))) {
            tail.remove_suffix(1);
        }
        std::size_t start = tail.size();
        while (start > 0 && is_word(tail[start - 1])) --start;
        const bool apart = start > 0 && (is_space(tail[start - 1]) || tail[start - 1] == '(');
        if (apart && is_label(tail.substr(start))) {
            text = tail.substr(0, tail[start - 1] == '(' ? start - 1 : start);
            found = true;
        }
    }
    return text;
}

std::string digits_of(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits;
}

// One spelling of what keyboards and pasted text write in many ways: ASCII digits and plus, spaces
// for every white space and underscore, nothing invisible.
std::u32string plain(std::u32string_view typed) {
    std::u32string text;
    for (const char32_t c : typed) {
        if (is_invisible(c)) continue;
        if (c >= 0xff10 && c <= 0xff19) {
            text.push_back(U'0' + (c - 0xff10));
        } else if ((c >= 0x660 && c <= 0x669) || (c >= 0x6f0 && c <= 0x6f9)) {
            text.push_back(U'0' + (c & 0x0f));
        } else {
            text += c == 0xff0b ? U'+' : is_space(c) || c == '_' ? U' ' : c;
        }
    }
    return text;
}

// Commas are a pause before an extension, unless the digits make one whole American number without
// it. "00" is how most of the world dials abroad.
void settle_separators(std::string& text, const std::string& digits) {
    const bool whole = digits.size() == 10 || (digits.size() == 11 && digits.front() == '1');
    if (whole) std::replace(text.begin(), text.end(), ',', ' ');
    if (digits.size() > 7 && text.starts_with("00")) text.replace(0, 2, "+");
}

bool is_emergency(const std::string& digits) {
    constexpr std::array<std::string_view, 5> numbers{"911", "112", "999", "988", "1911"};
    return std::find(numbers.begin(), numbers.end(), digits) != numbers.end();
}

// Area codes opened since Debian 12's libphonenumber was made, which takes them for invalid. Los
// Angeles itself has one (738); nobody is to be turned away for a new telephone.
constexpr std::string_view new_area_codes =
    "227 235 257 274 324 327 329 350 353 354 357 363 369 382 428 436 457 465 471 472 483 557 621 "
    "624 "
    "645 679 683 686 728 729 730 738 748 821 835 837 861 879 924 942 975 983";

bool in_new_area(const PhoneNumber& number) {
    if (number.country_code() != 1) return false;
    const std::string digits = std::to_string(number.national_number());
    const bool exchange = digits.size() == 10 && digits[3] >= '2' && digits.substr(4, 2) != "11";
    return exchange && new_area_codes.find(digits.substr(0, 3)) != std::string_view::npos;
}

// Why a number that was read is not one to call; empty when it is.
std::string fault_of(const PhoneNumberUtil& util, const PhoneNumber& number) {
    switch (util.IsPossibleNumberWithReason(number)) {
        case PhoneNumberUtil::IS_POSSIBLE:
            break;
        case PhoneNumberUtil::TOO_SHORT:
        case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
            return "too_short";
        case PhoneNumberUtil::TOO_LONG:
            return "too_long";
        default:
            return "not_valid";
    }
    if (!util.IsValidNumber(number)) return in_new_area(number) ? "" : "not_valid";
    // Nobody is called back on a line that charges the caller.
    if (util.GetNumberType(number) == PhoneNumberUtil::PREMIUM_RATE) return "not_valid";
    return {};
}

std::string fault_of(PhoneNumberUtil::ErrorType error) {
    switch (error) {
        case PhoneNumberUtil::NO_PARSING_ERROR:
            return {};
        case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
            return "not_valid";
        case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
        case PhoneNumberUtil::TOO_SHORT_NSN:
            return "too_short";
        case PhoneNumberUtil::TOO_LONG_NSN:
            return "too_long";
        default:
            return "not_a_number";
    }
}

PhoneNumber read(const std::string& e164) {
    PhoneNumber number;
    PhoneNumberUtil::GetInstance()->Parse(e164, "ZZ", &number);
    return number;
}

}  // namespace

Result<PersonName> PersonName::parse(std::string_view typed) {
    const auto points = decode(typed);
    if (!points) return invalid("name", "not_text");
    const auto name = trimmed(*points);
    if (name.empty()) return invalid("name", "required");
    if (std::any_of(name.begin(), name.end(), is_control)) return invalid("name", "not_text");
    if (name.size() > 100) return invalid("name", "too_long");
    return PersonName{encode(name)};
}

std::string PersonName::folded() const {
    std::string text;
    bool gap = false;
    const auto points = decode(text_).value_or(std::u32string{});
    for (const char32_t c : points) {
        if (is_space(c) || parts_words(c)) {
            gap = true;
        } else if (!is_punctuation(c)) {
            if (gap && !text.empty()) text += ' ';
            gap = false;
            fold_into(text, c);
        }
    }
    // A name of nothing but punctuation is equal to itself alone.
    return text.empty() ? text_ : text;
}

std::vector<std::string> PersonName::folded_words() const {
    std::vector<std::string> words(1);
    for (const char c : folded()) {
        if (c == ' ') {
            words.emplace_back();
        } else {
            words.back() += c;
        }
    }
    std::erase(words, "");
    return words;
}

Result<Phone> Phone::parse(std::string_view typed) {
    const auto points = decode(typed);
    if (!points) return invalid("phone", "not_a_number");
    const std::u32string visible = plain(*points);
    if (trimmed(visible).empty()) return invalid("phone", "required");
    if (visible.size() > 100) return invalid("phone", "too_long");
    const auto bare = without_labels(visible);
    std::string text = encode(bare);
    const std::string digits = digits_of(text);
    if (is_emergency(digits)) return invalid("phone", "emergency_number");
    const bool words = std::any_of(bare.begin(), bare.end(), is_word);
    const auto first = std::find_if(bare.begin(), bare.end(), [](char32_t c) {
        return is_word(c) || c == '+' || (c >= '0' && c <= '9');
    });
    if (digits.empty() || is_word(*first)) return invalid("phone", "not_a_number");
    if (digits.size() < 3 && !words) return invalid("phone", "too_short");
    settle_separators(text, digits);

    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string fault = fault_of(util.Parse(text, "US", &number));
    if (fault.empty() && number.has_extension()) return invalid("phone", "has_extension");
    if (fault.empty()) fault = fault_of(util, number);
    // Words that spell no number ("310 828 77 don't call") are no number, however long.
    if (!fault.empty()) return invalid("phone", words ? "not_a_number" : fault);
    std::string e164;
    util.Format(number, PhoneNumberUtil::E164, &e164);
    return Phone{std::move(e164)};
}

Phone Phone::from_e164(std::string_view stored) {
    const bool digits =
        stored.size() >= 5 && stored.size() <= 16 && stored[0] == '+' &&
        std::all_of(stored.begin() + 1, stored.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) throw std::logic_error("a stored telephone number is not E.164");
    return Phone{std::string{stored}};
}

std::string Phone::last_four() const {
    return e164_.substr(e164_.size() - 4);
}

std::string Phone::masked() const {
    return "•••-•••-" + last_four();
}

std::string Phone::national() const {
    const bool american = e164_.starts_with("+1");
    const auto format = american ? PhoneNumberUtil::NATIONAL : PhoneNumberUtil::INTERNATIONAL;
    std::string text;
    PhoneNumberUtil::GetInstance()->Format(read(e164_), format, &text);
    return text;
}

std::vector<std::string> Phone::plausible_zones() const {
    return called_zones(e164_);
}

Result<Email> Email::parse(std::string_view typed) {
    const auto points = decode(typed);
    if (!points) return invalid("email", "not_an_email");
    const auto trim = trimmed(*points);
    std::string text = encode(trim);
    if (text.size() > 254) return invalid("email", "too_long");
    const bool odd = std::any_of(trim.begin(), trim.end(), [](char32_t c) {
        return is_space(c) || is_control(c) || is_invisible(c) || c == ',' || c == ';' ||
               c == '<' || c == '>';
    });
    const std::size_t at = text.find('@');
    if (odd || at == std::string::npos || at == 0 || at > 64 ||
        text.find('@', at + 1) != text.npos) {
        return invalid("email", "not_an_email");
    }
    const std::string domain = text.substr(at + 1);
    const bool empty_label = domain.empty() || domain.front() == '.' || domain.back() == '.' ||
                             domain.find("..") != domain.npos;
    if (empty_label || domain.find('.') == domain.npos || domain.front() == '-' ||
        domain.back() == '-') {
        return invalid("email", "not_an_email");
    }
    return Email{std::move(text)};
}

std::string Email::folded() const {
    std::string text;
    for (const char32_t c : decode(text_).value_or(std::u32string{})) append(text, lower(c));
    return text;
}

}  // namespace backline

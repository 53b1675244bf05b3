#include "domain/contact.h"

#include <phonenumbers/phonenumberutil.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "domain/called_zones.h"
#include "domain/text.h"

namespace backline {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

// --- telephone
// ------------------------------------------------------------------------------------

// Words that people put before or after a number, none of them part of it.
constexpr std::array<std::u32string_view, 28> labels{
    U"tel",  U"telephone", U"phone",  U"ph",      U"cell",     U"cellphone", U"mobile",
    U"mob",  U"home",      U"work",   U"office",  U"landline", U"call",      U"number",
    U"no",   U"us",        U"usa",    U"my",      U"is",       U"teléfono",  U"telefono",
    U"casa", U"celular",   U"número", U"trabajo", U"numero",   U"mi",        U"es"};

// A letter that a telephone's keys could spell, or that labels are written in.
bool is_word(char32_t c) {
    return c < 0x180 && is_letter(c);
}

std::u32string_view trimmed(std::u32string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

std::u32string_view without_labels(std::u32string_view text) {
    const auto separates = [](char32_t c) { return c == ' ' || c == ':' || c == '.' || c == '#'; };
    for (bool found = true; found;) {
        found = false;
        text = trimmed(text);
        if (text.size() >= 2 && text.front() == '(' && is_word(text[1])) text.remove_prefix(1);
        std::size_t end = 0;
        while (end < text.size() && is_word(text[end])) ++end;
        const auto is_label = [](std::u32string_view word) {
            return std::find(labels.begin(), labels.end(), word) != labels.end();
        };
        if (end > 0 && is_label(text.substr(0, end))) {
            text.remove_prefix(end);
            while (!text.empty() && (separates(text.front()) || text.front() == ')')) {
                text.remove_prefix(1);
            }
            found = true;
        }
        std::u32string_view tail = text;
        while (!tail.empty() && (tail.back() == ')' || tail.back() == '.' || tail.back() == ' ')) {
            tail.remove_suffix(1);
        }
        std::size_t start = tail.size();
        while (start > 0 && is_word(tail[start - 1])) --start;
        const bool apart = start > 0 && (tail[start - 1] == ' ' || tail[start - 1] == '(');
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

// One spelling of what keyboards and pasted text write in many ways: small letters, ASCII digits
// and plus, spaces for every white space and underscore, nothing invisible. Nothing where it is no
// text.
std::optional<std::u32string> plain(std::string_view typed) {
    const auto visible = cleaned(typed, Lines::one, Joiners::dropped);
    if (!visible) return std::nullopt;
    auto text = points_of(caseless(*visible)).value_or(std::u32string{});
    for (char32_t& c : text) {
        if (const int digit = digit_of(c); digit >= 0) c = U'0' + static_cast<char32_t>(digit);
        if (c == '_') c = ' ';
    }
    return text;
}

// Of the words before an extension libphonenumber knows all but this one.
void settle_extension(std::string& text) {
    constexpr std::string_view word = "interno";
    if (const auto at = text.find(word); at != text.npos) text.replace(at, word.size(), "int");
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

// Whether the North American plan lets such a number be: new area codes open faster than
// libphonenumber learns of them, and nobody is to be turned away for a new telephone. 900 charges
// its caller, 555 is no area code.
bool in_plan(const PhoneNumber& number) {
    if (number.country_code() != 1) return false;
    const std::string digits = std::to_string(number.national_number());
    if (digits.size() != 10) return false;
    const std::string area = digits.substr(0, 3);
    const auto service = [](std::string_view code) { return code.substr(1) == "11"; };
    return area[0] >= '2' && area[1] <= '8' && !service(area) && area != "900" && area != "555" &&
           digits[3] >= '2' && !service(digits.substr(3, 3));
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
    if (!util.IsValidNumber(number)) return in_plan(number) ? "" : "not_valid";
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

// RFC 3966's own mark, so that what is stored is also what is dialled.
constexpr std::string_view kExtension = ";ext=";

PhoneNumber read(const std::string& e164) {
    PhoneNumber number;
    PhoneNumberUtil::GetInstance()->Parse(e164, "ZZ", &number);
    return number;
}

}  // namespace

Result<PersonName> PersonName::parse(std::string_view typed) {
    auto name = cleaned(typed, Lines::one, Joiners::kept);
    if (!name) return invalid("name", "not_text");
    if (name->empty()) return invalid("name", "required");
    if (points_of(*name)->size() > 100) return invalid("name", "too_long");
    return PersonName{*std::move(name)};
}

std::string PersonName::folded() const {
    auto text = backline::folded(text_);
    // A name of nothing but punctuation is equal to itself alone.
    return text.empty() ? text_ : text;
}

std::vector<std::string> PersonName::words_of(std::string_view folded) {
    std::vector<std::string> words(1);
    for (const char c : folded) {
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
    const auto visible = plain(typed);
    if (!visible) return invalid("phone", "not_a_number");
    if (trimmed(*visible).empty()) return invalid("phone", "required");
    if (visible->size() > 100) return invalid("phone", "too_long");
    const auto bare = without_labels(*visible);
    std::string text = utf8_of(bare);
    const std::string digits = digits_of(text);
    if (is_emergency(digits)) return invalid("phone", "emergency_number");
    const bool words = std::any_of(bare.begin(), bare.end(), is_word);
    const auto first = std::find_if(bare.begin(), bare.end(), [](char32_t c) {
        return is_word(c) || c == '+' || (c >= '0' && c <= '9');
    });
    if (digits.empty() || is_word(*first)) return invalid("phone", "not_a_number");
    if (digits.size() < 3 && !words) return invalid("phone", "too_short");
    settle_separators(text, digits);
    settle_extension(text);

    const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string fault = fault_of(util.Parse(text, "US", &number));
    if (fault.empty()) fault = fault_of(util, number);
    // Words that spell no number ("310 828 77 don't call") are no number, however long.
    if (!fault.empty()) return invalid("phone", words ? "not_a_number" : fault);
    std::string e164;
    util.Format(number, PhoneNumberUtil::E164, &e164);
    return Phone{std::move(e164), number.extension()};
}

Phone Phone::from_stored(std::string_view stored) {
    const auto all_digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    };
    const auto mark = std::min(stored.find(kExtension), stored.size());
    const auto number = stored.substr(0, mark);
    const auto extension = stored.substr(std::min(mark + kExtension.size(), stored.size()));
    const bool right = number.size() >= 5 && number.size() <= 16 && number[0] == '+' &&
                       all_digits(number.substr(1)) &&
                       (mark == stored.size() || all_digits(extension));
    if (!right) throw std::logic_error("a stored telephone number is none");
    return Phone{std::string{number}, std::string{extension}};
}

std::string Phone::stored() const {
    return extension_.empty() ? e164_ : e164_ + std::string{kExtension} + extension_;
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
    return extension_.empty() ? text : text + " ext. " + extension_;
}

std::vector<std::string> Phone::plausible_zones() const {
    return called_zones(e164_);
}

Result<Email> Email::parse(std::string_view typed) {
    auto cleared = cleaned(typed, Lines::one, Joiners::dropped);
    if (!cleared) return invalid("email", "not_an_email");
    std::string text = *std::move(cleared);
    if (text.size() > 254) return invalid("email", "too_long");
    const std::size_t at = text.find('@');
    if (text.find_first_of(" ,;<>") != text.npos || at == text.npos || at == 0 || at > 64 ||
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
    return caseless(text_);
}

}  // namespace backline

#include "domain/sought.h"

#include <algorithm>

#include "domain/contact.h"
#include "domain/reference.h"
#include "domain/text.h"

namespace backline {

namespace {

// What there is of a number, the rest left out.
struct Digits {
    std::string all;
    std::size_t last_run = 0;  // how many stand together at the end
    bool hidden = false;       // "•••-555-0131", "x0131"
    bool hole = false;         // "310-•••-0131"
};

Digits digits_in(std::string_view typed) {
    Digits found;
    bool running = false;
    for (const char32_t c : points_of(typed).value_or(std::u32string{})) {
        const int digit = digit_of(c);
        if (digit >= 0) {
            found.last_run = running ? found.last_run + 1 : 1;
            found.all += static_cast<char>('0' + digit);
        }
        running = digit >= 0;
        const bool mask = c == 'x' || c == 'X' || c == U'•' || c == '*' || c == U'…';
        found.hidden = found.hidden || mask;
        found.hole = found.hole || (mask && !found.all.empty());
    }
    return found;
}

Result<Sought> address(std::string_view typed) {
    constexpr std::string_view around = " <>()[]\"',;.";
    std::string text{typed};
    if (const auto mailto = text.find("mailto:"); mailto != text.npos) text.erase(0, mailto + 7);
    if (const auto mark = text.find('<'); mark != text.npos) text.erase(0, mark);
    text.erase(0, text.find_first_not_of(around));
    text.erase(text.find_last_not_of(around) + 1);
    const auto email = Email::parse(text);
    if (!email) return invalid("q", "not_an_email");
    return Sought{Sought::Kind::email, email->folded()};
}

}  // namespace

std::string_view name_of(Sought::Kind kind) {
    switch (kind) {
        case Sought::Kind::email:
            return "email";
        case Sought::Kind::phone:
            return "phone";
        case Sought::Kind::seven_digits:
            return "seven_digits";
        case Sought::Kind::last_four:
            return "last_four";
        case Sought::Kind::reference:
            return "reference";
        case Sought::Kind::name:
            return "name";
    }
    return "";
}

Result<Sought> sought(std::string_view typed) {
    const auto text = cleaned(typed, Lines::one, Joiners::dropped);
    if (!text) return invalid("q", "not_text");
    if (text->empty()) return invalid("q", "required");
    if (text->find('@') != text->npos) return address(*text);
    if (const auto phone = Phone::parse(*text)) return Sought{Sought::Kind::phone, phone->e164()};
    if (const auto reference = Reference::within(*text))
        return Sought{Sought::Kind::reference, reference->text()};
    const Digits digits = digits_in(*text);
    const auto& all = digits.all;
    if (all.size() == 7 && !digits.hole) return Sought{Sought::Kind::seven_digits, all};
    if (digits.last_run == 4 && (all.size() == 4 || digits.hidden))
        return Sought{Sought::Kind::last_four, all.substr(all.size() - 4)};
    return sought_by_name(typed);
}

Result<Sought> sought_by_name(std::string_view typed) {
    const auto name = PersonName::parse(typed);
    if (name) return Sought{Sought::Kind::name, name->folded()};
    const auto& faults = std::get<Invalid>(name.error()).faults;
    return invalid("q", faults.front().code);
}

}  // namespace backline

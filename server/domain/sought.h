// What somebody looks for, by what they typed into the search. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "domain/result.h"

namespace backline {

// `value` as it is compared: an address, "+13105550131", "5550131", "0131", "7KQ2M9XA", a name's
// folded words.
struct Sought {
    enum class Kind { email, phone, seven_digits, last_four, reference, name };
    Kind kind = Kind::name;
    std::string value;
};
std::string_view name_of(Sought::Kind kind);  // "seven_digits"

// Faults on field "q": required, not_text, not_an_email, too_long. What may be a reference or words
// of a name ("Margaret") is a reference.
Result<Sought> sought(std::string_view typed);
// The same, where no such reference was found. Faults as above.
Result<Sought> sought_by_name(std::string_view typed);

}  // namespace backline

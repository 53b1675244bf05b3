// Where a telephone rings: the IANA zones a number's area code or country may plausibly be in.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backline {

// Of a valid E.164 number. Never empty: what no table knows (toll-free and satellite numbers, codes
// newer than this table) may be anywhere in the fifty states.
std::vector<std::string> called_zones(std::string_view e164);

}  // namespace backline

#include "domain/reference.h"

namespace backline {

namespace {

constexpr std::string_view alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t length = 8;
static_assert(alphabet.size() == 32, "five bits a character");

}  // namespace

Reference Reference::of(std::uint64_t random_bits) {
    std::string text(length, ' ');
    for (std::size_t i = length; i-- > 0; random_bits >>= 5) text[i] = alphabet[random_bits & 31];
    return Reference{std::move(text)};
}

Result<Reference> Reference::parse(std::string_view typed) {
    std::string text;
    for (char c : typed) {
        if (c == ' ' || c == '-') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (alphabet.find(c) == std::string_view::npos || text.size() == length) {
            return invalid("reference", "not_a_reference");
        }
        text += c;
    }
    if (text.empty()) return invalid("reference", "required");
    if (text.size() != length) return invalid("reference", "not_a_reference");
    return Reference{std::move(text)};
}

}  // namespace backline

#include "domain/reference.h"

#include <vector>

namespace backline {

namespace {

constexpr std::string_view alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t length = 8;
static_assert(alphabet.size() == 32, "five bits a character");

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::vector<std::string> words_of(std::string_view typed) {
    std::vector<std::string> words(1);
    for (const char c : typed) {
        if (is_alphanumeric(c)) {
            words.back() += c;
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    return words;
}

// "Ref.", "reference", "referencia": what follows is one, be it all letters.
bool announces(std::string word) {
    for (char& c : word) c = static_cast<char>(c | 0x20);
    return word.starts_with("ref");
}

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

std::optional<Reference> Reference::within(std::string_view typed) {
    const auto words = words_of(typed);
    // A whole word with a digit in it is no word of any language.
    for (const auto& word : words) {
        const auto whole = parse(word);
        if (whole && word.find_first_of("23456789") != std::string::npos) return *whole;
    }
    // Else all of it, but for words in front ("Ref.", "reference no").
    for (auto from = words.begin(); from != words.end(); ++from) {
        std::string rest;
        for (auto word = from; word != words.end(); ++word) rest += *word;
        const auto whole = parse(rest);
        const bool alone = from == words.begin() || announces(*std::prev(from));
        if (whole && (alone || rest.find_first_of("23456789") != std::string::npos)) return *whole;
    }
    return std::nullopt;
}

}  // namespace backline

// Who is to be called: values that only parsing can make, so that past the edge they cannot be
// wrong. Thread-safe. contact.cpp alone knows libphonenumber.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace backline {

// A person's name as typed, outer white space trimmed, 1 to 100 code points of valid UTF-8, no
// control characters. Faults on field "name": required, too_long, not_text.
class PersonName {
  public:
    static Result<PersonName> parse(std::string_view typed);
    const std::string& text() const { return text_; }
    // For equality search only: lower-cased, accents folded (Latin), punctuation dropped, single
    // spaces.
    std::string folded() const;
    std::vector<std::string> folded_words() const;

  private:
    explicit PersonName(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// A telephone number that libphonenumber holds to be valid. Any spelling of a US number; others
// with "+" or "011". Words around it ("cell:", "(home)") are left aside, letters stand for digits
// (1-800-FLOWERS). A line that charges its caller is not_valid; an extension ("x12", "ext. 12") is
// refused by its own word. Faults on field "phone": required, not_a_number, too_short, too_long,
// not_valid, has_extension, emergency_number.
class Phone {
  public:
    static Result<Phone> parse(std::string_view typed);
    // From a stored E.164 number. Throws std::logic_error for anything else, which is a bug.
    static Phone from_e164(std::string_view stored);

    const std::string& e164() const { return e164_; }  // "+13108287757"
    std::string last_four() const;                     // "7757"
    std::string masked() const;                        // "•••-•••-7757"
    std::string national() const;  // "(310) 828-7757"; of other countries "+44 20 7946 0958"
    // IANA zones the called party may plausibly be in, from area code or country (libphonenumber
    // has no zones in C++; the table of area codes is called_zones.cpp). Never empty.
    std::vector<std::string> plausible_zones() const;

  private:
    explicit Phone(std::string e164) : e164_(std::move(e164)) {}
    std::string e164_;
};

// An address with one "@", a dotted domain, at most 254 bytes, no white space or control character.
// Faults on field "email": not_an_email, too_long.
class Email {
  public:
    static Result<Email> parse(std::string_view typed);
    const std::string& text() const { return text_; }
    std::string folded() const;  // lower case, for equality search only

  private:
    explicit Email(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace backline

// Who is to be called: values that only parsing can make, so that past the edge they cannot be
// wrong. Thread-safe. contact.cpp alone knows libphonenumber.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"

namespace backline {

// A person's name on one line, cleaned (see text.h), 1 to 100 code points. Faults on field "name":
// required, too_long, not_text.
class PersonName {
  public:
    static Result<PersonName> parse(std::string_view typed);
    const std::string& text() const { return text_; }
    // For comparing only: see text.h.
    std::string folded() const;
    std::vector<std::string> folded_words() const { return words_of(folded()); }
    static std::vector<std::string> words_of(std::string_view folded);

  private:
    explicit PersonName(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// A telephone number that libphonenumber holds to be valid or the North American plan allows, and
// its extension ("x12", "ext. 12", "anexo 12"), if any. Any spelling of a US number; others with
// "+" or "011". Words around it ("cell:", "(home)") are left aside, letters stand for digits
// (1-800-FLOWERS). A line that charges its caller is not_valid. Faults on field "phone": required,
// not_a_number, too_short, too_long, not_valid, emergency_number.
class Phone {
  public:
    static Result<Phone> parse(std::string_view typed);
    // From what stored() gave. Throws std::logic_error for anything else, which is a bug.
    static Phone from_stored(std::string_view stored);

    // All that is compared and counted (person, household, suppression, calls) goes by this alone:
    // "+13108287757".
    const std::string& e164() const { return e164_; }
    const std::string& extension() const { return extension_; }  // "204"; mostly empty
    std::string stored() const;                            // "+13108287757;ext=204", as sealed
    std::string tel() const { return "tel:" + stored(); }  // RFC 3966
    std::string last_four() const;                         // "7757"
    std::string masked() const;                            // "•••-•••-7757"
    std::string national() const;  // "(310) 828-7757 ext. 204"; of other countries "+44 20 …"
    // IANA zones the called party may plausibly be in, from area code or country (libphonenumber
    // has no zones in C++; the table of area codes is called_zones.cpp). Never empty.
    std::vector<std::string> plausible_zones() const;

  private:
    Phone(std::string e164, std::string extension)
        : e164_(std::move(e164)), extension_(std::move(extension)) {}
    std::string e164_, extension_;
};

// An address with one "@", a dotted domain, at most 254 bytes, no white space or control character.
// Faults on field "email": not_an_email, too_long.
class Email {
  public:
    static Result<Email> parse(std::string_view typed);
    const std::string& text() const { return text_; }
    std::string folded() const;  // for comparing only

  private:
    explicit Email(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace backline

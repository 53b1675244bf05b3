// The eight characters that a patient reads out on the phone. No 0, 1, I or O among them.
// Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.h"

namespace backline {

class Reference {
  public:
    // Of the 40 low bits of `random_bits`; the others are left aside.
    static Reference of(std::uint64_t random_bits);
    // Lower case, spaces and dashes are taken as typed. Faults on field "reference": required,
    // not_a_reference.
    static Result<Reference> parse(std::string_view typed);

    // One that was copied with something around it: quotes, brackets, a full stop, "Ref.".
    static std::optional<Reference> within(std::string_view typed);

    const std::string& text() const { return text_; }  // "7KQ2M9XA"
    bool operator==(const Reference&) const = default;

  private:
    explicit Reference(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

}  // namespace backline

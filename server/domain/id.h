// Identities as types of their own, so that an agent's can never stand where a request's should.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace backline {

// A lower-case UUID as text; made by parsing, or taken from where only such are kept.
template <class Tag>
class Id {
  public:
    Id() = default;
    static std::optional<Id> parse(std::string_view text) {
        if (text.size() != 36) return std::nullopt;
        for (std::size_t i = 0; i < 36; ++i) {
            const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
            const char c = text[i];
            const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (dash ? c != '-' : !hex) return std::nullopt;
        }
        return Id{std::string{text}};
    }
    static Id trusted(std::string text) { return Id{std::move(text)}; }
    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    auto operator<=>(const Id&) const = default;

  private:
    explicit Id(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

using RequestId = Id<struct RequestTag>;
using AttemptId = Id<struct AttemptTag>;
using StaffId = Id<struct StaffTag>;

}  // namespace backline

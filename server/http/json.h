// Reading JSON strictly and writing it safely; nothing here throws. Thread-safe.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "domain/text.h"
#include "http/response.h"

namespace backline {

using Json = nlohmann::json;

// One value, at most 8 deep, no name twice in an object, no NUL in any text. Nothing otherwise.
std::optional<Json> parse_json(std::string_view text);

Response json_response(int status, const Json& body);
// Text for HTTP: what is not UTF-8 in it is replaced, never thrown.
std::string json_text(const Json& body);

enum class Need { optional, required };

// Reads the fields of one object and collects every fault: required, wrong_type, too_long,
// too_many, not_an_instant, not_text, unknown. A field that is null counts as absent. Each getter
// gives an empty value where there was a fault, so that all of them can be read before anybody
// looks at the faults.
class FieldReader {
  public:
    // `prefix` stands before names in faults ("window."). Both references must outlive the reader.
    FieldReader(const Json& object, std::vector<FieldFault>& faults, std::string prefix = "")
        : object_(object), faults_(faults), prefix_(std::move(prefix)) {}

    bool has(std::string_view name) const;
    // As it came: words of the interface, and secrets. `most` in code points.
    std::string text(std::string_view name, Need need, std::size_t most);
    // What a person typed, cleaned (see domain/text.h) before it is measured: one line, or writing
    // of many. Fault not_text.
    std::string line(std::string_view name, Need need, std::size_t most);
    std::string writing(std::string_view name, Need need, std::size_t most);
    std::optional<bool> flag(std::string_view name, Need need = Need::optional);
    std::optional<long> whole(std::string_view name, Need need);
    std::optional<Instant> instant(std::string_view name, Need need);
    std::vector<std::string> texts(std::string_view name, std::size_t most_items, std::size_t most);
    // The object of that name, or nothing.
    const Json* object(std::string_view name, Need need = Need::optional);

    void fault(std::string_view name, std::string code);
    // Reports every field that nobody has asked for.
    void refuse_unknown();

  private:
    const Json* find(std::string_view name, Need need);
    std::string typed(std::string_view name, Need need, std::size_t most, Lines lines);
    const Json& object_;
    std::vector<FieldFault>& faults_;
    std::string prefix_;
    std::vector<std::string> known_;
};

// How many code points valid UTF-8 text has.
std::size_t code_points(std::string_view text);

}  // namespace backline

#include "http/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <set>

#include "domain/id.h"
#include "http/json.h"
#include "http/openapi.h"

namespace backline {

namespace {

enum class Shape { text, whole, id, day, one_of };

struct Parameter {
    std::string_view name;
    Shape shape;
    std::size_t most = 0;         // of a text: characters
    std::string_view among = "";  // of one_of: words, parted by blanks
};

constexpr std::array<Parameter, 9> parameters{
    {{"after", Shape::whole},
     {"nonce", Shape::text, 64},
     {"q", Shape::text, 200},
     {"state", Shape::one_of, 0, "quarantined new retry scheduled waiting escalated closed"},
     {"cursor", Shape::id},
     {"from", Shape::day},
     {"to", Shape::day},
     {"by", Shape::one_of, 0, "day"},
     {"format", Shape::one_of, 0, "json csv"}}};

const Parameter* parameter_named(std::string_view name) {
    const auto* const found =
        std::find_if(parameters.begin(), parameters.end(),
                     [&](const Parameter& parameter) { return parameter.name == name; });
    return found == parameters.end() ? nullptr : found;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

bool is_whole(std::string_view text) {
    long value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value >= 0;
}

// A day that there is.
bool is_day(std::string_view text) {
    const auto part = [&](std::size_t at, std::size_t count) {
        int value = -1;
        const char* const end = text.data() + at + count;
        const auto [stop, error] = std::from_chars(text.data() + at, end, value);
        return error == std::errc{} && stop == end && value >= 0 ? value : -1;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
    const int year = part(0, 4), month = part(5, 2), day = part(8, 2);
    if (year < 0 || month < 0 || day < 0) return false;
    return std::chrono::year_month_day{std::chrono::year{year},
                                       std::chrono::month{static_cast<unsigned>(month)},
                                       std::chrono::day{static_cast<unsigned>(day)}}
        .ok();
}

// What is wrong with a value; empty: nothing. An empty value stands for none.
std::string_view fault_of(const Parameter& parameter, std::string_view value) {
    if (value.empty()) return "";
    switch (parameter.shape) {
        case Shape::text:
            return code_points(value) > parameter.most ? "too_long" : "";
        case Shape::whole:
            return is_whole(value) ? "" : "wrong_type";
        case Shape::id:
            return RequestId::parse(std::string{value}) ? "" : "wrong_type";
        case Shape::day:
            return is_day(value) ? "" : "not_a_day";
        case Shape::one_of: {
            const auto among = words_of(parameter.among);
            return std::find(among.begin(), among.end(), value) == among.end() ? "unknown" : "";
        }
    }
    return "";
}

const std::vector<std::string>& names_of(const Route& route) {
    static const auto all = [] {
        std::map<std::string, std::vector<std::string>> names;
        for (const Route& one : routes())
            names[std::string{name_of(one.method)} + one.path.text()] = query_names(one);
        return names;
    }();
    return all.at(std::string{name_of(route.method)} + route.path.text());
}

}  // namespace

bool is_of_the_api(std::string_view path) {
    return path.substr(0, 5) == "/api/";
}

std::vector<FieldFault> query_faults(const Route& route, const Request& request) {
    std::vector<FieldFault> faults;
    if (request.query.empty()) return faults;
    const auto& names = names_of(route);
    std::set<std::string> seen;
    bool told = false;
    for (const auto& [name, value] : request.query) {
        const auto* const parameter = parameter_named(name);
        const bool known = std::find(names.begin(), names.end(), name) != names.end();
        if (!known || parameter == nullptr) {
            if (!std::exchange(told, true)) faults.push_back({"?", "unknown"});
        } else if (!seen.insert(name).second) {
            faults.push_back({name, "repeated"});
        } else if (const auto code = fault_of(*parameter, value); !code.empty()) {
            faults.push_back({name, std::string{code}});
        }
    }
    return faults;
}

Json parameter_schema(std::string_view path, std::string_view name) {
    Json schema{{"type", "string"}};
    const auto* const parameter = is_of_the_api(path) ? parameter_named(name) : nullptr;
    if (parameter == nullptr) return schema;
    switch (parameter->shape) {
        case Shape::text:
            schema["maxLength"] = parameter->most;
            break;
        case Shape::whole:
            return {{"type", "integer"}, {"minimum", 0}};
        case Shape::id:
            schema["format"] = "uuid";
            break;
        case Shape::day:
            schema["format"] = "date";
            break;
        case Shape::one_of:
            schema["enum"] = words_of(parameter->among);
            break;
    }
    return schema;
}

}  // namespace backline

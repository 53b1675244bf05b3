#include "http/json.h"

#include <algorithm>
#include <set>

#include "http/instant_text.h"

namespace backline {

namespace {

constexpr int kMostDepth = 8;

// Looks at brackets outside of texts alone, so that depth is known before anything is built.
bool shallow(std::string_view text) {
    int depth = 0;
    bool in_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_text) {
            if (c == '\\') ++i;
            if (c == '"') in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{' || c == '[') {
            if (++depth > kMostDepth) return false;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return true;
}

bool without_nul(const Json& value) {
    if (value.is_string()) {
        return value.get_ref<const std::string&>().find('\0') == std::string::npos;
    }
    if (!value.is_structured()) return true;
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (value.is_object() && it.key().find('\0') != std::string::npos) return false;
        if (!without_nul(*it)) return false;
    }
    return true;
}

// A field's name may be told back only where it looks like one.
bool looks_like_a_name(std::string_view name) {
    return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

}  // namespace

std::optional<Json> parse_json(std::string_view text) {
    if (!shallow(text)) return std::nullopt;
    std::vector<std::set<std::string>> names;
    bool twice = false;
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) names.emplace_back();
        if (event == Json::parse_event_t::object_end && !names.empty()) names.pop_back();
        if (event == Json::parse_event_t::key && !names.empty()) {
            twice = twice || !names.back().insert(parsed.get_ref<const std::string&>()).second;
        }
        return true;
    };
    auto value = Json::parse(text.begin(), text.end(), watch, false);
    if (value.is_discarded() || twice || !without_nul(value)) return std::nullopt;
    return value;
}

std::string json_text(const Json& body) {
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response json_response(int status, const Json& body) {
    Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = json_text(body);
    return response;
}

bool FieldReader::has(std::string_view name) const {
    const auto it = object_.find(name);
    return it != object_.end() && !it->is_null();
}

void FieldReader::fault(std::string_view name, std::string code) {
    faults_.push_back({prefix_ + std::string{name}, std::move(code)});
}

const Json* FieldReader::find(std::string_view name, Need need) {
    known_.emplace_back(name);
    const auto it = object_.find(name);
    if (it != object_.end() && !it->is_null()) return &*it;
    if (need == Need::required) fault(name, "required");
    return nullptr;
}

std::string FieldReader::text(std::string_view name, Need need, std::size_t most) {
    const Json* value = find(name, need);
    if (value == nullptr) return {};
    if (!value->is_string()) {
        fault(name, "wrong_type");
        return {};
    }
    const auto& text = value->get_ref<const std::string&>();
    if (code_points(text) > most) {
        fault(name, "too_long");
        return {};
    }
    if (text.empty() && need == Need::required) fault(name, "required");
    return text;
}

std::string FieldReader::typed(std::string_view name, Need need, std::size_t most, Lines lines) {
    const auto before = faults_.size();
    const auto text = cleaned(this->text(name, need, SIZE_MAX), lines, Joiners::kept);
    if (faults_.size() > before) return {};
    if (!text) {
        fault(name, "not_text");
    } else if (code_points(*text) > most) {
        fault(name, "too_long");
    } else if (text->empty() && need == Need::required) {
        fault(name, "required");
    } else {
        return *text;
    }
    return {};
}

std::string FieldReader::line(std::string_view name, Need need, std::size_t most) {
    return typed(name, need, most, Lines::one);
}

std::string FieldReader::writing(std::string_view name, Need need, std::size_t most) {
    return typed(name, need, most, Lines::many);
}

std::optional<bool> FieldReader::flag(std::string_view name, Need need) {
    const Json* value = find(name, need);
    if (value == nullptr) return std::nullopt;
    if (!value->is_boolean()) {
        fault(name, "wrong_type");
        return std::nullopt;
    }
    return value->get<bool>();
}

std::optional<long> FieldReader::whole(std::string_view name, Need need) {
    const Json* value = find(name, need);
    if (value == nullptr) return std::nullopt;
    const bool fits = value->is_number_integer() &&
                      !(value->is_number_unsigned() &&
                        value->get<unsigned long>() > static_cast<unsigned long>(INT64_MAX));
    if (!fits) {
        fault(name, "wrong_type");
        return std::nullopt;
    }
    return value->get<long>();
}

std::optional<Instant> FieldReader::instant(std::string_view name, Need need) {
    const auto before = faults_.size();
    const auto typed = text(name, need, 40);
    if (typed.empty()) return std::nullopt;
    const auto at = parse_rfc3339(typed);
    if (!at && faults_.size() == before) fault(name, "not_an_instant");
    return at;
}

std::vector<std::string> FieldReader::texts(std::string_view name, std::size_t most_items,
                                            std::size_t most) {
    const Json* value = find(name, Need::optional);
    if (value == nullptr) return {};
    const bool right =
        value->is_array() && std::all_of(value->begin(), value->end(),
                                         [](const Json& item) { return item.is_string(); });
    if (!right) {
        fault(name, "wrong_type");
        return {};
    }
    if (value->size() > most_items) {
        fault(name, "too_many");
        return {};
    }
    std::vector<std::string> out;
    for (const Json& item : *value) {
        out.push_back(item.get<std::string>());
        if (code_points(out.back()) > most) {
            fault(name, "too_long");
            return {};
        }
    }
    return out;
}

const Json* FieldReader::object(std::string_view name, Need need) {
    const Json* value = find(name, need);
    if (value == nullptr || value->is_object()) return value;
    fault(name, "wrong_type");
    return nullptr;
}

void FieldReader::refuse_unknown() {
    for (auto it = object_.begin(); it != object_.end(); ++it) {
        if (std::find(known_.begin(), known_.end(), it.key()) != known_.end()) continue;
        fault(looks_like_a_name(it.key()) ? it.key() : "?", "unknown");
    }
}

std::size_t code_points(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

}  // namespace backline

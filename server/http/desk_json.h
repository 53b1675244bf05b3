// The desk's values as api.md's JSON. Thread-safe.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "app/desk.h"

namespace backline {

nlohmann::json json_of(const AskedTime& asked);
nlohmann::json json_of(const std::optional<Window>& window);
nlohmann::json json_of(const std::optional<Instant>& at);
nlohmann::json json_of(const std::optional<Holder>& holder);
nlohmann::json json_of(const QueueItem& item, const Institute& institute, Instant now);
nlohmann::json json_of(const RequestView& view, const Institute& institute, Instant now);
nlohmann::json json_of(const Claim& claim, const Institute& institute, Instant now);
nlohmann::json json_of(const Outcome& outcome);
// What to say and ask, in a language the institute has words in; English otherwise.
nlohmann::json guide_json(const Institute& institute, std::string_view topic,
                          std::string_view language);

}  // namespace backline

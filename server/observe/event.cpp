#include "observe/event.h"

#include <algorithm>

namespace backline::observe {

namespace {

bool is_hex(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f') ||
           (letter >= 'A' && letter <= 'F');
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !is_hex(text[i])) {
            return false;
        }
    }
    return true;
}

bool is_sql_state(std::string_view text) {
    return text.size() == 5 && std::all_of(text.begin(), text.end(), [](char letter) {
               return (letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z');
           });
}

bool is_address(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return is_hex(letter) || letter == ':' || letter == '.' || letter == '/';
    });
}

struct Facts {
    std::string_view name;
    Level level;
};

// clang-format off
struct FactsOf {
    Facts operator()(const RequestServed&)   const { return {"request_served", Level::info}; }
    Facts operator()(const HandlerEscaped&)  const { return {"handler_escaped", Level::error}; }
    Facts operator()(const DatabaseLost&)    const { return {"database_lost", Level::error}; }
    Facts operator()(const DatabaseBack&)    const { return {"database_back", Level::warn}; }
    Facts operator()(const QuerySlow&)       const { return {"query_slow", Level::warn}; }
    Facts operator()(const LaneFull&)        const { return {"lane_full", Level::warn}; }
    Facts operator()(const ProxyUnknown&)    const { return {"proxy_unknown", Level::warn}; }
    Facts operator()(const LinesDropped&)    const { return {"log_lines_dropped", Level::warn}; }
    Facts operator()(const SignInClosed&)    const { return {"sign_in_closed", Level::error}; }
    Facts operator()(const BatchFailed&)     const { return {"batch_failed", Level::warn}; }
    Facts operator()(const SignIn&)          const { return {"sign_in", Level::info}; }
    Facts operator()(const Quarantined&)     const { return {"quarantined", Level::info}; }
    Facts operator()(const AccessRefused&)   const { return {"access_refused", Level::warn}; }
    Facts operator()(const JournalSealed&)   const { return {"journal_sealed", Level::info}; }
    Facts operator()(const SealFailed&)      const { return {"seal_failed", Level::error}; }
    Facts operator()(const JournalBroken&)   const { return {"journal_broken", Level::error}; }
    Facts operator()(const TransactionOld&)  const { return {"transaction_old", Level::warn}; }
    Facts operator()(const FieldUnreadable&) const { return {"field_unreadable", Level::error}; }
    Facts operator()(const KeysRotated&)     const { return {"keys_rotated", Level::info}; }
    Facts operator()(const ClaimsLapsed&)    const { return {"claims_lapsed", Level::info}; }
    Facts operator()(const TaskFailed&)      const { return {"task_failed", Level::error}; }
    Facts operator()(const Migrated&)        const { return {"migrated", Level::info}; }
    Facts operator()(const SchemaUnknown&)   const { return {"schema_unknown", Level::error}; }
    Facts operator()(const Started&)         const { return {"started", Level::info}; }
    Facts operator()(const Stopping&)        const { return {"stopping", Level::info}; }
    Facts operator()(const Stopped&)         const { return {"stopped", Level::info}; }
    Facts operator()(const ConfigRefused&)   const { return {"config_refused", Level::error}; }
    Facts operator()(const KeyRefused&)      const { return {"key_refused", Level::error}; }
};
// clang-format on

}  // namespace

EventId::EventId(std::string_view uuid) {
    if (is_uuid(uuid)) {
        std::copy(uuid.begin(), uuid.end(), text_.begin());
        length_ = 36;
    }
}

SqlState::SqlState(std::string_view code) {
    if (is_sql_state(code)) {
        std::copy(code.begin(), code.end(), text_.begin());
        length_ = 5;
    }
}

Address::Address(std::string_view address) {
    if (address.size() <= text_.size() && is_address(address)) {
        std::copy(address.begin(), address.end(), text_.begin());
        length_ = static_cast<std::uint8_t>(address.size());
    }
}

Level level_of(const Event& event) {
    return std::visit(FactsOf{}, event).level;
}

std::string_view name_of(const Event& event) {
    return std::visit(FactsOf{}, event).name;
}

}  // namespace backline::observe

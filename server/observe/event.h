// The closed list of events worth reporting (A17). Patient data cannot get in, by type: a field is
// a number, a boolean, a UUID, an SQLSTATE, an address or a Word, and a Word is written in the
// source code. Plain values; copy them freely.
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <string_view>
#include <typeinfo>
#include <variant>

namespace backline::observe {

// A word of the program: made from a string literal at compile time, or a type's name.
class Word {
  public:
    consteval Word(const char* literal) : text_(literal) {}  // NOLINT: literals are Words
    static Word type_of(const std::exception& escaped) { return Word(typeid(escaped)); }
    const char* text() const { return text_; }

  private:
    explicit Word(const std::type_info& type) : text_(type.name()), is_type_(true) {}
    friend class Line;
    const char* text_;
    bool is_type_ = false;
};

// A UUID; text of any other shape becomes the empty id and is written as null.
class EventId {
  public:
    EventId() = default;
    explicit EventId(std::string_view uuid);
    std::string_view text() const { return {text_.data(), length_}; }

  private:
    std::array<char, 36> text_{};
    std::uint8_t length_ = 0;
};

// PostgreSQL's five-character code; text of any other shape becomes empty and is written as null.
class SqlState {
  public:
    SqlState() = default;
    explicit SqlState(std::string_view code);
    std::string_view text() const { return {text_.data(), length_}; }

  private:
    std::array<char, 5> text_{};
    std::uint8_t length_ = 0;
};

// Where somebody connects from: an address or a network, as inet_ntop writes them. Text with any
// other character, or longer, becomes empty and is written as null.
class Address {
  public:
    Address() = default;
    explicit Address(std::string_view address);
    std::string_view text() const { return {text_.data(), length_}; }

  private:
    std::array<char, 50> text_{};
    std::uint8_t length_ = 0;
};

// clang-format off
struct RequestServed   { EventId request_id; Word method; Word route; int status = 0;
                         std::int64_t micros = 0; Word role = "none"; };              // info
struct HandlerEscaped  { EventId request_id; Word route; Word kind; SqlState state; }; // error
struct DatabaseLost    { SqlState state; };                                           // error
struct DatabaseBack    { std::int64_t lost_millis = 0; };                             // warn
struct QuerySlow       { Word statement; std::int64_t millis = 0; };                  // warn
struct LaneFull        { Word lane; };                                                // warn
struct ProxyUnknown    {};                                                            // warn
struct LinesDropped    { std::int64_t count = 0; };                                   // warn
struct SignInClosed    {};                                                            // error
struct BatchFailed     { int members = 0; SqlState state; };                          // warn
struct SignIn          { bool ok = false; EventId staff_id; Address client; };        // info
struct Quarantined     { EventId subject_id; Word why; };                             // info
struct AccessRefused   { EventId request_id; Word route; Word why; Word role = "none";
                         EventId staff_id; Address client; };                         // warn
struct JournalSealed   { std::int64_t count = 0; std::int64_t position = 0;
                         EventId head; };                                             // info
struct SealFailed      { SqlState state; Word kind; };                                // error
struct JournalBroken   { std::int64_t position = 0; Word why = "found"; };            // error
struct TransactionOld  { std::int64_t seconds = 0; };                                 // warn
struct FieldUnreadable { Word table; Word column; EventId row; };                     // error
struct KeysRotated     { std::int64_t rows = 0; bool done = false; };                 // info
struct ClaimsLapsed    { std::int64_t count = 0; };                                   // info
struct TaskFailed      { Word task; Word kind; SqlState state; };                     // error
struct Migrated        { int from = 0; int to = 0; };                                 // info
struct SchemaUnknown   { int found = 0; int known = 0; };                             // error
struct Started         { Word version; int port = 0; int threads = 0; bool demo = false;
                         int schema = 0; std::int64_t start_millis = 0; };            // info
struct Stopping        { int signal = 0; int parked = 0; int under_way = 0; };        // info
struct Stopped         { std::int64_t drain_millis = 0; bool clean = true; };         // info
struct ConfigRefused   { int complaints = 0; };                                       // error
struct KeyRefused      {};                                                            // error
// clang-format on

using Event =
    std::variant<RequestServed, HandlerEscaped, DatabaseLost, DatabaseBack, QuerySlow, LaneFull,
                 ProxyUnknown, LinesDropped, SignInClosed, BatchFailed, SignIn, Quarantined,
                 AccessRefused, JournalSealed, SealFailed, JournalBroken, TransactionOld,
                 FieldUnreadable, KeysRotated, ClaimsLapsed, TaskFailed, Migrated, SchemaUnknown,
                 Started, Stopping, Stopped, ConfigRefused, KeyRefused>;

enum class Level { debug, info, warn, error };
Level level_of(const Event& event);
std::string_view name_of(const Event& event);  // "request_served", …

}  // namespace backline::observe

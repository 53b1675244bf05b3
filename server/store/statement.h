// Inside store/: running a prepared statement, and reading its rows as values. Parameters travel as
// text, which PostgreSQL casts to the statement's types; the same for libpqxx 6 and 7.
#pragma once

#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <string_view>
#include <vector>

#include "domain/request.h"
#include "domain/result.h"
#include "store/database.h"
#include "store/sql.h"

namespace backline::store {

using Text = std::optional<std::string>;  // absent: NULL

template <class... Parameters>
pqxx::result run(Transaction& transaction, const char* statement, const Parameters&... parameters) {
    return transaction.raw().exec_prepared(statement, parameters...);
}

// "2026-11-22 15:41:40.123456+00"
std::string text_of(Instant at);
Text text_of(const std::optional<Instant>& at);
Instant instant_of(std::string_view text);
// "\x…" of bytes, as bytea is written.
std::string bytea(std::string_view bytes);
std::string bytes_of(const pqxx::field& field);
// An array literal. The elements of a bytea array go in as bytea() texts.
std::string array_of(const std::vector<std::string>& elements);
std::string array_of(const std::vector<Text>& elements);
std::vector<std::string> elements_of(const pqxx::field& field);
Text none_if_empty(const std::string& text);

inline std::string string_of(const pqxx::field& field) {
    return field.is_null() ? std::string{} : std::string{field.c_str(), field.size()};
}
inline Instant instant_of(const pqxx::field& field) {
    return instant_of(std::string_view{field.c_str(), field.size()});
}
inline std::optional<Instant> maybe_instant(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return instant_of(field);
}
inline bool flag_of(const pqxx::field& field) {
    return !field.is_null() && *field.c_str() == 't';
}
inline long number_of(const pqxx::field& field) {
    return field.is_null() ? 0 : field.as<long>();
}

}  // namespace backline::store

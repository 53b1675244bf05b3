#include "store/people.h"

#include "store/statement.h"

namespace backline::store {

namespace {

StaffRow staff_of(const pqxx::row& row) {
    StaffRow staff;
    staff.id = StaffId::trusted(string_of(row["id"]));
    staff.username = string_of(row["username"]);
    staff.name = string_of(row["name"]);
    staff.role = string_of(row["role"]);
    staff.languages = elements_of(row["languages"]);
    return staff;
}

std::optional<StaffId> id_in(const pqxx::result& rows) {
    if (rows.empty()) return std::nullopt;
    return StaffId::trusted(string_of(rows[0]["id"]));
}

}  // namespace

std::optional<StaffRow> find_staff(Transaction& transaction, const std::string& username) {
    const auto rows = run(transaction, sql::staff::by_username, username);
    if (rows.empty()) return std::nullopt;
    StaffRow staff = staff_of(rows[0]);
    staff.password_hash = string_of(rows[0]["password_hash"]);
    staff.disabled = flag_of(rows[0]["disabled"]);
    return staff;
}

std::optional<StaffId> add_staff(Transaction& transaction, const StaffRow& row) {
    return id_in(run(transaction, sql::staff::add, row.username, row.name, row.role,
                     array_of(row.languages), row.password_hash));
}

std::optional<StaffId> disable_staff(Transaction& transaction, const std::string& username) {
    run(transaction, sql::session::close_all_of, username);
    return id_in(run(transaction, sql::staff::disable, username));
}

std::optional<StaffId> enable_staff(Transaction& transaction, const std::string& username) {
    return id_in(run(transaction, sql::staff::enable, username));
}

std::optional<StaffId> set_password(Transaction& transaction, const std::string& username,
                                    const std::string& hash, bool& disabled) {
    run(transaction, sql::session::close_all_of, username);
    const auto rows = run(transaction, sql::staff::set_password, username, hash);
    disabled = !rows.empty() && flag_of(rows[0]["disabled"]);
    return id_in(rows);
}

void change_password(Transaction& transaction, const StaffRow& staff, const std::string& hash,
                     const std::string& kept_token_hash) {
    run(transaction, sql::session::close_others_of, staff.id.text(), bytea(kept_token_hash));
    run(transaction, sql::staff::set_password, staff.username, hash);
}

void open_session(Transaction& transaction, const std::string& token_hash, const StaffId& id,
                  int hours) {
    run(transaction, sql::session::open, bytea(token_hash), id.text(), hours);
}

std::optional<StaffRow> find_session(Transaction& transaction, const std::string& token_hash,
                                     int idle_minutes, bool active) {
    const auto rows = run(transaction, sql::session::find, bytea(token_hash), idle_minutes, active);
    if (rows.empty()) return std::nullopt;
    return staff_of(rows[0]);
}

std::optional<StaffId> close_session(Transaction& transaction, const std::string& token_hash) {
    const auto rows = run(transaction, sql::session::close, bytea(token_hash));
    if (rows.empty()) return std::nullopt;
    return StaffId::trusted(string_of(rows[0]["staff_id"]));
}

void purge_sessions(Transaction& transaction) {
    run(transaction, sql::session::purge);
    run(transaction, sql::session::purge_delays);
}

int sign_in_delay(Transaction& transaction, const std::vector<Guessed>& guessed) {
    std::vector<std::string> subjects;
    for (const auto& one : guessed) subjects.push_back(one.subject);
    return run(transaction, sql::session::delay, array_of(subjects))[0][0].as<int>();
}

void sign_in_failed(Transaction& transaction, const std::vector<Guessed>& guessed) {
    for (const auto& one : guessed)
        run(transaction, sql::session::failed, one.subject, one.free, one.most_seconds,
            one.forget_minutes);
}

void sign_in_succeeded(Transaction& transaction, const std::vector<Guessed>& guessed) {
    run(transaction, sql::session::succeeded,
        array_of(std::vector<std::string>{guessed.front().subject}));
}

}  // namespace backline::store

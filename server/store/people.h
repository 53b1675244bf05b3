// Staff and their sessions as rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/id.h"
#include "store/database.h"

namespace backline::store {

struct StaffRow {
    StaffId id;
    std::string username, name, role, password_hash;
    std::vector<std::string> languages;
    bool disabled = false;
};
std::optional<StaffRow> find_staff(Transaction& transaction, const std::string& username);
// Absent when the name is taken.
std::optional<StaffId> add_staff(Transaction& transaction, const StaffRow& row);
// Both end every session of that person; absent when there is none of that name.
std::optional<StaffId> disable_staff(Transaction& transaction, const std::string& username);
std::optional<StaffId> set_password(Transaction& transaction, const std::string& username,
                                    const std::string& hash);

void open_session(Transaction& transaction, const std::string& token_hash, const StaffId& id,
                  int hours);
std::optional<StaffRow> find_session(Transaction& transaction, const std::string& token_hash,
                                     int idle_minutes, bool active);
void close_session(Transaction& transaction, const std::string& token_hash);
void purge_sessions(Transaction& transaction);

// Seconds until this name, as a keyed hash, may be tried again; 0: now.
int sign_in_delay(Transaction& transaction, const std::string& username);
void sign_in_failed(Transaction& transaction, const std::string& username);
void sign_in_succeeded(Transaction& transaction, const std::string& username);

}  // namespace backline::store

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
// Absent when there is none of that name, or none who is disabled.
std::optional<StaffId> enable_staff(Transaction& transaction, const std::string& username);
// Both end every session of that person; absent when there is none of that name. Who is disabled
// stays so with a new password.
std::optional<StaffId> disable_staff(Transaction& transaction, const std::string& username);
std::optional<StaffId> set_password(Transaction& transaction, const std::string& username,
                                    const std::string& hash, bool& disabled);

// A person's own new password: ends every other session of theirs.
void change_password(Transaction& transaction, const StaffRow& staff, const std::string& hash,
                     const std::string& kept_token_hash);

void open_session(Transaction& transaction, const std::string& token_hash, const StaffId& id,
                  int hours);
std::optional<StaffRow> find_session(Transaction& transaction, const std::string& token_hash,
                                     int idle_minutes, bool active);
// Whose it was; absent when it was over already.
std::optional<StaffId> close_session(Transaction& transaction, const std::string& token_hash);
// Sessions and failed sign-ins that count no more.
void purge_sessions(Transaction& transaction);

// Something whose failed sign-ins are counted, as a keyed hash, and how: so many cost nothing, the
// wait doubles up to so many seconds, and after a time without one they are forgotten.
struct Guessed {
    std::string subject;
    int free = 0;
    int most_seconds = 0;
    int forget_minutes = 0;
};
// Seconds until all of these may be tried again; 0: now.
int sign_in_delay(Transaction& transaction, const std::vector<Guessed>& guessed);
void sign_in_failed(Transaction& transaction, const std::vector<Guessed>& guessed);
// Forgets the failures of the first, which are this person's own slips.
void sign_in_succeeded(Transaction& transaction, const std::vector<Guessed>& guessed);

}  // namespace backline::store

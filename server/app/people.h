// Who acts: the people of the phone team and their sessions. Source: security.md A7–A11.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/app.h"
#include "domain/id.h"
#include "domain/result.h"

namespace backline {

enum class Role { agent, lead, manager, administrator, auditor };
std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

struct Person {
    StaffId id;
    std::string username;
    std::string name;
    Role role = Role::agent;
    std::vector<std::string> languages;
};

// An open session. `token` is the cookie's value and leaves the server only in that cookie.
struct Session {
    Person person;
    std::string token;
    std::string csrf_token;
};

// Opens a session at once new (any earlier cookie is worth nothing for it). Unauthenticated for
// every cause in the same time: unknown name, wrong password, disabled. TooMany while the name's
// delay (doubling from 1 s to 15 min with each failure) runs. Slow on purpose: 75 ms, call on the
// sign-in lane.
Result<Session> sign_in(App& app, const std::string& username, const std::string& password);

// Whose session this cookie is. `active` says that the person did something (a poll does not keep a
// session alive). Answers from memory for up to one second, so that a disabled person is out within
// it.
Result<Session> session_of(App& app, const std::string& token, bool active);

// Ends the session; nothing happens when it is over already.
void sign_out(App& app, const Session& session);

// Administration, from the command line. Invalid on username, name, role, languages, password.
Result<StaffId> add_person(App& app, const Person& person, const std::string& password);
Result<void> disable_person(App& app, const std::string& username);
Result<void> reset_password(App& app, const std::string& username, const std::string& password);

}  // namespace backline

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
    std::string devices;  // of sign_in: what the browser keeps to be known by next time
};

// The browser somebody signs in with: its address, its cookie of known devices, and the cookie of
// the session it had before. All of it may be forged or empty.
struct Browser {
    std::string address;
    std::string devices;
    std::string session;
};

// Opens a session at once new; the one that this browser had before ends. Unauthenticated for every
// cause in the same time: unknown name, wrong password, disabled. TooMany while a delay runs, each
// doubling from 1 s with every failure. A browser that this person has signed in with before has a
// delay of its own (15 min at most), so that no stranger's guesses keep them out. Any other one
// waits for what was guessed for the name from its address (15 min after two slips), for the name
// from everywhere (15 min after thirty), and from its address for all names (a minute after sixty).
// WrongState{"second_factor"} where nobody signs in with a password alone. Slow on purpose: 75 ms,
// call on the sign-in lane.
Result<Session> sign_in(App& app, const std::string& username, const std::string& password,
                        const Browser& browser = {});
// Whether anybody can sign in: there is no second factor yet, and the configuration must say that
// none is wanted.
bool sign_in_is_open(const Config& config);

// Whose session this cookie is. `active` says that the person did something (a poll does not keep a
// session alive). Answers from memory for up to one second, so that a disabled person is out within
// it.
Result<Session> session_of(App& app, const std::string& token, bool active);

// Ends the session; nothing happens when it is over already.
void sign_out(App& app, const Session& session);

// A new password in place of the person's own: every other session of theirs ends. What the browser
// keeps to be known by. Invalid on `current` (wrong) and `password`; TooMany after wrong ones, as
// of sign_in. Slow on purpose, twice 75 ms: call on the sign-in lane.
Result<std::string> change_password(App& app, const Session& session, const std::string& current,
                                    const std::string& password, const Browser& browser);

// Administration, from the command line. Invalid on username, name, role, languages, password.
Result<StaffId> add_person(App& app, const Person& person, const std::string& password);
Result<void> disable_person(App& app, const std::string& username);
Result<void> enable_person(App& app, const std::string& username);
// Whether the person is disabled, which a new password does not change.
Result<bool> reset_password(App& app, const std::string& username, const std::string& password);

}  // namespace backline

#include "app/people.h"

#include <array>

#include "app/session_memory.h"
#include "domain/named.h"
#include "store/journal.h"
#include "store/people.h"
#include "vault/blind_index.h"
#include "vault/password.h"
#include "vault/token.h"

namespace backline {

namespace {

constexpr std::array<std::string_view, 5> kRoles{"agent", "lead", "manager", "administrator",
                                                 "auditor"};

Person person_of(const store::StaffRow& row) {
    return {row.id, row.username, row.name, role_named(row.role).value(), row.languages};
}

// Under what a name's failures are counted: not the name itself, for it may be a password that was
// typed there.
std::string counted_as(App& app, const std::string& username) {
    return base64url(blind_index(*app.keys(), IndexKind::submission_key, "sign-in:" + username));
}

// What was tried and refused. A name that nobody has is not kept.
void note_refusal(App& app, const std::optional<store::StaffRow>& staff,
                  const std::string& username) {
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::sign_in_failed(transaction, counted_as(app, username));
        store::note(transaction, {store::Actor::system(),
                                  "session.refused",
                                  {},
                                  staff ? staff->id.text() : "unknown",
                                  {},
                                  "{}",
                                  {}});
    });
}

}  // namespace

std::string_view name_of(Role role) {
    return kRoles.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_named(std::string_view name) {
    return named<Role>(kRoles, name);
}

Result<Session> sign_in(App& app, const std::string& username, const std::string& password) {
    if (username.empty() || username.size() > 64 || password.size() > 1024)
        return fail(Unauthenticated{});
    std::optional<store::StaffRow> staff;
    const int delay = store::transact(app.desk(), [&](store::Transaction& transaction) {
        staff = store::find_staff(transaction, username);
        return store::sign_in_delay(transaction, counted_as(app, username));
    });
    if (delay > 0) return fail(TooMany{delay});
    const auto stored = staff ? std::optional{staff->password_hash} : std::nullopt;
    if (!verify_password(stored, password) || staff->disabled) {
        note_refusal(app, staff, username);
        return fail(Unauthenticated{});
    }
    Session session{person_of(*staff), new_token_256(), {}};
    session.csrf_token = csrf_token(app.master(), session.token);
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::sign_in_succeeded(transaction, counted_as(app, username));
        store::open_session(transaction, token_digest(session.token), staff->id,
                            app.config().desk.session_hours);
        store::note(transaction, {store::Actor::person(staff->id),
                                  "session.opened",
                                  {},
                                  staff->id.text(),
                                  {},
                                  "{}",
                                  {}});
    });
    app.nudge();
    return session;
}

Result<Session> session_of(App& app, const std::string& token, bool active) {
    if (token.size() != 43) return fail(Unauthenticated{});
    if (auto known = app.sessions().find(token, active)) return *known;
    const auto staff = store::transact(
        app.desk(),
        [&](store::Transaction& transaction) {
            return store::find_session(transaction, token_digest(token),
                                       app.config().desk.session_idle_minutes, active);
        },
        store::Mode::single);
    if (!staff) {
        app.sessions().forget(token);
        return fail(Unauthenticated{});
    }
    Session session{person_of(*staff), token, csrf_token(app.master(), token)};
    app.sessions().keep(session, active);
    return session;
}

void sign_out(App& app, const Session& session) {
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::close_session(transaction, token_digest(session.token));
        store::note(transaction, {store::Actor::person(session.person.id),
                                  "session.closed",
                                  {},
                                  session.person.id.text(),
                                  {},
                                  "{}",
                                  {}});
    });
    app.sessions().forget(session.token);
    app.nudge();
}

namespace {

Invalid password_invalid(const std::string& password, const std::string& username) {
    Invalid invalid;
    for (const auto fault : password_faults(password, username))
        invalid.faults.push_back({"password", std::string{code(fault)}});
    return invalid;
}

bool good_username(const std::string& username) {
    if (username.empty() || username.size() > 64 || username[0] < 'a' || username[0] > 'z')
        return false;
    for (const char c : username) {
        const bool good =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (!good) return false;
    }
    return true;
}

}  // namespace

Result<StaffId> add_person(App& app, const Person& person, const std::string& password) {
    Invalid invalid = password_invalid(password, person.username);
    if (!good_username(person.username)) invalid.faults.push_back({"username", "not_a_username"});
    if (person.name.empty() || person.name.size() > 100)
        invalid.faults.push_back({"name", "required"});
    const auto institute = app.institute();
    if (person.languages.empty()) invalid.faults.push_back({"languages", "required"});
    for (const auto& language : person.languages)
        if (institute->language(language) == nullptr)
            invalid.faults.push_back({"languages", "unknown"});
    if (!invalid.faults.empty()) return fail(invalid);
    store::StaffRow row{{},
                        person.username,
                        person.name,
                        std::string{name_of(person.role)},
                        hash_password(password),
                        person.languages};
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<StaffId> {
        const auto id = store::add_staff(transaction, row);
        if (!id) return backline::invalid("username", "taken");
        store::note(transaction, {store::Actor::by_operator(),
                                  "staff.added",
                                  {},
                                  id->text(),
                                  {"username", "name", "role", "languages"},
                                  "{}",
                                  {}});
        return *id;
    });
}

namespace {

Result<void> change_person(
    App& app, const std::string& action,
    const std::function<std::optional<StaffId>(store::Transaction&)>& change) {
    return store::transact(app.desk(), [&](store::Transaction& transaction) -> Result<void> {
        const auto id = change(transaction);
        if (!id) return backline::invalid("username", "unknown");
        store::note(transaction,
                    {store::Actor::by_operator(), action, {}, id->text(), {}, "{}", {}});
        return {};
    });
}

}  // namespace

Result<void> disable_person(App& app, const std::string& username) {
    return change_person(app, "staff.disabled", [&](store::Transaction& transaction) {
        return store::disable_staff(transaction, username);
    });
}

Result<void> reset_password(App& app, const std::string& username, const std::string& password) {
    const Invalid invalid = password_invalid(password, username);
    if (!invalid.faults.empty()) return fail(invalid);
    const auto hash = hash_password(password);
    return change_person(app, "staff.password_reset", [&](store::Transaction& transaction) {
        return store::set_password(transaction, username, hash);
    });
}

}  // namespace backline

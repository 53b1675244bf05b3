#include "app/people.h"

#include <array>
#include <sstream>

#include "app/session_memory.h"
#include "domain/named.h"
#include "observe/report.h"
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

constexpr int kLongestWait = 15 * 60;
constexpr int kDay = 24 * 60;
constexpr std::size_t kMostDevices = 5;  // people who share a computer

// Under what failures are counted: not the name itself, for it may be a password that was typed
// there.
std::string hashed(App& app, const std::string& text) {
    return base64url(blind_index(*app.keys(), IndexKind::submission_key, text));
}

std::vector<store::Guessed> guessed_by_stranger(App& app, const std::string& username,
                                                const std::string& address) {
    return {{hashed(app, "sign-in:" + username + "\n" + address), 2, kLongestWait, kDay},
            {hashed(app, "sign-in:" + username), 30, kLongestWait, kDay},
            {hashed(app, "sign-in-from:" + address), 60, 60, 10}};
}

// "nonce.proof.nonce.proof": a device is known to a person as long as the password stays.
std::string proof_of(App& app, const store::StaffRow& staff, const std::string& nonce) {
    return hashed(app, "device:" + staff.id.text() + "\n" + nonce + "\n" + staff.password_hash);
}

struct Device {
    std::string nonce, proof;
};

std::vector<Device> devices_in(const std::string& cookie) {
    std::vector<Device> devices;
    std::istringstream parts(cookie.substr(0, 1000));
    for (Device device; std::getline(parts, device.nonce, '.') &&
                        std::getline(parts, device.proof, '.') && devices.size() < kMostDevices;)
        devices.push_back(device);
    return devices;
}

// The device by which this person is known; none: a stranger's, for all we know.
std::optional<Device> known_device(App& app, const std::optional<store::StaffRow>& staff,
                                   const std::vector<Device>& devices) {
    if (!staff) return std::nullopt;
    for (const auto& device : devices)
        if (same_bytes(proof_of(app, *staff, device.nonce), device.proof)) return device;
    return std::nullopt;
}

// This person's device first, then those of others who share the browser.
std::string devices_after(App& app, const store::StaffRow& staff,
                          const std::optional<Device>& known, const std::vector<Device>& before) {
    const std::string nonce = known ? known->nonce : new_token_128();
    std::string cookie = nonce + "." + proof_of(app, staff, nonce);
    std::size_t kept = 1;
    for (const auto& device : before) {
        if (device.nonce == nonce || kept == kMostDevices) continue;
        cookie += "." + device.nonce + "." + device.proof;
        ++kept;
    }
    return cookie;
}

// Where somebody signs in from, or tries to; nothing but an address is written down.
std::string from_of(const std::string& address) {
    return "{\"from\": \"" + std::string{observe::Address{address}.text()} + "\"}";
}

void tell(bool ok, const std::string& staff, const std::string& address) {
    observe::report(observe::SignIn{ok, observe::EventId{staff}, observe::Address{address}});
}

// What was tried and refused. A name that nobody has is not kept.
void note_refusal(App& app, const std::optional<store::StaffRow>& staff,
                  const std::vector<store::Guessed>& guessed, const std::string& address) {
    tell(false, staff ? staff->id.text() : std::string{}, address);
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::sign_in_failed(transaction, guessed);
        store::note(transaction, {store::Actor::system(),
                                  "session.refused",
                                  {},
                                  staff ? staff->id.text() : "unknown",
                                  {},
                                  from_of(address),
                                  {}});
    });
}

void close_and_note(store::Transaction& transaction, const std::string& token) {
    const auto whose = store::close_session(transaction, token_digest(token));
    if (!whose) return;
    store::note(transaction,
                {store::Actor::person(*whose), "session.closed", {}, whose->text(), {}, "{}", {}});
}

}  // namespace

std::string_view name_of(Role role) {
    return kRoles.at(static_cast<std::size_t>(role));
}

std::optional<Role> role_named(std::string_view name) {
    return named<Role>(kRoles, name);
}

bool sign_in_is_open(const Config& config) {
    return config.server.demo || config.desk.sign_in_without_second_factor;
}

Result<Session> sign_in(App& app, const std::string& username, const std::string& password,
                        const Browser& browser) {
    if (!sign_in_is_open(app.config())) return fail(WrongState{"second_factor"});
    if (username.empty() || username.size() > 64 || password.size() > 1024)
        return fail(Unauthenticated{});
    const auto devices = devices_in(browser.devices);
    std::optional<store::StaffRow> staff;
    std::optional<Device> known;
    std::vector<store::Guessed> guessed;
    const int delay = store::transact(app.desk(), [&](store::Transaction& transaction) {
        staff = store::find_staff(transaction, username);
        known = known_device(app, staff, devices);
        guessed = guessed_by_stranger(app, username, browser.address);
        if (known) guessed = {{hashed(app, "sign-in-with:" + known->nonce), 2, kLongestWait, kDay}};
        return store::sign_in_delay(transaction, guessed);
    });
    if (delay > 0) return fail(TooMany{delay});
    const auto stored = staff ? std::optional{staff->password_hash} : std::nullopt;
    if (!verify_password(stored, password) || staff->disabled) {
        note_refusal(app, staff, guessed, browser.address);
        return fail(Unauthenticated{});
    }
    Session session{person_of(*staff), new_token_256(), {}, {}};
    session.csrf_token = csrf_token(app.master(), session.token);
    session.devices = devices_after(app, *staff, known, devices);
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::sign_in_succeeded(transaction, guessed);
        if (!browser.session.empty()) close_and_note(transaction, browser.session);
        store::open_session(transaction, token_digest(session.token), staff->id,
                            app.config().desk.session_hours);
        store::note(transaction, {store::Actor::person(staff->id),
                                  "session.opened",
                                  {},
                                  staff->id.text(),
                                  {},
                                  from_of(browser.address),
                                  {}});
    });
    tell(true, staff->id.text(), browser.address);
    if (!browser.session.empty()) app.sessions().forget(browser.session);
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
    Session session{person_of(*staff), token, csrf_token(app.master(), token), {}};
    app.sessions().keep(session, active);
    return session;
}

void sign_out(App& app, const Session& session) {
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        close_and_note(transaction, session.token);
    });
    app.sessions().forget(session.token);
    app.nudge();
}

namespace {

void add_words(std::vector<std::string>& words, const std::string& text) {
    std::istringstream parts(text);
    for (std::string word; parts >> word;) words.push_back(word);
}

// What whoever knows the place or the person tries first.
Invalid password_invalid(const App& app, const std::string& password, const std::string& username,
                         const std::string& name) {
    std::vector<std::string> near{username};
    add_words(near, name);
    add_words(near, app.institute()->name);
    Invalid invalid;
    for (const auto fault : password_faults(password, username, near))
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

Result<std::string> change_password(App& app, const Session& session, const std::string& current,
                                    const std::string& password, const Browser& browser) {
    const auto& person = session.person;
    const auto devices = devices_in(browser.devices);
    std::optional<store::StaffRow> staff;
    std::optional<Device> known;
    const std::vector<store::Guessed> guessed{
        {hashed(app, "password-of:" + person.id.text()), 2, kLongestWait, kDay}};
    const int delay = store::transact(app.desk(), [&](store::Transaction& transaction) {
        staff = store::find_staff(transaction, person.username);
        known = known_device(app, staff, devices);
        return store::sign_in_delay(transaction, guessed);
    });
    if (delay > 0) return fail(TooMany{delay});
    if (!verify_password(staff->password_hash, current)) {
        note_refusal(app, staff, guessed, browser.address);
        return invalid("current", "wrong");
    }
    Invalid refused = password_invalid(app, password, person.username, person.name);
    if (refused.faults.empty() && password == current)
        refused.faults.push_back({"password", "same"});
    if (!refused.faults.empty()) return fail(std::move(refused));
    staff->password_hash = hash_password(password);
    store::transact(app.desk(), [&](store::Transaction& transaction) {
        store::sign_in_succeeded(transaction, guessed);
        store::change_password(transaction, *staff, staff->password_hash,
                               token_digest(session.token));
        store::note(transaction, {store::Actor::person(person.id),
                                  "staff.password_changed",
                                  {},
                                  person.id.text(),
                                  {},
                                  "{}",
                                  {}});
    });
    app.nudge();
    return devices_after(app, *staff, known, devices);
}

Result<StaffId> add_person(App& app, const Person& person, const std::string& password) {
    Invalid invalid = password_invalid(app, password, person.username, person.name);
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

Result<void> enable_person(App& app, const std::string& username) {
    return change_person(app, "staff.enabled", [&](store::Transaction& transaction) {
        return store::enable_staff(transaction, username);
    });
}

Result<bool> reset_password(App& app, const std::string& username, const std::string& password) {
    const auto staff = store::transact(app.desk(), [&](store::Transaction& transaction) {
        return store::find_staff(transaction, username);
    });
    const Invalid refused = password_invalid(app, password, username, staff ? staff->name : "");
    if (!refused.faults.empty()) return fail(refused);
    const auto hash = hash_password(password);
    bool disabled = false;
    const auto done =
        change_person(app, "staff.password_reset", [&](store::Transaction& transaction) {
            return store::set_password(transaction, username, hash, disabled);
        });
    if (!done) return fail(done.error());
    return disabled;
}

}  // namespace backline

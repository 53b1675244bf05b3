// A database of its own for a test: a clone of a template that was migrated and given an institute
// once per process. Needs tests/support/with-postgres around it. Each test drops its clone.
#pragma once

#include <memory>
#include <string>

#include "app/app.h"
#include "app/people.h"
#include "app/submit.h"

namespace backline::test {

class Database {
  public:
    Database();
    ~Database();
    Database(const Database&) = delete;

    const std::string& name() const { return name_; }
    // Configuration of a server on this database; limits are wide, so that tests set what they
    // mean.
    Config config() const;
    Master master() const;
    // The server's side of it all; made when first asked for.
    App& app();
    // As the superuser; rows as text, columns parted by '|', rows by '\n'.
    std::string sql(const std::string& statement) const;
    // Moves the clock of every session of this database: instant() is the real time plus `seconds`.
    void move_clock(long seconds) const;
    // Stands the clock still at an instant, "2026-11-24 10:30 America/Los_Angeles".
    void stop_clock(const std::string& at) const;
    // From now on each entry of the journal fails with a deadlock until so many have.
    void collide(int times) const;

  private:
    std::string name_;
    std::unique_ptr<App> app_;
};

// People of the phone team, added directly: hashing a password takes 75 ms and is tested elsewhere.
Person person(Database& database, const std::string& username, Role role = Role::agent,
              std::vector<std::string> languages = {"en"});

// A believable form; a different number, name and key for each `number`.
Form form(int number);

// The password that person() gives everybody.
inline constexpr const char* kPassword = "correct horse battery";

}  // namespace backline::test

// A desk at work on a database of its own, with its clock stood still, and the questions that the
// tests of the store ask again and again.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/desk.h"
#include "support/database.h"

namespace backline::test {

// A Tuesday without a holiday, when the institute is open.
inline constexpr const char* kTuesday = "2026-11-17 10:00 America/Los_Angeles";

class Scene {
  public:
    explicit Scene(
        const std::string& at = kTuesday,
        const std::function<void(Config&)>& adjust = [](Config&) {});

    App& app() { return *app_; }
    // Stands the clock still there, for every session.
    void at(const std::string& when) { database.stop_clock(when); }
    void at(Instant when);
    std::string sql(const std::string& statement) const { return database.sql(statement); }
    long number(const std::string& statement) const { return std::stol(sql(statement)); }
    // The value of an expression that is an instant; a failure where it is null.
    Instant instant(const std::string& expression) const;
    Instant now() const { return instant("instant()"); }

    Person agent(const std::string& username, std::vector<std::string> languages = {"en"}) {
        return person(database, username, Role::agent, std::move(languages));
    }
    Person lead(const std::string& username = "lead") {
        return person(database, username, Role::lead, {"en", "es"});
    }
    // Signed in and seen this very moment.
    void sign_in(const Person& who);

    Receipt receipt(const Form& form);
    RequestId submitted(const Form& form);
    RequestId of(const Receipt& receipt) const;
    // As the caretaker does each second: what was not kept in time is broken.
    void settle_promises();
    // Claimed, and the call begun.
    struct Call {
        RequestId request;
        AttemptId attempt;
        long fence = 0;
    };
    Call call(const Person& who, const RequestId& id);
    Claim claim(const Person& who, const RequestId& id, const std::string& reason = {});
    std::string column(const RequestId& id, const std::string& expression) const;

    // Of every table how many rows there are and which versions of them: equal before and after
    // says that nothing was written. Sealing aside.
    std::map<std::string, std::string> everything() const;
    // The names of the tables that differ, parted by blanks; empty: nothing changed.
    std::string changed_since(const std::map<std::string, std::string>& before) const;

    Database database;

  private:
    std::unique_ptr<App> app_;
};

// The error of this kind; null where it went well or otherwise.
template <class Kind, class T>
const Kind* error_of(const Result<T>& result) {
    return result ? nullptr : std::get_if<Kind>(&result.error());
}

// "note:required reason:unknown", in the order of the answer; empty where it is not Invalid.
template <class T>
std::string faults_of(const Result<T>& result) {
    const auto* found = error_of<Invalid>(result);
    std::string text;
    if (found == nullptr) return text;
    for (const auto& fault : found->faults)
        text += (text.empty() ? "" : " ") + fault.field + ":" + fault.code;
    return text;
}

// The code of a WrongState; empty otherwise.
template <class T>
std::string wrong_state(const Result<T>& result) {
    const auto* found = error_of<WrongState>(result);
    return found == nullptr ? std::string{} : found->why;
}

// Runs `work(i)` on `count` threads that start together.
void together(int count, const std::function<void(int)>& work);

// What an outcome needs, given rightly, at `now`.
OutcomeInput input_for(const Outcome& outcome, const Rules& rules, Instant now);

}  // namespace backline::test

// What every use case works with: settings, keys, the institute's rules, and the way to the
// database. One per process, built by the command line; thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config.h"
#include "store/database.h"
#include "store/institute.h"
#include "store/submissions.h"
#include "vault/keyring.h"

namespace backline {

class SessionMemory;

class App {
  public:
    // Connects, refuses a schema it does not know, opens the keys and reads the rules. Throws
    // store::Lost, or std::runtime_error with a sentence for the operator.
    App(Config config, Master master);
    ~App();
    App(const App&) = delete;

    const Config& config() const { return config_; }
    std::shared_ptr<const Keyring> keys() const;
    const Master& master() const { return master_; }
    // The rules as they are now; keep the pointer for the length of one use case.
    std::shared_ptr<const Institute> institute() const;
    // Reads rules and keys again when their version in the database has changed. Called each
    // second.
    void refresh();

    // The queue's pace as the caretaker noted it last, and what time the database's clock shows by
    // now: the instant that was noted, carried on by this machine's steady clock. Blocks on no
    // database: while there is none, the last look stands.
    store::Context context() const;
    void note_context(const store::Context& seen);

    store::Pool& form() { return form_; }
    store::Pool& desk() { return desk_; }
    store::Pool& reports() { return reports_; }  // as backline_report
    SessionMemory& sessions() { return *sessions_; }

    // Something was committed: the sealer need not wait. Cheap; never blocks.
    void nudge();
    // Waits for a nudge, at most `most`, then 20 ms more for others, so that seals stay few and
    // large; the relay's side of nudge().
    void wait_for_nudge(std::chrono::milliseconds most);

    // Writable, the schema current: what /readyz says. Never throws.
    bool ready();

  private:
    Config config_;
    Master master_;
    store::Pool form_;
    store::Pool desk_;
    store::Pool reports_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Keyring> keys_;
    std::shared_ptr<const Institute> institute_;
    store::Context context_;
    std::chrono::steady_clock::time_point noted_at_;
    std::vector<WrappedKey> stored_keys_;  // what keys_ was made of; the relay's alone
    std::unique_ptr<SessionMemory> sessions_;
    std::mutex nudge_mutex_;
    std::condition_variable nudged_;
    bool nudge_ = false;
};

}  // namespace backline

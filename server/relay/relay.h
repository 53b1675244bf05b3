// What goes on beside requests, on a thread of its own: the sealer of the journal and the caretaker
// (lapsed claims, calls open for too long, broken promises, the queue's pace, changed rules and
// keys). Any number of servers may run theirs on one database.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "app/app.h"
#include "observe/event.h"
#include "vault/anchor.h"

namespace backline {

class Relay {
  public:
    explicit Relay(App& app);
    ~Relay();  // stops
    Relay(const Relay&) = delete;
    // Seals what is left and ends the thread.
    void stop();

  private:
    using Clock = std::chrono::steady_clock;
    void run();
    void look();
    void seal();
    void watch_floor(const std::string& floor);
    void keep();
    void care();
    // Runs one thing; its failure is told by name and hinders nothing else. A lost database is
    // everybody's and passes.
    void step(observe::Word task, const std::function<void()>& work);

    App& app_;
    Anchor told_;  // the chain's end at the last look; first what the anchor's file says
    Anchor kept_;  // what was told outside the database last
    bool broken_ = false;
    std::string floor_;  // the oldest transaction under way, and since when it is that one
    Clock::time_point floor_since_, warned_, cried_;
    Clock::time_point cared_, purged_, kept_at_;
    bool lost_ = false;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace backline

// What goes on beside requests, on a thread of its own: the sealer of the journal and the caretaker
// (lapsed claims, calls open for too long, broken promises, the queue's pace, changed rules and
// keys). Any number of servers may run theirs on one database.
#pragma once

#include <atomic>
#include <thread>

#include "app/app.h"

namespace backline {

class Relay {
  public:
    explicit Relay(App& app);
    ~Relay();  // stops
    Relay(const Relay&) = delete;
    // Seals what is left and ends the thread.
    void stop();

  private:
    void run();
    App& app_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace backline

// Many threads at one queue, each a server of its own on the same database, whose clock stands
// still for all of them between two leaps. What a model cannot foretell among threads the
// invariants and the journal tell afterwards.
#pragma once

#include <functional>

#include "store/simulation.h"

namespace backline::test {

struct Crowd {
    int threads = 4;
    int leaps = 20;
    int steps = 100;  // of each thread between two leaps
    unsigned long seed = 1;
    // Called on each thread's own server before its last leaps begin; for deliberate mistakes.
    std::function<void(App&)> before_half = [](App&) {};
};

Faults let_work(Database& database, const Crowd& crowd);

}  // namespace backline::test

// Hundreds of thousands of random steps against the invariants of product.md, and the proof that
// the checker sees: deliberate mistakes in the statements, each of which it must find.
#include "store/simulation.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace backline::test {
namespace {

unsigned long from_environment(const char* name, unsigned long otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoul(text, nullptr, 10);
}

unsigned long seed() {
    static const unsigned long chosen = from_environment(
        "BACKLINE_SIMULATION_SEED",
        static_cast<unsigned long>(std::chrono::system_clock::now().time_since_epoch().count() /
                                   1000000 % 1000000));
    return chosen;
}

std::string all_of(const Faults& faults) {
    std::string text = "seed " + std::to_string(seed());
    for (const auto& fault : faults) text += "\n  " + fault;
    return text;
}

TEST(Simulation, HoldsEveryInvariantOverHundredsOfThousandsOfSteps) {
    const auto steps = static_cast<long>(from_environment("BACKLINE_SIMULATION_STEPS", 200000));
    std::cout << "simulation: BACKLINE_SIMULATION_SEED=" << seed() << ", " << steps << " steps\n";
    // One over the end of summer time, one over its beginning.
    Database autumn, spring;
    Simulation over_autumn(autumn, seed(), "2026-10-21 09:00 America/Los_Angeles");
    Simulation over_spring(spring, seed() + 1, "2027-03-03 09:00 America/Los_Angeles");
    const auto began = std::chrono::steady_clock::now();
    std::thread other([&] { over_spring.run(steps / 2); });
    over_autumn.run(steps - steps / 2);
    other.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    EXPECT_TRUE(over_autumn.faults().empty()) << all_of(over_autumn.faults());
    EXPECT_TRUE(over_spring.faults().empty()) << all_of(over_spring.faults());
    std::cout << "simulation: " << took.count() << " s\n";
    if (std::getenv("BACKLINE_SIMULATION_VERBOSE") != nullptr)
        for (const auto* one : {&over_autumn, &over_spring})
            for (const auto& [what, times] : one->done()) std::cout << times << " " << what << "\n";
}

}  // namespace
}  // namespace backline::test

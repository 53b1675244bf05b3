// Who the demonstration is peopled with: invented names, numbers kept for fiction (555-01xx).
#pragma once

#include <random>
#include <string>

#include "app/submit.h"

namespace backline::demo {

// Draws by whole numbers only, so that a seed makes the same on every machine.
class Dice {
  public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    // 0 … below - 1
    unsigned below(unsigned limit) { return static_cast<unsigned>(engine_() % limit); }
    bool percent(unsigned chance) { return below(100) < chance; }
    template <class List>
    const auto& one_of(const List& list) {
        return list[below(static_cast<unsigned>(std::size(list)))];
    }

  private:
    std::mt19937 engine_;
};

// The `number`-th believable form, asked at `now`.
Form believable_form(Dice& dice, int number, Instant now, const Institute& institute);
// What an agent might note of a call that ended so; may be empty.
std::string believable_note(Dice& dice, const std::string& outcome);

}  // namespace backline::demo

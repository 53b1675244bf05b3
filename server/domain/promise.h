// What we tell the patient about when we call. Source: product.md ("promise", "First attempt within
// 5 business minutes"), experience.md. Pure; thread-safe.
#pragma once

#include "domain/gate.h"

namespace backline {

// How busy the queue is just now.
struct Pace {
    int ahead = 0;                          // open requests due before a new one
    int agents = 0;                         // signed in, idle or busy
    std::chrono::seconds handle_time{360};  // mean, of late
};

struct Promise {
    Instant due_at;  // when the queue serves it: the first instant that the gate says yes to
    // What the patient is told, whole five minutes: from due_at rounded down on; later where the
    // pace leaves no room in the span that is open now.
    Window window;
};

// The promise for a request submitted at `now`. The window is wide enough for the pace (at least
// 30 minutes, at most the rest of that business day or of the asked span), and never leaves the
// institute's hours or what was asked for, save with a red flag, which is called first.
Promise promise(const RequestFacts& request, const Pace& pace, const Hours& hours,
                const Cadence& cadence, const GateRules& rules, Instant now);

// Kept: an attempt started in [from, to + 15 min]. Broken: none did and that instant has passed.
enum class Kept { pending, kept, broken };
Kept kept(const Window& promised, const std::vector<Instant>& attempts_started, Instant now);

}  // namespace backline

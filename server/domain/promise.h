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
    // When the queue serves it: the first instant that the gate says yes to and that the window
    // does not begin after, so that a call then keeps the promise.
    Instant due_at;
    // What the patient is told, whole five minutes: from the first callable instant rounded down
    // on; later where the pace leaves no room in the span that is open now.
    Window window;
};

// The promise for a request submitted at `now`. The window is wide enough for the pace (at least
// 30 minutes, at most the rest of that business day or of the asked span), and never leaves the
// institute's hours or what was asked for, save with a red flag, which is called first.
Promise promise(const RequestFacts& request, const Pace& pace, const Hours& hours,
                const Cadence& cadence, const GateRules& rules, Instant now);

// Nothing where the asked time can be met: where it leaves half an hour in which we are open and
// the number may be called. Otherwise the fault of field "window", with the next three times that
// can be: outside_hours, outside_local_hours (it is too early or too late where the number may be),
// too_short (some room, but under half an hour), after_permission (permission to call has ended by
// then). A red flag is never asked back, and a number that
// no instant allows is judged by our hours alone: it goes to a lead.
std::optional<Invalid> unmeetable(const RequestFacts& request, const Hours& hours,
                                  const Cadence& cadence, const GateRules& rules, Instant now);

// The next open times of at most two hours from `from` on, for a number of these zones, while
// permission lasts.
std::vector<std::pair<Instant, Instant>> open_times(const std::vector<std::string>& zones,
                                                    const Hours& hours, const Cadence& cadence,
                                                    const GateRules& rules, Instant from,
                                                    std::optional<Instant> permitted_since = {});

// Kept: an attempt started in [from, to + 15 min]. Broken: none did and that instant has passed.
enum class Kept { pending, kept, broken };
Kept kept(const Window& promised, const std::vector<Instant>& attempts_started, Instant now);

}  // namespace backline

// Where Pistache ends: its connections become our requests, our answers its bytes. Only
// exchange.cpp and server.cpp know the library.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "http/answer.h"
#include "http/request.h"

namespace Pistache::Http {
class Handler;
}

namespace backline {

// Takes every request on the thread that read it, which must not be blocked: what may wait is
// moved, with its Answer, to a lane. An exception that escapes ends as the answer's 500, without a
// word of it.
using Serve = std::function<void(Request&&, Answer&&)>;

std::shared_ptr<Pistache::Http::Handler> make_exchange(Serve serve);

// Waits until every answer given so far has left this process, or until the deadline; false then.
// Pistache drops what is in its queues when it is shut down.
bool written_out(std::chrono::steady_clock::time_point deadline);

}  // namespace backline

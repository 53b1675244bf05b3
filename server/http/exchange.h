// Where Pistache ends: it accepts and reads, and hands on what came. Only exchange.cpp and
// server.cpp know the library.
#pragma once

#include <memory>

#include "http/connections.h"

namespace Pistache::Http {
class Handler;
}

namespace backline {

std::shared_ptr<Pistache::Http::Handler> make_exchange(std::shared_ptr<Connections> connections);

}  // namespace backline

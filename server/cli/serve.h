// Serving, with the way forms are saved given: for the benchmark, which leaves the database step
// out.
#pragma once

#include "config.h"
#include "http/dispatch.h"

namespace backline {

// Serves until SIGTERM or SIGINT. The exit status.
int serve_saving(const Config& config, const Dispatch::Submit& save);

}  // namespace backline

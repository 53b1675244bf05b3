// Counting events, without a lock. For observe only.
#pragma once

#include "observe/report.h"

namespace backline::observe {

void count(const Event& event) noexcept;

}  // namespace backline::observe

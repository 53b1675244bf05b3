// What must hold of the rows of any database that Backline has worked on, whatever happened to it.
// Source: product.md "Invariants", reliability.md I1–I7.
#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace backline::test {

// The sentences that do not hold, each with how many rows break it; empty: all is well. Judged at
// the clock of the pool's connection. Reads every table: for the end of a test, or now and then.
std::vector<std::string> broken_invariants(store::Pool& pool);

}  // namespace backline::test

// What most verbs need first: the master key and the App.
#pragma once

#include <memory>

#include "app/app.h"

namespace backline {

// Throws std::runtime_error with the complaint for the operator.
Master open_master(const Config& config);
std::unique_ptr<App> open_app(const Config& config);

}  // namespace backline

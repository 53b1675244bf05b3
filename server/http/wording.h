// The institute's words as the pages want them, made once per version of the institute's data.
// Thread-safe.
#pragma once

#include <memory>

#include "app/app.h"
#include "http/texts.h"

namespace backline {

// Throws std::runtime_error when a word that the pages need is missing from the database.
std::shared_ptr<const Texts> wording(const Institute& institute);

}  // namespace backline

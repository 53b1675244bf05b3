// A QR code as a picture that stands in the page itself. No state; thread-safe.
#pragma once

#include <string>

namespace backline {

// An <svg> with `label`, HTML already, as its accessible name; empty where `text` is empty or too
// long for a code.
std::string qr_code(const std::string& text, const std::string& label);

}  // namespace backline

// The cookies of a member of staff's browser: the session, and by what it is known when its person
// signs in again. Patients get none.
#pragma once

#include <string>
#include <string_view>

#include "config.h"

namespace backline {

// "__Host-sid" where the public origin is https, "sid" in a plain-http demo.
std::string_view session_cookie_name(const Config& config);
// The Set-Cookie value: HttpOnly, SameSite=Strict, Path=/, Secure with https; ends with the
// browser.
std::string session_cookie(const Config& config, std::string_view token);
// The same, telling the browser to drop it.
std::string ended_session_cookie(const Config& config);

// "__Host-device", or "device" in a plain-http demo.
std::string_view device_cookie_name(const Config& config);
// The same rules, and kept for half a year.
std::string device_cookie(const Config& config, std::string_view devices);

}  // namespace backline

#include "http/cookie.h"

namespace backline {

std::string_view session_cookie_name(const Config& config) {
    return config.server.https() ? "__Host-sid" : "sid";
}

namespace {

std::string cookie(const Config& config, std::string_view name, std::string_view value,
                   std::string_view more) {
    std::string out{name};
    out.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict");
    if (config.server.https()) out.append("; Secure");
    return out.append(more);
}

}  // namespace

std::string session_cookie(const Config& config, std::string_view token) {
    return cookie(config, session_cookie_name(config), token, "");
}

std::string ended_session_cookie(const Config& config) {
    return cookie(config, session_cookie_name(config), "", "; Max-Age=0");
}

std::string_view device_cookie_name(const Config& config) {
    return config.server.https() ? "__Host-device" : "device";
}

std::string device_cookie(const Config& config, std::string_view devices) {
    return cookie(config, device_cookie_name(config), devices, "; Max-Age=15552000");
}

}  // namespace backline

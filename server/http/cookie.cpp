#include "http/cookie.h"

namespace backline {

std::string_view session_cookie_name(const Config& config) {
    return config.server.https() ? "__Host-sid" : "sid";
}

namespace {

std::string cookie(const Config& config, std::string_view token, std::string_view more) {
    std::string out{session_cookie_name(config)};
    out.append("=").append(token).append("; Path=/; HttpOnly; SameSite=Strict");
    if (config.server.https()) out.append("; Secure");
    return out.append(more);
}

}  // namespace

std::string session_cookie(const Config& config, std::string_view token) {
    return cookie(config, token, "");
}

std::string ended_session_cookie(const Config& config) {
    return cookie(config, "", "; Max-Age=0");
}

}  // namespace backline

#include "http/security_headers.h"

namespace backline {

namespace {

// Who may frame a page: nobody, or for the patient's pages the configured origins and ourselves.
std::string frame_ancestors(const Response& response, const Config& config) {
    if (!response.frameable || config.server.embed_origins.empty()) return "'none'";
    std::string list{"'self'"};
    for (const auto& origin : config.server.embed_origins) list.append(" ").append(origin);
    return list;
}

}  // namespace

void add_security_headers(Response& response, const Config& config) {
    const auto unless_set = [&](const char* name, std::string value) {
        if (response.header(name).empty()) response.with(name, std::move(value));
    };
    unless_set("Content-Security-Policy",
               "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
               "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors " +
                   frame_ancestors(response, config) +
                   "; require-trusted-types-for 'script'; trusted-types 'none'");
    unless_set("X-Content-Type-Options", "nosniff");
    unless_set("Referrer-Policy", "no-referrer");
    unless_set("Permissions-Policy",
               "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()");
    unless_set("Cross-Origin-Opener-Policy", "same-origin");
    unless_set("Cross-Origin-Resource-Policy", "same-origin");
    unless_set("Cache-Control",
               response.hashed ? "public, max-age=31536000, immutable" : "no-store");
}

}  // namespace backline

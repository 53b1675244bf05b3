#include "http/origin.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstdint>

namespace backline {

namespace {

// Without a port: "localhost" of "localhost:8080", "[::1]" of "[::1]:8080".
std::string_view name_in(std::string_view host) {
    const auto colon = host.rfind(':');
    const bool inside = colon != std::string_view::npos && host.find(']', colon) != host.npos;
    return inside ? host : host.substr(0, colon);
}

// The name that we are known by, or this very machine: another one leads here only by somebody's
// name server.
bool host_is_ours(const Request& request, const Config& config) {
    const auto name = name_in(request.header("host"));
    std::string_view own = config.server.public_origin;
    own.remove_prefix(std::min(own.find("://") + 3, own.size()));
    return name == name_in(own) || name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

bool origin_is_ours(const Request& request, const Config& config) {
    const auto origin = request.header("origin");
    if (origin == config.server.public_origin) return true;
    const std::string host{request.header("host")};
    return origin == "http://" + host || origin == "https://" + host;
}

bool is_address(const std::string& text) {
    in6_addr six{};
    in_addr four{};
    return inet_pton(AF_INET, text.c_str(), &four) == 1 ||
           inet_pton(AF_INET6, text.c_str(), &six) == 1;
}

}  // namespace

bool from_our_page(const Request& request, const Config& config) {
    if (!host_is_ours(request, config)) return false;
    const auto site = request.header("sec-fetch-site");
    if (!site.empty()) return site == "same-origin";
    return origin_is_ours(request, config);
}

bool from_elsewhere(const Request& request, const Config& config) {
    const bool silent =
        request.header("sec-fetch-site").empty() && request.header("origin").empty();
    return !silent && !from_our_page(request, config);
}

std::string limited_address(const std::string& address) {
    in6_addr six{};
    if (inet_pton(AF_INET6, address.c_str(), &six) != 1) return address;
    char text[INET6_ADDRSTRLEN] = {};
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        inet_ntop(AF_INET, &six.s6_addr[12], text, sizeof text);
        return text;
    }
    std::fill(six.s6_addr + 8, six.s6_addr + 16, std::uint8_t{0});
    inet_ntop(AF_INET6, &six, text, sizeof text);
    return std::string{text} + "/64";
}

std::string client_address(const Request& request, const Config& config) {
    const auto& proxies = config.server.trusted_proxies;
    const auto trusted = [&](const std::string& address) {
        return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
    };
    std::string client = request.peer;
    std::string_view list = request.header("x-forwarded-for");
    while (trusted(client) && !list.empty()) {
        const auto comma = list.rfind(',');
        auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
        while (!last.empty() && last.front() == ' ') last.remove_prefix(1);
        while (!last.empty() && last.back() == ' ') last.remove_suffix(1);
        const std::string named{last};
        if (!is_address(named)) break;
        client = named;
    }
    return client;
}

}  // namespace backline

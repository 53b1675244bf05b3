// Where a request comes from: whose page, and whose address. Pure; thread-safe.
#pragma once

#include <string>

#include "config.h"
#include "http/request.h"

namespace backline {

// A page of ours sent it, and the browser says so: Sec-Fetch-Site: same-origin, or without that
// header an Origin that is the public one or the Host's. The Host is the public one, or this very
// machine: a name that somebody else made lead here is not ours, whatever the browser says.
bool from_our_page(const Request& request, const Config& config);
// The browser says that a page which is not ours sent it. False when nothing is said.
bool from_elsewhere(const Request& request, const Config& config);

// The address whose limits count: of X-Forwarded-For the last that is not a trusted proxy's, but
// only when the connection itself comes from a trusted proxy; else the connection's.
std::string client_address(const Request& request, const Config& config);

// What limits count that address by: of IPv6 its /64, which is one customer's; an IPv4 address that
// is written as an IPv6 one is that IPv4 address.
std::string limited_address(const std::string& address);

}  // namespace backline

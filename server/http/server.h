// The listening socket and its threads. start, then drain (by dispatch), then stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "http/exchange.h"

namespace backline {

// How long a client may take.
struct Patience {
    // From a request's first byte to its answer. Longer than a long poll is held (25 s): it, too,
    // is a request that is not answered yet.
    std::chrono::milliseconds request = std::chrono::seconds{40};
    // Between two requests, from the first byte of the earlier one. Longer than nginx keeps an idle
    // connection (60 s) after a poll, so that it never picks one that is being closed at this end.
    std::chrono::milliseconds idle = std::chrono::seconds{120};
};

class Server {
  public:
    // `host` is an address ("127.0.0.1", "::1"); port 0 takes a free one.
    Server(const std::string& host, std::uint16_t port, int threads, Serve serve,
           Patience patience = {});
    // Stops.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Listens and serves on threads of its own; returns at once. Throws std::runtime_error, without
    // a word of the library's, when the address cannot be had.
    void start();
    // The port it listens on.
    std::uint16_t port() const;
    // Closes every connection. Answers that are still out are dropped: drain first.
    void stop();

  private:
    struct Listening;
    std::unique_ptr<Listening> listening_;
};

}  // namespace backline

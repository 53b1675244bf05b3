// The listening socket and its threads: start, then stop_accepting, wind_up, and stop.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "http/exchange.h"

namespace backline {

class Server {
  public:
    // `host` is an address ("127.0.0.1", "::1"); port 0 takes a free one. As many clients at once
    // as the process may have descriptors for; whoever comes then is told to come back.
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
    // The address is free from now on: who connects is refused by the system, and goes to another
    // server. Nobody who connected before is dropped.
    void stop_accepting();
    // Every answer is its connection's last; waits until nothing is under way, and at most until
    // the deadline (false then). Goes on serving what comes on connections that are open.
    bool wind_up(std::chrono::steady_clock::time_point deadline);
    // Closes every connection. Answers that are still out are dropped.
    void stop();

  private:
    struct Listening;
    std::unique_ptr<Listening> listening_;
};

}  // namespace backline

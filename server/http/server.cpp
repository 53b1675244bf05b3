#include "http/server.h"

#include <pistache/endpoint.h>

#include <chrono>
#include <stdexcept>

namespace backline {

using namespace std::chrono_literals;

struct Server::Listening {
    Pistache::Http::Endpoint endpoint;
    std::string where;
    bool running = false;
    explicit Listening(const std::string& at) : endpoint(Pistache::Address(at)), where(at) {}
};

Server::Server(const std::string& host, std::uint16_t port, int threads, Serve serve,
               Patience patience) {
    const bool six = host.find(':') != std::string::npos;
    listening_ =
        std::make_unique<Listening>((six ? "[" + host + "]" : host) + ":" + std::to_string(port));
    auto options = Pistache::Http::Endpoint::options();
    options.threads(threads)
        .flags(Pistache::Tcp::Options::NoDelay | Pistache::Tcp::Options::ReuseAddr |
               Pistache::Tcp::Options::CloseOnExec)
        .headerTimeout(patience.request)
        .bodyTimeout(patience.request)
        .keepaliveTimeout(patience.idle)
        // Of the parser that is not used; what may come in is bounded in wire.h.
        .maxRequestSize(4096);
    listening_->endpoint.init(options);
    listening_->endpoint.setHandler(make_exchange(std::move(serve)));
}

Server::~Server() {
    stop();
}

void Server::start() {
    try {
        listening_->endpoint.serveThreaded();
    } catch (const std::exception&) {
        throw std::runtime_error("the address to listen on, " + listening_->where +
                                 ", is taken or not of this machine");
    }
    listening_->running = true;
}

std::uint16_t Server::port() const {
    return listening_->endpoint.getPort();
}

void Server::stop() {
    if (!listening_->running) return;
    listening_->running = false;
    written_out(std::chrono::steady_clock::now() + 1s);  // not longer: somebody may read slowly
    listening_->endpoint.shutdown();
}

}  // namespace backline

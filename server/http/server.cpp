#include "http/server.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <pistache/endpoint.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace backline {

using namespace std::chrono_literals;

namespace {

// Of the library's time-outs, which are not used: see connections.h.
constexpr auto kNever = 24h;
// Connections to the database, logs, epolls and what else the process has open.
constexpr rlim_t kReserved = 256;
constexpr rlim_t kMostDescriptors = 65536;

// How many clients there may be, of two descriptors each, once the process may have as many
// descriptors as the system lets it.
std::size_t most_clients() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
    limit.rlim_cur = std::min(limit.rlim_max, kMostDescriptors);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const auto reserved = std::min(kReserved, limit.rlim_cur / 2);
    return std::max<std::size_t>(16, (limit.rlim_cur - reserved) / 2);
}

std::uint16_t port_of(int descriptor) {
    sockaddr_storage at{};
    socklen_t size = sizeof at;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&at), &size) != 0) return 0;
    if (at.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&at)->sin6_port);
    if (at.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in*>(&at)->sin_port);
    return 0;
}

// The library keeps it to itself. -1: not found.
int listening_descriptor(std::uint16_t port) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    for (int descriptor = 3; descriptor < static_cast<int>(limit.rlim_cur); ++descriptor) {
        int listens = 0;
        socklen_t size = sizeof listens;
        if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0) continue;
        if (listens != 0 && port_of(descriptor) == port) return descriptor;
    }
    return -1;
}

// Closed at once, the system would reset whoever has connected and is not accepted yet. So first
// nothing new is let in (a filter that drops everything; who is dropped tries again within a second
// and finds the port closed), then those are accepted, and then it is closed, by putting a socket
// that is nowhere in its place: the library closes the number once more.
void close_listening(int descriptor) {
    sock_filter drop[] = {{BPF_RET | BPF_K, 0, 0, 0}};
    const sock_fprog program{1, drop};
    ::setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
    pollfd waiting{descriptor, POLLIN, 0};
    // The system tells when somebody waits, not when nobody does any more.
    for (int looks = 0; looks < 100; ++looks) {
        ::poll(nullptr, 0, 2);
        if (::poll(&waiting, 1, 0) <= 0) break;
    }
    const int nowhere = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (nowhere < 0) return;
    ::dup3(nowhere, descriptor, O_CLOEXEC);
    ::close(nowhere);
}

}  // namespace

struct Server::Listening {
    Pistache::Http::Endpoint endpoint;
    std::shared_ptr<Connections> connections;
    std::string where;
    bool running = false, accepting = false;
    explicit Listening(const std::string& at) : endpoint(Pistache::Address(at)), where(at) {}
};

Server::Server(const std::string& host, std::uint16_t port, int threads, Serve serve,
               Patience patience) {
    const bool six = host.find(':') != std::string::npos;
    listening_ =
        std::make_unique<Listening>((six ? "[" + host + "]" : host) + ":" + std::to_string(port));
    listening_->connections =
        std::make_shared<Connections>(std::move(serve), patience, most_clients());
    auto options = Pistache::Http::Endpoint::options();
    options.threads(threads)
        .flags(Pistache::Tcp::Options::NoDelay | Pistache::Tcp::Options::ReuseAddr |
               Pistache::Tcp::Options::CloseOnExec)
        .headerTimeout(kNever)
        .bodyTimeout(kNever)
        .keepaliveTimeout(kNever)
        // Of the parser that is not used; what may come in is bounded in wire.h.
        .maxRequestSize(4096);
    listening_->endpoint.init(options);
    listening_->endpoint.setHandler(make_exchange(listening_->connections));
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
    listening_->connections->start();
    listening_->running = listening_->accepting = true;
}

std::uint16_t Server::port() const {
    return listening_->endpoint.getPort();
}

void Server::stop_accepting() {
    if (!listening_->accepting) return;
    listening_->accepting = false;
    const int descriptor = listening_descriptor(port());
    if (descriptor >= 0) close_listening(descriptor);
}

bool Server::wind_up(std::chrono::steady_clock::time_point deadline) {
    listening_->connections->wind_up();
    return listening_->connections->quiet(deadline);
}

void Server::stop() {
    if (!listening_->running) return;
    listening_->running = false;
    // Not longer: somebody may read slowly.
    listening_->connections->quiet(std::chrono::steady_clock::now() + 1s);
    listening_->connections->stop();
    listening_->endpoint.shutdown();
}

}  // namespace backline

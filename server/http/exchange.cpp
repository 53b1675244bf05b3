#include "http/exchange.h"

#include <pistache/endpoint.h>
#include <pistache/peer.h>
#include <sys/socket.h>

#include "http/connections.h"

// Pistache accepts and reads. Its parser is left aside (onInput is ours), for it answers 500 with
// an exception's text to headers it cannot read (see wire.h); and so is its writing, for it turns
// in a circle over a client that does not read, and keeps a queue by descriptors, whose numbers
// belong to the next client as soon as one is gone (see connections.h).

namespace backline {

namespace {

namespace Http = Pistache::Http;
namespace Tcp = Pistache::Tcp;

constexpr const char* kConnection = "backline";

class Exchange : public Http::Handler {
    HTTP_PROTOTYPE(Exchange)

  public:
    explicit Exchange(std::shared_ptr<Connections> connections)
        : connections_(std::move(connections)) {}
    // Pistache clones one handler per thread.
    Exchange(const Exchange& other) : Http::Handler(other), connections_(other.connections_) {}
    Exchange& operator=(const Exchange&) = delete;

    void onRequest(const Http::Request&, Http::ResponseWriter) override {}

  private:
    void onConnection(const std::shared_ptr<Tcp::Peer>& peer) override try {
        // Pistache looks into a parser for its time-outs, which are not used.
        peer->putData(ParserData, std::make_shared<Http::RequestParser>(getMaxRequestSize()));
        peer->putData(kConnection, connections_->admit(peer->fd(), peer->address().host()));
    } catch (...) {
        ::shutdown(peer->fd(), SHUT_RDWR);
    }

    void onInput(const char* bytes, size_t length, const std::shared_ptr<Tcp::Peer>& peer) override
        try {
        if (const auto connection = connection_of(peer)) connection->received({bytes, length});
    } catch (...) {
        ::shutdown(peer->fd(), SHUT_RDWR);
    }

    void onDisconnection(const std::shared_ptr<Tcp::Peer>& peer) override {
        if (const auto connection = connection_of(peer)) connection->gone();
    }

    static std::shared_ptr<Connection> connection_of(const std::shared_ptr<Tcp::Peer>& peer) {
        return std::static_pointer_cast<Connection>(peer->tryGetData(kConnection));
    }

    std::shared_ptr<Connections> connections_;
};

}  // namespace

std::shared_ptr<Pistache::Http::Handler> make_exchange(std::shared_ptr<Connections> connections) {
    return std::make_shared<Exchange>(std::move(connections));
}

}  // namespace backline

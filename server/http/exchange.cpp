#include "http/exchange.h"

#include <pistache/endpoint.h>
#include <pistache/peer.h>
#include <sys/socket.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/wire.h"

// Pistache accepts, reads, writes and times connections out. Its parser is left aside (onInput is
// ours), for it answers 500 with an exception's text to headers it cannot read; see wire.h.
//
// A connection is never kept by its Tcp::Peer: once the peer is gone the descriptor's number
// belongs to the next client. What is kept is a Connection, which dies with the peer, and every
// write is made under its lock after asking whether it is still open.

namespace backline {

namespace {

namespace Http = Pistache::Http;
namespace Tcp = Pistache::Tcp;

constexpr const char* kConnection = "backline";

// Answers that wait in Pistache's queues, by descriptor, of all servers of this process.
class WritesUnderWay {
  public:
    // Alive as long as one write waits: the queue's entry owns it.
    using Token = std::shared_ptr<void>;

    Token begin(int descriptor) {
        const std::lock_guard lock(mutex_);
        ++count_;
        Token token(nullptr, [this](void*) { end(); });
        by_descriptor_[descriptor] = token;
        return token;
    }
    // Whether an answer to the descriptor's present or last owner still waits.
    bool waits_for(int descriptor) {
        const std::lock_guard lock(mutex_);
        const auto it = by_descriptor_.find(descriptor);
        return it != by_descriptor_.end() && !it->second.expired();
    }
    bool wait_for_none(std::chrono::steady_clock::time_point deadline) {
        std::unique_lock lock(mutex_);
        return none_.wait_until(lock, deadline, [this] { return count_ == 0; });
    }

  private:
    void end() {
        const std::lock_guard lock(mutex_);
        if (--count_ == 0) none_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable none_;
    int count_ = 0;
    std::unordered_map<int, std::weak_ptr<void>> by_descriptor_;
};

WritesUnderWay writes_under_way;

struct Connection {
    std::mutex mutex;
    RequestReader reader;
    bool open = true;
    bool answering = false;  // one request at a time: a pipelined one waits its turn
    bool serving = false;    // a thread is in serve_arrived
    bool ending = false;     // nothing more is read
    Tcp::Transport* transport = nullptr;
};

class Exchange;

// Answers one request of one connection, from whatever thread.
class WireSink : public AnswerSink {
  public:
    WireSink(std::weak_ptr<Connection> connection, Http::ResponseWriter writer, Serve serve,
             std::string peer, Method method, bool keep_alive)
        : connection_(std::move(connection)),
          writer_(std::move(writer)),
          serve_(std::move(serve)),
          peer_(std::move(peer)),
          method_(method),
          keep_alive_(keep_alive) {}

    void send(const Response& response) noexcept override;

  private:
    std::weak_ptr<Connection> connection_;
    Http::ResponseWriter writer_;  // knows whether the client is still there, and who
    Serve serve_;
    std::string peer_;
    Method method_;
    bool keep_alive_;
};

// Puts bytes on the wire. Call with the connection's lock held and after seeing that it is open.
void write(Connection& connection, int descriptor, std::string bytes, bool then_end) {
    auto under_way = writes_under_way.begin(descriptor);
    if (then_end) connection.ending = true;
    const auto size = bytes.size();
    connection.transport->asyncWrite(descriptor, Pistache::RawBuffer(std::move(bytes), size))
        .then(
            // Runs on the connection's own thread, where the descriptor cannot have changed hands.
            [under_way, then_end, descriptor](ssize_t) {
                if (then_end) ::shutdown(descriptor, SHUT_WR);
            },
            [under_way](std::exception_ptr) {});
}

// Serves what has arrived whole, one request after the other. A request whose answer comes at once
// is followed by the next in this loop, not in a recursion that a client could make as deep as it
// likes. Call without the lock.
void serve_arrived(const std::shared_ptr<Connection>& connection,
                   const Http::ResponseWriter& writer, const Serve& serve,
                   const std::string& peer) {
    for (bool first = true;; first = false) {
        std::optional<Framed> framed;
        {
            const std::lock_guard lock(connection->mutex);
            if (first && connection->serving) return;
            connection->serving = connection->open && !connection->answering && !connection->ending;
            if (!connection->serving) return;
            framed = connection->reader.next();
            if (!framed) {
                connection->serving = false;
                return;
            }
            connection->answering = true;
        }
        framed->request.peer = peer;
        Answer answer(std::make_unique<WireSink>(connection, writer.clone(), serve, peer,
                                                 framed->request.method, framed->keep_alive));
        try {
            serve(std::move(framed->request), std::move(answer));
        } catch (...) {
            // Not yet handed on, the answer is destroyed below and tells the client "500" and no
            // more.
        }
    }
}

void WireSink::send(const Response& response) noexcept try {
    const auto connection = connection_.lock();
    if (!connection) return;
    bool more = false;
    {
        const std::lock_guard lock(connection->mutex);
        const auto peer = writer_.getPeer();
        if (!connection->open || !peer) return;
        peer->setIdle(true);
        connection->answering = false;
        more = keep_alive_ && !response.last;
        write(*connection, peer->fd(), wire_bytes(response, method_, more), !more);
    }
    // A request that came in behind this one (pipelining) has waited for it.
    if (more) serve_arrived(connection, writer_, serve_, peer_);
} catch (...) {
    // No memory, or the library gave up: the connection times out.
}

class Exchange : public Http::Handler {
    HTTP_PROTOTYPE(Exchange)

  public:
    explicit Exchange(Serve serve) : serve_(std::move(serve)) {}
    // Pistache clones one handler per thread; what concerns descriptors belongs to the thread.
    Exchange(const Exchange& other) : Http::Handler(other), serve_(other.serve_) {}
    Exchange& operator=(const Exchange&) = delete;

    void onRequest(const Http::Request&, Http::ResponseWriter) override {}

  private:
    void onConnection(const std::shared_ptr<Tcp::Peer>& peer) override {
        // Pistache's clock for time-outs sits in a parser, which is otherwise not used.
        peer->putData(ParserData, std::make_shared<Http::RequestParser>(getMaxRequestSize()));
        auto connection = std::make_shared<Connection>();
        connection->transport = transport();
        peer->putData(kConnection, std::move(connection));
        // An answer to this descriptor's last owner is still in the queue: nobody else may get it.
        if (writes_under_way.waits_for(peer->fd())) ::shutdown(peer->fd(), SHUT_RDWR);
    }

    void onInput(const char* bytes, size_t length, const std::shared_ptr<Tcp::Peer>& peer) override
        try {
        const auto connection = connection_of(peer);
        {
            const std::lock_guard lock(connection->mutex);
            if (connection->ending) return;
            if (connection->reader.at_rest()) {
                // A request begins: the time it may take, headers and body, runs from here.
                peer->setIdle(false);
                getParser(peer)->reset();
            }
            if (!connection->reader.feed({bytes, length})) {
                // Far more read ahead than a client has any reason to send.
                connection->ending = true;
                ::shutdown(peer->fd(), SHUT_RDWR);
                return;
            }
        }
        const Http::ResponseWriter writer(Http::Version::Http11, transport(), this, peer);
        serve_arrived(connection, writer, serve_, peer->address().host());
        const std::lock_guard lock(connection->mutex);
        if (connection->reader.wants_continue() && !connection->answering) {
            write(*connection, peer->fd(), "HTTP/1.1 100 Continue\r\n\r\n", false);
        }
    } catch (...) {
        ::shutdown(peer->fd(), SHUT_RDWR);
    }

    void onDisconnection(const std::shared_ptr<Tcp::Peer>& peer) override {
        const auto connection = connection_of(peer);
        const std::lock_guard lock(connection->mutex);
        connection->open = false;
    }

    static std::shared_ptr<Connection> connection_of(const std::shared_ptr<Tcp::Peer>& peer) {
        return std::static_pointer_cast<Connection>(peer->getData(kConnection));
    }

    Serve serve_;
};

}  // namespace

std::shared_ptr<Pistache::Http::Handler> make_exchange(Serve serve) {
    return std::make_shared<Exchange>(std::move(serve));
}

bool written_out(std::chrono::steady_clock::time_point deadline) {
    return writes_under_way.wait_for_none(deadline);
}

}  // namespace backline

// Who is connected: what has come from each client, what is on its way back to them, and how long
// each may take. The library accepts and reads (exchange.cpp). Answers are written here, on a
// descriptor of our own and without ever waiting, for the library turns in a circle over a client
// that does not read. One thread writes on where a client's buffer was full, serves requests that
// came in behind others, one a turn, and ends what takes too long: nobody's pipeline, and nobody
// who reads slowly, holds up anybody else or costs more than one answer.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

#include "http/answer.h"
#include "http/request.h"
#include "http/wire.h"

namespace backline {

// Takes every request on a thread that must not be blocked: what may wait is moved, with its
// Answer, to a lane. An exception that escapes ends as the answer's 500, without a word of it.
using Serve = std::function<void(Request&&, Answer&&)>;

// How long a client may take.
struct Patience {
    // From a request's first byte to its answer, and then for every part of the answer that the
    // client takes. Longer than a long poll is held (25 s): it, too, is a request that is not
    // answered yet.
    std::chrono::milliseconds request = std::chrono::seconds{40};
    // Between two requests. Longer than nginx keeps an idle connection (60 s), so that it never
    // picks one that is being closed at this end.
    std::chrono::milliseconds idle = std::chrono::seconds{75};
    // Before the first byte.
    std::chrono::milliseconds first = std::chrono::seconds{30};
};

class Connections;

// One client. Any thread may call; functions of one connection wait for each other.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(std::shared_ptr<Connections> all, std::uint64_t id, int descriptor,
               std::string peer);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // What the client sent. Serves, on this thread, the request that it makes whole.
    void received(std::string_view bytes);
    // The library has let go of it: nothing is read or written any more.
    void gone();

  private:
    friend class Connections;
    friend class ConnectionSink;
    using Clock = std::chrono::steady_clock;
    enum class Phase { fresh, resting, reading, answering, writing, ending };

    void serve_one();
    void answer(const Response& response, Method method, bool keep_alive);
    void writable();
    void look(Clock::time_point now);
    bool busy();
    // With the lock held:
    void begin(Phase phase);
    void send(std::string bytes, bool then_end);
    void push();
    void written();
    void cut();
    void reset();
    void invite_body();

    const std::shared_ptr<Connections> all_;
    const std::uint64_t id_;
    const int descriptor_;  // a copy of the library's, of this class's own
    const std::string peer_;
    std::mutex mutex_;
    RequestReader reader_;
    Phase phase_ = Phase::fresh;
    Clock::time_point since_, began_writing_;
    std::string unsent_;
    std::size_t sent_ = 0;
    bool then_end_ = false;
    bool open_ = true;
    bool watched_ = false;  // known to the thread's epoll
};

class Connections : public std::enable_shared_from_this<Connections> {
  public:
    // At most `most` at once: whoever comes then is told to come back, and cut.
    Connections(Serve serve, Patience patience, std::size_t most);
    ~Connections();
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

    void start();
    // A client came; nothing where there is no room. The descriptor stays the caller's.
    std::shared_ptr<Connection> admit(int descriptor, std::string peer);
    // From now on every answer is its connection's last, and who asks nothing is let go.
    void wind_up();
    // Waits until no request is under way and every answer has left; false at the deadline.
    bool quiet(std::chrono::steady_clock::time_point deadline);
    // Ends the thread. Nothing is written on after that.
    void stop();

  private:
    friend class Connection;
    std::optional<std::uint64_t> place();
    void forget(std::uint64_t id);
    void watch(Connection& connection);
    void take_turn(std::weak_ptr<Connection> connection);
    std::shared_ptr<Connection> find(std::uint64_t id);
    std::deque<std::shared_ptr<Connection>> everybody();
    void run();
    void serve_turns();
    void wake() const;

    const Serve serve_;
    const Patience patience_;
    const std::size_t most_;
    int epoll_ = -1, wake_ = -1;
    std::atomic<bool> winding_up_{false}, stopping_{false};
    std::mutex mutex_;
    std::unordered_map<std::uint64_t, std::weak_ptr<Connection>> all_;
    std::deque<std::weak_ptr<Connection>> turns_;
    std::uint64_t next_id_ = 1;
    std::mutex settling_;
    std::condition_variable settled_;
    std::thread thread_;
};

}  // namespace backline

#include "http/connections.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace backline {

using namespace std::chrono_literals;

namespace {

constexpr auto kLook = 250ms;
// After the last answer a client has this long to end the connection from its side.
constexpr auto kEnd = 5s;
// Who has just connected may have a request on its way.
constexpr auto kGreeting = 1s;
constexpr std::size_t kTurnsAtOnce = 64;

int checked(int result) {
    if (result < 0) throw std::runtime_error("no descriptor is left");
    return result;
}

Response bare(int status) {
    Response response;
    response.status = status;
    return response;
}

}  // namespace

// Answers one request of one connection, from whatever thread.
class ConnectionSink : public AnswerSink {
  public:
    ConnectionSink(std::weak_ptr<Connection> connection, Method method, bool keep_alive)
        : connection_(std::move(connection)), method_(method), keep_alive_(keep_alive) {}

    void send(const Response& response) noexcept override try {
        if (const auto connection = connection_.lock())
            connection->answer(response, method_, keep_alive_);
    } catch (...) {
        // No memory: the connection times out.
    }

  private:
    std::weak_ptr<Connection> connection_;
    Method method_;
    bool keep_alive_;
};

// --- one connection ---

Connection::Connection(std::shared_ptr<Connections> all, std::uint64_t id, int descriptor,
                       std::string peer)
    : all_(std::move(all)),
      id_(id),
      descriptor_(checked(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0))),
      peer_(std::move(peer)),
      since_(Clock::now()) {}

Connection::~Connection() {
    all_->forget(id_);
    if (watched_) ::epoll_ctl(all_->epoll_, EPOLL_CTL_DEL, descriptor_, nullptr);
    ::close(descriptor_);
}

void Connection::begin(Phase phase) {
    phase_ = phase;
    since_ = Clock::now();
    if (phase == Phase::resting || phase == Phase::ending) all_->settled_.notify_all();
}

void Connection::received(std::string_view bytes) {
    {
        const std::lock_guard lock(mutex_);
        if (!open_ || phase_ == Phase::ending) return;
        if (phase_ == Phase::fresh || phase_ == Phase::resting) begin(Phase::reading);
        // Far more read ahead than a client has any reason to send.
        if (!reader_.feed(bytes)) return cut();
    }
    serve_one();
}

void Connection::gone() {
    const std::lock_guard lock(mutex_);
    open_ = false;
    unsent_.clear();
}

// Serves the request that has arrived whole, if the one before is answered.
void Connection::serve_one() {
    std::optional<Framed> framed;
    {
        const std::lock_guard lock(mutex_);
        if (!open_ || phase_ != Phase::reading) return;
        framed = reader_.next();
        if (!framed) {
            if (reader_.at_rest()) begin(Phase::resting);
            if (reader_.wants_continue()) invite_body();
            return;
        }
        phase_ = Phase::answering;  // its time runs on
    }
    framed->request.peer = peer_;
    Answer answer(std::make_unique<ConnectionSink>(weak_from_this(), framed->request.method,
                                                   framed->keep_alive));
    try {
        all_->serve_(std::move(framed->request), std::move(answer));
    } catch (...) {
        // Not yet handed on, the answer is destroyed here and tells the client "500" and no more.
    }
}

void Connection::answer(const Response& response, Method method, bool keep_alive) {
    const std::lock_guard lock(mutex_);
    if (!open_ || phase_ != Phase::answering) return;  // gone, or given up
    const bool last = !keep_alive || response.last || all_->winding_up_;
    send(wire_bytes(response, method, !last), last);
}

void Connection::send(std::string bytes, bool then_end) {
    begin(Phase::writing);
    began_writing_ = since_;
    unsent_ = std::move(bytes);
    sent_ = 0;
    then_end_ = then_end;
    push();
}

// As much as the client takes now; the rest when it takes more.
void Connection::push() {
    while (sent_ < unsent_.size()) {
        const auto done = ::send(descriptor_, unsent_.data() + sent_, unsent_.size() - sent_,
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return all_->watch(*this);
        if (done < 0) return cut();
        sent_ += static_cast<std::size_t>(done);
        since_ = Clock::now();
    }
    written();
}

void Connection::written() {
    std::string{}.swap(unsent_);
    sent_ = 0;
    if (then_end_) {
        begin(Phase::ending);
        ::shutdown(descriptor_, SHUT_WR);
    } else if (reader_.at_rest()) {
        begin(Phase::resting);
    } else {
        // What came in behind has waited for this: its turn comes among everybody else's.
        begin(Phase::reading);
        all_->take_turn(weak_from_this());
    }
}

void Connection::writable() {
    const std::lock_guard lock(mutex_);
    if (open_ && phase_ == Phase::writing) push();
}

// What lies in the system's buffer for somebody who does not read is thrown away with it.
void Connection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    cut();
}

void Connection::cut() {
    begin(Phase::ending);
    std::string{}.swap(unsent_);
    ::shutdown(descriptor_, SHUT_RDWR);
}

void Connection::invite_body() {
    static constexpr std::string_view kInvitation = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto done =
        ::send(descriptor_, kInvitation.data(), kInvitation.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done != static_cast<ssize_t>(kInvitation.size())) cut();
}

// Ends what takes too long.
void Connection::look(Clock::time_point now) {
    const std::lock_guard lock(mutex_);
    if (!open_) return;
    const auto& patience = all_->patience_;
    const bool last = all_->winding_up_;
    const auto over = [&](std::chrono::milliseconds most) { return now - since_ > most; };
    switch (phase_) {
        case Phase::fresh:
            if (over(last ? kGreeting : patience.first)) cut();
            return;
        case Phase::resting:
            if (last || over(patience.idle)) cut();
            return;
        case Phase::reading:
        case Phase::answering:
            if (over(patience.request)) send(wire_bytes(bare(408), Method::get, false), true);
            return;
        case Phase::writing:
            // Nothing taken for so long, or no end in sight.
            if (over(patience.request) || now - began_writing_ > 4 * patience.request) reset();
            return;
        case Phase::ending:
            if (over(kEnd)) cut();
            return;
    }
}

bool Connection::busy() {
    const std::lock_guard lock(mutex_);
    if (!open_) return false;
    return phase_ == Phase::reading || phase_ == Phase::answering || phase_ == Phase::writing;
}

// --- all of them ---

Connections::Connections(Serve serve, Patience patience, std::size_t most)
    : serve_(std::move(serve)), patience_(patience), most_(most) {
    epoll_ = checked(::epoll_create1(EPOLL_CLOEXEC));
    wake_ = checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = 0;
    checked(::epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event));
}

Connections::~Connections() {
    stop();
    ::close(wake_);
    ::close(epoll_);
}

void Connections::start() {
    thread_ = std::thread([this] { run(); });
}

std::optional<std::uint64_t> Connections::place() {
    const std::lock_guard lock(mutex_);
    if (all_.size() >= most_ || stopping_) return std::nullopt;
    return next_id_++;
}

std::shared_ptr<Connection> Connections::admit(int descriptor, std::string peer) {
    if (const auto id = place()) {
        auto connection =
            std::make_shared<Connection>(shared_from_this(), *id, descriptor, std::move(peer));
        const std::lock_guard lock(mutex_);
        all_.emplace(*id, connection);
        return connection;
    }
    Response busy = bare(503);
    busy.with("Retry-After", "5");
    const auto bytes = wire_bytes(busy, Method::get, false);
    ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(descriptor, SHUT_RDWR);
    return nullptr;
}

void Connections::forget(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    all_.erase(id);
}

void Connections::watch(Connection& connection) {
    epoll_event event{};
    event.events = EPOLLOUT | EPOLLONESHOT;
    event.data.u64 = connection.id_;
    const int what = connection.watched_ ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;
    if (::epoll_ctl(epoll_, what, connection.descriptor_, &event) != 0) return connection.cut();
    connection.watched_ = true;
}

void Connections::take_turn(std::weak_ptr<Connection> connection) {
    {
        const std::lock_guard lock(mutex_);
        turns_.push_back(std::move(connection));
    }
    wake();
}

void Connections::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

std::shared_ptr<Connection> Connections::find(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto it = all_.find(id);
    return it == all_.end() ? nullptr : it->second.lock();
}

std::deque<std::shared_ptr<Connection>> Connections::everybody() {
    std::deque<std::shared_ptr<Connection>> here;
    const std::lock_guard lock(mutex_);
    for (const auto& [id, connection] : all_)
        if (auto one = connection.lock()) here.push_back(std::move(one));
    return here;
}

void Connections::serve_turns() {
    std::deque<std::weak_ptr<Connection>> now;
    {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < kTurnsAtOnce && !turns_.empty(); ++i) {
            now.push_back(std::move(turns_.front()));
            turns_.pop_front();
        }
        if (!turns_.empty()) wake();
    }
    for (const auto& turn : now)
        if (const auto connection = turn.lock()) connection->serve_one();
}

void Connections::run() {
    auto next_look = std::chrono::steady_clock::now() + kLook;
    std::array<epoll_event, 64> events{};
    while (!stopping_) {
        const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                       static_cast<int>(kLook.count()));
        for (int i = 0; i < count; ++i) {
            const auto id = events.at(static_cast<std::size_t>(i)).data.u64;
            if (id == 0) {
                std::uint64_t woken = 0;
                [[maybe_unused]] const auto got = ::read(wake_, &woken, sizeof woken);
            } else if (const auto connection = find(id)) {
                connection->writable();
            }
        }
        serve_turns();
        const auto now = std::chrono::steady_clock::now();
        if (now < next_look) continue;
        next_look = now + kLook;
        for (const auto& connection : everybody()) connection->look(now);
    }
}

void Connections::wind_up() {
    winding_up_ = true;
    wake();
}

bool Connections::quiet(std::chrono::steady_clock::time_point deadline) {
    const auto settled = [this] {
        const auto here = everybody();
        return std::none_of(here.begin(), here.end(), [](const auto& one) { return one->busy(); });
    };
    std::unique_lock lock(settling_);
    while (!settled()) {
        if (std::chrono::steady_clock::now() >= deadline) return false;
        // Told without its lock, so that nobody waits for who waits here: looked at now and then.
        settled_.wait_for(lock, 20ms);
    }
    return true;
}

void Connections::stop() {
    stopping_ = true;
    wake();
    if (thread_.joinable()) thread_.join();
}

}  // namespace backline

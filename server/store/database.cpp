#include "store/database.h"

#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>

#include "store/statement.h"

namespace backline::store {

namespace {

// Between two statements of a transaction, in milliseconds: a server that hangs there holds up the
// others (locks, and news in the order of transactions) for no longer.
constexpr int kLongestPause = 2000;
constexpr std::chrono::milliseconds kSlowConnect{1000};  // refused takes none
constexpr std::chrono::milliseconds kProbeEvery{1000};

}  // namespace

class Connection {
  public:
    Connection(const std::string& url, Patience patience)
        : raw_(url + " connect_timeout=2 application_name=backline"), socket_(::dup(raw_.sock())) {
        pqxx::nontransaction setup(raw_);
        setup.exec("set timezone = 'UTC'");
        setup.exec("set datestyle = 'ISO, YMD'");
        setup.exec("set client_min_messages = warning");
        if (patience.statement.count() > 0) {
            setup.exec("set statement_timeout = " + std::to_string(patience.statement.count()));
            setup.exec("set idle_in_transaction_session_timeout = " +
                       std::to_string(kLongestPause));
        }
        for (const auto& statement : sql::all()) raw_.prepare(statement.name, statement.text);
    }
    ~Connection() {
        if (socket_ >= 0) ::close(socket_);
    }
    Connection(const Connection&) = delete;
    pqxx::connection& raw() { return raw_; }
    // From any thread: whoever waits for an answer on it is told that there will be none.
    void cut() const { ::shutdown(socket_, SHUT_RDWR); }

  private:
    pqxx::connection raw_;
    // The same socket under a number of its own, which no other file can have got meanwhile.
    int socket_;
};

Transaction::Transaction(Connection& connection, Mode mode) {
    if (mode == Mode::whole)
        raw_ = std::make_unique<pqxx::work>(connection.raw());
    else
        raw_ = std::make_unique<pqxx::nontransaction>(connection.raw());
}
Transaction::~Transaction() = default;
void Transaction::commit() {
    raw_->commit();
}

Pool::Pool(std::string url, std::size_t size, Patience patience)
    : url_(std::move(url)), size_(size), patience_(patience) {
    if (patience_.transaction.count() > 0) watch_ = std::thread([this] { watch(); });
}

Pool::~Pool() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    lent_changed_.notify_all();
    if (watch_.joinable()) watch_.join();
}

Pool::Lease::Lease(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}
Pool::Lease::~Lease() {
    pool_.give_back(std::move(connection_));
}

void Pool::give_up() {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    for (auto& [connection, until] : lent_) until = Clock::now();
    lent_changed_.notify_all();
    freed_.notify_all();
}

Pool::Lease Pool::borrow() {
    bool probing = false;
    std::unique_ptr<Connection> connection;
    {
        std::unique_lock lock(mutex_);
        if (given_up_) throw Lost();
        if (silent_) {
            if (probing_ || Clock::now() < probe_at_) throw Lost();
            probing_ = probing = true;
        }
        const bool free = freed_.wait_for(lock, std::chrono::seconds(2),
                                          [&] { return out_ < size_ || (silent_ && !probing); });
        if (!free || (silent_ && !probing)) {
            if (probing) probing_ = false;
            throw Lost();
        }
        ++out_;
        if (!idle_.empty() && !probing) {
            connection = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    try {
        if (!connection) connection = connect(probing);
        return lend(std::move(connection));
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

// One that could not be made tells of silence where that took its time, or where it was to find
// out.
std::unique_ptr<Connection> Pool::connect(bool probing) {
    const auto began = Clock::now();
    std::unique_ptr<Connection> connection;
    std::exception_ptr failure;
    try {
        connection = std::make_unique<Connection>(url_, patience_);
    } catch (...) {
        failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (probing) probing_ = false;
    const bool slow = Clock::now() - began >= kSlowConnect;
    if (failure && (slow || probing)) {
        silent_ = patience_.transaction.count() > 0;
        probe_at_ = Clock::now() + (slow ? kProbeEvery : std::chrono::milliseconds(0));
    }
    if (!failure) silent_ = false;
    if (failure) std::rethrow_exception(failure);
    return connection;
}

Pool::Lease Pool::lend(std::unique_ptr<Connection> connection) {
    if (patience_.transaction.count() > 0) {
        const std::lock_guard lock(mutex_);
        lent_[connection.get()] = Clock::now() + patience_.transaction;
        lent_changed_.notify_all();
    }
    return {*this, std::move(connection)};
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
    std::lock_guard lock(mutex_);
    --out_;
    lent_.erase(connection.get());
    if (connection && connection->raw().is_open() && !silent_) {
        idle_.push_back(std::move(connection));
    } else {
        // One broken connection means a restarted server: the idle ones are broken too.
        idle_.clear();
    }
    freed_.notify_one();
}

void Pool::watch() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
        const auto now = Clock::now();
        auto next = now + std::chrono::hours(1);
        for (auto it = lent_.begin(); it != lent_.end();) {
            if (it->second > now) {
                next = std::min(next, it->second);
                ++it;
                continue;
            }
            it->first->cut();
            it = lent_.erase(it);
            silent_ = true;
            probe_at_ = now;
            freed_.notify_all();
        }
        lent_changed_.wait_until(lock, next);
    }
}

namespace {

// The name PostgreSQL puts in the first pair of double quotes: that of the constraint.
std::string quoted_name(std::string_view text) {
    const auto open = text.find('"');
    if (open == std::string_view::npos) return {};
    const auto close = text.find('"', open + 1);
    if (close == std::string_view::npos) return {};
    return std::string{text.substr(open + 1, close - open - 1)};
}

}  // namespace

void rethrow_translated() {
    try {
        throw;
    } catch (const pqxx::in_doubt_error&) {
        throw Unknown();
    } catch (const pqxx::broken_connection&) {
        throw Lost();
    } catch (const pqxx::unique_violation& error) {
        throw Conflict(quoted_name(error.what()));
    } catch (const pqxx::statement_completion_unknown&) {
        throw Unknown();
    } catch (const pqxx::transaction_rollback&) {
        throw Collided();  // a deadlock or a serialisation failure
    } catch (const pqxx::insufficient_resources&) {
        throw Lost();
    } catch (const pqxx::sql_error& error) {
        // libpqxx 6 leaves the state empty where it has a class of its own for it.
        const std::string& state = error.sqlstate();
        if (state.starts_with("40")) throw Collided();
        if (state == "23505" || state == "23P01") throw Conflict(quoted_name(error.what()));
        // 08: connection; 57P: shutdown or crash; 57014: cancelled by a time limit; 53: no
        // resources; 25006: read-only, a standby being promoted; 25P03: it paused for too long;
        // 55P03: a lock not to be had in time.
        if (state.starts_with("08") || state.starts_with("57") || state.starts_with("53") ||
            state == "25006" || state == "25P03" || state == "55P03")
            throw Lost();
        throw Refused(state);
    } catch (const pqxx::failure&) {
        throw Lost();
    }
}

std::string text_of(Instant at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{at - day};
    char buffer[48];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u %02d:%02d:%02d.%06d+00",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return buffer;
}

Text text_of(const std::optional<Instant>& at) {
    if (!at) return std::nullopt;
    return text_of(*at);
}

namespace {

int digits(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (i >= text.size() || text[i] < '0' || text[i] > '9') throw Refused("instant");
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

}  // namespace

Instant instant_of(std::string_view text) {
    using namespace std::chrono;
    const year_month_day date{year{digits(text, 0, 4)},
                              month{static_cast<unsigned>(digits(text, 5, 2))},
                              day{static_cast<unsigned>(digits(text, 8, 2))}};
    int micros = 0;
    if (text.size() > 19 && text[19] == '.') {
        int scale = 100000;
        for (std::size_t i = 20; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
            micros += (text[i] - '0') * scale;
            scale /= 10;
        }
    }
    return sys_days{date} + hours{digits(text, 11, 2)} + minutes{digits(text, 14, 2)} +
           seconds{digits(text, 17, 2)} + microseconds{micros};
}

std::string bytea(std::string_view bytes) {
    static constexpr char hex[] = "0123456789abcdef";
    std::string text = "\\x";
    text.reserve(2 + 2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(hex[byte >> 4]);
        text.push_back(hex[byte & 15]);
    }
    return text;
}

std::string bytes_of(const pqxx::field& field) {
    const std::string_view text{field.c_str(), field.size()};
    std::string bytes;
    if (text.size() < 2) return bytes;
    const auto nibble = [](char c) {
        return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    };
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<char>(nibble(text[i]) << 4 | nibble(text[i + 1])));
    return bytes;
}

namespace {

void append_element(std::string& text, std::string_view element) {
    text.push_back('"');
    for (const char c : element) {
        if (c == '"' || c == '\\') text.push_back('\\');
        text.push_back(c);
    }
    text.push_back('"');
}

}  // namespace

std::string array_of(const std::vector<std::string>& elements) {
    std::string text = "{";
    for (const auto& element : elements) {
        if (text.size() > 1) text.push_back(',');
        append_element(text, element);
    }
    text.push_back('}');
    return text;
}

std::string array_of(const std::vector<Text>& elements) {
    std::string text = "{";
    for (const auto& element : elements) {
        if (text.size() > 1) text.push_back(',');
        if (element)
            append_element(text, *element);
        else
            text += "NULL";
    }
    text.push_back('}');
    return text;
}

std::vector<std::string> elements_of(const pqxx::field& field) {
    std::vector<std::string> elements;
    if (field.is_null()) return elements;
    auto parser = field.as_array();
    for (auto item = parser.get_next(); item.first != pqxx::array_parser::juncture::done;
         item = parser.get_next()) {
        if (item.first == pqxx::array_parser::juncture::string_value)
            elements.push_back(item.second);
    }
    return elements;
}

Text none_if_empty(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

}  // namespace backline::store

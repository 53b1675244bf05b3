// The way to PostgreSQL: connections, their pool, and one transaction at a time. Only files of
// store/ look inside (statement.h); everybody else passes a Transaction along.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace pqxx {
class transaction_base;
}

namespace backline::store {

// No database: it cannot be reached, went away, or is too busy to answer in time. Carries no text
// of the database's, which quotes values.
class Lost : public std::runtime_error {
  public:
    Lost() : std::runtime_error("database lost") {}
};
// The connection broke during COMMIT: it may or may not have happened. Look the key up.
class Unknown : public Lost {};
// A unique or exclusion constraint said no; its name.
class Conflict : public std::runtime_error {
  public:
    explicit Conflict(std::string name)
        : std::runtime_error("conflict"), constraint(std::move(name)) {}
    std::string constraint;
};
// Two transactions waited for each other, or could not be put in an order, time after time: nothing
// was done, and later it may be.
class Collided : public std::runtime_error {
  public:
    Collided() : std::runtime_error("transactions collided; nothing was done") {}
};
// Any other refusal of a statement: a bug. Only the SQLSTATE is kept.
class Refused : public std::runtime_error {
  public:
    explicit Refused(std::string state)
        : std::runtime_error("statement refused"), sqlstate(std::move(state)) {}
    std::string sqlstate;
};

class Connection;

enum class Mode {
    whole,   // BEGIN … COMMIT
    single,  // one statement that is its own transaction
};

// Not thread-safe; lives within one call of transact().
class Transaction {
  public:
    Transaction(Connection& connection, Mode mode);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    void commit();
    pqxx::transaction_base& raw() { return *raw_; }

  private:
    std::unique_ptr<pqxx::transaction_base> raw_;
};

// How long the database may take; 0: as long as it wants. The statement's time is the database's to
// keep, and it answers then; the transaction's is for one that does not answer at all.
struct Patience {
    std::chrono::milliseconds statement{0};
    std::chrono::milliseconds transaction{0};
};

// A bounded set of connections, opened when first needed and again when broken. A transaction that
// takes longer than it may is cut off: its connection is shut, which is Lost (Unknown during
// COMMIT). Whoever comes after that is Lost at once, while one at a time looks, every second,
// whether the database answers again. Thread-safe.
class Pool {
  public:
    // `size`: the most connections at a time. The statements of sql/queries are prepared on each.
    Pool(std::string url, std::size_t size, Patience patience = {});
    ~Pool();

    class Lease {
      public:
        Lease(Pool& pool, std::unique_ptr<Connection> connection);
        ~Lease();
        Connection& connection() { return *connection_; }

      private:
        Pool& pool_;
        std::unique_ptr<Connection> connection_;
    };
    // Waits at most two seconds for a connection to be free; then, and when none can be made, Lost.
    Lease borrow();
    // Cuts off what is under way, and whoever comes after that is Lost: at the end, for those who
    // took too long.
    void give_up();

  private:
    friend class Lease;
    using Clock = std::chrono::steady_clock;
    std::unique_ptr<Connection> connect(bool probing);
    Lease lend(std::unique_ptr<Connection> connection);
    void give_back(std::unique_ptr<Connection> connection);
    void watch();

    const std::string url_;
    const std::size_t size_;
    const Patience patience_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::size_t out_ = 0;
    std::vector<std::unique_ptr<Connection>> idle_;
    bool given_up_ = false;
    bool silent_ = false;   // it did not answer in time when it was last asked
    bool probing_ = false;  // somebody is looking whether it does
    Clock::time_point probe_at_;
    std::map<const Connection*, Clock::time_point> lent_;  // and until when
    std::condition_variable lent_changed_;
    bool ending_ = false;
    std::thread watch_;  // where patience has an end
};

// Turns the exception being handled into one of those above, or lets it pass.
[[noreturn]] void rethrow_translated();

namespace detail {
template <class T>
bool succeeded(const T& value) {
    if constexpr (requires {
                      value.has_value();
                      value.error();
                  })
        return value.has_value();
    else
        return true;
}

template <class Body>
auto transact_once(Pool& pool, Body& body, Mode mode) {
    using Answer = std::invoke_result_t<Body&, Transaction&>;
    try {
        auto lease = pool.borrow();
        Transaction transaction(lease.connection(), mode);
        if constexpr (std::is_void_v<Answer>) {
            body(transaction);
            transaction.commit();
        } else {
            Answer answer = body(transaction);
            if (detail::succeeded(answer)) transaction.commit();
            return answer;
        }
    } catch (...) {
        rethrow_translated();
    }
}
}  // namespace detail

inline constexpr int kMostCollisions = 3;

// Runs `body(Transaction&)` in one transaction. Commits when it returns a value, rolls back when it
// returns an error or throws. What collided with another transaction runs again from its start, so
// a body changes nothing outside but what it sets anew each time; the third time it is Collided.
// Again at once: whoever lost a deadlock has waited for a second already, and the winner goes on.
template <class Body>
auto transact(Pool& pool, Body&& body, Mode mode = Mode::whole) {
    for (int collisions = 1;; ++collisions) {
        try {
            return detail::transact_once(pool, body, mode);
        } catch (const Collided&) {
            if (collisions == kMostCollisions) throw;
        }
    }
}

}  // namespace backline::store

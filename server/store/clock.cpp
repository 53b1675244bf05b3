#include "store/clock.h"

#include "store/statement.h"

namespace backline::store {

void set_clock(Transaction& transaction, const std::optional<Instant>& at) {
    run(transaction, sql::journal::set_clock, at ? text_of(*at) : std::string{});
}

std::optional<Instant> next_due(Transaction& transaction) {
    return maybe_instant(run(transaction, sql::claim::next_due)[0][0]);
}

bool any_request(Transaction& transaction) {
    return flag_of(run(transaction, sql::request::any)[0][0]);
}

}  // namespace backline::store

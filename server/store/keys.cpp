#include "store/keys.h"

#include "store/journal.h"
#include "store/statement.h"

namespace backline::store {

std::vector<WrappedKey> read_keys(Pool& pool) {
    return transact(
        pool,
        [](Transaction& transaction) {
            std::vector<WrappedKey> keys;
            for (const auto& row : run(transaction, sql::key::all))
                keys.push_back(
                    {string_of(row[0]), string_of(row[1]), bytes_of(row[2]), flag_of(row[3])});
            return keys;
        },
        Mode::single);
}

void add_key(Pool& pool, const WrappedKey& key) {
    transact(pool, [&](Transaction& transaction) {
        run(transaction, sql::key::retire, key.purpose);
        run(transaction, sql::key::add, key.id, key.purpose, bytea(key.wrapped));
        note(transaction, Entry{Actor::by_operator(), "key.made", {}, key.id, {}, "{}", {}});
    });
}

}  // namespace backline::store

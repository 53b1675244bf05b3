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

namespace {

void add(Transaction& transaction, const WrappedKey& key) {
    run(transaction, sql::key::retire, key.purpose);
    run(transaction, sql::key::add, key.id, key.purpose, bytea(key.wrapped));
    note(transaction, Entry{Actor::by_operator(), "key.made", {}, key.id, {}, "{}", {}});
}

}  // namespace

bool make_first_keys(Pool& pool, const Master& master, const std::vector<WrappedKey>& keys) {
    return transact(pool, [&](Transaction& transaction) {
        run(transaction, sql::key::lock);
        if (!run(transaction, sql::key::all).empty()) return false;
        for (const auto& key : keys) add(transaction, key);
        begin_journal(transaction, master);
        return true;
    });
}

void add_key(Pool& pool, const WrappedKey& key) {
    transact(pool, [&](Transaction& transaction) { add(transaction, key); });
}

}  // namespace backline::store

#include "store/migrate.h"

#include <map>
#include <pqxx/pqxx>

#include "store/database.h"
#include "store/sql.h"
#include "vault/token.h"

namespace backline::store {

namespace {

constexpr const char* kLedger =
    "create table if not exists migration (number integer primary key, name text not null, "
    "checksum text not null, applied_at timestamptz not null default now())";

std::string checksum_of(std::string_view text) {
    return base64url(token_digest(text));
}

std::map<int, std::string> ledger(pqxx::transaction_base& transaction) {
    std::map<int, std::string> applied;
    for (const auto& row : transaction.exec("select number, checksum from migration"))
        applied[row[0].as<int>()] = row[1].c_str();
    return applied;
}

Schema compare(const std::map<int, std::string>& applied) {
    std::size_t known = 0;
    for (const auto& step : sql::migrations()) {
        const auto found = applied.find(step.number);
        if (found == applied.end()) return known < applied.size() ? Schema::ahead : Schema::behind;
        if (found->second != checksum_of(step.text)) return Schema::altered;
        ++known;
    }
    return applied.size() > known ? Schema::ahead : Schema::current;
}

void apply(pqxx::connection& connection, const sql::Migration& step) {
    try {
        pqxx::work transaction(connection);
        // Others that migrate are waited for; who works with a table, for two seconds.
        transaction.exec("select pg_advisory_xact_lock(724080)");
        transaction.exec("set local lock_timeout = '2s'");
        if (!transaction.exec("select from migration where number = " + std::to_string(step.number))
                 .empty())
            return;  // another one was quicker
        transaction.exec(std::string{step.text});
        transaction.exec_params(
            "insert into migration (number, name, checksum) values ($1, $2, $3)", step.number,
            std::string{step.name}, checksum_of(step.text));
        transaction.commit();
    } catch (const pqxx::sql_error& error) {
        throw std::runtime_error("migration " + std::string{step.name} + " failed (SQLSTATE " +
                                 error.sqlstate() +
                                 "); nothing of it was applied: " + error.what());
    }
}

}  // namespace

std::vector<std::string> migrate(const std::string& owner_url) {
    std::vector<std::string> done;
    try {
        pqxx::connection connection(owner_url);
        {
            pqxx::work transaction(connection);
            transaction.exec("select pg_advisory_xact_lock(724080)");
            transaction.exec(kLedger);
            transaction.exec("grant select on migration to backline_app");
            transaction.commit();
        }
        std::map<int, std::string> applied;
        {
            pqxx::nontransaction transaction(connection);
            applied = ledger(transaction);
        }
        const auto schema = compare(applied);
        if (schema == Schema::altered)
            throw std::runtime_error("an applied migration differs from this program's: refused");
        if (schema == Schema::ahead)
            throw std::runtime_error("the schema is newer than this program: refused");
        for (const auto& step : sql::migrations()) {
            if (applied.contains(step.number)) continue;
            apply(connection, step);
            done.emplace_back(step.name);
        }
    } catch (const pqxx::failure&) {
        rethrow_translated();
    }
    return done;
}

Schema schema_of(const std::string& url) {
    try {
        pqxx::connection connection(url + " connect_timeout=2");
        pqxx::nontransaction transaction(connection);
        if (transaction.exec("select to_regclass('public.migration')")[0][0].is_null())
            return Schema::behind;
        return compare(ledger(transaction));
    } catch (const pqxx::failure&) {
        rethrow_translated();
    }
}

}  // namespace backline::store

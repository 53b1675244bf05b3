#include "store/journal.h"

#include "store/statement.h"
#include "vault/chain.h"

namespace backline::store {

void note(Transaction& transaction, const Entry& entry) {
    const Text staff = entry.actor.staff ? Text{entry.actor.staff->text()} : Text{};
    const Text request = entry.request ? Text{entry.request->text()} : Text{};
    const Text sealed = entry.sealed.empty() ? Text{} : Text{bytea(entry.sealed)};
    run(transaction, sql::journal::add, entry.actor.kind, staff, entry.action, request,
        none_if_empty(entry.object), array_of(entry.fields), entry.detail, sealed);
}

std::vector<HistoryRow> history_of(Transaction& transaction, const RequestId& id) {
    std::vector<HistoryRow> history;
    for (const auto& row : run(transaction, sql::journal::of_request, id.text()))
        history.push_back({instant_of(row["at"]), string_of(row["action"]),
                           string_of(row["actor_kind"]), string_of(row["actor"]),
                           string_of(row["detail"]), string_of(row["object_id"]),
                           bytes_of(row["sealed"])});
    return history;
}

std::vector<ChangeRow> changes_after(Transaction& transaction, long position) {
    std::vector<ChangeRow> changes;
    for (const auto& row : run(transaction, sql::journal::changes, position)) {
        std::optional<RequestId> request;
        if (!row["request_id"].is_null())
            request = RequestId::trusted(string_of(row["request_id"]));
        changes.push_back(
            {row["position"].as<long>(), string_of(row["action"]), request, instant_of(row["at"])});
    }
    return changes;
}

long last_position(Transaction& transaction) {
    return run(transaction, sql::journal::position)[0][0].as<long>();
}

namespace {

Text text_or_null(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return string_of(field);
}

// Every column that says what happened; `xact` and `id` tie the position to this very row.
std::string canonical(const pqxx::row& row) {
    std::vector<Text> fields;
    for (const char* name : {"xact", "id", "at", "actor_kind", "actor_id", "action", "request_id",
                             "object_id", "fields", "detail", "sealed"})
        fields.push_back(text_or_null(row[name]));
    return canonical_entry(fields);
}

struct End {
    long position = 0;
    std::string xact = "0";
    std::string id = "0";
    std::string mac = chain_start();
};

End end_of_chain(Transaction& transaction) {
    End end;
    const auto rows = run(transaction, sql::seal::last);
    if (rows.empty()) return end;
    end.position = rows[0]["position"].as<long>();
    end.xact = string_of(rows[0]["xact"]);
    end.id = string_of(rows[0]["id"]);
    end.mac = bytes_of(rows[0]["mac"]);
    return end;
}

}  // namespace

Sealed seal_journal(Pool& pool, const Master& master, int most) {
    return transact(pool, [&](Transaction& transaction) {
        if (!flag_of(run(transaction, sql::seal::lock)[0][0])) return Sealed{};
        End end = end_of_chain(transaction);
        const auto rows = run(transaction, sql::seal::unsealed, end.xact, end.id, most);
        if (rows.empty()) return Sealed{0, end.position};
        std::vector<std::string> positions, xacts, ids, macs;
        for (const auto& row : rows) {
            end.mac = chain_step(master, end.mac, ++end.position, canonical(row));
            positions.push_back(std::to_string(end.position));
            xacts.push_back(string_of(row["xact"]));
            ids.push_back(string_of(row["id"]));
            macs.push_back(bytea(end.mac));
        }
        run(transaction, sql::seal::add, array_of(positions), array_of(xacts), array_of(ids),
            array_of(macs));
        run(transaction, sql::seal::head, end.position,
            bytea(chain_head(master, end.position, end.mac)));
        return Sealed{static_cast<long>(rows.size()), end.position};
    });
}

namespace {

constexpr int kVerifiedAtOnce = 5000;

// One page of the chain; extends `verified` and `mac`, or names the first bad position.
bool verify_page(Transaction& transaction, const Master& master, Verified& verified,
                 std::string& mac) {
    const auto rows = run(transaction, sql::seal::chain, verified.entries, kVerifiedAtOnce);
    for (const auto& row : rows) {
        const long position = row["position"].as<long>();
        const long expected = verified.entries + 1;
        const auto bad = [&](const char* what) {
            verified.bad_position = expected;
            verified.fault = what;
            return false;
        };
        if (position != expected) return bad("its seal is missing");
        if (!flag_of(row["present"])) return bad("its entry is missing");
        mac = chain_step(master, mac, position, canonical(row));
        if (mac != bytes_of(row["mac"])) return bad("it was altered, swapped or inserted");
        verified.entries = position;
    }
    return rows.size() == kVerifiedAtOnce;
}

}  // namespace

Verified verify_journal(Pool& pool, const Master& master) {
    return transact(pool, [&](Transaction& transaction) {
        // One picture of it all, while servers go on writing.
        transaction.raw().exec("set transaction isolation level repeatable read, read only");
        transaction.raw().exec("set local statement_timeout = 0");
        Verified verified;
        std::string mac = chain_start();
        while (verify_page(transaction, master, verified, mac)) {
        }
        if (!verified.fault.empty()) return verified;
        const auto heads = run(transaction, sql::seal::read_head);
        if (heads.empty()
                ? verified.entries > 0
                : heads[0]["position"].as<long>() != verified.entries ||
                      bytes_of(heads[0]["mac"]) != chain_head(master, verified.entries, mac)) {
            verified.bad_position = verified.entries + 1;
            verified.fault = "the end of the chain was cut off";
            return verified;
        }
        if (!flag_of(run(transaction, sql::seal::begun)[0][0])) {
            verified.bad_position = 1;
            verified.fault = "the journal was emptied";
            return verified;
        }
        const auto left_out = run(transaction, sql::seal::left_out);
        if (!left_out.empty()) {
            verified.bad_position = left_out[0]["position"].as<long>();
            verified.fault = "an entry without a seal was slipped in";
        }
        return verified;
    });
}

}  // namespace backline::store

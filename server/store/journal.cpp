#include "store/journal.h"

#include <cstdint>

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

std::vector<ChangeRow> changes_after(Transaction& transaction, long position, bool lead) {
    std::vector<ChangeRow> changes;
    for (const auto& row : run(transaction, sql::journal::changes, position, lead)) {
        std::optional<RequestId> request;
        if (!row["request_id"].is_null())
            request = RequestId::trusted(string_of(row["request_id"]));
        changes.push_back({row["position"].as<long>(), string_of(row["action"]), request,
                           instant_of(row["at"]), string_of(row["actor"]),
                           string_of(row["reference"]), bytes_of(row["sealed"])});
    }
    return changes;
}

std::vector<ShownNumber> shown_numbers(Transaction& transaction) {
    std::vector<ShownNumber> shown;
    for (const auto& row : run(transaction, sql::journal::shown_numbers))
        shown.push_back({instant_of(row["at"]), string_of(row["actor"]),
                         RequestId::trusted(string_of(row["request_id"])),
                         string_of(row["reference"]), bytes_of(row["sealed"])});
    return shown;
}

int reveal_wait(Transaction& transaction, const StaffId& person, int most) {
    const auto row = run(transaction, sql::journal::reveals, person.text(), most)[0];
    if (row["shown"].as<long>() < most) return 0;
    return std::max(1, row["seconds"].as<int>());
}

long last_position(Transaction& transaction) {
    return run(transaction, sql::journal::position)[0][0].as<long>();
}

namespace {

Text text_or_null(const pqxx::field& field) {
    if (field.is_null()) return std::nullopt;
    return string_of(field);
}

// Every column that says what happened; `xact` and `id` tie the position to this very row. The
// first epoch's entries have no word of it: they were sealed before there was one.
std::string canonical(const pqxx::row& row) {
    std::vector<Text> fields;
    for (const char* name : {"xact", "id", "at", "actor_kind", "actor_id", "action", "request_id",
                             "object_id", "fields", "detail", "sealed"})
        fields.push_back(text_or_null(row[name]));
    if (row["epoch"].as<int>() > 0) fields.push_back(text_or_null(row["epoch"]));
    return canonical_entry(fields);
}

std::uint64_t xact_of(const pqxx::field& field) {
    return std::stoull(string_of(field));
}

// Where the chain ends, and below which transaction of which epoch everything is sealed.
struct End {
    Anchor at{0, chain_start()};
    int epoch = 0;
    std::uint64_t floor = 0;
    std::uint64_t under_way = 0;
};

struct Fault {
    long position;
    observe::Word what;
};

End end_in(const pqxx::row& row) {
    End end;
    end.at.position = row["position"].as<long>();
    if (end.at.position > 0) end.at.mac = bytes_of(row["mac"]);
    end.epoch = row["epoch"].as<int>();
    end.floor = xact_of(row["floor"]);
    end.under_way = xact_of(row["under_way"]);
    return end;
}

std::string signature_of(const Master& master, const End& end, bool whole) {
    if (!whole) return chain_head(master, end.at.position, end.at.mac);
    return chain_head(master, end.at.position, end.at.mac, static_cast<std::uint32_t>(end.epoch),
                      end.floor);
}

// What is wrong with the end: the head against the seals, and both against what was told outside.
std::optional<Fault> fault_of(const pqxx::row& row, const End& end, const Master& master,
                              const Anchor& told) {
    const long after = end.at.position + 1;
    if (row["head_mac"].is_null()) return Fault{after, "the signed end of the chain is gone"};
    if (row["head_position"].as<long>() != end.at.position ||
        bytes_of(row["head_mac"]) != signature_of(master, end, flag_of(row["whole"])))
        return Fault{after, "the end of the chain was cut off"};
    if (end.at.position > 0 && !flag_of(row["present"]))
        return Fault{end.at.position, "its entry is missing"};
    if (told.position > end.at.position)
        return Fault{after, "the database was rolled back: the anchor stands further on"};
    if (told.position > 0 && bytes_of(row["told"]) != told.mac)
        return Fault{told.position, "another past than the anchor's was signed"};
    return std::nullopt;
}

// The seals of a page of entries; moves `at` to its end.
void add_seals(Transaction& transaction, const Master& master, const pqxx::result& rows,
               Anchor& at) {
    std::vector<std::string> positions, epochs, xacts, ids, macs;
    for (const auto& row : rows) {
        at.mac = chain_step(master, at.mac, ++at.position, canonical(row));
        positions.push_back(std::to_string(at.position));
        epochs.push_back(string_of(row["epoch"]));
        xacts.push_back(string_of(row["xact"]));
        ids.push_back(string_of(row["id"]));
        macs.push_back(bytea(at.mac));
    }
    run(transaction, sql::seal::add, array_of(positions), array_of(epochs), array_of(xacts),
        array_of(ids), array_of(macs));
}

void sign(Transaction& transaction, const Master& master, const End& end) {
    run(transaction, sql::seal::head, end.at.position, bytea(signature_of(master, end, true)),
        end.epoch, std::to_string(end.floor));
}

}  // namespace

bool others_passed(Transaction& transaction) {
    return flag_of(run(transaction, sql::seal::others_passed)[0][0]);
}

void begin_journal(Transaction& transaction, const Master& master) {
    sign(transaction, master, End{});
}

Sealed seal_journal(Pool& pool, const Master& master, int most, const Anchor& told) {
    return transact(pool, [&](Transaction& transaction) {
        Sealed sealed;
        if (!flag_of(run(transaction, sql::seal::lock)[0][0])) return sealed;
        const auto look = run(transaction, sql::seal::end, told.position);
        End end = end_in(look[0]);
        if (const auto fault = fault_of(look[0], end, master, told)) {
            sealed.fault = fault->what;
            sealed.bad_position = fault->position;
            return sealed;
        }
        // Read after the oldest transaction under way: whatever is below that one is seen.
        const auto rows =
            run(transaction, sql::seal::unsealed, end.epoch, std::to_string(end.floor), most);
        // Numbers never go back, save where a dump was restored.
        const bool anew = end.under_way < end.floor;
        sealed.count = static_cast<long>(rows.size());
        if (!rows.empty()) add_seals(transaction, master, rows, end.at);
        if (sealed.count < most) {
            end.epoch += anew ? 1 : 0;
            end.floor = end.under_way;
        }
        if (!rows.empty() || anew) sign(transaction, master, end);
        sealed.end = end.at;
        sealed.floor = std::to_string(end.under_way);
        return sealed;
    });
}

namespace {

constexpr int kVerifiedAtOnce = 5000;

struct Walk {
    Anchor at{0, chain_start()};
    std::optional<Fault> fault;
};

// One page of the chain; false: it was the last, or a fault was found.
bool walk_page(Transaction& transaction, const Master& master, Walk& walk) {
    const auto rows = run(transaction, sql::seal::chain, walk.at.position, kVerifiedAtOnce);
    for (const auto& row : rows) {
        const long position = row["position"].as<long>();
        const long expected = walk.at.position + 1;
        const auto bad = [&](observe::Word what) {
            walk.fault = Fault{expected, what};
            return false;
        };
        if (position != expected) return bad("its seal is missing");
        if (!flag_of(row["present"])) return bad("its entry is missing");
        auto mac = chain_step(master, walk.at.mac, position, canonical(row));
        if (mac != bytes_of(row["mac"])) return bad("it was altered, swapped or inserted");
        walk.at = {position, std::move(mac)};
    }
    return rows.size() == kVerifiedAtOnce;
}

void take_first(std::optional<Fault>& first, const std::optional<Fault>& other) {
    if (other && (!first || other->position < first->position)) first = other;
}

}  // namespace

Verified verify_journal(Pool& pool, const Master& master, const Anchor& told) {
    return transact(pool, [&](Transaction& transaction) {
        // One picture of it all, while servers go on writing.
        transaction.raw().exec("set transaction isolation level repeatable read, read only");
        transaction.raw().exec("set local statement_timeout = 0");
        Walk walk;
        while (walk_page(transaction, master, walk)) {
        }
        auto first = walk.fault;
        const auto look = run(transaction, sql::seal::end, told.position);
        const End end = end_in(look[0]);
        if (!first) take_first(first, fault_of(look[0], end, master, told));
        const auto floor = std::to_string(end.floor);
        const auto left_out = run(transaction, sql::seal::left_out, end.epoch, floor);
        if (!left_out.empty())
            take_first(first, Fault{left_out[0]["position"].as<long>(),
                                    "an entry without a seal was slipped in"});
        Verified verified;
        verified.entries = walk.at.position;
        verified.end = walk.at;
        if (first) {
            verified.bad_position = first->position;
            verified.fault = first->what.text();
            return verified;
        }
        verified.waiting = run(transaction, sql::seal::waiting, end.epoch, floor)[0][0].as<long>();
        return verified;
    });
}

}  // namespace backline::store

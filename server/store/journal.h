// The journal: what was done or seen, in the transaction of the thing itself. Insert only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/id.h"
#include "domain/result.h"
#include "store/database.h"
#include "vault/master.h"

namespace backline::store {

struct Actor {
    std::string kind;  // patient, staff, system, operator
    std::optional<StaffId> staff;
    static Actor patient() { return {"patient", {}}; }
    static Actor system() { return {"system", {}}; }
    static Actor by_operator() { return {"operator", {}}; }
    static Actor person(const StaffId& id) { return {"staff", id}; }
};

struct Entry {
    Actor actor;
    std::string action;  // "request.viewed"
    std::optional<RequestId> request;
    std::string object;               // its id or name
    std::vector<std::string> fields;  // what was changed or seen
    std::string detail = "{}";        // JSON of codes, counts and instants; never an identity
    std::string sealed;               // values, sealed under Place{"journal", action, object}
};

void note(Transaction& transaction, const Entry& entry);

struct HistoryRow {
    Instant at;
    std::string action, actor_kind, actor, detail, object;
    std::string sealed;
};
// Newest first, at most 200.
std::vector<HistoryRow> history_of(Transaction& transaction, const RequestId& id);

struct ChangeRow {
    long position;
    std::string action;
    std::optional<RequestId> request;
    Instant at;
};
std::vector<ChangeRow> changes_after(Transaction& transaction, long position);
long last_position(Transaction& transaction);

// Gives committed entries their positions and extends the chain; at most `most` of them. Does
// nothing while another server does it. Returns how many, and the last position.
struct Sealed {
    long count = 0;
    long position = 0;
};
Sealed seal_journal(Pool& pool, const Master& master, int most);

// Walks the whole chain. `fault` is empty when it holds; else what is wrong with the first bad
// position.
struct Verified {
    long entries = 0;
    long bad_position = 0;
    std::string fault;
};
Verified verify_journal(Pool& pool, const Master& master);

}  // namespace backline::store

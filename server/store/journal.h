// The journal: what was done or seen, in the transaction of the thing itself. Insert only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/id.h"
#include "domain/result.h"
#include "observe/event.h"
#include "store/database.h"
#include "vault/anchor.h"
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
    std::string actor, reference, sealed;  // actor and sealed: of phone.revealed only
};
std::vector<ChangeRow> changes_after(Transaction& transaction, long position, bool lead);
// Numbers shown on request within a day, newest first, at most 50; `sealed` holds why.
struct ShownNumber {
    Instant at;
    std::string actor;
    RequestId request;
    std::string reference, sealed;
};
std::vector<ShownNumber> shown_numbers(Transaction& transaction);
// Seconds until this person may be shown another number, of at most `most` an hour; 0: now. Holds
// their row until the transaction ends.
int reveal_wait(Transaction& transaction, const StaffId& person, int most);
long last_position(Transaction& transaction);

// Gives committed entries their positions and extends the chain; at most `most` of them. Does
// nothing while another server does it. Goes on from the signed head only, and only where `told`
// (what this server or its anchor saw last) is part of the chain: else nothing is sealed, and
// `fault` says what is wrong with the position.
struct Sealed {
    long count = 0;
    Anchor end;         // where the chain ends now; position 0 where nothing was looked at
    std::string floor;  // the oldest transaction that was under way
    std::optional<observe::Word> fault;  // none: all is well
    long bad_position = 0;
};
Sealed seal_journal(Pool& pool, const Master& master, int most, const Anchor& told = {});

// Whether some transaction is under way that others have overtaken.
bool others_passed(Transaction& transaction);

// Signs an empty chain: with the first keys, once. Without it nothing is ever sealed.
void begin_journal(Transaction& transaction, const Master& master);

// Walks the whole chain and changes nothing. `fault` is empty when it holds and `told` is part of
// it; else what is wrong with the first bad position.
struct Verified {
    long entries = 0;
    long waiting = 0;  // entries that are not sealed yet
    long bad_position = 0;
    std::string fault;
    Anchor end;
};
Verified verify_journal(Pool& pool, const Master& master, const Anchor& told = {});

}  // namespace backline::store

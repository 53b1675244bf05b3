// Requests, their claims and attempts as rows: each function is one statement, inside the
// transaction that the use case opened. What "no" means is the use case's to find out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/contact.h"
#include "domain/id.h"
#include "domain/outcome.h"
#include "domain/request.h"
#include "store/database.h"
#include "vault/keyring.h"

namespace backline::store {

struct Origin {
    std::string from, utm_source, utm_medium, utm_campaign, utm_content, utm_term;
};

// A request as it is kept, its sealed values opened.
struct RequestRow {
    RequestId id;
    std::string reference, topic, language;
    Kind kind = Kind::callback;
    State state;
    int rank = 0;
    bool interpreter = false, voicemail_ok = false, text_ok = false, suppressed = false;
    Relation relation = Relation::self;
    std::optional<bool> existing_patient;
    std::vector<std::string> red_flags;
    bool flagged = false;  // one was ticked, and no person was reached since
    AskedTime asked;
    std::string name, phone, email, reason;  // phone in E.164
    std::string contact_name;                // who asked for them; may be empty
    std::vector<std::string> unreadable;     // of these, what is kept and can't be opened
    std::string barred;                      // why no instant allows a call; empty: one does
    std::string phone_index;
    Origin origin;
    std::optional<Window> promise;
    std::vector<StandingPromise> standing;  // earliest first
    std::optional<Instant> sooner;          // due before the state's own time: see RequestFacts
    std::optional<Instant> permitted_since;
    bool joined = false;  // it has had more than one form
    std::optional<StaffId> claim_agent, reserved_for;
    std::string claim_name;
    std::optional<Instant> claim_until;
    bool claim_live = false;
    long fence = 0;
    std::optional<AttemptId> open_attempt;
    Instant created_at, wanted_at, now;
    bool called = false;  // there is an attempt, open or over
    std::optional<Instant> first_attempt_at, reached_at;
    std::optional<Appointment> appointment;
};

std::optional<RequestRow> find_request(Transaction& transaction, const Keyring& keys,
                                       const RequestId& id);
// What its forms asked for that stand, save what `asked` of its row says.
std::vector<AskedTime> also_asked(Transaction& transaction, const RequestId& id);
// Locks the row until the transaction ends; false when there is none.
bool lock_request(Transaction& transaction, const RequestId& id);
struct OtherRequest {
    RequestId id;
    std::string reference;
};
// The same before the request takes another number; locks the same person's open request under that
// number, too, which the answer names.
std::optional<OtherRequest> lock_with_other(Transaction& transaction, const RequestId& id,
                                            const std::string& phone_index);

struct AttemptRow {
    AttemptId id;
    int number = 0;
    std::string agent;
    StaffId agent_id;
    Instant started_at;
    std::optional<Instant> ended_at;
    std::string outcome, note, reason, advice;
    std::string phone_index;  // of the number that was called, perhaps not the request's any more
    bool counted = true;
    bool unreadable = false;  // the note
};
std::vector<AttemptRow> attempts_of(Transaction& transaction, const Keyring& keys,
                                    const RequestId& id);

struct Relative {
    RequestId id;
    std::string reference, state;
};
// Others with the same number, and the note that `agent` is still writing.
struct Around {
    std::vector<Relative> household;
    std::string draft;
    bool draft_unreadable = false;
};
// Calls to this number for other requests of late, ended, oldest first.
std::vector<PastAttempt> calls_of_number(Transaction& transaction, const std::string& phone_index,
                                         const RequestId& but);

Around around(Transaction& transaction, const Keyring& keys, const RequestRow& request,
              const StaffId& agent, bool with_quarantined);
bool save_draft(Transaction& transaction, const Keyring& keys, const RequestId& id,
                const StaffId& agent, long fence, const std::string& note);

struct ClaimRow {
    RequestId id;
    long fence = 0;
    Instant until;
};
struct ClaimWish {
    StaffId agent;
    std::vector<std::string> languages;
    int lease_seconds = 300;
    int speaker_minutes = 15;
    bool lead = false;
};
// Throws Conflict when a lapsed claim of this agent stands in the way: see lapse_claims.
std::optional<ClaimRow> claim_next(Transaction& transaction, const ClaimWish& wish);
std::optional<ClaimRow> claim_given(Transaction& transaction, const Keyring& keys,
                                    const ClaimWish& wish, const RequestId& id,
                                    const std::string& reason);
std::optional<ClaimRow> held_by(Transaction& transaction, const StaffId& agent);
struct ClaimState {
    std::string state, holder;
    bool mine = false, live = false, in_call = false;
};
std::optional<ClaimState> claim_state(Transaction& transaction, const RequestId& id,
                                      const StaffId& agent);
std::optional<Instant> renew_claim(Transaction& transaction, const RequestId& id,
                                   const StaffId& agent, long fence, int lease_seconds);
bool release_claim(Transaction& transaction, const Keyring& keys, const RequestId& id,
                   const StaffId& agent, long fence, const std::string& reason);
// Moves what is free and due by now to `due_at`, which must be later.
void put_off(Transaction& transaction, const RequestId& id, Instant due_at, const std::string& why);
// No instant allows a call, and `why` says the gate's reason: with a lead from now on, served to
// nobody, unless it is in a call or somebody other than `holder` has it. And back.
void bar(Transaction& transaction, const RequestId& id, const std::string& why,
         const StaffId& holder);
void unbar(Transaction& transaction, const RequestId& id, const StaffId& lead);
// Frees what lapsed: this agent's, or everybody's. How many.
long lapse_claims(Transaction& transaction, const std::optional<StaffId>& agent);

struct StartedRow {
    AttemptId id;
    int number = 0;
    Instant started_at;
};
std::optional<StartedRow> start_attempt(Transaction& transaction, const AttemptId& id,
                                        const RequestId& request, const StaffId& agent, long fence);
// Tells of calls that have been open for an hour, once for each; how many.
long note_overdue_attempts(Transaction& transaction);
struct FoundAttempt {
    RequestId request;
    StaffId agent;
    long fence = 0;
    int number = 0;
    Instant started_at;
    std::optional<Instant> ended_at;
    std::string outcome;
};
std::optional<FoundAttempt> find_attempt(Transaction& transaction, const AttemptId& id);

// What the start of a call kept stands again: the call does not count.
void reopen_promises(Transaction& transaction, const AttemptId& attempt);
struct EndedAttempt {
    AttemptId id;
    StaffId agent;
    long fence = 0;
    std::string outcome, reached, note, reason, advice;
    bool counted = true;
    State next;
    int rank = 3;
    std::optional<Window> promise;  // of a scheduled one
    std::optional<Instant> sooner;  // due before the state's own time: see Step
    int sooner_rank = 2;            // until then
    bool told = false;              // it was told to the patient on this call
    std::optional<int> closed_business_seconds;
    std::string language;  // empty: stays
    std::optional<StaffId> reserved_for;
    bool suppress = false;
    int business_seconds = 0;  // BH(s, start of this attempt)
    std::optional<Appointment> appointment;
};
// When the request is due now; no value: closed. Throws std::logic_error when the attempt is over
// or the fence stale, which its caller has looked at under the row's lock.
std::optional<Instant> end_attempt(Transaction& transaction, const Keyring& keys,
                                   const EndedAttempt& ended);
// What was answered when it ended.
struct AnsweredAttempt {
    State state;
    std::optional<Instant> due_at;
    std::string merged_into;      // a reference; empty: none
    bool number_changed = false;  // by this attempt
};
std::optional<AnsweredAttempt> answered_attempt(Transaction& transaction, const AttemptId& id);

// Another number of the request's person, learned on attempt `learned`.
struct NewNumber {
    std::string sealed, index, last_four_index;
    std::string old;     // as it was stored
    std::string barred;  // why no instant allows a call of the new one; empty: one does
    bool suppressed = false;
};
// Throws Conflict when the person has made another request under that number meanwhile.
void change_number(Transaction& transaction, const Keyring& keys, const RequestId& id,
                   const AttemptId& learned, const StaffId& agent, const NewNumber& number);
// A closed request becomes part of an open one of the same person, both locked.
void merge(Transaction& transaction, const RequestId& gone, const RequestId& into,
           const StaffId& agent);
// Before a request takes one of these numbers, and before any row is locked: until the transaction
// ends nobody suppresses them.
void share_numbers(Transaction& transaction, const std::vector<std::string>& phone_indexes);
bool is_suppressed(Transaction& transaction, const std::string& phone_index);
// Before a number is suppressed, and before any row is locked: no form of it may slip past.
void lock_number(Transaction& transaction, const std::string& phone_index);
// The other open requests of a number that must not be called again go to a lead.
void suppress_others(Transaction& transaction, const std::string& phone_index,
                     const RequestId& but);

struct QueueRow {
    RequestId id;
    std::string reference, topic, language, state, phone;
    Kind kind = Kind::callback;
    bool interpreter = false, red_flag = false, in_call = false;
    bool flagged = false;  // its red flag stands: no person was reached since
    int rank = 0, attempts = 0;
    Instant due_at, created_at;
    AskedTime asked;
    std::optional<Window> promise;
    std::optional<StaffId> claim_agent;
    std::string claim_name;
    std::optional<Instant> claim_until;
    std::string overdue_agent;  // whose call is open for too long; empty: nobody's
    std::string barred;         // why it can't be called: "suppressed", "their_local_time", …
    bool no_speaker = false;    // nobody who is in speaks its language
    bool unreadable = false;    // the number
};
// For a lead what is a lead's matter comes first: see overdue_agent, which is empty for others.
std::vector<QueueRow> queue(Transaction& transaction, const Keyring& keys, bool lead,
                            int speaker_minutes);
// Whether somebody who speaks it signed in of late.
bool has_speaker(Transaction& transaction, const std::string& language, int speaker_minutes);
struct QueueCounts {
    Instant now;
    long seq, due, later, claimed, escalated, quarantined;
    long held_red_flags;  // of the quarantined
    long open;            // all of them
};
QueueCounts queue_counts(Transaction& transaction, bool lead);

struct SearchKeys {
    std::string state, reference;
    std::optional<std::string> phone_index, last_four_index, email_index;
    std::vector<std::string> name_words;  // blind indexes, all of them
    std::string before;                   // an id; empty: from the newest
    std::optional<Instant> from, until;   // created at or after, and before
    bool with_quarantined = false;
};
// At most 51, newest first.
std::vector<QueueRow> search(Transaction& transaction, const Keyring& keys,
                             const SearchKeys& wanted);

// Seals where visits are and whom they are with, of those kept in clear before; at most `most`.
// How many.
int seal_visits(Transaction& transaction, const Keyring& keys, int most);

// Whose indexes of name and email an earlier folding made, at most `most`, locked. What cannot be
// opened is empty.
struct FoldedBefore {
    RequestId id;
    std::string name, email;
};
std::vector<FoldedBefore> folded_before(Transaction& transaction, const Keyring& keys, int most);
// Makes them anew. Without a name's index they stay, and the row is done with.
void fold(Transaction& transaction, const RequestId& id, const std::string& name_index,
          const std::vector<std::string>& name_words, const std::string& email_index);

bool release_quarantined(Transaction& transaction, const RequestId& id, const StaffId& lead,
                         Instant due_at, int rank, const Window& promise,
                         const std::string& barred);
// Where the person has an open request by now: this one is closed as its duplicate. False when that
// is over meanwhile.
bool release_joined(Transaction& transaction, const RequestId& id, const StaffId& lead);
// Without a call; false during one and when it is closed already. `note` may be empty; `suppress`:
// the number must not be called again (see lock_number).
struct Closure {
    std::string resolution, note;
    int business_seconds = 0;
    bool suppress = false;
};
bool close_request(Transaction& transaction, const Keyring& keys, const RequestId& id,
                   const StaffId& by, const Closure& closure);
// Marks promises broken whose time has passed; how many.
long settle_promises(Transaction& transaction);

}  // namespace backline::store

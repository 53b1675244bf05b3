// Submitted forms: group commit, the answer of each key, the patient's link.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/promise.h"
#include "store/requests.h"

namespace backline::store {

struct Context {
    Instant now;
    Pace pace;
};
Context context(Transaction& transaction);

// How many forms of an address in an hour, and requests of a number in a day, are too many; 0: no
// limit. Whether to count an address's suspects.
struct Limits {
    int per_address_hour = 0;
    int per_phone_day = 0;
    bool suspects = false;
};
// Of each blind index: how many were seen, counted no further than the limit, and whether the
// number must never be called.
struct Known {
    long seen = 0;
    bool suppressed = false;
    long suspects = 0;  // of an address's latest forms those that bore a machine's mark
    long passed = 0;    // and those that nobody held back, or a lead let out
    // And within ten minutes, held back or not: those without proof of work; and those with signs
    // of an emergency that were not held back.
    long unproven = 0, flagged = 0;
};
std::map<std::string, Known> known(Transaction& transaction,
                                   const std::vector<std::string>& addresses,
                                   const std::vector<std::string>& phones, const Limits& limits);

// One form as it will be kept; every identity sealed or hashed already.
struct SubmissionRow {
    std::string key_hash, body_mac, reference, token_hash, page_language;
    int edition = 0;
    std::string words_sealed;  // all that the form said
    bool proven = false;
    std::optional<std::string> address_index, render_nonce;
    RequestId id;
    Window promise;
    std::string kind, topic, language, relation;
    bool interpreter = false, voicemail_ok = false, text_ok = false;
    std::optional<bool> existing_patient;
    std::vector<std::string> red_flags;
    AskedTime asked;
    std::string name_sealed, phone_sealed, email_sealed, reason_sealed;  // empty: none
    std::string contact_name_sealed;                                     // empty: none
    std::string phone_index, last_four_index, email_index, name_index;
    std::vector<std::string> name_word_index;
    std::string consent_text_id;
    Origin origin;
    std::optional<StaffId> taken_by;
    State state;
    int rank = 2;
    bool suppressed = false;
    std::string barred;  // why no instant allows a call; empty: one does
    Instant wanted_at;
};

struct SavedRow {
    bool fresh = false;
    bool made = false;
};
// In the order of `rows`. A key seen before is not fresh; fresh without made: the person has an
// open request to join.
std::vector<SavedRow> save(Transaction& transaction, const std::vector<SubmissionRow>& rows);

struct PastAnswer {
    std::string body_mac;  // empty: of a form from before there was one
    int edition = 0;
    std::string reference, language;
    Window promise;
    Instant answered_at;
};
std::optional<PastAnswer> answer_of_key(Transaction& transaction, const std::string& key_hash);

// Joins a fresh form to the open request of its person; its promise stands beside those that were
// told before. `words` are the form's own email and reason, sealed for the journal. False when that
// request has closed meanwhile.
bool join(Transaction& transaction, const SubmissionRow& row, const std::string& words);

struct LinkedRow {
    std::string key_hash, body_mac, words_sealed;  // of this form; empty: none
    int edition = 0;
    RequestId id;
    std::string reference, language, resolution;
    Instant permitted_since;   // to call: their last form, or when they were spoken to
    std::string last_outcome;  // of the last call that is over; empty: none is
    State state;
    int number = 1;             // of this form among its request's
    bool others_stand = false;  // forms of the same request that were not withdrawn
    bool news = false;          // a call or an end that came while no earlier form stood
    bool agreed_since = false;  // a call was agreed while no earlier form stood
    bool called = false;        // be the call on, or in vain
    bool withdrawn = false;     // this form
    bool red_flag = false;      // of this form
    bool barred = false;        // no instant allows a call
    bool suppressed = false, in_call = false, voicemail_ok = false;
    int attempts = 0;
    Instant now, submitted_at, created_at, wanted_at;
    Window told;                     // to this form
    std::optional<Window> standing;  // the same, while neither kept, broken nor void
    std::optional<Window> promise;   // that the request is meant for
    std::optional<Appointment> appointment;
    int appointment_sequence = 0;  // how often it was changed
    AskedTime asked;
    std::string phone, phone_index, name_index;  // of the request
};
std::optional<LinkedRow> find_linked(Transaction& transaction, const Keyring& keys,
                                     const std::string& token_hash);
// What a link tells from now on, where the request itself cannot follow or is another's, too.
// `moved`: the request followed, and that is in the journal already.
void tell(Transaction& transaction, const std::string& token_hash, const AskedTime& asked,
          const Window& told, bool moved);
// Of a request with no other form: it closes. False during a call.
bool withdraw(Transaction& transaction, const RequestId& id, int business_seconds);
// Of a request with no other form: it moves. False during a call and where it may not be called.
bool move_window(Transaction& transaction, const LinkedRow& form, const AskedTime& asked,
                 Instant due_at, const Window& promise, Instant wanted_at);
// Of one among several forms that stand, or of one whose request cannot follow, the request's row
// locked: the request goes on for the others, at no later time than they were told.
void withdraw_form(Transaction& transaction, const LinkedRow& form, const std::string& token_hash);
void move_form(Transaction& transaction, const LinkedRow& form, const Window& told, Instant due_at);

// What a form says instead of what it said, before anybody has called.
struct Correction {
    std::vector<std::string> fields;  // that differ
    std::string before;               // all that it said, sealed for the journal; may be empty
};
// Of a form that stands alone, the request's row locked. False where the request cannot follow.
bool correct(Transaction& transaction, const LinkedRow& form, const SubmissionRow& row,
             const Correction& correction);
// The form's key, reference and link are free for other words; the old ones keep their place under
// those of `aside`, and stand no longer unless they `stand`. The render token of its page, if any,
// which is free, too.
std::optional<std::string> put_aside(Transaction& transaction, const LinkedRow& form,
                                     const SubmissionRow& aside, bool stand,
                                     const Correction& correction);
// A request that nobody has called ends in the one that its form's new words made or joined.
void replace(Transaction& transaction, const RequestId& id, const RequestId& by);
// The open request of this form's person, locked.
std::optional<RequestId> open_of_person(Transaction& transaction, const SubmissionRow& row);
// The request that a form belongs to.
RequestId request_of(Transaction& transaction, const std::string& key_hash);
// The form that used this render token, where its name or its number is the row's, too.
struct PageBefore {
    std::string key_hash;
    bool same_name = false, same_address = false;
};
std::optional<PageBefore> same_page(Transaction& transaction, const SubmissionRow& row);

}  // namespace backline::store

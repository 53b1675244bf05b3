// The phone team's work: the queue, claims, calls and what came of them. Source: product.md
// "Request", "Outcomes", "The gate", invariants 1–5. Every function is one transaction; every write
// of a holder carries the fence of its claim and is refused with StaleFence, changing nothing, once
// the claim is over.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/people.h"
#include "app/submit.h"
#include "domain/outcome.h"
#include "domain/promise.h"
#include "domain/sought.h"

namespace backline {

struct Holder {
    StaffId id;
    std::string name;
};

struct AttemptView {
    AttemptId id;
    int number = 0;
    std::string agent;
    Instant started_at;
    std::optional<Instant> ended_at;
    std::string outcome;  // code; empty while open
    std::string note;
    std::string reason;  // of the outcome's; empty: none
    std::string advice;  // id of the emergency text that was read; empty: none
};

struct HistoryLine {
    Instant at;
    std::string kind;   // the journal's action
    std::string actor;  // a name, "patient" or "system"
    std::string text;   // plain English
};

// A request as its holder, or somebody who may look at it, sees it. `phone` is full only to the
// holder.
struct RequestView {
    RequestId id;
    std::string reference, name, phone, extension, phone_display, phone_masked, email, reason,
        topic, language;
    Kind kind = Kind::callback;
    State state;
    int rank = 0;
    bool interpreter = false, voicemail_ok = false, text_ok = false, red_flag = false,
         suppressed = false;  // red_flag: ticked, and no person was reached since
    Relation relation = Relation::self;
    std::string contact_name;  // who asked, where it is for somebody else; may be empty
    std::optional<bool> existing_patient;
    std::vector<std::string> red_flags;
    AskedTime asked;
    Source source;
    Instant created_at;
    std::optional<Instant> due_at;
    std::optional<Window> promise;
    std::vector<AttemptView> attempts;
    std::vector<HistoryLine> history;
    struct Relative {
        RequestId id;
        std::string reference, state;
    };
    std::vector<Relative> household;
    std::optional<Appointment> appointment;
    std::optional<Holder> holder;
    std::optional<Instant> held_until;
    std::optional<AttemptId> open_attempt;
    std::optional<Instant> open_attempt_started_at;
    int voicemails_left = 0;
    std::string draft;
    std::vector<std::string> unreadable;  // what is kept and can't be read: "name", "draft", …
    std::string barred;                   // why no instant allows a call; empty: one does
    bool no_speaker = false;  // nobody who is in speaks its language: with an interpreter
    GateAnswer callable;
    std::string quarantine_reason;
};

struct Claim {
    RequestView request;
    long fence = 0;
    int lease_seconds = 0;
};

struct QueueItem {
    RequestId id;
    std::string reference, topic, language, state, phone_masked;
    Kind kind = Kind::callback;
    bool interpreter = false, red_flag = false, in_call = false;
    bool flagged = false;  // its red flag stands: no person was reached since
    int rank = 0;
    int attempts = 0;
    Instant due_at, created_at;
    AskedTime asked;
    std::optional<Window> promise;
    std::optional<Holder> holder;
    std::optional<Instant> held_until;
    std::string overdue_agent;  // whose call is open for over an hour; for leads only
    std::string barred;         // why it can't be called: "suppressed", "their_local_time", …
    bool no_speaker = false;    // nobody who is in speaks its language: with an interpreter
    std::vector<std::string> unreadable;
};
struct Queue {
    long seq = 0;  // the journal's position this picture includes at least
    Instant now;
    // In the order of serving: at most 200 that can be served, and what of a lead's matters fits
    // beside them; for leads also what is held back with signs of an emergency (see
    // claim/queue.sql).
    std::vector<QueueItem> items;
    long more = 0;  // open requests that are not among them
    long due = 0, later = 0, claimed = 0, escalated = 0, quarantined = 0;
    long held_red_flags = 0;  // of the quarantined: with signs of an emergency
};

// A due item's place in words: "overdue", "held_back", "red_flag", "promised", "new", "retry",
// "later"; "barred" where no instant allows a call; and why it stands there, in the institute's
// local time.
struct Standing {
    std::string code;
    std::string why;
    std::string target;
};
Standing standing_of(const QueueItem& item, const Institute& institute, Instant now);
// The gate's reason in words, e.g. "Their window opens 2:00 pm".
std::string words_of(const GateAnswer& answer, const Institute& institute, Instant now);

Result<Queue> queue(App& app, const Person& person);

// Who was shown the number of which request, and why: for leads.
struct Revealed {
    std::string who, reference, reason;
};
struct ShownNumber {
    Instant at;
    RequestId request;
    Revealed what;
};
// Within a day, newest first, at most 50.
std::vector<ShownNumber> shown_numbers(App& app, const Person& lead);
struct Change {
    long seq;
    std::string kind;
    std::optional<RequestId> request_id;  // of a quarantined one for leads alone
    Instant at;
    std::optional<Revealed> revealed;
};
struct Changes {
    long seq = 0;
    std::vector<Change> changes;
};
// What happened after position `after`, at most 500. seq is the last position looked at. Leads are
// told whose number was shown to whom.
Changes changes_after(App& app, long after, bool lead = false);

// The next request to call, or the one already held (a lost answer loses nothing); nothing when
// none is due. What the gate would refuse by now is put off to the first instant it allows, what it
// would refuse for ever goes to a lead (barred), and the next is tried.
Result<std::optional<Claim>> claim_next(App& app, const Person& person);
// A given one. Held when somebody else holds it; a lead takes it over with a reason, from under a
// call once that has been open for an hour. WrongState{"holding_another"} when this person holds
// another one. Why it is barred is judged anew: what is callable again is so from now on.
Result<Claim> claim_given(App& app, const Person& person, const RequestId& id,
                          const std::string& reason);
// What this person holds, seen once more; nothing when that is nothing.
std::optional<Claim> held_claim(App& app, const Person& person);
struct Renewal {
    int lease_seconds;
    Instant held_until;
};
Result<Renewal> renew_claim(App& app, const Person& person, const RequestId& id, long fence);
// Back to its place in the queue. WrongState{"attempt_open"} during a call.
Result<void> release_claim(App& app, const Person& person, const RequestId& id, long fence,
                           const std::string& reason);
Result<void> save_draft(App& app, const Person& person, const RequestId& id, long fence,
                        const std::string& note);

Result<RequestView> view_request(App& app, const Person& person, const RequestId& id);
struct Search {
    std::string q;      // empty: all
    std::string state;  // empty: any
    std::string cursor;
    std::optional<LocalDay> from{}, to{};  // created on one of these days or between
};
struct Found {
    std::vector<QueueItem> items;
    std::string next_cursor;
    Instant now;
    std::optional<Sought> understood;  // what q was taken for
    long held_aside = 0;  // how many more are in quarantine, for whoever may not see them there
};
// By reference, whole number, its last seven or four digits, email or words of the name (see
// domain/sought.h). Invalid{"q"|"cursor"}.
Result<Found> search_requests(App& app, const Person& person, const Search& search);
// The full number of a request one does not hold; journaled with the reason (required).
Result<Phone> reveal_phone(App& app, const Person& person, const RequestId& id,
                           const std::string& reason);
Result<void> add_note(App& app, const Person& person, const RequestId& id, const std::string& note);
// A lead lets a quarantined request into the queue, or closes it as spam.
Result<void> release_from_quarantine(App& app, const Person& person, const RequestId& id);
Result<void> close_as_spam(App& app, const Person& person, const RequestId& id);

// A lead closes an open request without a call. `resolution` is an outcome that ends in closing (or
// tells of an emergency) and needs no more than words; "spam" for what is quarantined. The note is
// required. Whoever holds it loses it. WrongState{"attempt_open"} during a call, {"closed"},
// {"quarantined"}. Invalid{"resolution"|"note"}: required, unknown, not_permitted.
Result<Resolution> close_without_call(App& app, const Person& person, const RequestId& id,
                                      const std::string& resolution, const std::string& note);
// Whether a lead may close with it.
bool closes_without_call(const Outcome& outcome);

struct StartedAttempt {
    AttemptId id;
    int number;
    Instant started_at;
    std::string tel;
};
// The gate is asked again here: NotNow with its reason. WrongState{"attempt_open"} when a call of
// this request, of this agent or to this number is open.
Result<StartedAttempt> start_attempt(App& app, const Person& person, const RequestId& id,
                                     long fence);

struct Ended {
    RequestId request_id;
    State state;
    std::optional<Instant> due_at;  // of its row: sooner than the state's where a form was told so
    std::string merged_into;        // reference of the person's other request that goes on instead
    std::string phone_masked;       // of another number that was taken; empty: none was
};
// Ends the call and the claim. Another number of the same person becomes the request's: called from
// now on, found by, suppressed where it is; the old one stays in the history. Where the person has
// an open request under it, this one is merged into that. WrongState{"attempt_ended"} when it has
// an outcome already (the same outcome with the same fence again answers as the first time did),
// Invalid with every missing need, and other_phone:same_number.
Result<Ended> end_attempt(App& app, const Person& person, const AttemptId& id, long fence,
                          const std::string& outcome, const OutcomeInput& input);

}  // namespace backline

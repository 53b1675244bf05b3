// A patient's form becomes a request. Source: product.md "What the form asks", invariants 6, 7,
// 8, 11.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/app.h"
#include "domain/contact.h"
#include "domain/id.h"
#include "domain/request.h"

namespace backline {

struct Source {
    std::string from, utm_source, utm_medium, utm_campaign, utm_content, utm_term;
};

// A form that has been parsed: nothing in it can be wrong any more, but its time.
struct Form {
    Kind kind;
    PersonName name;
    Phone phone;
    std::optional<Email> email;
    std::string topic;     // one of the institute's
    std::string reason;    // at most 300 code points, may be empty
    std::string language;  // to be spoken
    bool interpreter = false;
    AskedTime asked;
    bool voicemail_ok = false;
    bool text_ok = false;
    std::string consent_text_id;
    std::string page_language;  // "en" or "es": of the page and of the consent text
    Relation relation = Relation::self;
    std::optional<bool> existing_patient;
    std::vector<std::string> red_flags;
    Source source;
    // The idempotency key as the client gave it, or a random one where it gave none.
    std::string key;
    // Why this looks like a machine's: honeypot, no_render_time, too_fast, too_old, … Empty: it
    // does not. Suspects are quarantined, and get the same answer as everybody.
    std::string suspicion;
    std::string render_nonce;         // of the signed render time; empty where there is none
    std::string address;              // of the client, for the limit per address; empty for staff
    std::optional<StaffId> taken_by;  // a request taken by phone
    // Who asks, where it is for somebody else: "Ana Lopez, her daughter".
    std::optional<PersonName> contact_name = std::nullopt;
    // How often the page was changed since it was first sent. With a key that nobody can guess a
    // later edition corrects what an earlier one said; an earlier one that comes late is outdated.
    int edition = 0;
    bool scriptless = false;  // posted by the page itself, which cannot count its editions
    bool proven = false;      // its page's script did its work (see vault/proof_of_work.h)
    // Why the clock forbids to take it. What was taken before it did is answered as it was.
    std::optional<Invalid> untimely = std::nullopt;
};

struct Receipt {
    std::string reference;
    std::string token;     // of the patient's page: /r/TOKEN
    std::string language;  // of the page
    Window promise;
    Instant now;
    bool replayed = false;             // the same key was answered before: 200 instead of 201
    std::vector<std::string> zones{};  // where the number may be
    bool callable = true;              // false: no instant allows a call of the number
};

// Saves the forms in one transaction (group commit) and answers each by itself, in their order.
// When the transaction fails each is tried alone. Committed and flushed before it returns. A key
// seen before with another body: Invalid{"submission_id","key_reused"}, unless it is the same page
// changed (see Form::edition). Then the form says this from now on, with the reference and the link
// that it has: in its request as long as nobody has called, else by the rules of any other form.
// One that is untimely and was not answered before gets that as its answer, and nothing is saved.
// Throws store::Lost when there is no database, store::Unknown when it went away during COMMIT and
// did not come back: forms may be kept.
std::vector<Result<Receipt>> submit(App& app, const std::vector<Form>& forms);

// What the patient's page shows. No name, no phone. A form beside an earlier one that stands, or
// held back, is told what it sent itself and no more, whatever became of the request.
struct PatientStatus {
    std::string reference;
    std::string language;
    std::string state;                   // name_of(State); quarantined and suppressed read as "new"
    std::string resolution;              // empty while open
    std::optional<Window> promise;       // the one that stands
    std::optional<Instant> visit_start;  // once booked
    std::string visit_location, visit_clinician;
    int visit_sequence = 0;  // how often it was changed
    AskedTime asked;
    bool meant_as_asked = true;  // the promise was made for that wish
    bool red_flag = false;
    bool sent_to_emergency = false;  // on the last call
    bool number_failed = false;      // the last call reached somebody else or nobody
    bool can_withdraw = false;
    bool can_change_window = false;
    // Of the number that this form gave, as long as it is the one to be called and this link may
    // correct it; empty otherwise.
    std::string last_four;
    std::vector<std::string> zones{};  // where the number may be
    Instant now;
};

// By the link's token. NotFound for a wrong and for an expired one (30 days after closing) alike.
Result<PatientStatus> patient_view(App& app, const std::string& token);
// Takes this link's form back; with the last form that stood the request closes as withdrawn (not
// during a call: WrongState{"in_call"}). Repeating it changes nothing and is no error.
Result<PatientStatus> withdraw(App& app, const std::string& token);
// Another time: a new promise takes the place of this form's. Where other forms of the request
// stand, so does what they were told: the request comes sooner by it, never later.
// Invalid as unmeetable() says where the time cannot be met: nothing is changed.
// WrongState{"in_call"} during a call (of the only form), WrongState{"closed"} when it is over.
Result<PatientStatus> ask_for_window(App& app, const std::string& token, const AskedTime& asked);
// Another number, before anybody has called: WrongState{"in_call"}, {"called"}, {"closed"} else. A
// form beside others leaves them with it, for it is no longer the same person's. Invalid as
// unmeetable() says where the time that was asked for cannot be met at that number.
Result<PatientStatus> correct_phone(App& app, const std::string& token, const Phone& phone);

}  // namespace backline

// The patient's pages as HTML: plain values in, one whole document out. No I/O, no state;
// thread-safe. Every value that goes into a page is escaped for HTML (& < > " '), in text and in
// attributes alike, so what somebody typed comes back byte for byte; nothing is reformatted. The
// pages carry no inline script, no inline style and no name or phone of a patient other than what
// the form itself was sent. Mustache is known to pages.cpp alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.h"
#include "http/texts.h"

namespace backline {

// What all pages share.
struct PageFrame {
    std::string language = "en";  // "en" or "es": the language the page is written in
    std::string institute_name;   // [institute] name
    std::string institute_phone;  // as shown, "(310) 828-7757"; the tel: link is made from it
    std::string stylesheet_url;   // hashed asset of form.css
    std::string script_url;       // hashed asset of form.js
    std::string icon_url;         // an SVG; may be empty
    bool embedded = false;        // asked with ?embed=1: no masthead of our own
};

struct Choice {
    std::string code;
    std::string label;  // in the page's language
};

// [[emergency]] of the page's language. On the form the red flags stand between title and lines.
struct EmergencyNotice {
    std::string title;
    std::vector<std::string> lines;
};

// The red flag of whoever ticks "I have one of these" and does not say which.
inline constexpr std::string_view kSomeSign = "some-sign";

// Fields as the browser sends them, decoded: flat names; repeated names have several values.
//   kind=callback|consultation  name  phone  email  topic  reason
//   language=en|es|…  interpreter=yes  relation=self|other  contact_name  existing_patient=yes|no
//   best_time=asap|parts|window  days=mon…sun (repeated)  parts=morning|afternoon|evening
//   (repeated) window_from, window_to=YYYY-MM-DDTHH:MM in the institute's zone (seconds may follow)
//   voicemail_ok=yes  text_ok=yes  consent=yes  consent_text_id   red_flags (repeated ids)
//   from  utm_source  utm_medium  utm_campaign  utm_content  utm_term   (hidden)
//   rendered  submission_id  (hidden)   spare (the honeypot: a person leaves it empty)
//   switch=en|es (the button that changes the language: see FormView)
// A checkbox or radio that is not ticked is not sent at all.
using FieldValues = std::map<std::string, std::vector<std::string>, std::less<>>;

// The form, empty or with what was typed.
//
// Changing the language without losing what was typed, and without JavaScript: the form has a
// button name="switch" value="es" (or "en"), formnovalidate. A POST that carries `switch` is
// answered 200 with form_page in that language: `values` as posted, no faults, a fresh `rendered`,
// the same `submission_id`, `action` of that language. Nothing is validated or saved.
struct FormView {
    PageFrame frame;
    std::string action;  // "/" or "/es"; the handler adds "?embed=1" when embedded
    FieldValues values;  // as typed; on GET what the query preselects (kind, topic, from, utm_*)
    // Not empty: error summary, "Error: " in the title, words by the field.
    std::vector<FieldFault> faults;
    std::string rendered;       // the signed render time
    int edition = 0;            // of what the page says, see Form
    std::string submission_id;  // new on GET, kept on every later answer to the same form
    std::vector<Choice> topics;
    std::vector<Choice> languages;
    std::vector<Choice> red_flags;
    std::vector<std::string> days;  // weekdays that are ever open, "mon" …; empty: all seven
    Choice consent;                 // code: the text's versioned id; label: its words
    EmergencyNotice emergency;
    // promise_words of a request sent now and asked for as soon as possible; may be empty.
    std::string call_time;
    std::vector<std::string> opening_hours;  // hours_words
    std::string zone;                        // the institute's, IANA name
    std::vector<Choice> open_times;          // offered in place of a time that cannot be met
    // 503 while saving: shown on top, with what to do and the number; everything typed is kept.
    bool not_saved = false;
    bool in_doubt = false;
    // The render token was too old: asks to press the button again; everything typed is kept.
    bool stale = false;
};

// A fault's field may be api.md's name ("window.from", "consent.given") or the form's
// ("window_from", "consent"); it is shown by the field it belongs to, and one of a field that the
// form does not show in the summary alone.
std::string form_page(const Texts& texts, const FormView& view);

struct AppointmentView {
    std::string when;  // moment_words
    std::string location;
    std::string clinician;  // may be empty
    std::string ics_url;    // may be empty
};

// The patient's own page. It names no person and no phone but the institute's.
struct PatientView {
    PageFrame frame;
    std::string path;     // "/r/TOKEN": forms post to path + "/window" and path + "/withdrawal"
    std::string query;    // put behind both, "?language=es&embed=1"; may be empty
    std::string own_url;  // the whole address, for paper and for the code to a phone
    std::vector<std::string> opening_hours;  // hours_words
    std::string other_language_url;          // this page in the other language; may be empty
    std::string reference;
    std::string state;  // as in the API; quarantined reads as new, so that nothing is given away
    std::string resolution;          // of a closed one
    std::string when;                // promise_words, or empty: then "as soon as we can"
    bool late = false;               // `when` is over and nobody called: says so and is sorry
    std::string asked;               // asked_words; may be empty
    bool can_withdraw = false;       // any open state
    bool can_change_window = false;  // any callable state
    bool red_flag = false;           // shows the emergency notice again
    bool sent_to_emergency = false;  // on a call: nothing else matters now
    bool number_failed = false;      // a lead's, for its number is not theirs: asks for another
    EmergencyNotice emergency;
    std::vector<Choice> red_flags;
    std::optional<AppointmentView> appointment;  // booked
    // Of the number that this form gave, while its link may correct it (path + "/phone"); or empty.
    std::string last_four;
    std::string
        done;  // "window", "phone" or "withdrawal" after one of the posts (303 to path?done=…)
    // Of a refused "another time" form: best_time, days, parts, window_from, window_to; of a
    // refused number: phone. Answered 422.
    FieldValues values;
    std::vector<FieldFault> faults;
    std::vector<std::string> days;   // weekdays that are ever open; empty: all seven
    std::vector<Choice> open_times;  // as in FormView
};

std::string patient_page(const Texts& texts, const PatientView& view);

// 404: a link that is wrong or has expired, in the same words, and any other unknown page.
std::string not_found_page(const Texts& texts, const PageFrame& frame);

// 503 and 500 (and 400, 405, 413, 415, 429 in general words): what to do, and the number to call.
// `request_id` is shown as the code to give on the phone; may be empty.
std::string trouble_page(const Texts& texts, const PageFrame& frame, int status,
                         const std::string& request_id);

// 503 of the patient's own page: it cannot be shown (shown), a change was not made (kept), or it is
// not known whether it was (in_doubt). The request itself is saved in each case.
enum class Unavailable { shown, kept, in_doubt };
std::string unavailable_page(const Texts& texts, const PageFrame& frame, Unavailable what,
                             const std::string& page_url);

// The shell of the desk or the reports: web/templates/NAME.mustache with `values` escaped into it.
// An unknown name is std::logic_error.
std::string shell_page(std::string_view name, const std::map<std::string, std::string>& values);

}  // namespace backline

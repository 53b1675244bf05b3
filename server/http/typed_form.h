// A form as it was typed, from the page or from JSON, and its way into a Form: every fault at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/submit.h"
#include "domain/asked.h"
#include "http/pages.h"
#include "http/request.h"

namespace backline {

struct TypedForm {
    std::string kind, name, phone, email, topic, reason, language, relation, consent_text_id;
    std::string contact_name;  // read only where it is for somebody else
    std::string page_language = "en";
    std::string rendered, proof, submission_id, honeypot;
    bool interpreter = false, voicemail_ok = false, text_ok = false, consent_given = false;
    std::optional<bool> existing_patient;
    std::vector<std::string> red_flags;
    int edition = 0;  // see Form
    bool scriptless = false;
    std::optional<AskedWords> asked;  // absent: as soon as possible
    Source source;
};

// From the page's fields. `faults` gets what cannot be read as its type (a time that is none).
TypedForm typed_on_page(const FieldValues& values, const Zone& zone,
                        std::vector<FieldFault>& faults);
// From request.json.
TypedForm typed_in_json(const Request& request, const Institute& institute,
                        std::vector<FieldFault>& faults);
// best_time, days, parts, window_from, window_to of a page.
std::optional<AskedWords> asked_on_page(const FieldValues& values, const Zone& zone,
                                        std::vector<FieldFault>& faults);

// A wall clock's time as people write it: 2026-11-23T14:00, 2026-11-23 14:00, 11/23/2026 2:00 pm;
// seconds count for nothing.
std::optional<LocalTime> local_time(std::string_view text);
// parse_asked and untimely; a time that is over, too far or none comes with the next open ones for
// these zones.
Result<AskedTime> asked_within(const AskedWords& words, const std::vector<std::string>& zones,
                               const Rules& rules, Instant now);
// An open time that was offered, as the value of best_time: "2026-11-23T22:00:00.000Z/2026-…".
std::string open_time_code(const Window& window);
std::optional<Window> open_time_of(std::string_view code);

// `faults`: those of reading, which come first. The idempotency key is the header's, else the
// form's, else a new one. One that looks like a machine's has no fault and carries its suspicion;
// one with nothing wrong but the clock (a wish that cannot be met any more, or that was drawn too
// long ago: {"rendered","too_old"}) carries that as Form::untimely.
Result<Form> parse_form(const TypedForm& typed, const Request& request, const App& app,
                        std::vector<FieldFault> faults);

FieldValues values_of(const std::vector<std::pair<std::string, std::string>>& pairs);
// The first value, or empty.
std::string first(const FieldValues& values, std::string_view name);
// How often the page was changed since it was first sent: the hidden field, or 0.
int edition_of(const FieldValues& values);
// Where somebody came from, without control characters and at most 100 code points: never a reason
// to turn a patient away.
std::string source_text(std::string_view value);

}  // namespace backline

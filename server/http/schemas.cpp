#include "http/schemas.h"

#include <string>
#include <string_view>

namespace backline {

using Json = nlohmann::json;

namespace {

// One object: fields as "name:type", separated by spaces; "name?:type" may be absent or null. A
// type is text, uuid, instant, day, whole, number, flag, any, a schema's name, or one of these with
// "[]".
struct Shape {
    const char* name;
    const char* fields;
    bool taken = false;  // a body we take: unknown fields are refused
};

constexpr bool taken = true;

// clang-format off
constexpr Shape shapes[] = {
    {"Problem", "type:text title:text status:whole request_id:text errors?:Fault[] code?:text "
                "reason?:text reason_text?:text allowed_at?:instant holder?:any why?:text "
                "hours?:text[] suggestions?:OpenTime[]"},
    {"OpenTime", "from:instant to:instant words:text"},
    {"Fault", "field:text code:text message:text"},
    {"Empty", "", taken},
    {"PostedForm", "kind?:text name?:text phone?:text topic?:text consent?:text"},
    {"NewRequest", "kind:text name:text phone:text email?:text topic:text reason?:text "
                   "language?:text interpreter?:flag window?:Window voicemail_ok?:flag "
                   "text_ok?:flag consent:Consent relation?:text existing_patient?:flag "
                   "contact_name?:text "
                   "red_flags?:text[] source?:Source rendered?:text submission_id?:text "
                   "edition?:whole spare?:text proof?:text", taken},
    {"Window", "asap?:flag from?:text to?:text days?:text[] parts?:text[]", taken},
    {"Consent", "text_id:text given:flag", taken},
    {"Source", "from?:text utm_source?:text utm_medium?:text utm_campaign?:text "
               "utm_content?:text utm_term?:text", taken},
    {"Span", "from:instant to:instant"},
    {"Receipt", "reference:text status_url:text state:text promise:Span message:text"},
    {"FormDescription", "institute:any zone:text kinds:text[] topics:any[] languages:any[] "
                        "red_flags:any[] consents:any[] emergency:any hours:any windows:any "
                        "open_times:any rendered:text min_seconds:whole "
                        "proof_bits:whole max_hours:whole"},
    {"Credentials", "username:text password:text totp?:text", taken},
    {"User", "id:uuid name:text role:text languages:text[]"},
    {"Session", "user:User csrf_token:text zone:text hours:text[]"},
    {"Holder", "id:uuid name:text"},
    {"QueueItem", "id:uuid reference:text kind:text topic:text topic_label:text language:text "
                  "interpreter:flag state:text phone_masked:text attempts:whole due_at:instant "
                  "created_at:instant asked:any promise?:Span red_flag:flag place:text why:text "
                  "target:text holder?:Holder held_until?:instant in_call:flag barred?:text "
                  "no_speaker:flag unreadable:text[]"},
    {"Counts", "due:whole later:whole claimed:whole escalated:whole quarantined:whole "
               "held_red_flags:whole"},
    {"Queue", "seq:whole now:instant counts:Counts more:whole items:QueueItem[]"},
    {"Change", "seq:whole kind:text request_id?:uuid at:instant actor?:text reference?:text "
               "reason?:text"},
    {"Reveal", "at:instant actor:text request_id:uuid reference:text reason:text"},
    {"Reveals", "reveals:Reveal[]"},
    {"Changes", "seq:whole nonce:text changes:Change[]"},
    {"NewPassword", "current:text password:text", taken},
    {"ClaimWanted", "request_id?:uuid reason?:text", taken},
    {"Fence", "fence:whole", taken},
    {"Release", "fence:whole reason?:text", taken},
    {"Draft", "fence:whole note?:text", taken},
    {"Note", "note:text", taken},
    {"Reason", "reason:text", taken},
    {"Phone", "phone:text extension?:text phone_display:text"},
    {"Renewal", "lease_seconds:whole held_until:instant"},
    {"PastAttempt", "id:uuid number:whole agent:text started_at:instant ended_at?:instant "
                    "outcome?:text outcome_label?:text note?:text reason?:text "
                    "reason_label?:text advice?:text"},
    {"HistoryLine", "at:instant kind:text actor?:text text:text"},
    {"Appointment", "visit_start:instant location:text clinician?:text"},
    {"Callable", "now:flag reason?:text reason_text?:text allowed_at?:instant"},
    {"Request", "id:uuid reference:text kind:text state:text name:text phone?:text "
                "extension?:text phone_display?:text phone_masked:text email?:text "
                "topic:text topic_label:text "
                "reason?:text language:text interpreter:flag asked:any voicemail_ok:flag "
                "text_ok:flag relation:text contact_name?:text existing_patient?:flag "
                "red_flag:flag red_flags:any[] source:any "
                "created_at:instant due_at?:instant promise?:Span resolution?:text "
                "attempts:PastAttempt[] history:HistoryLine[] household:any[] "
                "appointment?:Appointment holder?:Holder held_until?:instant callable:Callable "
                "open_attempt?:any voicemails_left:whole suppressed:flag barred?:text "
                "no_speaker:flag unreadable:text[] draft:text "
                "quarantine_reason?:text"},
    {"Listed", "items:QueueItem[] next_cursor?:text"},
    {"Search", "q:text state?:text from?:day to?:day cursor?:text", taken},
    {"Understood", "kind:text value:text"},
    {"Found", "items:QueueItem[] next_cursor?:text understood_as?:Understood held_aside?:whole"},
    {"Guide", "language:text opening:text voicemail:text live_message:text emergency_id:text "
              "emergency_title:text emergency:text[] emergency_signs:text[] questions:any[] "
              "closing:text"},
    {"Claim", "request:Request fence:whole lease_seconds:whole guide:Guide draft:text"},
    {"Attempt", "attempt_id:uuid number:whole started_at:instant tel:text"},
    {"OutcomeGiven", "fence:whole outcome:text note?:text due_at?:instant mine?:flag "
                     "language?:text appointment?:Appointment reason?:text advice?:text "
                     "other_phone?:text", taken},
    {"Ended", "request_id:uuid state:text due_at?:instant resolution?:text merged_into?:text "
              "phone_masked?:text"},
    {"Outcome", "code:text label:text reached:text next:text needs:text[] takes:text[] "
                "reasons:text[] position:whole"},
    {"Resolution", "code:text label:text"},
    {"Outcomes", "outcomes:Outcome[] resolutions:Resolution[]"},
    {"Closure", "resolution:text note:text", taken},
    {"ReportEntry", "name:text title:text definition:text parameters:text[]"},
    {"Catalogue", "reports:ReportEntry[]"},
    {"ReportRow", "day?:day requests:whole attempted:whole within_target:whole of:whole "
                  "service_level?:number low?:number high?:number median_seconds?:number "
                  "p90_seconds?:number mean_seconds?:number median_wall_seconds?:number "
                  "not_attempted:whole oldest_not_attempted_seconds?:number"},
    {"Report", "name:text title:text definition:text zone:text target_seconds:whole by:text "
               "from:day to:day as_of:instant rows:ReportRow[] total:ReportRow"},
};
// clang-format on

Json type_of(std::string_view type) {
    if (type.size() > 2 && type.substr(type.size() - 2) == "[]") {
        return {{"type", "array"}, {"items", type_of(type.substr(0, type.size() - 2))}};
    }
    if (type == "text") return {{"type", "string"}};
    if (type == "uuid") return {{"type", "string"}, {"format", "uuid"}};
    if (type == "instant") return {{"type", "string"}, {"format", "date-time"}};
    if (type == "day") return {{"type", "string"}, {"format", "date"}};
    if (type == "whole") return {{"type", "integer"}};
    if (type == "number") return {{"type", "number"}};
    if (type == "flag") return {{"type", "boolean"}};
    if (type == "any") return Json::object();
    return {{"$ref", "#/components/schemas/" + std::string{type}}};
}

Json schema_of(const Shape& shape) {
    Json properties = Json::object();
    Json required = Json::array();
    std::string_view fields = shape.fields;
    while (!fields.empty()) {
        const auto end = std::min(fields.find(' '), fields.size());
        const auto field = fields.substr(0, end);
        fields.remove_prefix(std::min(end + 1, fields.size()));
        const auto colon = field.find(':');
        const bool optional = field[colon - 1] == '?';
        const std::string name{field.substr(0, optional ? colon - 1 : colon)};
        const Json type = type_of(field.substr(colon + 1));
        properties[name] =
            optional ? Json{{"anyOf", Json::array({type, {{"type", "null"}}})}} : type;
        if (!optional) required.push_back(name);
    }
    Json schema{{"type", "object"}, {"properties", properties}};
    if (!required.empty()) schema["required"] = required;
    if (shape.taken) schema["additionalProperties"] = false;
    return schema;
}

}  // namespace

Json api_schemas() {
    Json schemas = Json::object();
    for (const Shape& shape : shapes) schemas[shape.name] = schema_of(shape);
    return schemas;
}

}  // namespace backline

// One request: looked at, searched, called, noted; and what came of a call.
#include "http/desk_json.h"
#include "http/fields.h"
#include "http/handlers.h"
#include "http/instant_text.h"
#include "http/json.h"

namespace backline::requests {

namespace {

constexpr std::size_t kMostNote = 2000;
constexpr std::size_t kMostReason = 300;

Response no_content() {
    Response response;
    response.status = 204;
    return response;
}

// The one text of a body like {"note": "…"}.
Result<std::string> only_text(const Request& request, const char* name, std::size_t most) {
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    auto text = fields.writing(name, Need::required, most);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    return text;
}

Result<void> nothing_given(const Request& request) {
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    return {};
}

// A use case that answers with nothing.
Result<Response> done(const Result<void>& result) {
    if (!result) return fail(result.error());
    return no_content();
}

// {"visit_start", "location", "clinician"?}; what it lacks is judged with the outcome's other
// needs.
std::optional<Appointment> appointment_in(const Json& object, std::vector<FieldFault>& faults) {
    FieldReader fields(object, faults, "appointment.");
    Appointment appointment;
    const auto start = fields.instant("visit_start", Need::required);
    appointment.location = fields.line("location", Need::required, 200);
    appointment.clinician = fields.line("clinician", Need::optional, 200);
    fields.refuse_unknown();
    if (!start) return std::nullopt;
    appointment.visit_start = *start;
    return appointment;
}

}  // namespace

Result<Response> view(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    auto found = view_request(app, request.person(), *id);
    if (!found) return fail(std::move(found.error()));
    return json_response(200, json_of(*found, *app.institute(), now_here()));
}

namespace {

Json found_json(const Found& found, const Institute& institute) {
    Json items = Json::array();
    for (const QueueItem& item : found.items) {
        items.push_back(backline::json_of(item, institute, found.now));
    }
    return {{"items", std::move(items)},
            {"next_cursor", found.next_cursor.empty() ? Json() : Json(found.next_cursor)}};
}

// "2026-11-23"
std::optional<LocalDay> day_in(FieldReader& fields, const char* name) {
    const auto text = fields.line(name, Need::optional, 10);
    if (text.empty()) return std::nullopt;
    const auto midnight = parse_rfc3339(text + "T00:00:00Z");
    if (!midnight) {
        fields.fault(name, "not_a_day");
        return std::nullopt;
    }
    return LocalDay{std::chrono::floor<std::chrono::days>(*midnight).time_since_epoch()};
}

}  // namespace

Result<Response> list(const Request& request, App& app) {
    Search wanted;
    // Numbers and names do not belong into a URL: see search.
    if (request.asked("q")) return invalid("q", "unknown");
    wanted.state = request.asked("state").value_or("");
    wanted.cursor = request.asked("cursor").value_or("");
    if (wanted.cursor.size() > 200) return invalid("cursor", "too_long");
    auto found = search_requests(app, request.person(), wanted);
    if (!found) return fail(std::move(found.error()));
    return json_response(200, found_json(*found, *app.institute()));
}

Result<Response> search(const Request& request, App& app) {
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    Search wanted;
    wanted.q = fields.line("q", Need::required, 200);
    wanted.state = fields.text("state", Need::optional, 40);
    wanted.cursor = fields.text("cursor", Need::optional, 36);
    wanted.from = day_in(fields, "from");
    wanted.to = day_in(fields, "to");
    if (!wanted.state.empty() && !is_state(wanted.state)) fields.fault("state", "unknown");
    if (!wanted.cursor.empty() && !RequestId::parse(wanted.cursor)) {
        fields.fault("cursor", "unknown");
    }
    if (wanted.from && wanted.to && *wanted.from > *wanted.to) fields.fault("to", "order");
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto found = search_requests(app, request.person(), wanted);
    if (!found) return fail(std::move(found.error()));
    Json body = found_json(*found, *app.institute());
    body["understood_as"] = {{"kind", name_of(found->understood->kind)},
                             {"value", found->understood->value}};
    body["held_aside"] = found->held_aside;
    return json_response(200, body);
}

Result<Response> start_attempt(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto fence = fields.whole("fence", Need::required);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto started = backline::start_attempt(app, request.person(), *id, *fence);
    if (!started) return fail(std::move(started.error()));
    return json_response(201, {{"attempt_id", started->id.text()},
                               {"number", started->number},
                               {"started_at", rfc3339(started->started_at)},
                               {"tel", started->tel}});
}

Result<Response> end_attempt(const Request& request, App& app) {
    const auto id = id_in_path<AttemptId>(request);
    if (!id) return fail(id.error());
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    OutcomeInput input;
    const auto fence = fields.whole("fence", Need::required);
    const auto outcome = fields.text("outcome", Need::required, 60);
    input.note = fields.writing("note", Need::optional, kMostNote);
    input.due_at = fields.instant("due_at", Need::optional);
    input.mine = fields.flag("mine").value_or(false);
    input.language = fields.text("language", Need::optional, 20);
    input.reason = fields.text("reason", Need::optional, 60);
    input.advice = fields.text("advice", Need::optional, 60);
    if (const Json* object = fields.object("appointment")) {
        input.appointment = appointment_in(*object, faults);
    }
    const auto other_phone = fields.line("other_phone", Need::optional, 60);
    if (!other_phone.empty()) {
        auto phone = Phone::parse(other_phone);
        if (phone) input.other_phone = *std::move(phone);
        // Said in the words of the form's own phone field.
        else if (const auto* wrong = std::get_if<Invalid>(&phone.error()))
            fields.fault("other_phone", wrong->faults.front().code);
    }
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto ended = backline::end_attempt(app, request.person(), *id, *fence, outcome, input);
    if (!ended) return fail(std::move(ended.error()));
    const auto* closed = std::get_if<Closed>(&ended->state);
    Json body{{"request_id", ended->request_id.text()},
              {"state", name_of(ended->state)},
              {"resolution", closed == nullptr ? Json() : Json(closed->resolution)}};
    body["due_at"] = json_of(ended->due_at);
    body["merged_into"] = ended->merged_into.empty() ? Json() : Json(ended->merged_into);
    body["phone_masked"] = ended->phone_masked.empty() ? Json() : Json(ended->phone_masked);
    return json_response(200, body);
}

Result<Response> draft(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto fence = fields.whole("fence", Need::required);
    const auto note = fields.writing("note", Need::optional, kMostNote);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    return done(save_draft(app, request.person(), *id, *fence, note));
}

Result<Response> note(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    const auto text = only_text(request, "note", kMostNote);
    if (!text) return fail(text.error());
    return done(add_note(app, request.person(), *id, *text));
}

Result<Response> reveal(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    const auto reason = only_text(request, "reason", kMostReason);
    if (!reason) return fail(reason.error());
    auto phone = reveal_phone(app, request.person(), *id, *reason);
    if (!phone) return fail(std::move(phone.error()));
    return json_response(
        200, {{"phone", phone->e164()},
              {"extension", phone->extension().empty() ? Json() : Json(phone->extension())},
              {"phone_display", phone->national()}});
}

Result<Response> not_spam(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    if (const auto nothing = nothing_given(request); !nothing) return fail(nothing.error());
    return done(release_from_quarantine(app, request.person(), *id));
}

Result<Response> spam(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    if (const auto nothing = nothing_given(request); !nothing) return fail(nothing.error());
    return done(close_as_spam(app, request.person(), *id));
}

Result<Response> close(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto resolution = fields.text("resolution", Need::required, 60);
    const auto note = fields.writing("note", Need::required, kMostNote);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto closed = close_without_call(app, request.person(), *id, resolution, note);
    if (!closed) return fail(std::move(closed.error()));
    return json_response(200, {{"request_id", id->text()},
                               {"state", "closed"},
                               {"resolution", *closed},
                               {"due_at", nullptr}});
}

}  // namespace backline::requests

// The queue, its changes, and claims.
#include <charconv>

#include "http/desk_json.h"
#include "http/fields.h"
#include "http/handlers.h"
#include "http/instant_text.h"
#include "http/json.h"

namespace backline::desk {

namespace {

constexpr std::size_t kMostReason = 300;

// A position of the journal, as a query's text.
Result<long> position_of(const Request& request) {
    const auto text = request.asked("after").value_or("0");
    long position = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
    if (error != std::errc{} || end != text.data() + text.size() || position < 0) {
        return invalid("after", "wrong_type");
    }
    return position;
}

Result<long> only_fence(const Request& request) {
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto fence = fields.whole("fence", Need::required);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    return *fence;
}

Response claim_response(const Claim& claim, const App& app) {
    return json_response(201, json_of(claim, *app.institute(), now_here()));
}

}  // namespace

Result<Response> queue(const Request& request, App& app) {
    auto found = backline::queue(app, request.person());
    if (!found) return fail(std::move(found.error()));
    const auto institute = app.institute();
    Json items = Json::array();
    for (const QueueItem& item : found->items) {
        items.push_back(json_of(item, *institute, found->now));
    }
    return json_response(200, {{"seq", found->seq},
                               {"now", rfc3339(found->now)},
                               {"counts",
                                {{"due", found->due},
                                 {"later", found->later},
                                 {"claimed", found->claimed},
                                 {"escalated", found->escalated},
                                 {"quarantined", found->quarantined},
                                 {"held_red_flags", found->held_red_flags}}},
                               {"more", found->more},
                               {"items", std::move(items)}});
}

Result<Response> reveals(const Request& request, App& app) {
    Json list = Json::array();
    for (const auto& shown : shown_numbers(app, request.person()))
        list.push_back({{"at", rfc3339(shown.at)},
                        {"actor", shown.what.who},
                        {"request_id", shown.request.text()},
                        {"reference", shown.what.reference},
                        {"reason", shown.what.reason}});
    return json_response(200, {{"reveals", std::move(list)}});
}

Response changes_answer(const Changes& changes, const std::string& nonce) {
    Json list = Json::array();
    for (const Change& change : changes.changes) {
        Json one{{"seq", change.seq},
                 {"kind", change.kind},
                 {"request_id", change.request_id ? Json(change.request_id->text()) : Json()},
                 {"at", rfc3339(change.at)}};
        if (change.revealed) {
            one["actor"] = change.revealed->who;
            one["reference"] = change.revealed->reference;
            one["reason"] = change.revealed->reason;
        }
        list.push_back(std::move(one));
    }
    return json_response(200,
                         {{"seq", changes.seq}, {"nonce", nonce}, {"changes", std::move(list)}});
}

// At once when there is news, else kept by dispatch until there is.
Result<Response> changes(const Request& request, App& app) {
    auto after = position_of(request);
    if (!after) return fail(std::move(after.error()));
    const std::string nonce{request.asked("nonce").value_or("")};
    if (nonce.size() > 64) return invalid("nonce", "too_long");
    const bool lead = request.person().role == Role::lead;
    const auto found = changes_after(app, *after, lead);
    if (found.seq != *after || !found.changes.empty()) return changes_answer(found, nonce);
    Response response;
    response.wait = Wait{*after, lead, nonce};
    return response;
}

Result<Response> claim(const Request& request, App& app) {
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto wanted = fields.text("request_id", Need::optional, 36);
    const auto reason = fields.line("reason", Need::optional, kMostReason);
    const auto id = RequestId::parse(wanted);
    if (!wanted.empty() && !id) fields.fault("request_id", "unknown");
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    if (id) {
        auto given = claim_given(app, request.person(), *id, reason);
        if (!given) return fail(std::move(given.error()));
        return claim_response(*given, app);
    }
    auto next = claim_next(app, request.person());
    if (!next) return fail(std::move(next.error()));
    if (*next) return claim_response(**next, app);
    Response nothing_due;
    nothing_due.status = 204;
    return nothing_due;
}

Result<Response> held(const Request& request, App& app) {
    if (const auto mine = held_claim(app, request.person())) {
        auto response = claim_response(*mine, app);
        response.status = 200;
        return response;
    }
    Response nothing;
    nothing.status = 204;
    return nothing;
}

Result<Response> renew(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    const auto fence = only_fence(request);
    if (!fence) return fail(fence.error());
    auto renewed = renew_claim(app, request.person(), *id, *fence);
    if (!renewed) return fail(std::move(renewed.error()));
    return json_response(200, {{"lease_seconds", renewed->lease_seconds},
                               {"held_until", rfc3339(renewed->held_until)}});
}

Result<Response> release(const Request& request, App& app) {
    const auto id = id_in_path<RequestId>(request);
    if (!id) return fail(id.error());
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto fence = fields.whole("fence", Need::required);
    const auto reason = fields.line("reason", Need::optional, kMostReason);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto released = release_claim(app, request.person(), *id, *fence, reason);
    if (!released) return fail(std::move(released.error()));
    Response response;
    response.status = 204;
    return response;
}

// What an agent may log, in the order of the desk; and what a lead may close with, without a call.
Result<Response> outcomes(const Request&, App& app) {
    const auto institute = app.institute();
    std::vector<const Outcome*> offered;
    for (const auto& [code, outcome] : institute->rules.outcomes) {
        if (outcome.by_agent && !outcome.retired) offered.push_back(&outcome);
    }
    std::sort(offered.begin(), offered.end(), [](const Outcome* left, const Outcome* right) {
        return left->position < right->position;
    });
    Json list = Json::array();
    for (const Outcome* outcome : offered) list.push_back(json_of(*outcome));
    Json resolutions = Json::array();
    for (const auto& [code, outcome] : institute->rules.outcomes)
        if (closes_without_call(outcome))
            resolutions.push_back({{"code", code}, {"label", outcome.label}});
    return json_response(200,
                         {{"outcomes", std::move(list)}, {"resolutions", std::move(resolutions)}});
}

}  // namespace backline::desk

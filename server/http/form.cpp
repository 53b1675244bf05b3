// The patient's form: drawn, posted without JavaScript, posted as JSON.
#include <chrono>

#include "domain/promise.h"
#include "http/assets.h"
#include "http/handlers.h"
#include "http/instant_text.h"
#include "http/institute_words.h"
#include "http/json.h"
#include "http/page_frame.h"
#include "http/phrases.h"
#include "http/typed_form.h"
#include "http/wording.h"
#include "vault/proof_of_work.h"
#include "vault/signed_time.h"
#include "vault/token.h"

namespace backline {

namespace form {

namespace {

using namespace std::chrono;

// This machine's clock: of render tokens, which it signs and judges itself.
Instant now() {
    return floor<microseconds>(system_clock::now());
}

std::string_view language_of_path(const Request& request) {
    return request.path == "/es" ? "es" : "en";
}

// When somebody would be called who sends the form now and asks for no time of their own. By the
// database's clock and the queue's pace, as the confirmation will be, not by this machine's clock.
std::string call_time(const Texts& texts, const Institute& institute, const App& app,
                      std::string_view language) {
    const auto& rules = institute.rules;
    const auto [at, pace] = app.context();
    RequestFacts facts{New{at}, AsSoonAsPossible{},         at, false, false,
                       false,   {rules.hours.zone().name()}};
    const auto told = promise(facts, pace, rules.hours, rules.cadence, rules.gate, at);
    // Nobody knows yet where the number is.
    return with_zone(texts, language,
                     promise_words(texts, language, rules.hours.zone(), told.window, at));
}

// What a form that is drawn again goes on with: the token it was sent with, so that who mends one
// answer quickly looks no more like a machine than before. In an outdated one's place comes one
// that has waited its time already.
std::string render_token(const App& app, const FieldValues& values) {
    const auto& limits = app.config().form;
    const auto at = now();
    auto before = first(values, "rendered");
    const auto drawn = verify_render_time(app.master(), before);
    if (!drawn) return sign_render_time(app.master(), at);
    if (at - drawn->rendered_at <= hours{limits.max_hours}) return before;
    return sign_render_time(app.master(), at - seconds{limits.min_seconds});
}

struct Drawing {
    std::string_view language;
    FieldValues values;
    std::vector<FieldFault> faults;
    bool not_saved = false;
    bool stale = false;
    int status = 200;
    std::vector<std::pair<Instant, Instant>> open_times{};
    bool in_doubt = false;  // it may have been saved
};

Response draw(const Request& request, const App& app, Drawing drawing) {
    const auto institute = app.institute();
    const auto texts = wording(*institute);
    const bool es = drawing.language == "es";
    FormView view;
    view.frame = page_frame(app, drawing.language, is_embedded(request));
    view.action = es ? "/es" : "/";
    if (view.frame.embedded) view.action += "?embed=1";
    view.values = std::move(drawing.values);
    view.faults = std::move(drawing.faults);
    view.rendered = render_token(app, view.values);
    view.submission_id = first(view.values, "submission_id");
    view.edition = edition_of(view.values);
    if (view.submission_id.empty() || view.submission_id.size() > 128) {
        view.submission_id = new_uuid();
    }
    for (const Topic& topic : institute->topics) {
        view.topics.push_back({topic.code, es ? topic.label_es : topic.label_en});
    }
    for (const SpokenLanguage& spoken : institute->languages) {
        view.languages.push_back({spoken.code, spoken.label});
    }
    view.red_flags = red_flag_choices(*institute, drawing.language);
    view.days = open_days(*institute);
    if (const auto* consent = institute->consent("call", drawing.language)) {
        view.consent = {consent->id, consent->body};
    }
    view.emergency = emergency_notice(*institute, drawing.language);
    view.call_time = call_time(*texts, *institute, app, drawing.language);
    view.opening_hours = hours_words(*texts, drawing.language, institute->rules.hours.week());
    if (const auto chosen = open_time_of(first(view.values, "best_time")))
        if (drawing.open_times.empty()) drawing.open_times = {{chosen->from, chosen->to}};
    view.open_times =
        open_time_choices(*institute, drawing.language, drawing.open_times, app.context().now);
    view.zone = institute->rules.hours.zone().name();
    view.not_saved = drawing.not_saved;
    view.in_doubt = drawing.in_doubt;
    view.stale = drawing.stale;
    auto response = html(drawing.status, form_page(*texts, view));
    response.frameable = true;
    return response;
}

// What the link to the form may choose beforehand; anything else in the query is left out.
FieldValues preselected(const Request& request, const Institute& institute,
                        std::string_view language) {
    FieldValues values;
    values["language"] = {std::string{language}};
    if (const auto kind = request.asked("kind"); kind && kind_named(*kind)) {
        values["kind"] = {std::string{*kind}};
    }
    if (const auto topic = request.asked("topic"); topic && institute.topic(*topic) != nullptr) {
        values["topic"] = {std::string{*topic}};
    }
    for (const char* name :
         {"from", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"}) {
        if (const auto value = request.asked(name)) values[name] = {source_text(*value)};
    }
    return values;
}

// The other-language button: everything as typed, nothing checked, nothing saved.
Response switched(const Request& request, const App& app, FieldValues values) {
    const std::string_view language = first(values, "switch") == "es" ? "es" : "en";
    // The agreement is to words in one language, so it has to be given again.
    values.erase("switch");
    values.erase("consent");
    values.erase("consent_text_id");
    // Whoever changes the page to Spanish wants to be called in Spanish, unless they chose another
    // language than the page's own.
    const std::string_view before = language == "es" ? "en" : "es";
    if (first(values, "language") == before) values["language"] = {std::string{language}};
    return draw(request, app, {language, std::move(values), {}, false, false, 200});
}

// "We'll call you tomorrow between 9:00 and 9:30 am."
std::string message_of(const App& app, const Receipt& receipt) {
    const auto institute = app.institute();
    const auto texts = wording(*institute);
    if (!receipt.callable) return texts->at(receipt.language, "patient.when.open");
    const auto& zone = institute->rules.hours.zone();
    const auto when =
        told_in(receipt.zones, *texts, receipt.language, zone, receipt.promise.from,
                promise_words(*texts, receipt.language, zone, receipt.promise, receipt.now));
    return texts->filled(receipt.language, "patient.when", {{"when", when}});
}

}  // namespace

Result<Response> page(const Request& request, App& app) {
    const auto language = language_of_path(request);
    return draw(
        request, app,
        {language, preselected(request, *app.institute(), language), {}, false, false, 200});
}

Result<ReadForm> read_page(const Request& request, App& app) {
    FieldValues values = values_of(request.posted);
    if (values.contains("switch")) return ReadForm{switched(request, app, std::move(values))};
    std::vector<FieldFault> faults;
    auto typed = typed_on_page(values, app.institute()->rules.hours.zone(), faults);
    typed.page_language = language_of_path(request);
    auto form = parse_form(typed, request, app, std::move(faults));
    if (!form) return fail(std::move(form.error()));
    return ReadForm{std::move(*form)};
}

Result<Response> saved_page(const Request& request, App&, const Receipt& receipt) {
    Response response;
    response.status = 303;
    std::string target =
        "/r/" + receipt.token + "?language=" + std::string{language_of_path(request)};
    if (is_embedded(request)) target += "&embed=1";
    response.with("Location", target);
    response.frameable = true;
    return response;
}

// 422 with faults and what was typed, 503 with what was typed and what to do; other trouble in
// general.
Response page_trouble(const Request& request, const App& app, int status, const Error* error) {
    const auto language = language_of_path(request);
    const bool typed = request.method == Method::post && !request.posted.empty();
    if (!typed) return plain_page(request, app, status, language);
    Drawing drawing{language, values_of(request.posted), {}, false, false, status};
    if (error != nullptr && std::holds_alternative<Invalid>(*error)) {
        drawing.faults = std::get<Invalid>(*error).faults;
        drawing.open_times = std::get<Invalid>(*error).open_times;
        const auto old = [](const FieldFault& fault) { return fault.field == "rendered"; };
        drawing.stale = std::any_of(drawing.faults.begin(), drawing.faults.end(), old);
        std::erase_if(drawing.faults, old);
        // The key is another form's for good: what is sent next is a form of its own.
        if (std::any_of(drawing.faults.begin(), drawing.faults.end(),
                        [](const FieldFault& fault) { return fault.code == "key_reused"; })) {
            drawing.values.erase("submission_id");
            drawing.values.erase("edition");
        }
    } else {
        drawing.in_doubt = error != nullptr && std::holds_alternative<InDoubt>(*error);
        drawing.not_saved = !drawing.in_doubt;
        // What is sent next comes after this, whatever became of it.
        drawing.values["edition"] = {std::to_string(edition_of(drawing.values) + 1)};
    }
    auto response = draw(request, app, std::move(drawing));
    if (status == 503 || status == 429) response.with("Retry-After", "2");
    return response;
}

Result<Response> description(const Request&, App& app) {
    const auto institute = app.institute();
    const auto texts = wording(*institute);
    Json topics = Json::array();
    for (const Topic& topic : institute->topics) {
        topics.push_back(
            {{"code", topic.code}, {"label", {{"en", topic.label_en}, {"es", topic.label_es}}}});
    }
    Json languages = Json::array();
    for (const SpokenLanguage& spoken : institute->languages) {
        languages.push_back({{"code", spoken.code}, {"label", spoken.label}});
    }
    Json red_flags = Json::array();
    for (const RedFlag& flag : institute->red_flags) {
        red_flags.push_back(
            {{"id", flag.id}, {"label", {{"en", flag.label_en}, {"es", flag.label_es}}}});
    }
    Json consents = Json::array();
    for (const ConsentText& consent : institute->consents) {
        // An older one is still taken from a page that was drawn with it, and not offered any more.
        if (institute->consent(consent.purpose, consent.language) != &consent) continue;
        consents.push_back({{"text_id", consent.id},
                            {"purpose", consent.purpose},
                            {"language", consent.language},
                            {"text", consent.body}});
    }
    Json emergency = Json::object();
    Json hours = Json::object();
    Json open = Json::object();
    const auto& rules = institute->rules;
    const auto at = app.context().now;
    const auto times =
        open_times({rules.hours.zone().name()}, rules.hours, rules.cadence, rules.gate, at);
    for (const char* language : {"en", "es"}) {
        const auto notice = emergency_notice(*institute, language);
        emergency[language] = {{"title", notice.title}, {"lines", notice.lines}};
        hours[language] = hours_words(*texts, language, rules.hours.week());
        open[language] = open_times_json(*institute, language, times, at);
    }
    return json_response(
        200, {{"institute", {{"name", institute->name}, {"phone", institute->phone}}},
              {"zone", institute->rules.hours.zone().name()},
              {"kinds", {"callback", "consultation"}},
              {"topics", topics},
              {"languages", languages},
              {"red_flags", red_flags},
              {"consents", consents},
              {"emergency", emergency},
              {"hours", hours},
              {"open_times", open},
              {"windows",
               {{"days", open_days(*institute)}, {"parts", {"morning", "afternoon", "evening"}}}},
              {"rendered", sign_render_time(app.master(), now())},
              {"min_seconds", app.config().form.min_seconds},
              {"proof_bits", kProofBits},
              {"max_hours", app.config().form.max_hours}});
}

Result<ReadForm> read_json(const Request& request, App& app) {
    std::vector<FieldFault> faults;
    const auto typed = typed_in_json(request, *app.institute(), faults);
    auto form = parse_form(typed, request, app, std::move(faults));
    if (!form) return fail(std::move(form.error()));
    return ReadForm{std::move(*form)};
}

Result<Response> saved_json(const Request&, App& app, const Receipt& receipt) {
    return json_response(
        receipt.replayed ? 200 : 201,
        {{"reference", receipt.reference},
         {"status_url", app.config().server.public_origin + "/r/" + receipt.token},
         {"state", "new"},
         {"promise",
          {{"from", rfc3339(receipt.promise.from)}, {"to", rfc3339(receipt.promise.to)}}},
         {"message", message_of(app, receipt)}});
}

}  // namespace form
}  // namespace backline

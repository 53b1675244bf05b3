// The patient's own page behind the link: where the request stands, withdraw, another time,
// calendar. GET changes nothing, so a prefetch is harmless. No name and no phone appear.
#include "domain/asked.h"
#include "domain/promise.h"
#include "http/handlers.h"
#include "http/institute_words.h"
#include "http/page_frame.h"
#include "http/phrases.h"
#include "http/typed_form.h"
#include "http/wording.h"

namespace backline::patient {

namespace {

struct Drawing {
    int status = 200;
    std::string done;
    FieldValues values;
    std::vector<FieldFault> faults;
    std::vector<std::pair<Instant, Instant>> open_times{};
};

std::string language_of(const Request& request, std::string_view otherwise) {
    if (const auto wanted = request.asked("language")) {
        return std::string{Texts::page_language(*wanted)};
    }
    return std::string{Texts::page_language(otherwise)};
}

std::string query_of(std::string_view language, bool embedded) {
    return "?language=" + std::string{language} + (embedded ? "&embed=1" : "");
}

std::string path_of(const Request& request) {
    return "/r/" + request.part("token");
}

Response draw(const Request& request, const App& app, const PatientStatus& status,
              Drawing drawing) {
    const auto institute = app.institute();
    const auto texts = wording(*institute);
    const auto& zone = institute->rules.hours.zone();
    const std::string language = language_of(request, status.language);
    const auto told = [&](Instant at, std::string words) {
        return told_in(status.zones, *texts, language, zone, at, std::move(words));
    };
    const bool embedded = is_embedded(request);
    PatientView view;
    view.frame = page_frame(app, language, embedded);
    view.path = path_of(request);
    view.query = query_of(language, embedded);
    view.own_url = app.config().server.public_origin + view.path;
    view.opening_hours = hours_words(*texts, language, institute->rules.hours.week());
    view.other_language_url = view.path + query_of(language == "es" ? "en" : "es", embedded);
    view.reference = status.reference;
    view.state = status.state;
    view.resolution = status.resolution;
    // Nobody called in the promised time. A call that is on may have begun in it: then no time is
    // named.
    const bool over = status.promise && kept(*status.promise, {}, status.now) == Kept::broken;
    view.late = over && status.can_withdraw;
    if (status.promise && (!over || view.late)) {
        view.when = told(status.promise->from,
                         promise_words(*texts, language, zone, *status.promise, status.now));
    }
    view.asked = asked_words(*texts, language, zone, status.asked);
    // What was agreed on since, or is called first, stands beside no other wish.
    if (status.promise && !status.meant_as_asked) view.asked.clear();
    if (!view.asked.empty() && !std::holds_alternative<AsSoonAsPossible>(status.asked)) {
        const auto* window = std::get_if<Window>(&status.asked);
        view.asked = told(window != nullptr ? window->from : status.now, view.asked);
    }
    view.can_withdraw = status.can_withdraw;
    view.can_change_window = status.can_change_window;
    view.red_flag = status.red_flag;
    view.sent_to_emergency = status.sent_to_emergency;
    view.number_failed = status.number_failed;
    view.emergency = emergency_notice(*institute, language);
    view.red_flags = red_flag_choices(*institute, language);
    view.days = open_days(*institute);
    view.open_times = open_time_choices(*institute, language, drawing.open_times, status.now);
    if (status.visit_start) {
        view.appointment = AppointmentView{
            told(*status.visit_start, moment_words(*texts, language, zone, *status.visit_start)),
            status.visit_location, status.visit_clinician, view.path + "/visit.ics" + view.query};
    }
    view.last_four = status.last_four;
    view.done = std::move(drawing.done);
    view.values = std::move(drawing.values);
    view.faults = std::move(drawing.faults);
    auto response = html(drawing.status, patient_page(*texts, view));
    response.frameable = true;
    return response;
}

Response back_to_page(const Request& request, const PatientStatus& status, std::string_view done) {
    Response response;
    response.status = 303;
    response.frameable = true;
    response.with("Location",
                  path_of(request) +
                      query_of(language_of(request, status.language), is_embedded(request)) +
                      (done.empty() ? std::string{} : "&done=" + std::string{done}));
    return response;
}

// Text of a calendar entry: RFC 5545 escapes, and lines of at most 75 bytes.
std::string calendar_line(std::string_view name, std::string_view value) {
    std::string line{name};
    line.append(":");
    for (const char c : value) {
        if (c == '\n') {
            line.append("\\n");
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            if (c == '\\' || c == ';' || c == ',') line.push_back('\\');
            line.push_back(c);
        }
    }
    std::string folded;
    std::size_t width = 0;
    for (const char c : line) {
        const bool begins = (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
        if (width >= 70 && begins) {
            folded.append("\r\n ");
            width = 1;
        }
        folded.push_back(c);
        ++width;
    }
    return folded + "\r\n";
}

std::string calendar_instant(Instant at) {
    using namespace std::chrono;
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss time{floor<seconds>(at - day)};
    char text[32];
    std::snprintf(text, sizeof text, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

std::string calendar_of(const App& app, const PatientStatus& status, std::string_view language) {
    const auto institute = app.institute();
    const auto texts = wording(*institute);
    const Instant start = *status.visit_start;
    std::string out =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Backline//EN\r\nMETHOD:PUBLISH\r\n"
        "BEGIN:VEVENT\r\n";
    out += calendar_line("UID", status.reference + "@backline");
    out += "SEQUENCE:" + std::to_string(status.visit_sequence) + "\r\n";
    out += "DTSTAMP:" + calendar_instant(status.now) + "\r\n";
    out += "DTSTART:" + calendar_instant(start) + "\r\n";
    out += "DTEND:" + calendar_instant(start + std::chrono::hours{1}) + "\r\n";
    out += calendar_line("SUMMARY", texts->at(language, "patient.visit"));
    out += calendar_line("LOCATION", status.visit_location);
    out += calendar_line("DESCRIPTION", institute->phone);
    return out + "END:VEVENT\r\nEND:VCALENDAR\r\n";
}

}  // namespace

Result<Response> page(const Request& request, App& app) {
    auto status = patient_view(app, request.part("token"));
    if (!status) return fail(std::move(status.error()));
    Drawing drawing;
    const auto done = request.asked("done").value_or("");
    if (done == "window" || done == "phone" || done == "withdrawal") drawing.done = done;
    return draw(request, app, *status, std::move(drawing));
}

namespace {

// A change that cannot be made now (the call is on, the request is closed): the page as it stands,
// with the reason on top. Other trouble as it is.
Result<Response> refused(const Request& request, App& app, Error error,
                         const char* field = "best_time") {
    const auto* wrong = std::get_if<WrongState>(&error);
    if (wrong == nullptr) return fail(std::move(error));
    auto status = patient_view(app, request.part("token"));
    if (!status) return fail(std::move(status.error()));
    return draw(request, app, *status, {409, "", {}, {{field, wrong->why}}});
}

}  // namespace

// The address of a change, opened or reloaded later: the page itself.
Result<Response> back(const Request& request, App& app) {
    const auto status = patient_view(app, request.part("token"));
    if (!status) return fail(status.error());
    return back_to_page(request, *status, "");
}

Result<Response> withdrawal(const Request& request, App& app) {
    auto status = withdraw(app, request.part("token"));
    if (!status) return refused(request, app, std::move(status.error()));
    return back_to_page(request, *status, "withdrawal");
}

Result<Response> window(const Request& request, App& app) {
    const auto& token = request.part("token");
    const FieldValues values = values_of(request.posted);
    Invalid refusal;
    const auto institute = app.institute();
    const auto& rules = institute->rules;
    const auto& zone = rules.hours.zone();
    const auto words = asked_on_page(values, zone, refusal.faults);
    if (words && refusal.faults.empty()) {
        const auto before = patient_view(app, token);
        if (!before) return fail(before.error());
        auto asked = asked_within(*words, before->zones, rules, app.context().now);
        auto changed = asked ? ask_for_window(app, token, *asked) : fail(std::move(asked.error()));
        if (changed) return back_to_page(request, *changed, "window");
        auto* invalid = std::get_if<Invalid>(&changed.error());
        if (invalid == nullptr) return refused(request, app, std::move(changed.error()));
        refusal = std::move(*invalid);
    }
    auto status = patient_view(app, token);
    if (!status) return fail(std::move(status.error()));
    return draw(request, app, *status,
                {422, "", values, std::move(refusal.faults), std::move(refusal.open_times)});
}

Result<Response> phone(const Request& request, App& app) {
    const auto& token = request.part("token");
    FieldValues values = values_of(request.posted);
    std::vector<FieldFault> faults;
    if (const auto number = Phone::parse(first(values, "phone"))) {
        auto changed = correct_phone(app, token, *number);
        if (changed) return back_to_page(request, *changed, "phone");
        auto* untimely = std::get_if<Invalid>(&changed.error());
        if (untimely == nullptr) return refused(request, app, std::move(changed.error()), "phone");
        auto status = patient_view(app, token);
        if (!status) return fail(std::move(status.error()));
        return draw(request, app, *status,
                    {422, "", std::move(values), std::move(untimely->faults),
                     std::move(untimely->open_times)});
    } else if (const auto* invalid = std::get_if<Invalid>(&number.error())) {
        faults = invalid->faults;
    }
    auto status = patient_view(app, token);
    if (!status) return fail(std::move(status.error()));
    // Where it can no longer be corrected there is no field to lead to.
    if (status->last_four.empty()) return refused(request, app, WrongState{"called"}, "phone");
    return draw(request, app, *status, {422, "", std::move(values), std::move(faults)});
}

Result<Response> calendar(const Request& request, App& app) {
    auto status = patient_view(app, request.part("token"));
    if (!status) return fail(std::move(status.error()));
    if (!status->visit_start) return fail(NotFound{});
    Response response;
    response.content_type = "text/calendar; charset=utf-8";
    response.with("Content-Disposition", "attachment; filename=\"visit.ics\"");
    response.body = calendar_of(app, *status, language_of(request, status->language));
    return response;
}

// The request that a link leads to is saved, whatever cannot be reached just now.
Response trouble(const Request& request, const App& app, int status, const Error* error) {
    if (status == 503) {
        const auto language = language_of(request, language_wanted(request));
        const bool embedded = is_embedded(request);
        const bool in_doubt = error != nullptr && std::holds_alternative<InDoubt>(*error);
        const bool looks = request.method == Method::get || request.method == Method::head;
        const auto what = in_doubt && !looks ? Unavailable::in_doubt
                          : looks            ? Unavailable::shown
                                             : Unavailable::kept;
        auto response = html(
            503, unavailable_page(*wording(*app.institute()), page_frame(app, language, embedded),
                                  what, path_of(request) + query_of(language, embedded)));
        response.frameable = true;
        response.with("Retry-After", "2");
        return response;
    }
    return plain_page(request, app, status, language_of(request, language_wanted(request)));
}

}  // namespace backline::patient

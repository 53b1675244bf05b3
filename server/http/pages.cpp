#include "http/pages.h"

#include <algorithm>
#include <array>
#include <deque>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "http/embedded.h"
#include "http/qr_code.h"
#include "vault/proof_of_work.h"

namespace backline {

namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;
using Filling = std::vector<std::pair<std::string, std::string>>;

// Where the form shows a fault, in the order of the page, and what beside the fault describes it.
struct Place {
    std::string_view field;
    std::string_view target;  // id that the summary links to
    std::string_view hint;    // id of the hint; may be empty
    bool group;               // a fieldset, which cannot itself be invalid
};

constexpr std::array<Place, 18> places = {{
    {"red_flags", "red_flags", "", true},
    {"relation", "relation", "", true},
    {"contact_name", "contact_name", "contact_name-hint", false},
    {"kind", "kind", "", true},
    {"topic", "topic", "", false},
    {"name", "name", "", false},
    {"phone", "phone", "phone-hint", false},
    {"best_time", "best_time", "", true},
    {"days", "days", "", true},
    {"parts", "parts", "", true},
    {"window_from", "window_from", "", false},
    {"window_to", "window_to", "", false},
    {"language", "language", "", false},
    {"existing_patient", "existing_patient", "", true},
    {"email", "email", "", false},
    {"reason", "reason", "reason-hint", false},
    {"consent", "consent", "", false},
    {"consent_text_id", "consent", "", false},
}};

constexpr std::array<std::string_view, 7> all_days = {"mon", "tue", "wed", "thu",
                                                      "fri", "sat", "sun"};

// kainjow's escaping and, beyond it, carriage returns, which a browser would otherwise fold.
std::string escaped(const std::string& text) {
    std::string out = kainjow::mustache::html_escape(text);
    for (size_t at = out.find('\r'); at != std::string::npos; at = out.find('\r', at)) {
        out.replace(at, 1, "&#13;");
    }
    return out;
}

std::string tel_url(const std::string& shown) {
    std::string digits;
    for (const char c : shown) {
        if (c >= '0' && c <= '9') digits += c;
    }
    if (digits.size() == 10) digits.insert(0, "1");
    return "tel:+" + digits;
}

// Text and phone number in it as a link; the result is HTML.
std::string with_phone_link(const std::string& text, const std::string& phone) {
    const std::string number = escaped(phone);
    std::string out = escaped(text);
    const size_t at = number.empty() ? std::string::npos : out.find(number);
    if (at == std::string::npos) return out;
    return out.replace(at, number.size(),
                       "<a class=\"tel\" href=\"" + tel_url(phone) + "\">" + number + "</a>");
}

// The same with 911 as a link, too.
std::string with_911_link(const std::string& text, const std::string& phone = {}) {
    std::string out = with_phone_link(text, phone);
    const size_t at = out.find("911");
    if (at == std::string::npos) return out;
    return out.replace(at, 3, "<a class=\"tel\" href=\"tel:911\">911</a>");
}

// Finds {{name}} among the page's values, {{@key}} among the texts, {{{phone:key}}} as a text in
// which the institute's number is a link, {{{911:key}}} as one in which 911 is, and {{{who:key}}}
// as the words to who asks for themselves and, from key.other, to who asks for somebody else; the
// style shows one of them. A name that is nowhere is a fault of the template.
class PageContext : public kainjow::mustache::context<std::string> {
  public:
    PageContext(const data* values, const Texts& texts, const PageFrame& frame)
        : context(values), texts_(texts), frame_(frame) {}

    const data* get(const std::string& name) const override {
        if (name.starts_with('@')) return keep(words(name.substr(1)));
        if (name.starts_with("phone:")) {
            return keep(with_phone_link(words(name.substr(6)), frame_.institute_phone));
        }
        if (name.starts_with("911:")) return keep(with_911_link(words(name.substr(4))));
        if (name.starts_with("who:")) return keep(words_to_both(name.substr(4)));
        if (const data* found = context::get(name)) return found;
        throw std::logic_error("a template asks for an unknown name: " + name);
    }

  private:
    std::string words(const std::string& key) const {
        return texts_.filled(
            frame_.language, key,
            {{"phone", frame_.institute_phone}, {"institute", frame_.institute_name}});
    }
    std::string words_to_both(const std::string& key) const {
        return "<span class=\"for-self\">" + escaped(words(key)) +
               "</span><span class=\"for-both\"> / </span><span class=\"for-other\">" +
               escaped(words(key + ".other")) + "</span>";
    }
    const data* keep(std::string text) const { return &kept_.emplace_back(std::move(text)); }

    const Texts& texts_;
    const PageFrame& frame_;
    mutable std::deque<data> kept_;
};

// Parsed once per thread: rendering writes into a template.
mustache& parsed(std::string_view name) {
    thread_local std::map<std::string, mustache, std::less<>> templates;
    const auto found = templates.find(name);
    if (found != templates.end()) return found->second;
    const std::string path = "templates/" + std::string(name) + ".mustache";
    for (const assets::EmbeddedFile& file : assets::all()) {
        if (file.name != path) continue;
        mustache page{std::string(file.bytes)};
        if (!page.is_valid()) throw std::logic_error(path + ": " + page.error_message());
        page.set_custom_escape(escaped);
        return templates.emplace(std::string(name), std::move(page)).first->second;
    }
    throw std::logic_error("no such template: " + path);
}

// What every template of one page is rendered with.
struct Page {
    const Texts& texts;
    const PageFrame& frame;

    std::string words(std::string_view key, const Filling& filling = {}) const {
        Filling all = filling;
        all.emplace_back("phone", frame.institute_phone);
        return texts.filled(frame.language, key, all);
    }
    std::string render(std::string_view name, const data& values) const {
        PageContext context(&values, texts, frame);
        return parsed(name).render(context);
    }
    bool spanish() const { return frame.language == "es"; }
    std::string form_url(bool in_spanish) const {
        return std::string(in_spanish ? "/es" : "/") + (frame.embedded ? "?embed=1" : "");
    }
};

data strings(const std::vector<std::string>& items) {
    data list{data::type::list};
    for (const std::string& item : items) list.push_back(item);
    return list;
}

// A text that may be absent: false, so that its section is left out.
data optional(const std::string& text) {
    return text.empty() ? data{data::type::bool_false} : data{text};
}

data flag(bool on) {
    return data{on ? data::type::bool_true : data::type::bool_false};
}

// Puts body into the layout. `title` is shown in the tab and in history: never a patient's data.
std::string in_layout(const Page& page, const std::string& title, const std::string& body,
                      bool is_private, const std::vector<std::string>& opening_hours) {
    data values;
    values.set("language", page.frame.language);
    values.set("embedded", flag(page.frame.embedded));
    values.set("private", flag(is_private));
    values.set("title", title + " – " + page.frame.institute_name);
    values.set("icon_url", optional(page.frame.icon_url));
    values.set("stylesheet_url", page.frame.stylesheet_url);
    values.set("script_url", page.frame.script_url);
    values.set("institute_name", page.frame.institute_name);
    values.set("tel", tel_url(page.frame.institute_phone));
    values.set("body", body);
    values.set("has_hours", flag(!opening_hours.empty()));
    values.set("opening_hours", strings(opening_hours));
    return page.render("layout", values);
}

// --- values and faults
// ------------------------------------------------------------------------------

std::string first_value(const FieldValues& values, std::string_view field,
                        std::string_view otherwise = "") {
    const auto found = values.find(field);
    return found == values.end() || found->second.empty() ? std::string(otherwise)
                                                          : found->second.front();
}

bool has_value(const FieldValues& values, std::string_view field, std::string_view code) {
    const auto found = values.find(field);
    return found != values.end() &&
           std::find(found->second.begin(), found->second.end(), code) != found->second.end();
}

// Options of one field; the first has the field's own name as its id, so that a summary can link to
// it.
data options(const FieldValues& values, const std::string& field,
             const std::vector<Choice>& choices, const std::string& otherwise = "") {
    const bool given = !first_value(values, field).empty();
    data list{data::type::list};
    for (size_t i = 0; i < choices.size(); ++i) {
        const Choice& choice = choices[i];
        data option;
        option.set("id", i == 0 ? field : field + "-" + choice.code);
        option.set("code", choice.code);
        option.set("label", choice.label);
        option.set("checked",
                   flag(given ? has_value(values, field, choice.code) : choice.code == otherwise));
        option.set("own", flag(choice.code == otherwise));  // what stands there untouched
        list.push_back(option);
    }
    return list;
}

std::vector<Choice> labelled(const Page& page, const std::string& field,
                             const std::vector<std::string>& codes) {
    std::vector<Choice> choices;
    for (const std::string& code : codes) {
        choices.push_back({code, page.words("form." + field + "." + code)});
    }
    return choices;
}

// Sets fault_FIELD and described_FIELD of every place.
void set_faults(const Page& page, const std::vector<FieldFault>& faults, data& values) {
    for (const Place& place : places) {
        data own{data::type::list};
        for (const FieldFault& fault : faults) {
            if (form_field(fault.field) != place.field) continue;
            data one;
            one.set("field", std::string(place.field));
            one.set("words", page.texts.fault_words(page.frame.language, fault));
            own.push_back(one);
            break;  // one at a time by the field; the next shows when this is mended
        }
        const std::string field(place.field);
        std::string described(place.hint);
        if (!own.is_empty_list()) described += (described.empty() ? "" : " ") + field + "-fault";
        std::string attributes;
        if (!described.empty()) attributes = " aria-describedby=\"" + described + "\"";
        if (!own.is_empty_list() && !place.group) attributes += " aria-invalid=\"true\"";
        data fault_values;
        fault_values.set("faults", own);
        values.set("fault_" + field,
                   own.is_empty_list() ? std::string() : page.render("fault", fault_values));
        values.set("described_" + field, attributes);
    }
}

// The error summary, in the page's order; faults of fields that are not shown come last. It is
// there without faults too, hidden, for form.js to fill. `instead`: where to lead on a page that
// does not show the fields.
std::string summary(const Page& page, const std::vector<FieldFault>& faults,
                    std::string_view instead = "") {
    data list{data::type::list};
    std::vector<std::string> shown;
    const auto add = [&](const FieldFault& fault, std::string_view target) {
        const std::string words = page.texts.fault_words(page.frame.language, fault);
        const std::string seen = std::string(target) + "\n" + words;
        if (std::find(shown.begin(), shown.end(), seen) != shown.end()) return;
        shown.push_back(seen);
        data one;
        one.set("target", optional(std::string(target)));
        one.set("words", words);
        list.push_back(one);
    };
    for (const Place& place : places) {
        for (const FieldFault& fault : faults) {
            if (form_field(fault.field) == place.field) {
                add(fault, instead.empty() ? place.target : instead);
                break;
            }
        }
    }
    for (const FieldFault& fault : faults) {
        const bool placed = std::any_of(places.begin(), places.end(), [&](const Place& place) {
            return form_field(fault.field) == place.field;
        });
        if (!placed) add(fault, "");
    }
    data values;
    values.set("has_faults", flag(!faults.empty()));
    // A browser refuses it in a frame, and says so to the article's page.
    values.set("autofocus", flag(!faults.empty() && !page.frame.embedded));
    values.set("all_faults", list);
    return page.render("summary", values);
}

std::string emergency_notice(const Page& page, const EmergencyNotice& notice,
                             const std::vector<Choice>& red_flags, const std::string& tick = "") {
    std::vector<std::string> signs, lines;
    for (const Choice& sign : red_flags) {
        if (sign.code != kSomeSign) signs.push_back(sign.label);
    }
    for (const std::string& line : notice.lines) lines.push_back(with_911_link(line));
    data values;
    values.set("id", "emergency-title");
    values.set("emergency_title", with_911_link(notice.title));
    values.set("has_signs", flag(!signs.empty()));
    values.set("signs", strings(signs));
    values.set("emergency_lines", strings(lines));
    values.set("tick", optional(tick));
    return page.render("emergency", values);
}

// `View` is one of the two that let a time be asked for.
template <class View>
std::string best_time(const Page& page, const View& view) {
    const FieldValues& values = view.values;
    std::vector<std::string> days = view.days;
    if (days.empty()) days.assign(all_days.begin(), all_days.end());
    const std::string asked = first_value(values, "best_time", "asap");
    data time;
    time.set("is_asap", flag(asked == "asap"));
    time.set("is_parts", flag(asked == "parts"));
    time.set("is_window", flag(asked == "window"));
    time.set("days", options(values, "days", labelled(page, "days", days)));
    time.set("parts", options(values, "parts",
                              labelled(page, "parts", {"morning", "afternoon", "evening"})));
    data open_times{data::type::list};
    for (const Choice& choice : view.open_times) {
        data one;
        one.set("id", "best_time-open-" + std::to_string(&choice - view.open_times.data()));
        one.set("code", choice.code);
        one.set("label", choice.label);
        one.set("checked", flag(choice.code == asked));
        open_times.push_back(one);
    }
    std::string hours;
    for (const auto& line : view.opening_hours) hours += (hours.empty() ? "" : "; ") + line;
    time.set("has_open_times", flag(!view.open_times.empty()));
    time.set("open_times", open_times);
    time.set("hours", optional(hours));
    time.set("window_from", first_value(values, "window_from"));
    time.set("window_to", first_value(values, "window_to"));
    set_faults(page, view.faults, time);
    return page.render("best_time", time);
}

// --- the form
// ---------------------------------------------------------------------------------------

data hidden_fields(const FormView& view) {
    data list{data::type::list};
    const auto add = [&](const std::string& name, const std::string& value) {
        data field;
        field.set("code", name);
        field.set("label", value);
        list.push_back(field);
    };
    for (const char* name :
         {"from", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"}) {
        const std::string value = first_value(view.values, name);
        if (!value.empty()) add(name, value);
    }
    add("consent_text_id", view.consent.code);
    add("rendered", view.rendered);
    add("submission_id", view.submission_id);
    add("edition", std::to_string(view.edition));
    return list;
}

// The signs as boxes, behind one that stands in the notice itself: it alone is enough.
std::string sign_boxes(const Page& page, const FormView& view) {
    const bool any = !first_value(view.values, "red_flags").empty();
    data signs{data::type::list};
    for (const Choice& sign : view.red_flags) {
        if (sign.code == kSomeSign) continue;
        data one;
        one.set("id", "red_flags-" + sign.code);
        one.set("code", sign.code);
        one.set("label", sign.label);
        one.set("checked", flag(has_value(view.values, "red_flags", sign.code)));
        signs.push_back(one);
    }
    data values;
    values.set("some_sign", std::string(kSomeSign));
    values.set("any", flag(any));
    values.set("red_flags", signs);
    set_faults(page, view.faults, values);
    return page.render("red_flags", values);
}

// Whether anything is answered, or wrong, in the part that only some people need.
bool has_more(const FormView& view) {
    const std::array<std::string_view, 4> more = {"text_ok", "existing_patient", "email", "reason"};
    return std::any_of(more.begin(), more.end(), [&](std::string_view field) {
        return !first_value(view.values, field).empty() ||
               std::any_of(view.faults.begin(), view.faults.end(), [&](const FieldFault& fault) {
                   return form_field(fault.field) == field;
               });
    });
}

void set_typed(const Page& page, const FormView& view, data& form) {
    const FieldValues& values = view.values;
    for (const char* field : {"name", "phone", "contact_name", "email", "reason", "spare"}) {
        form.set(field, first_value(values, field));
    }
    for (const char* field : {"interpreter", "voicemail_ok", "text_ok", "consent"}) {
        form.set(field, flag(has_value(values, field, "yes")));
    }
    form.set("kinds", options(values, "kind", labelled(page, "kind", {"callback", "consultation"}),
                              "callback"));
    form.set("topics", options(values, "topic", view.topics));
    form.set("languages", options(values, "language", view.languages, page.frame.language));
    form.set("relations",
             options(values, "relation", labelled(page, "relation", {"self", "other"}), "self"));
    form.set("existing", options(values, "existing_patient",
                                 labelled(page, "existing_patient", {"yes", "no"})));
    form.set("more_open", flag(has_more(view)));
}

}  // namespace

std::string form_page(const Texts& texts, const FormView& view) {
    const Page page{texts, view.frame};
    data form;
    form.set("action", view.action);
    form.set("proof_bits", std::to_string(kProofBits));
    form.set("other_action", page.form_url(!page.spanish()));
    form.set("other_language", page.spanish() ? "en" : "es");
    form.set("summary", summary(page, view.faults));
    form.set("not_saved", flag(view.not_saved));
    form.set("in_doubt", flag(view.in_doubt));
    form.set("stale", flag(view.stale));
    form.set("emergency",
             emergency_notice(page, view.emergency, view.red_flags, sign_boxes(page, view)));
    form.set("call_time", flag(!view.call_time.empty()));
    form.set("call_words", page.words("form.phone.when", {{"when", view.call_time}}));
    const bool soon = first_value(view.values, "best_time", "asap") == "asap";
    const bool first = view.values.contains("red_flags");
    form.set("soon", flag(soon && !first));
    form.set("chosen", flag(!soon && !first));
    form.set("consent_words", view.consent.label);
    form.set("best_time", best_time(page, view));
    form.set("hidden", hidden_fields(view));
    set_typed(page, view, form);
    set_faults(page, view.faults, form);
    std::string title = page.words("form.title");
    if (!view.faults.empty()) title.insert(0, page.words("layout.error_prefix"));
    return in_layout(page, title, page.render("form", form), false, view.opening_hours);
}

// --- the patient's own page
// -------------------------------------------------------------------------

namespace {

bool is_closed(const PatientView& view) {
    return view.state == "closed";
}

// The key of the state's words: of the resolution where it has its own, else of the state.
std::string state_key(const Page& page, const PatientView& view) {
    // "We'll call you at the agreed time" is no longer true of a time that is over.
    const bool missed = view.state == "scheduled" && view.late;
    if (view.state == "quarantined" || missed) return "state.new";
    if (view.sent_to_emergency) return "state.emergency_redirected";
    if (view.number_failed) return "state.wrong_number";
    if (!is_closed(view)) return "state." + view.state;
    std::string own = view.resolution == "disconnected" ? "wrong_number" : view.resolution;
    own.insert(0, "state.");
    return page.texts.find(page.frame.language, own + ".title").empty() ? "state.closed" : own;
}

std::string when_words(const Page& page, const PatientView& view) {
    if (view.when.empty()) return page.words("patient.when.open");
    return page.words(view.late ? "patient.when.late" : "patient.when", {{"when", view.when}});
}

void set_appointment(const PatientView& view, data& values) {
    const bool booked = view.appointment.has_value();
    const AppointmentView visit = view.appointment.value_or(AppointmentView{});
    values.set("appointment", flag(booked));
    values.set("visit_when", visit.when);
    values.set("visit_where", visit.location);
    values.set("visit_who", optional(visit.clinician));
    values.set("ics_url", optional(visit.ics_url));
}

}  // namespace

std::string patient_page(const Texts& texts, const PatientView& view) {
    const Page page{texts, view.frame};
    const std::string key = state_key(page, view);
    const std::string text = texts.find(view.frame.language, key + ".text").empty()
                                 ? std::string()
                                 : page.words(key + ".text");
    const bool open = !is_closed(view);
    // A withdrawn request says so in its heading.
    const bool known = (view.done == "window" || view.done == "phone") && !is_closed(view);
    const bool of_number = !view.faults.empty() && view.faults.front().field == "phone";
    data values;
    values.set("heading", page.words(key + ".title"));
    values.set("text", optional(view.sent_to_emergency
                                    ? with_911_link(text, view.frame.institute_phone)
                                    : with_phone_link(text, view.frame.institute_phone)));
    const std::string when = with_phone_link(when_words(page, view), view.frame.institute_phone);
    const bool goes_on = open && !view.sent_to_emergency && !view.number_failed;
    values.set("when", optional(goes_on ? when : ""));
    const bool first = view.done == "window" && view.red_flag;
    values.set(
        "done",
        optional(known ? page.words("patient.done." + (first ? "red_flag" : view.done)) : ""));
    values.set("emergency", (open && view.red_flag) || view.sent_to_emergency
                                ? emergency_notice(page, view.emergency, view.red_flags)
                                : "");
    // Where no other time can be asked for, the words say to call us.
    const bool shown = of_number ? !view.last_four.empty() : view.can_change_window;
    const std::string_view instead = shown ? "" : "call-us";
    values.set("summary", view.faults.empty() ? "" : summary(page, view.faults, instead));
    values.set("window_faults", flag(!view.faults.empty() && !of_number));
    values.set("number_faults", flag(of_number));
    values.set("last_four", flag(!view.last_four.empty()));
    values.set("number_words", page.words("patient.number", {{"last_four", view.last_four}}));
    values.set("phone", first_value(view.values, "phone"));
    set_faults(page, view.faults, values);
    values.set("other_language_url", optional(view.other_language_url));
    values.set("other_language", page.spanish() ? "en" : "es");
    values.set("reference", view.reference);
    values.set("open", flag(goes_on));
    values.set(
        "asked",
        optional(view.asked.empty() ? "" : page.words("patient.asked", {{"asked", view.asked}})));
    values.set("embedded", flag(view.frame.embedded));
    values.set("path", view.path);
    values.set("query", view.query);
    values.set("language", page.frame.language);
    values.set("own_url", view.own_url);
    values.set("code", qr_code(view.own_url, escaped(page.words("patient.code"))));
    values.set("stands", flag(open));
    // In an article the form itself is out of reach while its frame shows this.
    values.set("may_ask_again", flag(!open || view.number_failed || page.frame.embedded));
    values.set("form_url", page.form_url(page.spanish()));
    values.set("can_change_window", flag(view.can_change_window));
    values.set("can_withdraw", flag(view.can_withdraw));
    values.set("best_time", best_time(page, view));
    set_appointment(view, values);
    std::string title = page.words("patient.title");
    if (!view.faults.empty()) title.insert(0, page.words("layout.error_prefix"));
    return in_layout(page, title, page.render("patient", values), true, view.opening_hours);
}

// --- when something is missing or fails
// -------------------------------------------------------------

namespace {

std::string message_page(const Page& page, const std::string& key, const std::string& code) {
    data values;
    values.set("heading", page.words(key + ".title"));
    values.set("text", with_phone_link(page.words(key + ".text"), page.frame.institute_phone));
    values.set("code", flag(!code.empty()));
    values.set("code_words", page.words("trouble.code", {{"code", code}}));
    values.set("form_url", page.form_url(page.spanish()));
    return in_layout(page, page.words(key + ".title"), page.render("trouble", values), true, {});
}

}  // namespace

std::string not_found_page(const Texts& texts, const PageFrame& frame) {
    return message_page({texts, frame}, "not_found", "");
}

std::string trouble_page(const Texts& texts, const PageFrame& frame, int status,
                         const std::string& request_id) {
    std::string key = status < 500 ? "trouble.any" : "trouble.500";
    if (status == 503) key = "trouble.503";
    if (status == 429) key = "trouble.429";
    // Short enough to be read out; the end of the request's id, by which the log finds it.
    const bool ours = status >= 500 && status != 503 && request_id.size() >= 8;
    return message_page({texts, frame}, key, ours ? request_id.substr(request_id.size() - 8) : "");
}

std::string unavailable_page(const Texts& texts, const PageFrame& frame, Unavailable what,
                             const std::string& page_url) {
    const Page page{texts, frame};
    std::string key = "unavailable.shown";
    if (what == Unavailable::kept) key = "unavailable.kept";
    if (what == Unavailable::in_doubt) key = "unavailable.in_doubt";
    data values;
    values.set("heading", page.words(key + ".title"));
    values.set("text", with_phone_link(page.words(key + ".text"), frame.institute_phone));
    values.set("page_url", page_url);
    return in_layout(page, page.words(key + ".title"), page.render("unavailable", values), true,
                     {});
}

std::string shell_page(std::string_view name, const std::map<std::string, std::string>& values) {
    data all;
    for (const auto& [key, value] : values) all.set(key, value);
    return parsed(name).render(all);
}

}  // namespace backline

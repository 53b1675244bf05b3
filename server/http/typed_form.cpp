#include "http/typed_form.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

#include "app/people.h"
#include "domain/promise.h"
#include "http/instant_text.h"
#include "http/json.h"
#include "http/page_frame.h"
#include "vault/proof_of_work.h"
#include "vault/signed_time.h"
#include "vault/token.h"

namespace backline {

using namespace std::chrono;

namespace {

constexpr std::size_t kMostReason = 300;
constexpr std::size_t kMostKey = 128;
constexpr long kMostEditions = 1'000'000;

// A number of one to `most` digits at the front, taken off.
std::optional<int> number(std::string_view& text, std::size_t most) {
    int value = 0;
    std::size_t used = 0;
    while (used < most && used < text.size() && text[used] >= '0' && text[used] <= '9')
        value = value * 10 + (text[used++] - '0');
    text.remove_prefix(used);
    return used == 0 ? std::nullopt : std::optional{value};
}

bool taken(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

void skip_spaces(std::string_view& text) {
    while (taken(text, " ")) {
    }
}

// What may follow the minutes: seconds, which count for nothing, and "am" or "pm" in any spelling.
bool half_of_day(std::string_view text, int& hour) {
    if (taken(text, ":")) {
        const auto seconds = number(text, 2);
        if (!seconds || *seconds > 59) return false;
        if (taken(text, ".") && !number(text, 9)) return false;
    }
    std::string half;
    for (const char c : text)
        if (c != ' ' && c != '.') half.push_back(static_cast<char>(c | 0x20));
    if (half.empty()) return true;
    if ((half != "am" && half != "pm") || hour < 1 || hour > 12) return false;
    hour = hour % 12 + (half == "pm" ? 12 : 0);
    return true;
}

}  // namespace

std::optional<LocalTime> local_time(std::string_view text) {
    skip_spaces(text);
    auto y = number(text, 4);
    const bool american = y && *y <= 12 && taken(text, "/");
    if (!american && !taken(text, "-/")) return std::nullopt;
    auto mo = number(text, 2);
    if (!taken(text, american ? "/" : "-/")) return std::nullopt;
    auto d = number(text, 4);
    if (american) {  // month, day, year were read in the places of year, month, day
        const auto month_first = y;
        y = d;
        d = mo;
        mo = month_first;
    }
    if (!taken(text, "Tt ,")) return std::nullopt;
    skip_spaces(text);
    auto h = number(text, 2);
    if (!h || !taken(text, ":")) return std::nullopt;
    const auto mi = number(text, 2);
    if (!y || !mo || !d || !mi || *mi > 59 || *y < 2000 || *y > 2200) return std::nullopt;
    if (!half_of_day(text, *h) || *h > 23) return std::nullopt;
    const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)},
                              day{static_cast<unsigned>(*d)}};
    if (!date.ok()) return std::nullopt;
    return LocalTime{local_days{date} + hours{*h} + minutes{*mi}};
}

namespace {

// The instant of what was typed: the institute's local time, or, as the API has it, an instant.
// What its clocks leave out in the night of spring is asked back: nobody can mean it.
std::optional<Instant> typed_instant(const std::string& typed, const std::string& field,
                                     const Zone& zone, std::vector<FieldFault>& faults) {
    if (const auto at = parse_rfc3339(typed)) return at;
    const auto local = local_time(typed);
    if (local && zone.shows(*local)) return zone.instant(*local);
    faults.push_back({field, local ? "no_such_time" : typed.empty() ? "required" : "not_a_time"});
    return std::nullopt;
}

AskedWords asked_in_json(const Json& window, const Zone& zone, std::vector<FieldFault>& faults) {
    FieldReader fields(window, faults, "window.");
    AskedWords asked;
    asked.asap = fields.flag("asap").value_or(false);
    // Who states one of the two has to state both; each is asked for by its own words.
    const bool stated = window.contains("from") || window.contains("to");
    const auto instant = [&](const char* name) -> std::optional<Instant> {
        const auto typed = fields.text(name, stated ? Need::required : Need::optional, 40);
        if (typed.empty()) return std::nullopt;
        return typed_instant(typed, std::string{"window."} + name, zone, faults);
    };
    asked.from = instant("from");
    asked.to = instant("to");
    asked.days = fields.texts("days", 7, 20);
    asked.parts = fields.texts("parts", 3, 20);
    fields.refuse_unknown();
    return asked;
}

Source source_in_json(const Json& object, std::vector<FieldFault>& faults) {
    FieldReader fields(object, faults, "source.");
    const auto text = [&](const char* name) {
        return source_text(fields.text(name, Need::optional, 4000));
    };
    Source source{text("from"),         text("utm_source"),  text("utm_medium"),
                  text("utm_campaign"), text("utm_content"), text("utm_term")};
    fields.refuse_unknown();
    return source;
}

// Collects faults of one field after the other.
class Collector {
  public:
    explicit Collector(std::vector<FieldFault> faults) : faults_(std::move(faults)) {}
    void add(std::string field, std::string code) {
        faults_.push_back({std::move(field), std::move(code)});
    }
    // The value, or nothing and its faults kept.
    template <class T>
    std::optional<T> take(Result<T> result) {
        if (result) return std::move(*result);
        if (auto* invalid = std::get_if<Invalid>(&result.error())) {
            add(std::move(*invalid));
        }
        return std::nullopt;
    }
    void add(Invalid more) {
        faults_.insert(faults_.end(), more.faults.begin(), more.faults.end());
        if (!more.open_times.empty()) open_times_ = std::move(more.open_times);
    }
    bool has(std::string_view field) const {
        return std::any_of(faults_.begin(), faults_.end(), [&](const FieldFault& fault) {
            return fault.field.substr(0, field.size()) == field;
        });
    }
    bool empty() const { return faults_.empty(); }
    Invalid all() && { return {std::move(faults_), std::move(open_times_)}; }

  private:
    std::vector<std::pair<Instant, Instant>> open_times_;
    std::vector<FieldFault> faults_;
};

// Why it looks like a machine's, the nonce of its render time, or the fault of a page kept too
// long.
struct Drawn {
    std::string suspicion;
    std::string nonce;
    bool proven = false;
    bool too_old = false;
};

Drawn judge(const TypedForm& typed, const App& app) {
    Drawn drawn;
    const auto rendered = verify_render_time(app.master(), typed.rendered);
    if (!rendered) {
        drawn.suspicion = "no_render_time";
        return drawn;
    }
    drawn.nonce = rendered->nonce;
    drawn.proven = proves(typed.rendered, typed.proof);
    const auto age = system_clock::now() - rendered->rendered_at;
    const auto& rules = app.config().form;
    // The trap comes last: a browser may have filled it for a person who did all else right.
    if (age < seconds{rules.min_seconds}) {
        drawn.suspicion = "too_fast";
    } else if (!typed.honeypot.empty()) {
        drawn.suspicion = "honeypot";
    }
    drawn.too_old = age > hours{rules.max_hours};
    return drawn;
}

std::string idempotency_key(const TypedForm& typed, const Request& request, Collector& faults) {
    const auto header = request.header("idempotency-key");
    std::string key{header.empty() ? std::string_view{typed.submission_id} : header};
    if (key.size() > kMostKey) {
        faults.add("submission_id", "too_long");
        key.clear();
    }
    // A key of our own where none was given: then nothing can be a replay of it.
    return key.empty() ? new_uuid() : key;
}

void check_consent(const TypedForm& typed, const Institute& institute, Collector& faults) {
    if (!typed.consent_given) faults.add("consent.given", "required");
    if (typed.consent_text_id.empty()) {
        if (typed.consent_given) faults.add("consent.text_id", "required");
        return;
    }
    const bool known = std::any_of(
        institute.consents.begin(), institute.consents.end(), [&](const ConsentText& text) {
            return text.purpose == "call" && text.id == typed.consent_text_id;
        });
    if (!known) faults.add("consent.text_id", "unknown");
}

void check_lists(const TypedForm& typed, const Institute& institute, Collector& faults) {
    if (typed.topic.empty()) {
        if (!faults.has("topic")) faults.add("topic", "required");
    } else if (institute.topic(typed.topic) == nullptr) {
        faults.add("topic", "unknown");
    }
    if (institute.language(typed.language) == nullptr && !faults.has("language")) {
        faults.add("language", "unknown");
    }
    for (const auto& id : typed.red_flags) {
        if (institute.red_flag(id) != nullptr) continue;
        faults.add("red_flags", "unknown");
        break;
    }
}

// As it is kept: what was typed stays with `typed`, for the page that shows it again.
std::string reason_of(const TypedForm& typed, Collector& faults) {
    const auto reason = cleaned(typed.reason, Lines::many, Joiners::kept);
    if (!reason) {
        if (!faults.has("reason")) faults.add("reason", "not_text");
        return {};
    }
    if (code_points(*reason) > kMostReason) faults.add("reason", "too_long");
    return *reason;
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Who asks for somebody else, read as a name; a form for oneself has nobody behind it.
std::optional<PersonName> contact_of(const TypedForm& typed, std::optional<Relation> relation,
                                     Collector& faults) {
    if (relation != Relation::other || blank(typed.contact_name)) return std::nullopt;
    auto name = PersonName::parse(typed.contact_name);
    if (name) return std::move(*name);
    if (const auto* invalid = std::get_if<Invalid>(&name.error())) {
        for (const auto& fault : invalid->faults) faults.add("contact_name", fault.code);
    }
    return std::nullopt;
}

// Where the number may be; the institute's zone where it could not be read.
std::vector<std::string> zones_of(const std::optional<Phone>& phone, const Rules& rules) {
    return phone ? phone->plausible_zones() : std::vector{rules.hours.zone().name()};
}

Invalid with_open_times(std::vector<FieldFault> faults, const std::vector<std::string>& zones,
                        const Rules& rules, Instant now) {
    return {std::move(faults), open_times(zones, rules.hours, rules.cadence, rules.gate, now)};
}

std::optional<Invalid> out_of_time(const AskedWords& words, const std::vector<std::string>& zones,
                                   const Rules& rules, Instant now) {
    auto faults = untimely(words, now);
    if (faults.empty()) return std::nullopt;
    return with_open_times(std::move(faults), zones, rules, now);
}

// What cannot be read as a wish comes with all that is wrong with it, by the clock, too.
Result<AskedTime> wish_of(const AskedWords& words, const std::vector<std::string>& zones,
                          const Rules& rules, Instant now) {
    auto asked = parse_asked(words);
    if (asked) return asked;
    auto faults = std::get<Invalid>(asked.error()).faults;
    const auto more = untimely(words, now);
    faults.insert(faults.end(), more.begin(), more.end());
    return fail(with_open_times(std::move(faults), zones, rules, now));
}

std::optional<AskedTime> asked_for(const TypedForm& typed, const std::vector<std::string>& zones,
                                   const Rules& rules, Instant now, Collector& faults) {
    if (!typed.asked || faults.has("window") || faults.has("best_time"))
        return AskedTime{AsSoonAsPossible{}};
    auto asked = wish_of(*typed.asked, zones, rules, now);
    // Signs of an emergency wait for no time, be it one that is over: they are called first. What
    // can be read is kept as it was typed, or sent again it would say something else.
    if (!asked && !typed.red_flags.empty()) return AskedTime{AsSoonAsPossible{}};
    return faults.take(std::move(asked));
}

// Why the wish cannot be met, of this number and by the database's clock. A red flag is never asked
// back.
std::optional<Invalid> refused_wish(const TypedForm& typed, const AskedTime& asked,
                                    const std::vector<std::string>& zones, const Rules& rules,
                                    Instant now) {
    if (!typed.asked || !typed.red_flags.empty()) return std::nullopt;
    if (auto refused = out_of_time(*typed.asked, zones, rules, now)) return refused;
    RequestFacts facts{New{now}, asked, now, false, false, false, zones};
    facts.permitted_since = now;
    return unmeetable(facts, rules.hours, rules.cadence, rules.gate, now);
}

// Each once; "one of these" says nothing more where the sign itself is named.
std::vector<std::string> signs_of(const std::vector<std::string>& list) {
    std::set<std::string> unique(list.begin(), list.end());
    if (unique.size() > 1) unique.erase(std::string{kSomeSign});
    return {unique.begin(), unique.end()};
}

// Whoever is asked for it by a form has to say; a program that does not ask may leave it out.
void ask_who(const TypedForm& typed, std::vector<FieldFault>& faults) {
    if (typed.relation != name_of(Relation::other) || !blank(typed.contact_name)) return;
    faults.push_back({"contact_name", "required"});
}

}  // namespace

FieldValues values_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
    FieldValues values;
    for (const auto& [name, value] : pairs) values[name].push_back(value);
    return values;
}

std::string first(const FieldValues& values, std::string_view name) {
    const auto it = values.find(name);
    return it == values.end() || it->second.empty() ? std::string{} : it->second.front();
}

int edition_of(const FieldValues& values) {
    const auto text = first(values, "edition");
    long edition = 0;
    std::from_chars(text.data(), text.data() + text.size(), edition);
    return static_cast<int>(std::clamp(edition, 0L, kMostEditions));
}

std::string source_text(std::string_view value) {
    std::string out;
    std::size_t points = 0;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) continue;
        const bool begins = (byte & 0xc0U) != 0x80U;
        if (begins && ++points > 100) break;
        out.push_back(c);
    }
    return out;
}

Result<AskedTime> asked_within(const AskedWords& words, const std::vector<std::string>& zones,
                               const Rules& rules, Instant now) {
    auto asked = wish_of(words, zones, rules, now);
    if (!asked) return asked;
    if (auto refused = out_of_time(words, zones, rules, now)) return fail(*std::move(refused));
    return asked;
}

std::string open_time_code(const Window& window) {
    return rfc3339(window.from) + "/" + rfc3339(window.to);
}

std::optional<Window> open_time_of(std::string_view code) {
    const auto between = code.find('/');
    if (between == std::string_view::npos) return std::nullopt;
    const auto from = parse_rfc3339(code.substr(0, between));
    const auto to = parse_rfc3339(code.substr(between + 1));
    if (!from || !to || *from >= *to) return std::nullopt;
    return Window{*from, *to};
}

std::optional<AskedWords> asked_on_page(const FieldValues& values, const Zone& zone,
                                        std::vector<FieldFault>& faults) {
    const auto way = first(values, "best_time");
    AskedWords asked;
    if (way == "parts") {
        const auto list = [&](const char* name) {
            const auto it = values.find(name);
            return it == values.end() ? std::vector<std::string>{} : it->second;
        };
        asked.days = list("days");
        asked.parts = list("parts");
        return asked;
    }
    if (way == "window") {
        const auto before = faults.size();
        asked.from = typed_instant(first(values, "window_from"), "window_from", zone, faults);
        asked.to = typed_instant(first(values, "window_to"), "window_to", zone, faults);
        if (faults.size() > before) return std::nullopt;
        return asked;
    }
    if (const auto offered = open_time_of(way)) {
        asked.from = offered->from;
        asked.to = offered->to;
        return asked;
    }
    if (!way.empty() && way != "asap") faults.push_back({"best_time", "unknown"});
    asked.asap = true;
    return asked;
}

TypedForm typed_on_page(const FieldValues& values, const Zone& zone,
                        std::vector<FieldFault>& faults) {
    TypedForm typed;
    const auto text = [&](const char* name) { return first(values, name); };
    const auto ticked = [&](const char* name) { return first(values, name) == "yes"; };
    typed.kind = text("kind");
    typed.name = text("name");
    typed.phone = text("phone");
    typed.email = text("email");
    typed.topic = text("topic");
    typed.reason = text("reason");
    typed.language = text("language");
    typed.relation = text("relation");
    typed.contact_name = text("contact_name");
    ask_who(typed, faults);
    typed.consent_text_id = text("consent_text_id");
    typed.rendered = text("rendered");
    typed.submission_id = text("submission_id");
    typed.honeypot = text("spare");
    typed.edition = edition_of(values);
    typed.scriptless = true;
    typed.interpreter = ticked("interpreter");
    typed.voicemail_ok = ticked("voicemail_ok");
    typed.text_ok = ticked("text_ok");
    typed.consent_given = ticked("consent");
    const auto existing = text("existing_patient");
    if (existing == "yes" || existing == "no") typed.existing_patient = existing == "yes";
    if (const auto it = values.find("red_flags"); it != values.end()) typed.red_flags = it->second;
    typed.source = {source_text(text("from")),        source_text(text("utm_source")),
                    source_text(text("utm_medium")),  source_text(text("utm_campaign")),
                    source_text(text("utm_content")), source_text(text("utm_term"))};
    typed.asked = asked_on_page(values, zone, faults);
    return typed;
}

TypedForm typed_in_json(const Request& request, const Institute& institute,
                        std::vector<FieldFault>& faults) {
    FieldReader fields(*request.json, faults);
    TypedForm typed;
    const auto text = [&](const char* name, std::size_t most) {
        return fields.text(name, Need::optional, most);
    };
    typed.kind = text("kind", 40);
    typed.name = text("name", 1000);
    typed.phone = text("phone", 200);
    typed.email = text("email", 1000);
    typed.topic = text("topic", 100);
    typed.reason = text("reason", 10000);
    typed.language = text("language", 20);
    typed.relation = text("relation", 40);
    typed.contact_name = text("contact_name", 1000);
    if (request.json->contains("contact_name")) ask_who(typed, faults);
    typed.rendered = text("rendered", 200);
    typed.submission_id = text("submission_id", kMostKey);
    typed.proof = text("proof", kMostProof);
    typed.honeypot = text("spare", 1000);
    const long edition = fields.whole("edition", Need::optional).value_or(0);
    if (edition < 0 || edition > kMostEditions)
        faults.push_back({"edition", "unknown"});
    else
        typed.edition = static_cast<int>(edition);
    typed.interpreter = fields.flag("interpreter").value_or(false);
    typed.voicemail_ok = fields.flag("voicemail_ok").value_or(false);
    typed.text_ok = fields.flag("text_ok").value_or(false);
    typed.existing_patient = fields.flag("existing_patient");
    typed.red_flags = fields.texts("red_flags", 20, 100);
    const auto& zone = institute.rules.hours.zone();
    if (const Json* window = fields.object("window"))
        typed.asked = asked_in_json(*window, zone, faults);
    if (const Json* source = fields.object("source"))
        typed.source = source_in_json(*source, faults);
    if (const Json* consent = fields.object("consent")) {
        FieldReader inner(*consent, faults, "consent.");
        typed.consent_text_id = inner.text("text_id", Need::optional, 100);
        typed.consent_given = inner.flag("given").value_or(false);
        inner.refuse_unknown();
    }
    fields.refuse_unknown();
    // The page is in the language of what was agreed to; the browser's wish where that is unknown.
    if (const auto wanted = language_wanted(request); !wanted.empty()) typed.page_language = wanted;
    for (const ConsentText& consent : institute.consents) {
        if (consent.id == typed.consent_text_id) typed.page_language = consent.language;
    }
    return typed;
}

namespace {

// Signs of an emergency wait for no time: one that was left out or mistyped is not asked for again.
std::vector<FieldFault> forgiven(const TypedForm& typed, std::vector<FieldFault> faults) {
    if (typed.red_flags.empty()) return faults;
    static const std::set<std::string, std::less<>> fields{"window.from", "window.to",
                                                           "window_from", "window_to"};
    static const std::set<std::string, std::less<>> codes{"required", "not_a_time", "no_such_time"};
    std::erase_if(faults, [](const FieldFault& fault) {
        return fields.contains(fault.field) && codes.contains(fault.code);
    });
    return faults;
}

void take_by_phone(Form& form, const Person& person) {
    form.taken_by = person.id;
    form.source.from = "phone";
    form.proven = true;
}

}  // namespace

Result<Form> parse_form(const TypedForm& typed, const Request& request, const App& app,
                        std::vector<FieldFault> earlier) {
    const auto institute = app.institute();
    Collector faults(forgiven(typed, std::move(earlier)));
    TypedForm filled = typed;
    if (filled.language.empty()) filled.language = filled.page_language;

    const auto kind = kind_named(typed.kind);
    if (!kind && !faults.has("kind"))
        faults.add("kind", typed.kind.empty() ? "required" : "unknown");
    auto name = faults.has("name") ? std::nullopt : faults.take(PersonName::parse(typed.name));
    auto phone = faults.has("phone") ? std::nullopt : faults.take(Phone::parse(typed.phone));
    std::optional<Email> email;
    // A space left behind is no address, and none was asked for.
    if (cleaned(typed.email, Lines::one, Joiners::dropped) != "") {
        email = faults.take(Email::parse(typed.email));
    }
    const auto relation =
        typed.relation.empty() ? std::optional{Relation::self} : relation_named(typed.relation);
    if (!relation) faults.add("relation", "unknown");
    auto contact = contact_of(typed, relation, faults);
    check_lists(filled, *institute, faults);
    filled.reason = reason_of(typed, faults);
    check_consent(typed, *institute, faults);
    const Instant now = app.context().now;
    const auto zones = zones_of(phone, institute->rules);
    const auto asked = asked_for(typed, zones, institute->rules, now, faults);
    const auto key = idempotency_key(typed, request, faults);
    const bool by_staff = request.session != nullptr;
    const Drawn drawn = by_staff ? Drawn{} : judge(typed, app);
    auto refused = asked && !faults.has("window")
                       ? refused_wish(typed, *asked, zones, institute->rules, now)
                       : std::nullopt;
    if (!faults.empty() && refused) faults.add(*std::move(refused));
    if (!faults.empty()) return fail(std::move(faults).all());
    if (drawn.too_old && !refused) refused = Invalid{{{"rendered", "too_old"}}};

    Form form{*kind,
              std::move(*name),
              std::move(*phone),
              std::move(email),
              filled.topic,
              filled.reason,
              filled.language,
              filled.interpreter,
              *asked,
              filled.voicemail_ok,
              filled.text_ok,
              filled.consent_text_id,
              filled.page_language,
              *relation,
              filled.existing_patient,
              signs_of(filled.red_flags),
              filled.source,
              key,
              drawn.suspicion,
              drawn.nonce,
              by_staff ? std::string{} : request.client,
              std::nullopt,
              std::move(contact)};
    form.proven = drawn.proven;
    form.edition = typed.edition;
    form.scriptless = typed.scriptless;
    form.untimely = std::move(refused);
    if (by_staff) take_by_phone(form, request.person());
    return form;
}

}  // namespace backline

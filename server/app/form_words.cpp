#include "app/form_words.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace backline {

namespace {

using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

void add_part(std::string& out, std::string_view part) {
    const auto size = part.size();
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>((size >> shift) & 0xff));
    out += part;
}

std::optional<std::string> take_part(std::string_view& rest) {
    if (rest.size() < 4) return std::nullopt;
    std::size_t size = 0;
    for (int i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(rest[0 + i]);
    rest.remove_prefix(4);
    if (rest.size() < size) return std::nullopt;
    std::string part{rest.substr(0, size)};
    rest.remove_prefix(size);
    return part;
}

std::string micros(Instant at) {
    return std::to_string(at.time_since_epoch().count());
}

void add_asked(Values& values, const AskedTime& asked) {
    if (const auto* window = std::get_if<Window>(&asked))
        values["window"] = {micros(window->from), micros(window->to)};
    if (const auto* parts = std::get_if<DaysAndParts>(&asked)) {
        values["days"], values["parts"];
        for (const unsigned day : parts->days) values["days"].push_back(std::to_string(day));
        for (const DayPart part : parts->parts) values["parts"].emplace_back(name_of(part));
    }
}

// In the order of differing_fields' words.
Values values_of(const Form& form) {
    Values values;
    const auto flag = [](bool set) { return std::vector<std::string>{set ? "yes" : "no"}; };
    values["kind"] = {std::string{name_of(form.kind)}};
    values["name"] = {form.name.text()};
    values["phone"] = {form.phone.stored()};
    if (form.email) values["email"] = {form.email->text()};
    if (form.contact_name) values["contact_name"] = {form.contact_name->text()};
    values["topic"] = {form.topic};
    values["reason"] = {form.reason};
    values["language"] = {form.language};
    values["interpreter"] = flag(form.interpreter);
    add_asked(values, form.asked);
    values["voicemail_ok"] = flag(form.voicemail_ok);
    values["text_ok"] = flag(form.text_ok);
    values["consent_text_id"] = {form.consent_text_id};
    values["page_language"] = {form.page_language};
    values["relation"] = {std::string{name_of(form.relation)}};
    if (form.existing_patient) values["existing_patient"] = flag(*form.existing_patient);
    values["red_flags"] = form.red_flags;
    values["source"] = {form.source.from,         form.source.utm_source,  form.source.utm_medium,
                        form.source.utm_campaign, form.source.utm_content, form.source.utm_term};
    return values;
}

std::optional<Values> values_in(std::string_view words) {
    Values values;
    while (!words.empty()) {
        const auto name = take_part(words), count = take_part(words);
        if (!name || !count) return std::nullopt;
        auto& list = values[*name];
        for (int left = std::atoi(count->c_str()); left > 0; --left) {
            auto value = take_part(words);
            if (!value) return std::nullopt;
            list.push_back(*std::move(value));
        }
    }
    return values;
}

std::optional<Instant> instant_in(const std::string& text) {
    Instant::rep count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return Instant{Instant::duration{count}};
}

std::optional<AskedTime> asked_in(const Values& values) {
    if (const auto found = values.find("window"); found != values.end()) {
        if (found->second.size() != 2) return std::nullopt;
        const auto from = instant_in(found->second[0]), to = instant_in(found->second[1]);
        if (!from || !to) return std::nullopt;
        return Window{*from, *to};
    }
    const auto days = values.find("days"), named = values.find("parts");
    if (days == values.end() || named == values.end()) return AsSoonAsPossible{};
    DaysAndParts parts;
    for (const auto& day : days->second)
        parts.days.insert(static_cast<unsigned>(std::atoi(day.c_str())));
    for (const auto& name : named->second)
        if (const auto part = day_part_named(name)) parts.parts.insert(*part);
    return parts;
}

}  // namespace

std::string form_words(const Form& form) {
    std::string words;
    for (const auto& [name, list] : values_of(form)) {
        add_part(words, name);
        add_part(words, std::to_string(list.size()));
        for (const auto& value : list) add_part(words, value);
    }
    return words;
}

std::optional<Form> form_of_words(std::string_view words) {
    const auto values = values_in(words);
    if (!values) return std::nullopt;
    const auto text = [&](std::string_view name) {
        const auto found = values->find(name);
        return found == values->end() || found->second.empty() ? std::string{}
                                                               : found->second.front();
    };
    const auto set = [&](std::string_view name) { return text(name) == "yes"; };
    const auto kind = kind_named(text("kind"));
    const auto relation = relation_named(text("relation"));
    auto name = PersonName::parse(text("name"));
    auto phone = Phone::parse(text("phone"));
    const auto asked = asked_in(*values);
    if (!kind || !relation || !name || !phone || !asked) return std::nullopt;
    std::optional<Email> email;
    if (const auto typed = text("email"); !typed.empty())
        if (auto parsed = Email::parse(typed)) email = *std::move(parsed);
    std::optional<bool> existing;
    if (!text("existing_patient").empty()) existing = set("existing_patient");
    const auto flags = values->find("red_flags"), source = values->find("source");
    std::vector<std::string> from(6);
    if (source != values->end() && source->second.size() == from.size()) from = source->second;
    Form form{*kind,
              *std::move(name),
              *std::move(phone),
              std::move(email),
              text("topic"),
              text("reason"),
              text("language"),
              set("interpreter"),
              *asked,
              set("voicemail_ok"),
              set("text_ok"),
              text("consent_text_id"),
              text("page_language"),
              *relation,
              existing,
              flags == values->end() ? std::vector<std::string>{} : flags->second,
              {from[0], from[1], from[2], from[3], from[4], from[5]},
              {},
              {},
              {},
              {},
              std::nullopt};
    if (const auto typed = text("contact_name"); !typed.empty())
        if (auto parsed = PersonName::parse(typed)) form.contact_name = *std::move(parsed);
    return form;
}

std::vector<std::string> differing_fields(const Form& before, const Form& after) {
    auto was = values_of(before), is = values_of(after);
    for (auto* values : {&was, &is}) {
        // One wish, however it was given; and what nobody typed.
        auto& time = (*values)["time"];
        for (const char* part : {"window", "days", "parts"}) {
            for (const auto& value : (*values)[part]) time.push_back(part + value);
            values->erase(part);
        }
        for (const char* hidden : {"source", "consent_text_id", "page_language"})
            values->erase(hidden);
        (*values)["email"], (*values)["contact_name"], (*values)["existing_patient"];
    }
    std::vector<std::string> names;
    for (const auto& [name, list] : was)
        if (is[name] != list) names.push_back(name);
    return names;
}

}  // namespace backline

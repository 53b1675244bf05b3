#include "store/row.h"

#include <stdexcept>

#include "observe/report.h"

namespace backline::store {

namespace {

// Of those that say nothing but when they are due.
State due_in_state(const std::string& name, Instant due) {
    if (name == "new") return New{due};
    if (name == "retry") return Retry{due};
    if (name == "waiting") return Waiting{due};
    if (name == "escalated") return Escalated{due};
    throw std::logic_error("unknown state");
}

}  // namespace

State state_of(const pqxx::row& row) {
    const std::string name = string_of(row["state"]);
    if (name == "quarantined") return Quarantined{string_of(row["quarantine_reason"])};
    if (name == "closed") return Closed{string_of(row["resolution"]), instant_of(row["closed_at"])};
    if (name == "scheduled") return Scheduled{promise_of(row).value()};
    return due_in_state(name, instant_of(row["due_at"]));
}

State state_told(const pqxx::row& row) {
    const std::string name = string_of(row["state"]);
    if (name == "closed") return Closed{string_of(row["resolution"]), instant_of(row["at"])};
    const Instant due = instant_of(row["due_at"]);
    if (name != "scheduled") return due_in_state(name, due);
    return Scheduled{{due, maybe_instant(row["promise_to"]).value_or(due)}};
}

State due_then(const State& state, Instant own_due_at) {
    if (std::holds_alternative<Retry>(state)) return Retry{own_due_at};
    if (std::holds_alternative<Waiting>(state)) return Waiting{own_due_at};
    if (std::holds_alternative<Escalated>(state)) return Escalated{own_due_at};
    return state;
}

FlatState flat(const State& state) {
    FlatState flat;
    flat.state = std::string{name_of(state)};
    flat.due_at = due_at(state);
    if (const auto* scheduled = std::get_if<Scheduled>(&state)) flat.promise = scheduled->promised;
    if (const auto* closed = std::get_if<Closed>(&state)) flat.resolution = closed->resolution;
    if (const auto* held = std::get_if<Quarantined>(&state)) flat.quarantine_reason = held->why;
    return flat;
}

AskedTime asked_of(const pqxx::row& row) {
    if (!row["asked_from"].is_null())
        return Window{instant_of(row["asked_from"]), instant_of(row["asked_to"])};
    DaysAndParts asked;
    for (const auto& day : elements_of(row["asked_days"]))
        asked.days.insert(static_cast<unsigned>(std::stoul(day)));
    for (const auto& part : elements_of(row["asked_parts"]))
        if (const auto known = day_part_named(part)) asked.parts.insert(*known);
    if (asked.days.empty() && asked.parts.empty()) return AsSoonAsPossible{};
    return asked;
}

FlatAsked flat(const AskedTime& asked) {
    FlatAsked flat{{}, {}, "{}", "{}"};
    if (const auto* window = std::get_if<Window>(&asked)) {
        flat.from = window->from;
        flat.to = window->to;
    } else if (const auto* parts = std::get_if<DaysAndParts>(&asked)) {
        std::vector<std::string> days, names;
        for (const unsigned day : parts->days) days.push_back(std::to_string(day));
        for (const DayPart part : parts->parts) names.emplace_back(name_of(part));
        flat.days = array_of(days);
        flat.parts = array_of(names);
    }
    return flat;
}

std::optional<Window> promise_of(const pqxx::row& row) {
    if (row["promise_from"].is_null()) return std::nullopt;
    return Window{instant_of(row["promise_from"]), instant_of(row["promise_to"])};
}

std::optional<std::string> opened(const Keyring& keys, observe::Word table, observe::Word column,
                                  const std::string& row, const pqxx::field& field) {
    if (field.is_null()) return std::string{};
    auto text = open(keys, Place{table.text(), column.text(), row}, bytes_of(field));
    if (!text)
        observe::report(
            observe::FieldUnreadable{table, column, observe::EventId{row.substr(0, 36)}});
    return text;
}

std::optional<Appointment> appointment_of(const pqxx::row& row, const Keyring& keys) {
    if (row["visit_start"].is_null()) return std::nullopt;
    const auto attempt = string_of(row["visit_attempt"]);
    // From before they were sealed, until the caretaker has come by.
    const bool in_clear = !row["location"].is_null();
    const auto text = [&](observe::Word column, const char* clear, const char* sealed) {
        if (in_clear) return string_of(row[clear]);
        return opened(keys, "appointment", column, attempt, row[sealed]).value_or("");
    };
    return Appointment{instant_of(row["visit_start"]),
                       text("location", "location", "location_sealed"),
                       text("clinician", "clinician", "clinician_sealed")};
}

std::vector<StandingPromise> standing_of(const pqxx::row& row) {
    const auto from = elements_of(row["standing_from"]), to = elements_of(row["standing_to"]),
               agreed = elements_of(row["standing_agreed"]),
               first = elements_of(row["standing_first"]),
               picked = elements_of(row["standing_picked"]);
    std::vector<StandingPromise> standing;
    for (std::size_t i = 0; i < from.size(); ++i)
        standing.push_back({Window{instant_of(from[i]), instant_of(to[i])}, agreed[i] == "t",
                            first[i] == "t", picked[i] == "t"});
    return standing;
}

}  // namespace backline::store

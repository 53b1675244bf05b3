#include "domain/request.h"

#include <array>

#include "domain/named.h"

namespace backline {

namespace {

template <class... Cases>
struct Match : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Match(Cases...) -> Match<Cases...>;

constexpr std::array<std::string_view, 2> kinds{"callback", "consultation"};
constexpr std::array<std::string_view, 2> relations{"self", "other"};
constexpr std::array<std::string_view, 3> parts{"morning", "afternoon", "evening"};

}  // namespace

std::string_view name_of(const State& state) {
    return std::visit(
        Match{[](const Quarantined&) { return "quarantined"; }, [](const New&) { return "new"; },
              [](const Retry&) { return "retry"; }, [](const Scheduled&) { return "scheduled"; },
              [](const Waiting&) { return "waiting"; },
              [](const Escalated&) { return "escalated"; }, [](const Closed&) { return "closed"; }},
        state);
}

bool is_state(std::string_view name) {
    constexpr std::array<std::string_view, 7> states{
        "quarantined", "new", "retry", "scheduled", "waiting", "escalated", "closed"};
    return std::find(states.begin(), states.end(), name) != states.end();
}

bool is_open(const State& state) {
    return !std::holds_alternative<Quarantined>(state) && !std::holds_alternative<Closed>(state);
}

// Every open state is one: escalated requests are called too, by leads.
bool is_callable(const State& state) {
    return is_open(state);
}

std::optional<Instant> due_at(const State& state) {
    using Due = std::optional<Instant>;
    return std::visit(
        Match{[](const Quarantined&) { return Due{}; }, [](const New& s) { return Due{s.due_at}; },
              [](const Retry& s) { return Due{s.due_at}; },
              [](const Scheduled& s) { return Due{s.promised.from}; },
              [](const Waiting& s) { return Due{s.due_at}; },
              [](const Escalated& s) { return Due{s.due_at}; },
              [](const Closed&) { return Due{}; }},
        state);
}

int rank_of(const State& state, bool red_flag) {
    if (red_flag) return 0;
    return std::visit(Match{[](const Quarantined&) { return 3; }, [](const New&) { return 2; },
                            [](const Retry&) { return 3; }, [](const Scheduled&) { return 1; },
                            [](const Waiting&) { return 3; }, [](const Escalated&) { return 0; },
                            [](const Closed&) { return 3; }},
                      state);
}

std::string_view name_of(Kind kind) {
    return kinds[static_cast<std::size_t>(kind)];
}
std::string_view name_of(Relation relation) {
    return relations[static_cast<std::size_t>(relation)];
}
std::string_view name_of(DayPart part) {
    return parts[static_cast<std::size_t>(part)];
}
std::optional<Kind> kind_named(std::string_view name) {
    return named<Kind>(kinds, name);
}
std::optional<Relation> relation_named(std::string_view name) {
    return named<Relation>(relations, name);
}
std::optional<DayPart> day_part_named(std::string_view name) {
    return named<DayPart>(parts, name);
}

}  // namespace backline

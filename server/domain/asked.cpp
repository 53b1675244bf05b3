#include "domain/asked.h"

#include <algorithm>
#include <array>

namespace backline {

namespace {

constexpr std::chrono::days furthest{60};
constexpr std::array<std::string_view, 7> names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

class Faults {
  public:
    // Each code once: two unknown days are one fault to tell.
    void add(const char* code) {
        const FieldFault fault{"window", code};
        if (std::find(faults_.begin(), faults_.end(), fault) == faults_.end()) {
            faults_.push_back(fault);
        }
    }
    bool none() const { return faults_.empty(); }
    tl::unexpected<Error> fail() { return backline::fail(Invalid{std::move(faults_)}); }

  private:
    std::vector<FieldFault> faults_;
};

DaysAndParts days_and_parts(const AskedWords& words, Faults& faults) {
    DaysAndParts asked;
    for (const std::string& name : words.days) {
        if (const auto day = day_named(name)) {
            asked.days.insert(*day);
        } else {
            faults.add("unknown_day");
        }
    }
    for (const std::string& name : words.parts) {
        if (const auto part = day_part_named(name)) {
            asked.parts.insert(*part);
        } else {
            faults.add("unknown_part");
        }
    }
    return asked;
}

void check_stated(const AskedWords& words, Faults& faults) {
    if (!words.from || !words.to) return faults.add("required");
    if (*words.from >= *words.to) faults.add("from_after_to");
}

}  // namespace

std::string_view day_name(unsigned weekday) {
    return names.at(weekday);
}

std::optional<unsigned> day_named(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<unsigned>(found - names.begin());
}

Result<AskedTime> parse_asked(const AskedWords& words) {
    const bool stated = words.from || words.to;
    const bool listed = !words.days.empty() || !words.parts.empty();
    Faults faults;
    if (words.asap + stated + listed > 1) faults.add("more_than_one");
    if (!words.asap && !stated && !listed) faults.add("required");
    const DaysAndParts wish = days_and_parts(words, faults);
    if (stated) check_stated(words, faults);
    if (!faults.none()) return faults.fail();
    if (words.asap) return AskedTime{AsSoonAsPossible{}};
    if (stated) return AskedTime{Window{*words.from, *words.to}};
    return AskedTime{wish};
}

std::vector<FieldFault> untimely(const AskedWords& words, Instant now) {
    std::vector<FieldFault> faults;
    if (!words.from || !words.to) return faults;
    if (*words.to <= now) faults.push_back({"window", "in_the_past"});
    if (*words.to > now + furthest || *words.from > now + furthest)
        faults.push_back({"window", "too_far"});
    return faults;
}

}  // namespace backline

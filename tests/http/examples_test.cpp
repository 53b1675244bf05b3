// An example in a text is a promise: whoever types just that is understood.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>

#include "http/site.h"

namespace backline::test {
namespace {

struct Example {
    std::string field, typed;
};

// Of all error texts, in both languages: "Enter a day and time, like 2026-11-23 14:00".
std::vector<Example> examples() {
    std::ifstream file(SOURCE_DIR "/config/institute.toml");
    const std::regex text(R"(^"error\.([a-z_]+)\.[a-z_]+" = "(.*)\"$)");
    const std::regex example(
        R"(.*(?: like| como|por ejemplo) )"
        R"(((?:[\w.]+@[\w.]+\w)|(?:\+?\(?[0-9][-0-9:() /]+[0-9]))(?:[, ].*|\.)?$)");
    std::vector<Example> found;
    std::smatch of_text, of_example;
    for (std::string line; std::getline(file, line);) {
        if (!std::regex_match(line, of_text, text)) continue;
        const std::string words = of_text[2];
        if (std::regex_match(words, of_example, example))
            found.push_back({of_text[1], of_example[1]});
    }
    return found;
}

TEST(Examples, InTextsAreTakenAsTheyStand) {
    Site site("2026-11-20 10:00 America/Los_Angeles");
    const auto manager = site.sign_in(Role::manager, "manager");
    std::map<std::string, int> seen;
    int person = 0;
    for (const auto& [field, typed] : examples()) {
        ++seen[field];
        if (field == "any") {
            const auto report =
                site.read(manager, "/api/reports/service-level?from=" + typed + "&to=" + typed);
            EXPECT_EQ(report.status, 200) << typed << report.body;
            continue;
        }
        const auto usual = site.fields(++person);
        std::map<std::string, std::string> fields{usual.begin(), usual.end()};
        fields["best_time"] = "window";
        fields["window_from"] = "2026-11-23T10:00";
        fields["window_to"] = "2026-11-23T17:00";
        fields[field] = typed;
        const auto taken = site.post_form("/", {fields.begin(), fields.end()});
        EXPECT_EQ(taken.status, 303) << field << ": " << typed << taken.body;
    }
    for (const char* field : {"phone", "email", "window_from", "window_to", "any"})
        EXPECT_GE(seen[field], 2) << field << ": in both languages";
}

}  // namespace
}  // namespace backline::test

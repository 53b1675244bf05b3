// Fills a bench database: `fill CONFIG REQUESTS AGENTS`. Saves that many forms through submit(),
// adds that many agents, signs each in and prints a line "TOKEN CSRF-TOKEN" for each. For
// tests/bench/run only.
#include <cstdlib>
#include <iostream>

#include "app/people.h"
#include "app/submit.h"
#include "cli/demo_people.h"
#include "cli/opening.h"

namespace {

using namespace backline;

constexpr const char* kPassword = "a bench needs a password";
constexpr int kAtOnce = 256;

Form form(int number) {
    demo::Dice dice(static_cast<unsigned>(number));
    char digits[32];
    std::snprintf(digits, sizeof digits, "+1310%07d", 2000000 + number);
    return Form{Kind::callback,
                *PersonName::parse("Patient Number " + std::to_string(number)),
                *Phone::parse(digits),
                std::nullopt,
                "neck-pain",
                "Stiff neck since the spring",
                "en",
                false,
                AsSoonAsPossible{},
                true,
                false,
                "call-en-1",
                "en",
                Relation::self,
                std::nullopt,
                {},
                {},
                "fill-" + std::to_string(number),
                "",
                "",
                "",
                std::nullopt};
}

int fill(App& app, int requests, int agents) {
    for (int done = 0; done < requests;) {
        std::vector<Form> forms;
        for (; done < requests && static_cast<int>(forms.size()) < kAtOnce; ++done)
            forms.push_back(form(done));
        for (const auto& answer : submit(app, forms))
            if (!answer) return 1;
    }
    for (int i = 0; i < agents; ++i) {
        Person person{{}, "bench" + std::to_string(i), "Bench Agent", Role::agent, {"en"}};
        if (!add_person(app, person, kPassword)) return 1;
        const auto session = sign_in(app, person.username, kPassword);
        if (!session) return 1;
        std::cout << session->token << " " << session->csrf_token << "\n";
    }
    return 0;
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) return 2;
    const auto config = load_config(words[1]);
    if (!config) return 1;
    try {
        const auto app = open_app(*config);
        return fill(*app, std::atoi(words[2]), std::atoi(words[3]));
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << "\n";
        return 1;
    }
}

// The settings file, mutated many times from a printed seed (fuzz/mutate.h): never a crash, and
// what is taken is printed and read back as the same.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "config.h"
#include "fuzz/mutate.h"

namespace backline {
namespace {

std::string shipped() {
    std::ifstream file(std::string(SOURCE_DIR) + "/config/backline.toml");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(MutatedSettings, are_refused_with_reasons_or_taken_whole) {
    Mutations mutations({print(Config()), shipped(),
                         "[server]\nlisten = \"[::1]:80\"\ntrusted_proxies = [\"::1\"]\n",
                         "[server]\nembed_origins = [\"https://a.example:8443\"]\n",
                         "server = {threads = 2}\nlog.level = \"warn\"\n"});
    int taken = 0;
    for (int i = 0; i < mutations.rounds() / 10; ++i) {
        const std::string input = mutations.next();
        SCOPED_TRACE(mutations.where());
        const auto parsed = parse_config(input, "f");
        if (!parsed) {
            ASSERT_FALSE(parsed.error().empty());
            continue;
        }
        ++taken;
        const auto again = parse_config(print(*parsed), "f");
        ASSERT_TRUE(again) << again.error().front();
        ASSERT_EQ(print(*again), print(*parsed));
    }
    EXPECT_GT(taken, 0) << "the mutations are so wild that they test the first byte only";
}

// toml++ used header-only with assertions aborts on these (fixed upstream in 2026); Debian's
// compiled library, which the build links, refuses them.
TEST(MutatedSettings, that_break_off_where_a_name_or_value_must_stand_are_refused) {
    for (const char* text :
         {"[\n", "[\n]", "[[[a]]]", "[[=", " \t[ \t#", "[\x80", "[server]\nthreads = 2\n[ .a]\n",
          "[", "[[", "[]", "[[]]", "[ ", "a = [}", "a = [=]", "a = {b=}", "a = ", "a ="}) {
        EXPECT_FALSE(parse_config(text, "f")) << text;
    }
}

TEST(MutatedSettings, nested_too_deep_are_refused) {
    EXPECT_FALSE(parse_config("[server]\nembed_origins = " + std::string(5000, '['), "f"));
    EXPECT_FALSE(parse_config("a" + std::string(5000, '.') + "b = 1", "f"));
    std::string dotted = "a";
    for (int i = 0; i < 5000; ++i) {
        dotted += ".a";
    }
    EXPECT_FALSE(parse_config(dotted + " = 1", "f"));
}

}  // namespace
}  // namespace backline

#include "config.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace backline {
namespace {

const std::string kShipped = std::string(SOURCE_DIR) + "/config/backline.toml";

std::string read_file(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

Complaints complaints(const std::string& text) {
    const auto parsed = parse_config(text, "f");
    return parsed ? Complaints{} : parsed.error();
}

// The only complaint about `text`, without the file and line.
std::string complaint(const std::string& text) {
    const Complaints all = complaints(text);
    return all.size() == 1 ? all[0].substr(all[0].find(": ") + 2)
                           : std::to_string(all.size()) + " complaints";
}

TEST(Config, defaults_are_those_of_the_shipped_file) {
    const auto loaded = load_config(kShipped);
    ASSERT_TRUE(loaded) << loaded.error().front();
    EXPECT_EQ(*loaded, Config());
    EXPECT_EQ(complaints(""), Complaints{});
    EXPECT_EQ(*parse_config("", "f"), Config());
}

TEST(Config, shipped_file_names_every_key_once_and_gives_a_reason_above_it) {
    const auto keys_of = [](const std::string& text) {
        std::multiset<std::string> keys;
        std::istringstream lines(text);
        std::string section;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("[")) {
                section = line;
            } else if (line.find(" = ") != std::string::npos && !line.starts_with("#")) {
                keys.insert(section + line.substr(0, line.find(' ')));
            }
        }
        return keys;
    };
    const std::string shipped = read_file(kShipped);
    EXPECT_EQ(keys_of(shipped), keys_of(print(Config())));
    EXPECT_EQ(keys_of(shipped).size(), 37U);
}

TEST(Config, every_key_reaches_its_place) {
    const auto parsed = parse_config(R"(
[server]
listen = "[::1]:9001"
public_origin = "https://callback.example.org"
threads = 3
demo = true
trusted_proxies = ["127.0.0.1", "2001:db8::1"]
embed_origins = ["https://www.example.org", "http://localhost:3000"]
demo_article = "127.0.0.1:9002"
[database]
url = "host=a"
owner_url = "host=b"
report_url = "host=c"
[keys]
master = "/run/credentials/backline/master"
[lanes]
form_workers = 11
form_queue = 12
form_batch = 10
desk_workers = 14
desk_queue = 15
report_workers = 16
report_queue = 17
sign_in_workers = 9
sign_in_queue = 19
[desk]
lease_seconds = 20
poll_seconds = 21
undo_seconds = 22
session_idle_minutes = 23
session_hours = 24
reveals_per_hour = 31
sign_in_without_second_factor = true
[form]
min_seconds = 25
max_hours = 26
per_address_hour = 27
suspects_per_address_hour = 30
per_phone_day = 28
[log]
level = "debug"
file = "/var/log/backline.log"
)",
                                     "f");
    ASSERT_TRUE(parsed) << parsed.error().front();
    Config wanted;
    wanted.server = {"[::1]:9001",
                     "https://callback.example.org",
                     3,
                     true,
                     {"127.0.0.1", "2001:db8::1"},
                     {"https://www.example.org", "http://localhost:3000"},
                     "127.0.0.1:9002"};
    wanted.database = {"host=a", "host=b", "host=c"};
    wanted.keys = {"/run/credentials/backline/master"};
    wanted.lanes = {11, 12, 10, 14, 15, 16, 17, 9, 19};
    wanted.desk = {20, 21, 22, 23, 24, 31, true};
    wanted.form = {25, 26, 27, 30, 28};
    wanted.log = {"debug", "/var/log/backline.log"};
    EXPECT_EQ(*parsed, wanted);
    EXPECT_EQ(parsed->server.listen_host(), "::1");
    EXPECT_EQ(parsed->server.listen_port(), 9001);
    EXPECT_TRUE(parsed->server.https());
    EXPECT_EQ(*parse_config(print(*parsed), "f"), *parsed);
}

TEST(Config, complains_about_everything_at_once_with_lines) {
    EXPECT_EQ(
        complaints("[server]\n"
                   "listen = 8080\n"
                   "threds = 2\n"
                   "demo = \"no\"\n"
                   "[desk]\n"
                   "lease_seconds = 0\n"
                   "[lane]\n"
                   "form_workers = 1\n"
                   "[form]\n"
                   "max_hours = 1.5\n"),
        (Complaints{
            "f:2: [server] listen must be text in quotes, not a whole number",
            "f:3: there is no key threds in [server]",
            "f:4: [server] demo must be true or false, not text",
            "f:6: [desk] lease_seconds must be from 1 to 3600", "f:7: there is no section [lane]",
            "f:10: [form] max_hours must be a whole number, not a number with a fraction"}));
}

TEST(Config, complains_about_what_is_no_toml_with_its_line) {
    const Complaints all = complaints("[server]\nthreads = \n");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_TRUE(all[0].starts_with("f:2: this is not TOML: ")) << all[0];
    EXPECT_EQ(complaints("[server]\nthreads = 1\nthreads = 2\n").size(), 1U);
    EXPECT_EQ(complaints("[server]\nlisten = \"\xff\"\n").size(), 1U);
}

TEST(Config, complains_about_keys_outside_and_sections_inside) {
    EXPECT_EQ(complaint("threads = 2"), "there is no section [threads]");
    EXPECT_EQ(complaint("server = 2"), "server must be a section, not a whole number");
    EXPECT_EQ(complaint("[server.listen]\nport = 1"),
              "[server] listen must be text in quotes, not a table");
    EXPECT_EQ(complaint("[[server]]\nthreads = 2"), "server must be a section, not a list");
    EXPECT_EQ(complaint("[log]\nfile = 2026-11-22"),
              "[log] file must be text in quotes, not a date or time");
}

TEST(Config, shows_an_unknown_key_without_control_characters) {
    EXPECT_EQ(complaint("[server]\n\"a\\u001b[31m\\nb\" = 1"),
              "there is no key a?[31m?b in [server]");
}

TEST(Config, listens_on_loopback_only) {
    for (const char* good : {"127.0.0.1:8080", "127.1.2.3:1", "localhost:65535", "[::1]:80"}) {
        EXPECT_EQ(complaints(std::string("[server]\nlisten = \"") + good + "\""), Complaints{});
    }
    for (const char* bad : {"0.0.0.0:8080", "[::]:8080", "192.168.1.2:8080", "127.evil.org:80"}) {
        EXPECT_EQ(complaint(std::string("[server]\nlisten = \"") + bad + "\""),
                  "[server] listen must be a loopback address, because TLS ends at the proxy of "
                  "this machine");
    }
    for (const char* bad : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "::1:80",
                            "127.0.0.1:65536", "127.0.0.1:+80", "127.0.0.1:80 ", "[]:80",
                            "[127.0.0.1]:80", "127.0.0.1:0x50"}) {
        EXPECT_EQ(complaint(std::string("[server]\nlisten = \"") + bad + "\""),
                  "[server] listen must be an address and a port, like 127.0.0.1:8080")
            << bad;
    }
}

TEST(Config, takes_origins_as_browsers_write_them) {
    for (const char* good : {"https://a.example", "https://a.example:8443", "http://localhost",
                             "http://127.0.0.1:8080", "http://[::1]:8080"}) {
        EXPECT_EQ(complaints(std::string("[server]\npublic_origin = \"") + good + "\""),
                  Complaints{})
            << good;
    }
    for (const char* bad :
         {"", "a.example", "https://", "https://a.example/", "https://A.example", "https://a b",
          "ftp://a.example", "https://a.example:443", "http://localhost:80", "https://a.example:",
          "https://a.example:x", "https://u@a.example", "https://*.example", "https://[::1",
          "https://[]", "https://[::1]x", "https://a.example?x", "null", "https://[zz]:1"}) {
        EXPECT_NE(complaints(std::string("[server]\npublic_origin = \"") + bad + "\""),
                  Complaints{})
            << bad;
    }
}

TEST(Config, wants_https_save_on_this_machine_or_in_a_demo) {
    const std::string plain = "[server]\npublic_origin = \"http://a.example\"\n";
    EXPECT_EQ(complaint(plain),
              "[server] public_origin must be https, because patients write to it from other "
              "machines");
    EXPECT_EQ(complaints(plain + "demo = true"), Complaints{});
    EXPECT_EQ(complaint("[server]\nembed_origins = [\"https://a.example\", \"http://b.example\"]"),
              "[server] embed_origins (entry 2) must be https, because anybody on the way could "
              "change an http page");
    EXPECT_EQ(complaint("[server]\nembed_origins = [3]"),
              "[server] embed_origins (entry 1) must be text in quotes, not a whole number");
    EXPECT_EQ(complaint("[server]\ntrusted_proxies = [\"proxy.example\"]"),
              "[server] trusted_proxies (entry 1) must be an IP address, because names can be "
              "forged");
}

TEST(Config, compares_keys_that_hang_together) {
    EXPECT_EQ(complaint("[lanes]\nform_queue = 100"),
              "[lanes] form_batch must not be more than form_queue, which holds what is batched");
    EXPECT_EQ(complaint("[desk]\nsession_idle_minutes = 120\nsession_hours = 1"),
              "[desk] session_idle_minutes must not be more than session_hours, which ends every "
              "session");
}

TEST(Config, refuses_odd_values) {
    EXPECT_EQ(complaint("[log]\nlevel = \"loud\""),
              "[log] level must be debug, info, warn or error");
    EXPECT_EQ(complaint("[keys]\nmaster = \"\""), "[keys] master must not be empty");
    EXPECT_EQ(complaint("[log]\nfile = \"a\\u0000b\""), "[log] file must not hold a zero byte");
    EXPECT_EQ(complaint("[desk]\npoll_seconds = 9223372036854775807"),
              "[desk] poll_seconds must be from 1 to 30");
    EXPECT_EQ(complaint("[desk]\npoll_seconds = 31"), "[desk] poll_seconds must be from 1 to 30");
    EXPECT_EQ(complaint("[desk]\npoll_seconds = -1"), "[desk] poll_seconds must be from 1 to 30");
}

TEST(Config, print_reads_back_whatever_the_texts_hold) {
    EXPECT_TRUE(rc::check([](const std::string& level, int seconds, bool demo) {
        Config config;
        std::string text;
        for (const char letter : level) {  // TOML is UTF-8 without zero bytes
            text += letter > 0 ? letter : '~';
        }
        config.log.file = text + "\t\"\\é\n\x1f\x7f";
        config.keys.master = "/" + text;
        config.desk.lease_seconds = 1 + std::abs(seconds % 3600);
        config.server.demo = demo;
        const auto again = parse_config(print(config), "f");
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == config);
    }));
}

TEST(Config, print_shows_no_password) {
    Config config;
    config.database.url = "host=a password=secret-1 user=b";
    config.database.owner_url = "postgresql://owner:secret-2@a/backline";
    config.database.report_url = "postgresql://report@a/backline";
    const std::string text = print(config);
    EXPECT_EQ(text.find("secret"), std::string::npos);
    EXPECT_NE(text.find("owner_url = \"***\""), std::string::npos);
    EXPECT_NE(text.find("postgresql://report@a/backline"), std::string::npos);
}

class ConfigFile : public testing::Test {
  protected:
    ConfigFile() {
        std::string pattern = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~ConfigFile() override { std::filesystem::remove_all(folder_); }
    std::string write(const std::string& text, mode_t mode) {
        const std::string path = folder_ / "backline.toml";
        std::filesystem::remove(path);
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }
    std::filesystem::path folder_;
};

TEST_F(ConfigFile, that_holds_a_password_is_for_its_owner_only) {
    const std::string text = "[log]\nlevel = \"loud\"\n[database]\nowner_url = \"password=x\"\n";
    const std::string path = write(text, 0644);
    const auto open_to_all = load_config(path);
    ASSERT_FALSE(open_to_all);
    ASSERT_EQ(open_to_all.error().size(), 2U) << "beside what else is wrong";
    EXPECT_EQ(open_to_all.error()[1],
              path +
                  ":4: the file holds a database password, so its mode must be 0400 or 0600, "
                  "and it is not");
    const auto closed = load_config(write("[database]\nurl = \"password=x\"\n", 0600));
    EXPECT_TRUE(closed);
    EXPECT_TRUE(load_config(write("[database]\nurl = \"passfile=/x\"\n", 0644)));
}

TEST_F(ConfigFile, that_is_missing_a_folder_or_huge_is_one_complaint) {
    const auto missing = load_config(folder_ / "none.toml");
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error()[0].find("No such file"), std::string::npos);
    EXPECT_FALSE(load_config(folder_));
    EXPECT_FALSE(load_config(write(std::string(300'000, '#'), 0644)));
}

}  // namespace
}  // namespace backline

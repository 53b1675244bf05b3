#include "observe/report.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace backline::observe {
namespace {

using nlohmann::json;

const EventId kId("0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000");

// One of each, so that a new event is tested when it is added here, and it must be.
const std::vector<Event>& one_of_each() {
    static const std::vector<Event> events{
        RequestServed{kId, "GET", "/api/desk/queue", 200, 850, "agent"},
        HandlerEscaped{kId, "/api/requests", Word::type_of(std::runtime_error("+13105550142")),
                       SqlState("23505")},
        DatabaseLost{SqlState("57P01")},
        DatabaseBack{1200},
        QuerySlow{"claim/take", 900},
        LaneFull{"form"},
        ProxyUnknown{},
        LinesDropped{7},
        SignInClosed{},
        BatchFailed{256, SqlState("40001")},
        SignIn{true, kId, Address{"203.0.113.9"}},
        Quarantined{kId, "too_fast"},
        AccessRefused{kId, "/api/journal", "role", "agent", kId, Address{"2001:db8::/64"}},
        JournalSealed{12, 3456, kId},
        SealFailed{SqlState("55P03"), "lock"},
        JournalBroken{77},
        TransactionOld{61},
        FieldUnreadable{"request", "phone", kId},
        KeysRotated{500, false},
        ClaimsLapsed{2},
        TaskFailed{"retention", "database", SqlState("57014")},
        Migrated{3, 5},
        SchemaUnknown{9, 5},
        Started{"0.1.0", 8080, 2, true, 5, 120},
        Stopping{15, 3, 1},
        Stopped{40, true},
        ConfigRefused{2},
        KeyRefused{}};
    return events;
}

class Log : public testing::Test {
  protected:
    Log() {
        std::string pattern = (std::filesystem::temp_directory_path() / "log-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~Log() override {
        stop();
        std::filesystem::remove_all(folder_);
    }
    std::string path() const { return folder_ / "log.jsonl"; }
    std::vector<std::string> lines() const {
        std::ifstream file(path());
        std::vector<std::string> read;
        for (std::string line; std::getline(file, line);) {
            read.push_back(line);
        }
        return read;
    }
    std::filesystem::path folder_;
};

TEST_F(Log, has_one_json_object_on_one_line_for_every_event) {
    ASSERT_EQ(one_of_each().size(), std::variant_size_v<Event>);
    ASSERT_FALSE(start("debug", path()));
    for (const Event& event : one_of_each()) {
        report(event);
    }
    flush();
    const auto written = lines();
    ASSERT_EQ(written.size(), one_of_each().size());
    std::set<std::string> names;
    for (std::size_t i = 0; i < written.size(); ++i) {
        const json line = json::parse(written[i]);
        EXPECT_EQ(one_of_each()[i].index(), i) << "in the order of the list";
        EXPECT_EQ(line.at("event"), name_of(one_of_each()[i]));
        EXPECT_EQ(line.at("at").get<std::string>().size(), 27U) << written[i];
        names.insert(line.at("event"));
    }
    EXPECT_EQ(names.size(), written.size());
}

TEST_F(Log, says_what_happened) {
    ASSERT_FALSE(start("info", path()));
    report(one_of_each()[0]);
    report(one_of_each()[1]);
    const auto written = lines();
    ASSERT_EQ(written.size(), 2U) << "an error flushes at once";
    json served = json::parse(written[0]);
    served.erase("at");
    EXPECT_EQ(served, json({{"level", "info"},
                            {"event", "request_served"},
                            {"request_id", "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000"},
                            {"method", "GET"},
                            {"route", "/api/desk/queue"},
                            {"status", 200},
                            {"micros", 850},
                            {"role", "agent"}}));
    const json escaped = json::parse(written[1]);
    EXPECT_EQ(escaped.at("kind"), "std::runtime_error");
    EXPECT_EQ(escaped.at("sqlstate"), "23505");
    EXPECT_EQ(written[1].find("3105550142"), std::string::npos) << "never an exception's text";
}

TEST_F(Log, writes_no_control_character_whatever_a_word_holds) {
    ASSERT_FALSE(start("info", path()));
    report(LaneFull{"a\nb\r\t\"\\\x1b[31m\x7f \u00e9{}%v"});
    const auto written = lines();
    ASSERT_EQ(written.size(), 1U);
    for (const char letter : written[0]) {
        EXPECT_TRUE(letter >= ' ' && letter <= '~') << written[0];
    }
    const std::string read = json::parse(written[0]).at("lane");
    EXPECT_EQ(read.substr(0, 13), "a\nb\r\t\"\\\x1b[31m\x7f");
}

TEST_F(Log, leaves_out_what_is_below_its_level_and_counts_it) {
    ASSERT_FALSE(start("warn", path()));
    const Counters before = counters();
    const Event served = one_of_each()[0];
    report(served);
    report(LaneFull{"form"});
    flush();
    EXPECT_EQ(lines().size(), 1U);
    EXPECT_EQ(counters().events[served.index()], before.events[served.index()] + 1);
}

TEST_F(Log, is_appended_to) {
    ASSERT_FALSE(start("info", path()));
    report(ConfigRefused{1});
    stop();
    report(ConfigRefused{2});
    ASSERT_FALSE(start("info", path()));
    report(ConfigRefused{3});
    ASSERT_EQ(lines().size(), 2U);
    EXPECT_EQ(json::parse(lines()[1]).at("complaints"), 3);
}

TEST_F(Log, that_cannot_be_opened_is_a_complaint) {
    EXPECT_NE(start("info", folder_ / "none" / "log").value_or(""), "");
    EXPECT_NE(start("loud", path()).value_or(""), "");
    report(ConfigRefused{1});
}

TEST_F(Log, that_is_full_loses_lines_and_nothing_else) {
    if (!std::filesystem::exists("/dev/full")) {
        GTEST_SKIP() << "this system has no full device";
    }
    ASSERT_FALSE(start("info", "/dev/full"));
    report(ConfigRefused{1});
    report(one_of_each()[0]);
    flush();
}

TEST_F(Log, goes_to_standard_error_when_no_file_is_named) {
    testing::internal::CaptureStderr();
    ASSERT_FALSE(start("info", ""));
    report(LaneFull{"desk"});
    stop();
    const std::string written = testing::internal::GetCapturedStderr();
    EXPECT_EQ(json::parse(written).at("lane"), "desk");
}

TEST_F(Log, is_opened_anew_where_its_file_was_rotated_away_or_deleted) {
    ASSERT_FALSE(start("info", path()));
    report(LaneFull{"desk"});
    flush();
    std::filesystem::rename(path(), path() + ".1");
    report(LaneFull{"form"});
    flush();
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(json::parse(lines()[0]).at("lane"), "form");
    std::filesystem::remove(path());
    report(LaneFull{"reports"});
    flush();
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(json::parse(lines()[0]).at("lane"), "reports");
}

// Standard error is a pipe whose reader stands still: whoever reports goes on, and what was lost
// meanwhile is told once it reads again.
TEST_F(Log, waits_for_nobody_who_reads_it) {
    int ends[2];
    ASSERT_EQ(::pipe2(ends, O_NONBLOCK), 0);
    ASSERT_EQ(::fcntl(ends[1], F_SETFL, 0), 0);
    const int before = ::dup(STDERR_FILENO);
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
    ASSERT_FALSE(start("info", ""));
    constexpr int kLines = 20'000;
    for (int i = 0; i < kLines; ++i) report(LaneFull{"form"});
    std::string read;
    std::array<char, 65536> some{};
    while (read.find("log_lines_dropped") == std::string::npos || read.back() != '\n') {
        flush();
        const auto size = ::read(ends[0], some.data(), some.size());
        if (size > 0) read.append(some.data(), static_cast<std::size_t>(size));
    }
    stop();
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    ::close(ends[0]);
    std::istringstream all(read);
    int written = 0, dropped = 0;
    for (std::string line; std::getline(all, line);) {
        const auto said = json::parse(line);
        if (said.at("event") == "log_lines_dropped")
            dropped = said.at("count");
        else
            ++written;
    }
    EXPECT_GT(dropped, 0);
    EXPECT_EQ(written + dropped, kLines);
}

TEST_F(Log, keeps_whole_lines_from_many_threads) {
    ASSERT_FALSE(start("info", path()));
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([t] {
            for (int i = 0; i < 1000; ++i) {
                report(JournalSealed{t, i, kId});
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    flush();
    std::set<std::pair<int, int>> seen;
    for (const std::string& line : lines()) {
        const json read = json::parse(line);
        seen.emplace(read.at("count"), read.at("position"));
    }
    EXPECT_EQ(seen.size(), 4000U);
}

TEST(EventIds, take_nothing_but_uuids) {
    EXPECT_EQ(kId.text(), "0190aaaa-bbbb-7ccc-8ddd-eeeeffff0000");
    for (const char* text :
         {"", "+13105550142", "Ana Reyes", "0190aaaa-bbbb-7ccc-8ddd-eeeeffff000",
          "0190aaaa-bbbb-7ccc-8ddd-eeeeffff000g", "0190aaaabbbb-7ccc-8ddd-eeee-ffff0000"}) {
        EXPECT_EQ(EventId(text).text(), "") << text;
    }
    EXPECT_NE(members_of(SignIn{false, EventId("Ana"), {}}).find("\"staff_id\":null"),
              std::string::npos);
}

TEST(Addresses, take_nothing_but_addresses) {
    EXPECT_EQ(Address("203.0.113.9").text(), "203.0.113.9");
    EXPECT_EQ(Address("2001:db8:64:1::/64").text(), "2001:db8:64:1::/64");
    for (const char* text : {"", "Ana Reyes", "localhost", "+1 310 555 0142",
                             "0123456789abcdef0123456789abcdef0123456789abcdef012"})
        EXPECT_EQ(Address(text).text(), "") << text;
}

TEST(SqlStates, take_nothing_but_five_letters_and_digits) {
    EXPECT_EQ(SqlState("23P01").text(), "23P01");
    for (const char* text : {"", "23p01", "2350", "235055", "23 05", "Key=1"}) {
        EXPECT_EQ(SqlState(text).text(), "") << text;
    }
}

// By type: text that is made while the program runs cannot get into an event.
static_assert(!std::is_constructible_v<Word, std::string>);
static_assert(!std::is_constructible_v<Word, std::string_view>);
static_assert(!std::is_convertible_v<std::string, EventId>);
static_assert(!std::is_convertible_v<std::string, Event>);

TEST(Counting, sorts_requests_by_status_and_time) {
    const Counters before = counters();
    for (const std::int64_t micros : {0, 500, 501, 999'999, 5'000'000}) {
        report(RequestServed{kId, "POST", "/api/requests", 503, micros});
    }
    report(RequestServed{kId, "POST", "/api/requests", 201, -5});
    report(RequestServed{kId, "POST", "/api/requests", 999, 1});
    const Counters after = counters();
    EXPECT_EQ(after.statuses[5], before.statuses[5] + 6);
    EXPECT_EQ(after.statuses[2], before.statuses[2] + 1);
    EXPECT_EQ(after.durations[0], before.durations[0] + 4);
    EXPECT_EQ(after.durations[1], before.durations[1] + 1);
    EXPECT_EQ(after.durations[10], before.durations[10] + 1);
    EXPECT_EQ(after.durations[11], before.durations[11] + 1);
    EXPECT_EQ(after.micros, before.micros + 0 + 500 + 501 + 999'999 + 5'000'000 + 1);
}

}  // namespace
}  // namespace backline::observe

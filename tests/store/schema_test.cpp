// The schema: what the migrations make is the golden dump sql/schema.sql, every statement is sound
// and may be run by the role that runs it, and no role may do more than sql/tests/ says.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <sstream>

#include "store/migrate.h"
#include "store/sql.h"
#include "support/database.h"

namespace backline::test {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = SOURCE_DIR "/sql/schema.sql";
const std::string kHeader =
    "-- The schema as the migrations leave it, in pg_dump's words; nothing runs this file. It is "
    "here\n"
    "-- to be read, and a test compares it. After a new migration write it anew and read the "
    "diff:\n"
    "--   BACKLINE_RENEW_SCHEMA=1 tests/support/with-postgres build/dev/tests/store_test \\\n"
    "--     --gtest_filter='Schema.*'\n\n";

struct Said {
    std::string text;
    int status;
};

// A program of the server's own version of PostgreSQL, as the superuser, on a database.
Said run_program(const Database& database, const std::string& program, const std::string& words) {
    const auto version = database.sql("select current_setting('server_version_num')::int / 10000");
    const std::string command = "/usr/lib/postgresql/" + version + "/bin/" + program +
                                " --host \"$BACKLINE_TEST_SOCKET\" --username postgres " + words +
                                " " + database.name() + " 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) return {"popen failed", -1};
    Said said{};
    char buffer[4096];
    for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        said.text.append(buffer, got);
    said.status = pclose(pipe);
    return said;
}

// Without what differs from one release of PostgreSQL to the next: settings, comments, and the
// random word newer ones put around a dump.
std::string normalised(const std::string& dump) {
    std::istringstream lines(dump);
    std::string line, kept;
    bool blank = true;
    while (std::getline(lines, line)) {
        if (line.starts_with("--") || line.starts_with("SET ") || line.starts_with("\\") ||
            line.starts_with("SELECT pg_catalog.set_config"))
            continue;
        if (line.empty() && blank) continue;
        blank = line.empty();
        kept += line + "\n";
    }
    while (kept.ends_with("\n\n")) kept.pop_back();
    return kept;
}

std::string text_of_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The first line in which two texts differ, with the line before it.
std::string first_difference(const std::string& golden, const std::string& now) {
    std::istringstream a(golden), b(now);
    std::string left, right, before;
    for (int number = 1;; ++number) {
        const bool more_left = static_cast<bool>(std::getline(a, left));
        const bool more_right = static_cast<bool>(std::getline(b, right));
        if (!more_left && !more_right) return {};
        if (!more_left) left = "(end)";
        if (!more_right) right = "(end)";
        if (left != right)
            return "line " + std::to_string(number) + ", after: " + before + "\n  golden: " + left +
                   "\n  now:    " + right;
        before = left;
    }
}

TEST(Schema, IsTheGoldenDump) {
    const Database database;
    const auto dump = run_program(database, "pg_dump", "--schema-only");
    ASSERT_EQ(dump.status, 0) << dump.text;
    const auto now = kHeader + normalised(dump.text);
    if (std::getenv("BACKLINE_RENEW_SCHEMA") != nullptr) std::ofstream(kGolden) << now;
    EXPECT_EQ(first_difference(text_of_file(kGolden), now), "")
        << "See the first lines of sql/schema.sql for how to write it anew.";
}

TEST(Schema, IsCurrentAfterMigrationAndMigratingAgainDoesNothing) {
    const Database database;
    EXPECT_EQ(store::schema_of(database.config().database.url), store::Schema::current);
    EXPECT_TRUE(store::migrate(database.config().database.owner_url).empty());
}

TEST(Schema, RefusesAMigrationThatWasEditedAfterwardsAndANewerSchema) {
    const Database edited;
    edited.sql("update migration set checksum = 'another' where number = 2");
    EXPECT_EQ(store::schema_of(edited.config().database.url), store::Schema::altered);
    EXPECT_THROW(store::migrate(edited.config().database.owner_url), std::runtime_error);
    const Database newer;
    newer.sql("insert into migration (number, name, checksum) values (9999, 'later', 'x')");
    EXPECT_EQ(store::schema_of(newer.config().database.url), store::Schema::ahead);
    EXPECT_THROW(store::migrate(newer.config().database.owner_url), std::runtime_error);
}

TEST(Schema, MigrationsAreNumberedWithoutGaps) {
    int number = 0;
    for (const auto& step : sql::migrations()) {
        EXPECT_EQ(step.number, ++number) << step.name;
        EXPECT_TRUE(step.text.starts_with("-- ")) << step.name << " must say why, on top";
    }
}

// EXPLAIN EXECUTE plans the statement and checks the role's privileges, and changes nothing.
void expect_sound(const std::string& url, const sql::Statement& statement) {
    pqxx::connection connection(url);
    pqxx::nontransaction transaction(connection);
    const auto name = transaction.quote_name(statement.name);
    try {
        transaction.exec("prepare " + name + " as " + statement.text);
        const auto count = transaction.exec(
            "select coalesce(cardinality(parameter_types), 0) from pg_prepared_statements");
        std::string values;
        for (int i = 0; i < count[0][0].as<int>(); ++i)
            values += values.empty() ? "null" : ", null";
        if (!values.empty()) values = "(" + values + ")";
        transaction.exec("explain execute " + name + values);
    } catch (const pqxx::sql_error& error) {
        ADD_FAILURE() << statement.name << ": " << error.what();
    }
}

TEST(Schema, EveryStatementIsSoundAndAllowedToTheRoleThatRunsIt) {
    const Database database;
    const auto config = database.config();
    ASSERT_GT(sql::all().size(), 80u);
    for (const auto& statement : sql::all()) {
        const bool report = std::string_view(statement.name).starts_with("reports.");
        expect_sound(report ? config.database.report_url : config.database.url, statement);
    }
}

// pgTAP's lines: "ok 7 - what", "not ok 8 - what" with remarks behind "#", at the end "1..8".
void expect_passes(const fs::path& file) {
    const Database database;
    const auto said = run_program(database, "psql",
                                  "--no-psqlrc --no-align --tuples-only --quiet "
                                  "--set ON_ERROR_STOP=1 --file '" +
                                      file.string() + "'");
    EXPECT_EQ(said.status, 0) << said.text;
    std::istringstream lines(said.text);
    std::string line;
    int passed = 0, planned = -1;
    bool failing = false;
    while (std::getline(lines, line)) {
        const bool remark = line.starts_with("#");
        if (line.starts_with("ok ")) ++passed;
        if (line.starts_with("1..")) planned = std::stoi(line.substr(3));
        failing = line.starts_with("not ok") || (failing && remark);
        if (failing) ADD_FAILURE() << line;
    }
    EXPECT_EQ(passed, planned) << file.filename();
    EXPECT_GT(passed, 0) << file.filename();
}

TEST(Schema, PgTapFilesPass) {
    int files = 0;
    for (const auto& entry : fs::directory_iterator(SOURCE_DIR "/sql/tests")) {
        if (entry.path().extension() != ".sql") continue;
        SCOPED_TRACE(entry.path().filename().string());
        expect_passes(entry.path());
        ++files;
    }
    EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace backline::test

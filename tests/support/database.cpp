#include "support/database.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>
#include <stdexcept>

#include "cli/verbs.h"
#include "store/migrate.h"
#include "vault/password.h"

namespace backline::test {

namespace {

std::string socket_folder() {
    const char* folder = std::getenv("BACKLINE_TEST_SOCKET");
    if (folder == nullptr)
        throw std::runtime_error("run this test through tests/support/with-postgres");
    return folder;
}

std::string url(const std::string& database, const std::string& user) {
    return "host=" + socket_folder() + " dbname=" + database + " user=" + user;
}

void as_superuser(const std::string& statement) {
    pqxx::connection connection(url("postgres", "postgres"));
    pqxx::nontransaction(connection).exec(statement);
}

Config config_of(const std::string& database, const std::string& key_file) {
    Config config;
    config.server.listen = "127.0.0.1:0";
    config.database.url = url(database, "backline_app");
    config.database.owner_url = url(database, "backline_owner");
    config.database.report_url = url(database, "backline_report");
    config.keys.master = key_file;
    config.journal.anchor.clear();
    config.desk.sign_in_without_second_factor = true;
    config.form.per_address_hour = 1000000;
    config.form.per_phone_day = 1000000;
    config.form.unproven_per_address = config.form.red_flags_per_address = 0;
    return config;
}

// The template, made once per process.
struct Template {
    Template() : name("template_" + std::to_string(getpid())) {
        char path[] = "/tmp/backline-key.XXXXXX";
        const int file = mkstemp(path);
        key_file = path;
        const auto text = new_master_text();
        if (write(file, text.data(), text.size()) < 0) throw std::runtime_error("no key file");
        close(file);
        chmod(path, 0600);
        as_superuser("create database " + name + " owner backline_owner");
        const Config config = config_of(name, key_file);
        if (migrate_schema(config) != 0) throw std::runtime_error("migration failed");
        if (load_institute(config, SOURCE_DIR "/config/institute.toml", "") != 0)
            throw std::runtime_error("institute.toml was refused");
    }
    ~Template() {
        try {
            as_superuser("drop database if exists " + name + " with (force)");
        } catch (const std::exception&) {
        }
        unlink(key_file.c_str());
    }
    std::string name;
    std::string key_file;
};

Template& the_template() {
    static Template made;
    return made;
}

}  // namespace

Database::Database() {
    static std::atomic<int> count{0};
    auto& from = the_template();
    name_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
    as_superuser("create database " + name_ + " template " + from.name + " owner backline_owner");
}

Database::~Database() {
    app_.reset();
    try {
        as_superuser("drop database if exists " + name_ + " with (force)");
    } catch (const std::exception&) {
    }
}

Config Database::config() const {
    return config_of(name_, the_template().key_file);
}

Master Database::master() const {
    return *load_master(the_template().key_file).master;
}

App& Database::app() {
    if (!app_) app_ = std::make_unique<App>(config(), master());
    return *app_;
}

std::string Database::sql(const std::string& statement) const {
    pqxx::connection connection(url(name_, "postgres"));
    pqxx::nontransaction transaction(connection);
    std::string text;
    for (const auto& row : transaction.exec(statement)) {
        if (!text.empty()) text.push_back('\n');
        for (pqxx::row::size_type i = 0; i < row.size(); ++i) {
            if (i > 0) text.push_back('|');
            text += row[i].c_str();
        }
    }
    return text;
}

void Database::move_clock(long seconds) const {
    sql("create or replace function instant() returns timestamptz language sql stable parallel "
        "safe as "
        "$$ select transaction_timestamp() + interval '" +
        std::to_string(seconds) + " seconds' $$");
}

void Database::stop_clock(const std::string& at) const {
    sql("create or replace function instant() returns timestamptz language sql stable parallel "
        "safe as "
        "$$ select timestamptz '" +
        at + "' $$");
}

void Database::collide(int times) const {
    sql("create sequence collisions; grant usage on sequence collisions to backline_app;"
        "create function collide() returns trigger language plpgsql as $$ begin"
        "  if nextval('collisions') <= " +
        std::to_string(times) +
        "  then raise exception 'deadlock' using errcode = '40P01'; end if;"
        "  return new; end $$;"
        "create trigger collide before insert on journal"
        "  for each statement execute function collide()");
}

Person person(Database& database, const std::string& username, Role role,
              std::vector<std::string> languages) {
    static const std::string hash = hash_password(kPassword);
    std::string spoken;
    for (const auto& language : languages) spoken += (spoken.empty() ? "" : ",") + language;
    const auto id = database.sql(
        "insert into staff (username, name, role, languages, password_hash) values ('" + username +
        "', 'Person " + username + "', '" + std::string{name_of(role)} + "', '{" + spoken +
        "}', '" + hash + "') returning id");
    return {StaffId::trusted(id), username, "Person " + username, role, std::move(languages)};
}

Form form(int number) {
    char digits[32];
    // 555-01xx numbers are fictitious; area codes of California, one zone.
    static constexpr int areas[] = {310, 213, 323, 424, 562, 626, 661,
                                    714, 747, 805, 818, 909, 949, 951};
    std::snprintf(digits, sizeof digits, "+1%d%07d", areas[static_cast<std::size_t>(number) % 14],
                  2000000 + number);
    Form form{Kind::callback,
              *PersonName::parse("Patient Number " + std::to_string(number)),
              *Phone::parse(digits),
              std::nullopt,
              "neck-pain",
              "",
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
              "key-" + std::to_string(number),
              "",
              "",
              "",
              std::nullopt};
    return form;
}

}  // namespace backline::test

// For the preset asan: libpqxx 6.4 leaks the answer to any statement when the connection is lost
// (make_result throws before the answer has an owner), as when a test takes the database away.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpqxx-6.4\n";
}

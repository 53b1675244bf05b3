// Verbs of the operator: schema, keys, people, checks.
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "app/people.h"
#include "cli/opening.h"
#include "cli/verbs.h"
#include "observe/report.h"
#include "store/journal.h"
#include "store/keys.h"
#include "store/migrate.h"

namespace backline {

Master open_master(const Config& config) {
    auto loaded = load_master(config.keys.master);
    if (!loaded.master) throw std::runtime_error(loaded.complaint);
    return *std::move(loaded.master);
}

std::unique_ptr<App> open_app(const Config& config) {
    return std::make_unique<App>(config, open_master(config));
}

namespace {

// "k1" after none, "k2" after "k1": ids are never used twice.
std::string next_key_id(const std::vector<WrappedKey>& keys) {
    return "k" + std::to_string(keys.size() + 1);
}

void make_key(store::Pool& pool, const Master& master, std::string_view purpose) {
    const auto id = next_key_id(store::read_keys(pool));
    store::add_key(pool, new_wrapped_key(master, id, purpose, true));
}

int tell(const Result<void>& done, const char* what) {
    if (done) {
        std::cout << what << "\n";
        return 0;
    }
    if (const auto* faults = std::get_if<Invalid>(&done.error()))
        for (const auto& fault : faults->faults)
            std::cerr << "backline: " << fault.field << ": " << fault.code << "\n";
    return 1;
}

std::string read_password() {
    std::string password;
    std::getline(std::cin, password);
    return password;
}

}  // namespace

int migrate_schema(const Config& config) {
    const Master master = open_master(config);
    for (const auto& name : store::migrate(config.database.owner_url))
        std::cout << "applied " << name << "\n";
    store::Pool pool(config.database.url, 1);
    if (store::read_keys(pool).empty()) {
        make_key(pool, master, kFieldPurpose);
        make_key(pool, master, kIndexPurpose);
        std::cout << "made the first data keys\n";
    }
    std::cout << "the schema is current\n";
    return 0;
}

int check(const Config& config) {
    const auto app = open_app(config);
    std::cout << "configuration, keys, schema and institute are in order: "
              << app->institute()->name << "\n";
    return 0;
}

int verify_journal_chain(const Config& config) {
    const Master master = open_master(config);
    store::Pool pool(config.database.url, 1);
    // What was committed before a crash is sealed first.
    while (store::seal_journal(pool, master, 2000).count > 0) {
    }
    const auto verified = store::verify_journal(pool, master);
    if (verified.fault.empty()) {
        std::cout << "the journal holds: " << verified.entries << " entries\n";
        return 0;
    }
    observe::report(observe::JournalBroken{verified.bad_position});
    std::cerr << "backline: the journal is broken at position " << verified.bad_position << ": "
              << verified.fault << "\n";
    return 1;
}

int rotate_keys(const Config& config) {
    const Master master = open_master(config);
    store::Pool pool(config.database.url, 1);
    make_key(pool, master, kFieldPurpose);
    std::cout << "sealing with a new key from now on\n";
    return 0;
}

int add_staff(const Config& config, const NewPerson& asked) {
    const auto app = open_app(config);
    Person person;
    person.username = asked.username;
    person.name = asked.name;
    const auto role = role_named(asked.role);
    if (!role) throw std::runtime_error("role: unknown");
    person.role = *role;
    std::istringstream languages(asked.languages);
    for (std::string language; std::getline(languages, language, ',');)
        person.languages.push_back(language);
    const auto added = add_person(*app, person, read_password());
    return tell(added ? Result<void>{} : Result<void>{fail(added.error())}, "added");
}

int disable_staff(const Config& config, const std::string& username) {
    const auto app = open_app(config);
    return tell(disable_person(*app, username), "disabled");
}

int reset_staff(const Config& config, const std::string& username) {
    const auto app = open_app(config);
    return tell(reset_password(*app, username, read_password()), "reset");
}

}  // namespace backline

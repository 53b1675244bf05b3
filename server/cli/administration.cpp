// Verbs of the operator: schema, keys, people, checks.
#include <termios.h>
#include <unistd.h>

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

// Typed at a terminal it is asked for and not shown.
std::string read_password() {
    std::string password;
    termios shown{};
    const bool typed = ::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &shown) == 0;
    if (typed) {
        std::cerr << "password: ";
        termios hidden = shown;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    std::getline(std::cin, password);
    if (typed) {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        std::cerr << "\n";
    }
    return password;
}

// What the file outside the database says; nothing where none is kept.
Anchor anchor_of(const Config& config, const Master& master) {
    if (config.journal.anchor.empty()) return {};
    const auto loaded = load_anchor(config.journal.anchor, master);
    if (!loaded.complaint.empty()) throw std::runtime_error(loaded.complaint);
    return loaded.anchor.value_or(Anchor{});
}

}  // namespace

int migrate_schema(const Config& config) {
    const Master master = open_master(config);
    for (const auto& name : store::migrate(config.database.owner_url))
        std::cout << "applied " << name << "\n";
    store::Pool pool(config.database.url, 1);
    if (store::make_first_keys(pool, master,
                               {new_wrapped_key(master, "k1", kFieldPurpose, true),
                                new_wrapped_key(master, "k2", kIndexPurpose, true)}))
        std::cout << "made the first data keys\n";
    std::cout << "the schema is current\n";
    return 0;
}

int check(const Config& config) {
    const auto app = open_app(config);
    if (!sign_in_is_open(config)) {
        std::cerr << "backline: " << kSignInClosed << "\n";
        return 1;
    }
    std::cout << "configuration, keys, schema and institute are in order: "
              << app->institute()->name << "\n";
    return 0;
}

int verify_journal_chain(const Config& config) {
    const Master master = open_master(config);
    store::Pool pool(config.database.url, 1);
    const auto verified = store::verify_journal(pool, master, anchor_of(config, master));
    if (verified.fault.empty()) {
        std::cout << "the journal holds: " << verified.entries << " entries";
        if (verified.waiting > 0) std::cout << ", and " << verified.waiting << " not yet sealed";
        std::cout << "\n";
        return 0;
    }
    observe::report(observe::JournalBroken{verified.bad_position, "verify"});
    std::cerr << "backline: the journal is broken at position " << verified.bad_position << ": "
              << verified.fault << "\n";
    return 1;
}

int accept_journal(const Config& config) {
    const Master master = open_master(config);
    if (config.journal.anchor.empty()) throw std::runtime_error("no [journal] anchor is kept");
    store::Pool pool(config.database.url, 1);
    const auto before = load_anchor(config.journal.anchor, master);
    const auto verified = store::verify_journal(pool, master);
    if (!verified.fault.empty()) {
        std::cerr << "backline: the journal is broken at position " << verified.bad_position << ": "
                  << verified.fault << "\n";
        return 1;
    }
    // Said before it is so: an acceptance that nobody can read about must not be.
    store::transact(pool, [&](store::Transaction& transaction) {
        const auto from = before.anchor ? before.anchor->position : 0;
        store::note(transaction, {store::Actor::by_operator(),
                                  "journal.accepted",
                                  {},
                                  std::to_string(verified.entries),
                                  {},
                                  "{\"anchor\": " + std::to_string(from) + "}",
                                  {}});
    });
    const auto complaint = keep_anchor(config.journal.anchor, master, verified.end, false);
    if (!complaint.empty()) throw std::runtime_error(complaint);
    std::cout << "accepted: the journal ends at position " << verified.entries << "\n";
    return 0;
}

int rotate_keys(const Config& config) {
    const Master master = open_master(config);
    store::Pool pool(config.database.url, 1);
    make_key(pool, master, kFieldPurpose);
    std::cout << "sealing with a new key in 15 seconds, when every server has it\n";
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

int enable_staff(const Config& config, const std::string& username) {
    const auto app = open_app(config);
    return tell(enable_person(*app, username), "enabled");
}

int reset_staff(const Config& config, const std::string& username) {
    const auto app = open_app(config);
    const auto reset = reset_password(*app, username, read_password());
    if (!reset) return tell(fail(reset.error()), "");
    std::cout << (*reset ? "reset; this person is disabled and stays so: `backline staff enable` "
                           "ends that\n"
                         : "reset\n");
    return 0;
}

}  // namespace backline

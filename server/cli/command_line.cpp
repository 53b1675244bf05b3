#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "cli/verbs.h"
#include "store/database.h"

namespace backline {

namespace {

constexpr const char* kVersion = "0.1.0";

// One place for what an operator is told when a verb fails.
int guarded(const std::function<int()>& verb) {
    try {
        return verb();
    } catch (const store::Lost&) {
        std::cerr << "backline: the database cannot be reached\n";
    } catch (const store::Refused& refused) {
        std::cerr << "backline: the database refused a statement (SQLSTATE " << refused.sqlstate
                  << ")\n";
    } catch (const std::exception& failure) {
        std::cerr << "backline: " << failure.what() << "\n";
    }
    return 1;
}

struct Asked {
    std::string config_path;
    std::string file, over, username;
    NewPerson person;
    int requests = 400;
    unsigned seed = 7;
};

// Runs `verb` with the configuration, or lists every fault of it and starts nothing.
int with_config(const Asked& asked, const std::function<int(const Config&)>& verb) {
    Config config;
    if (!asked.config_path.empty()) {
        auto loaded = load_config(asked.config_path);
        if (!loaded) {
            for (const auto& complaint : loaded.error()) std::cerr << complaint << "\n";
            return 1;
        }
        config = *std::move(loaded);
    }
    return guarded([&] { return verb(config); });
}

using Verb = std::function<int(const Config&)>;

void add_staff_verbs(CLI::App& app, Asked& asked, std::map<CLI::App*, Verb>& verbs) {
    auto* staff = app.add_subcommand("staff", "people of the phone team");
    staff->require_subcommand(1);
    auto* add =
        staff->add_subcommand("add", "add a person; the password is read from standard input");
    add->add_option("username", asked.person.username, "what they sign in with")->required();
    add->add_option("--name", asked.person.name, "as others see it")->required();
    add->add_option("--role", asked.person.role, "agent, lead, manager, administrator or auditor");
    add->add_option("--languages", asked.person.languages, "spoken, as en,es");
    verbs[add] = [&](const Config& config) { return add_staff(config, asked.person); };
    auto* disable = staff->add_subcommand("disable", "end a person's access and sessions at once");
    disable->add_option("username", asked.username)->required();
    verbs[disable] = [&](const Config& config) { return disable_staff(config, asked.username); };
    auto* enable = staff->add_subcommand("enable", "give a disabled person their access back");
    enable->add_option("username", asked.username)->required();
    verbs[enable] = [&](const Config& config) { return enable_staff(config, asked.username); };
    auto* reset = staff->add_subcommand("reset", "a new password, read from standard input");
    reset->add_option("username", asked.username)->required();
    verbs[reset] = [&](const Config& config) { return reset_staff(config, asked.username); };
}

void add_verbs(CLI::App& app, Asked& asked, std::map<CLI::App*, Verb>& verbs) {
    const auto verb = [&](const char* name, const char* what, Verb run) {
        auto* command = app.add_subcommand(name, what);
        verbs[command] = std::move(run);
        return command;
    };
    verb("serve", "serve until SIGTERM", serve);
    verb("migrate", "bring the schema up to date, as its owner", migrate_schema);
    verb("check", "check configuration, keys, schema and institute", check);
    auto* load =
        verb("load-institute", "load the institute's data from a TOML file",
             [&](const Config& config) { return load_institute(config, asked.file, asked.over); });
    load->add_option("file", asked.file)->required();
    load->add_option("--over", asked.over, "a second file whose tables replace the first one's");
    auto* demo = verb(
        "demo-data", "make believable people and requests of the last weeks",
        [&](const Config& config) { return make_demo_data(config, asked.requests, asked.seed); });
    demo->add_option("requests", asked.requests, "how many")->check(CLI::Range(0, 1000000));
    demo->add_option("--seed", asked.seed, "the same seed makes the same requests");
    verb("openapi", "print the HTTP interface as OpenAPI 3.1",
         [](const Config&) { return print_openapi(); });
    verb("print-config", "print the configuration in force", [](const Config& config) {
        std::cout << print(config);
        return 0;
    });
    verb("version", "print the version", [](const Config&) {
        std::cout << "backline " << kVersion << "\n";
        return 0;
    });
    auto* journal = app.add_subcommand("journal", "the record of what was done and seen");
    journal->require_subcommand(1);
    verbs[journal->add_subcommand(
        "verify", "check the whole chain; names the first bad position")] = verify_journal_chain;
    verbs[journal->add_subcommand(
        "accept", "after a restore: take the journal as it is, and say so in it")] = accept_journal;
    auto* keys = app.add_subcommand("keys", "data keys");
    keys->require_subcommand(1);
    verbs[keys->add_subcommand("rotate", "seal with a new key, 15 seconds from now")] = rotate_keys;
    add_staff_verbs(app, asked, verbs);
}

}  // namespace

int run_command_line(int count, char** words) {
    CLI::App app(
        "Backline: call-back requests of patients, the phone team's queue, and what came of each");
    Asked asked;
    std::map<CLI::App*, Verb> verbs;
    app.add_option("--config", asked.config_path, "the configuration file (TOML)");
    app.require_subcommand(1);
    add_verbs(app, asked, verbs);
    try {
        app.parse(count, words);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::CallForAllHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& fault) {
        app.exit(fault);
        return 2;
    }
    for (const auto& [command, verb] : verbs)
        if (command->parsed()) return with_config(asked, verb);
    return 2;
}

}  // namespace backline

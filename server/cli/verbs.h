// The verbs of the command line. Each returns the exit status: 0, 1 (failed), 2 (usage).
#pragma once

#include <string>

#include "config.h"

namespace backline {

// Parses the command line and runs its verb; all that main() does.
int run_command_line(int count, char** words);

int serve(const Config& config);
int migrate_schema(const Config& config);
int check(const Config& config);
// `over`: a second file whose top-level tables take the place of the first one's; may be empty.
int load_institute(const Config& config, const std::string& file, const std::string& over);
int make_demo_data(const Config& config, int requests, unsigned seed);
int verify_journal_chain(const Config& config);
// After a restore: the chain as it is now becomes what the anchor says. Journaled.
int accept_journal(const Config& config);
int rotate_keys(const Config& config);
int print_openapi();

struct NewPerson {
    std::string username, name, role = "agent", languages = "en";
};
// The password is read from standard input, one line.
int add_staff(const Config& config, const NewPerson& person);
// What an operator is told whose staff cannot sign in.
inline constexpr const char* kSignInClosed =
    "nobody can sign in: there is no second factor yet, and [desk] sign_in_without_second_factor "
    "is not true, which would say that none is wanted";
int disable_staff(const Config& config, const std::string& username);
int enable_staff(const Config& config, const std::string& username);
int reset_staff(const Config& config, const std::string& username);

}  // namespace backline

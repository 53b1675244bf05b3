// The blind indexes of who a request is about, all made in one place.
#pragma once

#include <string>
#include <vector>

#include "app/app.h"
#include "domain/contact.h"
#include "vault/keyring.h"

namespace backline {

struct NameIndex {
    std::string whole;
    std::vector<std::string> words;
};
NameIndex index_of(const Keyring& keys, const PersonName& name);
std::string index_of(const Keyring& keys, const Email& email);

// Makes anew what an earlier folding made, at most `most` requests; how many. One transaction.
// Safe beside everything else: a row that somebody holds is left for the next time.
int fold_anew(App& app, int most);

}  // namespace backline

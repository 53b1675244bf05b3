#include "app/identity_index.h"

#include "store/requests.h"
#include "vault/blind_index.h"

namespace backline {

NameIndex index_of(const Keyring& keys, const PersonName& name) {
    NameIndex index{blind_index(keys, IndexKind::name, name.folded()), {}};
    for (const auto& word : name.folded_words())
        index.words.push_back(blind_index(keys, IndexKind::name_word, word));
    return index;
}

std::string index_of(const Keyring& keys, const Email& email) {
    return blind_index(keys, IndexKind::email, email.folded());
}

int fold_anew(App& app, int most) {
    const auto keys = app.keys();
    try {
        return store::transact(app.desk(), [&](store::Transaction& transaction) {
            const auto before = store::folded_before(transaction, *keys, most);
            for (const auto& request : before) {
                const auto name = PersonName::parse(request.name);
                const auto email = Email::parse(request.email);
                const auto index = name ? index_of(*keys, *name) : NameIndex{};
                store::fold(transaction, request.id, index.whole, index.words,
                            email ? index_of(*keys, *email) : std::string{});
            }
            return static_cast<int>(before.size());
        });
    } catch (const store::Conflict&) {
        return 0;  // the same person asked again meanwhile: the next time sees that request
    }
}

}  // namespace backline

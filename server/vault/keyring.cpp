#include "vault/keyring.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>

#include "vault/gcm.h"
#include "vault/mac.h"

namespace backline {

namespace {

constexpr char kVersion = 1;

bool valid_id(std::string_view id) {
    return !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '_' || letter == '-';
    });
}

// Id and purpose are authenticated, so a wrapped key cannot be given another name or duty.
std::string authenticated(std::string_view id, std::string_view purpose) {
    std::string bytes;
    append_part(bytes, "data key");
    append_part(bytes, id);
    append_part(bytes, purpose);
    return bytes;
}

void check_names(std::string_view id, std::string_view purpose) {
    if (!valid_id(id)) {
        throw VaultFault("a key's id must be 1 to 32 of a-z, 0-9, '_' and '-'");
    }
    if (purpose != kFieldPurpose && purpose != kIndexPurpose) {
        throw VaultFault("a key's purpose must be field or index");
    }
}

Key unwrap(const Master& master, const WrappedKey& wrapped) {
    const std::string_view bytes = wrapped.wrapped;
    std::optional<std::string> plain;
    if (!bytes.empty() && bytes.front() == kVersion) {
        plain = gcm_open(master.key(Purpose::wrap), authenticated(wrapped.id, wrapped.purpose),
                         bytes.substr(1));
    }
    if (!plain || plain->size() != Key::kBytes) {
        throw VaultFault("the " + wrapped.purpose + " key " + wrapped.id +
                         " does not open with this master key");
    }
    Key key;
    std::copy(plain->begin(), plain->end(), key.data());
    OPENSSL_cleanse(plain->data(), plain->size());
    return key;
}

}  // namespace

WrappedKey new_wrapped_key(const Master& master, std::string_view id, std::string_view purpose,
                           bool current) {
    check_names(id, purpose);
    Key key;
    if (RAND_bytes(key.data(), Key::kBytes) != 1) {
        throw VaultFault("the system gave no random bytes");
    }
    WrappedKey wrapped{std::string(id), std::string(purpose), std::string(1, kVersion), current};
    gcm_append(wrapped.wrapped, master.key(Purpose::wrap), authenticated(id, purpose), key.view());
    return wrapped;
}

Keyring::Keyring(const Master& master, const std::vector<WrappedKey>& keys) {
    for (const WrappedKey& wrapped : keys) {
        check_names(wrapped.id, wrapped.purpose);
        const bool field = wrapped.purpose == kFieldPurpose;
        auto& ring = field ? fields_ : indexes_;
        const auto [place, fresh] =
            ring.try_emplace(wrapped.id, Named{wrapped.id, unwrap(master, wrapped)});
        if (!fresh) {
            throw VaultFault("two " + wrapped.purpose + " keys have the id " + wrapped.id);
        }
        if (!wrapped.current) {
            continue;
        }
        const Named*& current = field ? current_field_ : current_index_;
        if (current != nullptr) {
            throw VaultFault("more than one " + wrapped.purpose + " key is current");
        }
        current = &place->second;
    }
    if (current_field_ == nullptr || current_index_ == nullptr) {
        throw VaultFault(std::string("no ") + (current_field_ == nullptr ? "field" : "index") +
                         " key is current");
    }
    index_keys_.push_back(current_index_);
    for (const auto& [id, named] : indexes_) {
        if (&named != current_index_) {
            index_keys_.push_back(&named);
        }
    }
}

const Key* Keyring::field(std::string_view id) const {
    const auto found = fields_.find(id);
    return found == fields_.end() ? nullptr : &found->second.key;
}

}  // namespace backline

#include "vault/blind_index.h"

#include "vault/mac.h"

namespace backline {

namespace {

constexpr std::size_t kIndexBytes = 16;

// These words are part of every stored index: changing one loses what was indexed under it.
std::string_view domain_of(IndexKind kind) {
    switch (kind) {
        case IndexKind::phone:
            return "phone";
        case IndexKind::last_four:
            return "last_four";
        case IndexKind::email:
            return "email";
        case IndexKind::name:
            return "name";
        case IndexKind::name_word:
            return "name_word";
        case IndexKind::submission_key:
            return "submission_key";
    }
    return "";
}

std::string index_under(const Key& key, IndexKind kind, std::string_view value) {
    std::string domain;
    append_part(domain, domain_of(kind));
    std::string mac = hmac_sha256(key.view(), {domain, value});
    mac.resize(kIndexBytes);
    return mac;
}

}  // namespace

std::string blind_index(const Keyring& keyring, IndexKind kind, std::string_view value) {
    return index_under(keyring.current_index().key, kind, value);
}

std::vector<std::string> blind_indexes(const Keyring& keyring, IndexKind kind,
                                       std::string_view value) {
    std::vector<std::string> indexes;
    indexes.reserve(keyring.index_keys().size());
    for (const Keyring::Named* named : keyring.index_keys()) {
        indexes.push_back(index_under(named->key, kind, value));
    }
    return indexes;
}

}  // namespace backline

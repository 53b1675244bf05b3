#include "vault/seal.h"

#include "vault/gcm.h"
#include "vault/mac.h"

namespace backline {

namespace {

constexpr char kVersion = 1;
constexpr std::size_t kHeadBytes = 2;  // version and length of the key id

std::string authenticated(const Place& place, std::string_view key_id) {
    std::string bytes;
    bytes.reserve(16 + place.table.size() + place.column.size() + place.row.size() + key_id.size());
    append_part(bytes, place.table);
    append_part(bytes, place.column);
    append_part(bytes, place.row);
    append_part(bytes, key_id);
    return bytes;
}

}  // namespace

std::string seal(const Keyring& keyring, const Place& place, std::string_view plaintext) {
    const Keyring::Named& current = keyring.current_field();
    std::string sealed;
    sealed.reserve(kHeadBytes + current.id.size() + kNonceBytes + plaintext.size() + kTagBytes);
    sealed += kVersion;
    sealed += static_cast<char>(current.id.size());
    sealed += current.id;
    gcm_append(sealed, current.key, authenticated(place, current.id), plaintext);
    return sealed;
}

std::optional<std::string_view> key_id_of(std::string_view sealed) {
    if (sealed.size() < kHeadBytes || sealed[0] != kVersion) {
        return std::nullopt;
    }
    const std::size_t length = static_cast<unsigned char>(sealed[1]);
    if (length == 0 || sealed.size() < kHeadBytes + length + kNonceBytes + kTagBytes) {
        return std::nullopt;
    }
    return sealed.substr(kHeadBytes, length);
}

std::optional<std::string> open(const Keyring& keyring, const Place& place,
                                std::string_view sealed) {
    const auto id = key_id_of(sealed);
    if (!id) {
        return std::nullopt;
    }
    const Key* const key = keyring.field(*id);
    if (key == nullptr) {
        return std::nullopt;
    }
    return gcm_open(*key, authenticated(place, *id), sealed.substr(kHeadBytes + id->size()));
}

}  // namespace backline

// The data keys: "field" keys seal fields, "index" keys make blind indexes. In the database they
// are wrapped by the master's wrap key; unwrapped they live in a Keyring only. A Keyring is
// immutable: share one `std::shared_ptr<const Keyring>` and put a new one in its place when keys
// rotate.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "vault/master.h"

namespace backline {

inline constexpr std::string_view kFieldPurpose = "field";
inline constexpr std::string_view kIndexPurpose = "index";

// One row of the key table. `wrapped` is 61 bytes: version, nonce, sealed key, tag.
struct WrappedKey {
    std::string id;       // 1 to 32 of a-z, 0-9, '_' and '-', e.g. "k1"; never used twice
    std::string purpose;  // kFieldPurpose or kIndexPurpose
    std::string wrapped;
    bool current = false;  // sealing uses it; exactly one per purpose
    bool operator==(const WrappedKey&) const = default;
};

// Makes a fresh random key and wraps it. Throws VaultFault when id or purpose is not as above.
WrappedKey new_wrapped_key(const Master& master, std::string_view id, std::string_view purpose,
                           bool current);

class Keyring {
  public:
    // Throws VaultFault: a key that does not unwrap (another master, moved between ids or purposes,
    // altered), an id given twice, or not exactly one current key in each purpose.
    Keyring(const Master& master, const std::vector<WrappedKey>& keys);

    struct Named {
        std::string id;
        Key key;
    };
    const Named& current_field() const { return *current_field_; }
    const Named& current_index() const { return *current_index_; }
    const Key* field(std::string_view id) const;  // null: no such key
    // Every index key, the current one first: a search during a rotation asks for all of them.
    const std::vector<const Named*>& index_keys() const { return index_keys_; }

    Keyring(const Keyring&) = delete;
    Keyring& operator=(const Keyring&) = delete;

  private:
    std::map<std::string, Named, std::less<>> fields_;
    std::map<std::string, Named, std::less<>> indexes_;
    std::vector<const Named*> index_keys_;
    const Named* current_field_ = nullptr;
    const Named* current_index_ = nullptr;
};

}  // namespace backline

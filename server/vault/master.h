// The master key: 32 bytes in a file outside the database, from which every other key is derived
// (HKDF-SHA-256, RFC 5869) or with which it is wrapped. Whoever has it and the database has all.
// Immutable after loading: share it freely between threads. Keys are wiped when it is destroyed.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace backline {

// The cryptographic library failed or a key that must exist does not. The text names what, never a
// key or a value, so an operator may read it.
struct VaultFault : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// 32 secret bytes that wipe themselves.
class Key {
  public:
    static constexpr std::size_t kBytes = 32;
    Key() = default;  // all zero; fill through data()
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key();
    unsigned char* data() { return bytes_.data(); }
    const unsigned char* data() const { return bytes_.data(); }
    std::string_view view() const;

  private:
    std::array<unsigned char, kBytes> bytes_{};
};

// What a derived key is for; one key per purpose, so that no MAC of one can stand for another.
enum class Purpose {
    wrap,          // wraps the data keys of the keyring
    journal,       // extends the journal's chain
    journal_head,  // signs where the chain ends
    render,        // signs the form's render time
    link,          // makes the patient's link
    csrf           // makes the CSRF token of a session
};

class Master {
  public:
    explicit Master(const Key& root);  // derives every purpose at once; throws VaultFault
    const Key& key(Purpose purpose) const;

  private:
    struct Derived;
    std::shared_ptr<const Derived> derived_;
};

// The loaded master, or why it was refused in a sentence for the operator.
struct LoadedMaster {
    std::optional<Master> master;
    std::string complaint;  // empty when `master` is there
};

// Reads 64 hex digits and at most one newline. The file must be a regular file of mode 0400 or 0600
// that belongs to this user or to root; a symbolic link is followed. A systemd credential, which
// shows as 0440 of root:root with an access list, is taken too.
LoadedMaster load_master(const std::string& path);

// What `load_master` reads: for the one who first sets a machine up. 64 hex digits and a newline.
std::string new_master_text();

// HKDF-SHA-256 with an output of 32 bytes.
Key derive_key(std::string_view secret, std::string_view salt, std::string_view info);

}  // namespace backline

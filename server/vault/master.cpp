#include "vault/master.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace backline {

namespace {

constexpr std::size_t kHexDigits = 2 * Key::kBytes;

// Separates Backline's keys from those of anything else that might be given the same master.
constexpr std::string_view kSalt = "backline master 1";

constexpr std::array<std::string_view, 6> kInfo{"wrap",   "journal", "journal head",
                                                "render", "link",    "csrf"};

class File {
  public:
    explicit File(const std::string& path)
        : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~File() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

LoadedMaster refused(const std::string& path, const std::string& why) {
    return {std::nullopt, "the master key " + path + " is refused: " + why};
}

std::optional<unsigned char> hex_value(char digit) {
    if (digit >= '0' && digit <= '9') {
        return static_cast<unsigned char>(digit - '0');
    }
    if (digit >= 'a' && digit <= 'f') {
        return static_cast<unsigned char>(digit - 'a' + 10);
    }
    if (digit >= 'A' && digit <= 'F') {
        return static_cast<unsigned char>(digit - 'A' + 10);
    }
    return std::nullopt;
}

std::optional<Key> parse_hex(std::string_view text) {
    Key key;
    for (std::size_t i = 0; i < Key::kBytes; ++i) {
        const auto high = hex_value(text[2 * i]);
        const auto low = hex_value(text[2 * i + 1]);
        if (!high || !low) {
            return std::nullopt;
        }
        key.data()[i] = static_cast<unsigned char>(*high << 4 | *low);
    }
    return key;
}

// Why a file with these facts may not hold the key; empty: it may.
std::string file_fault(const struct stat& facts) {
    if (!S_ISREG(facts.st_mode)) {
        return "it is not a regular file";
    }
    const unsigned mode = facts.st_mode & 07777;
    // systemd hands a credential over as 0440 of root:root with an access list for the one user.
    const bool credential =
        mode == 0440 && facts.st_uid == 0 && facts.st_gid == 0 && ::geteuid() != 0;
    if (mode != 0400 && mode != 0600 && !credential) {
        char text[8];
        std::snprintf(text, sizeof text, "%04o", mode);
        return std::string("its mode is ") + text +
               ", which must be 0400 or 0600 so that nobody else reads it";
    }
    if (facts.st_uid != ::geteuid() && facts.st_uid != 0) {
        return "it belongs to another user (" + std::to_string(facts.st_uid) +
               "), who could change it";
    }
    return "";
}

}  // namespace

Key::~Key() {
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

std::string_view Key::view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

struct Master::Derived {
    std::array<Key, kInfo.size()> keys;
};

Master::Master(const Key& root) {
    auto derived = std::make_shared<Derived>();
    for (std::size_t i = 0; i < kInfo.size(); ++i) {
        derived->keys[i] = derive_key(root.view(), kSalt, kInfo[i]);
    }
    derived_ = std::move(derived);
}

const Key& Master::key(Purpose purpose) const {
    return derived_->keys[static_cast<std::size_t>(purpose)];
}

LoadedMaster load_master(const std::string& path) {
    const File file(path);
    if (file.descriptor() < 0) {
        return refused(path, std::strerror(errno));
    }
    struct stat facts {};
    if (::fstat(file.descriptor(), &facts) != 0) {
        return refused(path, std::strerror(errno));
    }
    if (const std::string fault = file_fault(facts); !fault.empty()) {
        return refused(path, fault);
    }
    std::array<char, kHexDigits + 2> text{};
    const ssize_t read = ::read(file.descriptor(), text.data(), text.size());
    if (read < 0) {
        return refused(path, std::strerror(errno));
    }
    const auto size = static_cast<std::size_t>(read);
    const bool shape = size == kHexDigits || (size == kHexDigits + 1 && text[kHexDigits] == '\n');
    const auto key = shape ? parse_hex({text.data(), kHexDigits}) : std::nullopt;
    OPENSSL_cleanse(text.data(), text.size());
    if (!key) {
        return refused(path, "it must hold 64 hex digits and one newline, and nothing else");
    }
    if (key->view() == Key().view()) {
        return refused(path, "it is all zeros, which is no secret");
    }
    return {Master(*key), ""};
}

std::string new_master_text() {
    Key key;
    if (RAND_bytes(key.data(), Key::kBytes) != 1) {
        throw VaultFault("the system gave no random bytes");
    }
    std::string text;
    text.reserve(kHexDigits + 1);
    for (const char byte : key.view()) {
        text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
        text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
    }
    return text + '\n';
}

Key derive_key(std::string_view secret, std::string_view salt, std::string_view info) {
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(
        EVP_KDF_fetch(nullptr, "HKDF", nullptr), EVP_KDF_free);
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
        EVP_KDF_CTX_new(kdf.get()), EVP_KDF_CTX_free);
    if (!context) {
        throw VaultFault("HKDF is not in this OpenSSL");
    }
    char digest[] = "SHA256";
    const auto octets = [](const char* name, std::string_view bytes) {
        return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()),
                                                 bytes.size());
    };
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
        octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
        octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
    Key key;
    if (EVP_KDF_derive(context.get(), key.data(), Key::kBytes, parameters) != 1) {
        throw VaultFault("HKDF failed");
    }
    return key;
}

}  // namespace backline

#include "vault/gcm.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <limits>
#include <memory>

namespace backline {

namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

// Zero is the library's word for "failed"; here it can only mean that memory or the library is bad.
void must(int result, const char* what) {
    if (result != 1) {
        throw VaultFault(std::string("the cipher failed: ") + what);
    }
}

// Choosing the cipher costs more than using it, so a thread chooses once in each direction.
EVP_CIPHER_CTX* context_of_this_thread(bool sealing) {
    thread_local Context contexts[2];
    Context& context = contexts[sealing ? 1 : 0];
    if (!context) {
        Context fresh(EVP_CIPHER_CTX_new());
        if (!fresh) {
            throw VaultFault("the cipher failed: no memory");
        }
        must(EVP_CipherInit_ex(fresh.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr,
                               sealing ? 1 : 0),
             "choosing AES-256-GCM");
        context = std::move(fresh);
    }
    return context.get();
}

// A context keeps the key's schedule until the next call; scrubbing it would cost the caching.
void begin(EVP_CIPHER_CTX* context, const Key& key, const unsigned char* nonce,
           std::string_view authenticated) {
    must(EVP_CipherInit_ex(context, nullptr, nullptr, key.data(), nonce, -1), "setting the key");
    int length = 0;
    must(EVP_CipherUpdate(context, nullptr, &length,
                          reinterpret_cast<const unsigned char*>(authenticated.data()),
                          static_cast<int>(authenticated.size())),
         "authenticating the place");
}

void check_size(std::string_view text) {
    if (text.size() > std::numeric_limits<int>::max() / 2) {
        throw VaultFault("too long to seal");
    }
}

}  // namespace

void gcm_append(std::string& out, const Key& key, std::string_view authenticated,
                std::string_view plaintext) {
    check_size(authenticated);
    check_size(plaintext);
    unsigned char nonce[kNonceBytes];
    must(RAND_bytes(nonce, sizeof nonce), "making a nonce");

    EVP_CIPHER_CTX* const context = context_of_this_thread(true);
    begin(context, key, nonce, authenticated);

    out.append(reinterpret_cast<const char*>(nonce), sizeof nonce);
    const std::size_t start = out.size();
    out.resize(start + plaintext.size() + kTagBytes);
    auto* const text = reinterpret_cast<unsigned char*>(out.data() + start);
    int length = 0;
    must(EVP_CipherUpdate(context, text, &length,
                          reinterpret_cast<const unsigned char*>(plaintext.data()),
                          static_cast<int>(plaintext.size())),
         "sealing");
    int rest = 0;
    must(EVP_CipherFinal_ex(context, text + length, &rest), "finishing");
    must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, text + plaintext.size()),
         "making the tag");
}

std::optional<std::string> gcm_open(const Key& key, std::string_view authenticated,
                                    std::string_view sealed) {
    check_size(authenticated);
    if (sealed.size() < kNonceBytes + kTagBytes) {
        return std::nullopt;
    }
    check_size(sealed);
    const auto* const bytes = reinterpret_cast<const unsigned char*>(sealed.data());
    const std::size_t size = sealed.size() - kNonceBytes - kTagBytes;
    std::string tag(sealed.substr(sealed.size() - kTagBytes));

    EVP_CIPHER_CTX* const context = context_of_this_thread(false);
    begin(context, key, bytes, authenticated);
    std::string plaintext(size, '\0');
    auto* const text = reinterpret_cast<unsigned char*>(plaintext.data());
    int length = 0;
    must(EVP_CipherUpdate(context, text, &length, bytes + kNonceBytes, static_cast<int>(size)),
         "opening");
    must(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()),
         "setting the tag");
    int rest = 0;
    if (EVP_CipherFinal_ex(context, text + length, &rest) != 1) {
        return std::nullopt;
    }
    return plaintext;
}

}  // namespace backline

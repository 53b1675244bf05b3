// What comes from outside, mutated many times from a printed seed: nothing crashes, and nothing
// that was not made here is taken. BACKLINE_FUZZ_SEED repeats a run, BACKLINE_FUZZ_ROUNDS lengthens
// it.
#include <gtest/gtest.h>

#include "a_master.h"
#include "fuzz/mutate.h"
#include "vault/password.h"
#include "vault/seal.h"
#include "vault/signed_time.h"
#include "vault/token.h"

namespace backline {
namespace {

TEST(MutatedInput, never_opens_as_a_sealed_field) {
    const Master master = a_master();
    const Keyring keyring(master, some_keys(master));
    const Place place{"request", "name", "row-1"};
    const std::string sealed = seal(keyring, place, "Ana Reyes");
    Mutations mutations({sealed, seal(keyring, place, ""), std::string("\x01\x02k1")});
    for (int i = 0; i < mutations.rounds(); ++i) {
        const std::string input = mutations.next();
        SCOPED_TRACE(mutations.where());
        key_id_of(input);
        const auto opened = open(keyring, place, input);
        ASSERT_TRUE(!opened || mutations.is_original(input));
    }
}

TEST(MutatedInput, is_never_a_render_time) {
    const Master master = a_master();
    const auto now = std::chrono::sys_time<std::chrono::microseconds>(
        std::chrono::milliseconds(1'793'000'000'000));
    Mutations mutations({sign_render_time(master, now), sign_render_time(master, now), "0.0.0"});
    for (int i = 0; i < mutations.rounds(); ++i) {
        const std::string input = mutations.next();
        SCOPED_TRACE(mutations.where());
        ASSERT_TRUE(!verify_render_time(master, input) || mutations.is_original(input));
    }
}

TEST(MutatedInput, is_read_as_base64url_in_one_spelling_or_not_at_all) {
    Mutations mutations({new_token_256(), new_token_128(), "", "Zg", "-_8"});
    for (int i = 0; i < mutations.rounds(); ++i) {
        const std::string input = mutations.next();
        SCOPED_TRACE(mutations.where());
        const auto bytes = from_base64url(input);
        ASSERT_TRUE(!bytes || base64url(*bytes) == input);
    }
}

TEST(MutatedInput, is_judged_as_a_password_without_harm) {
    Mutations mutations({"ochre kettle by the window", "été à la mer 15",
                         "🗝🐈☂é🗝🐈☂é🗝🐈☂é🗝🐈☂é",
                         "correct horse battery staple", std::string(128, 'x')});
    for (int i = 0; i < mutations.rounds(); ++i) {
        const std::string input = mutations.next();
        SCOPED_TRACE(mutations.where());
        const auto faults = password_faults(input, "mreyes");
        ASSERT_TRUE(input.size() >= 15 || !faults.empty());
    }
}

TEST(MutatedInput, never_unwraps_as_a_key) {
    const Master master = a_master();
    const auto keys = some_keys(master);
    Mutations mutations({keys[0].wrapped, keys[1].wrapped});
    for (int i = 0; i < mutations.rounds() / 10; ++i) {
        auto mutated = keys;
        mutated[0].wrapped = mutations.next();
        SCOPED_TRACE(mutations.where());
        if (mutated[0].wrapped != keys[0].wrapped) {
            ASSERT_THROW(Keyring(master, mutated), VaultFault);
        }
    }
}

}  // namespace
}  // namespace backline

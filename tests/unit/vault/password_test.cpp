#include "vault/password.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace backline {
namespace {

using enum PasswordFault;
using Faults = std::vector<PasswordFault>;

const std::string kGood = "ochre kettle by the window";

TEST(Password, is_stored_as_argon2id_with_the_named_parameters) {
    const std::string stored = hash_password(kGood);
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=47104,t=1,p=1$")) << stored;
    EXPECT_TRUE(verify_password(stored, kGood));
    EXPECT_FALSE(verify_password(stored, kGood + " "));
    EXPECT_FALSE(verify_password(stored, ""));
    EXPECT_FALSE(needs_rehash(stored));
    EXPECT_NE(stored, hash_password(kGood)) << "each has its own salt";
}

TEST(Password, is_taken_byte_for_byte_to_its_end) {
    const std::string with_zero("a zero \0 in the middle", 22);
    EXPECT_FALSE(verify_password(hash_password(with_zero), std::string("a zero ")));
    const std::string stored = hash_password(std::string(128, 'x') + "1");
    EXPECT_FALSE(verify_password(stored, std::string(128, 'x') + "2"));
}

TEST(Password, of_an_unknown_user_is_wrong_whatever_it_is) {
    EXPECT_FALSE(verify_password(std::nullopt, kGood));
    EXPECT_FALSE(verify_password(std::nullopt, ""));
}

TEST(Password, that_is_wrong_takes_as_long_for_an_unknown_user) {
    const std::string stored = hash_password(kGood);
    const auto median = [](const std::optional<std::string>& hash) {
        std::vector<double> took;
        for (int i = 0; i < 9; ++i) {
            const auto start = std::chrono::steady_clock::now();
            EXPECT_FALSE(verify_password(hash, "another password"));
            took.push_back(
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        }
        std::nth_element(took.begin(), took.begin() + 4, took.end());
        return took[4];
    };
    const double known = median(stored);
    const double unknown = median(std::nullopt);
    // A skipped hash would be a thousand times faster; a busy machine is not.
    EXPECT_LT(unknown, known * 4);
    EXPECT_LT(known, unknown * 4);
}

TEST(Password, hash_of_other_parameters_is_to_be_made_again) {
    EXPECT_TRUE(
        needs_rehash("$argon2id$v=19$m=19456,t=2,p=1$MfiVC3KJVkVM6hWuzS9MNA$"
                     "uYfldq5Lj5MALJEKgGbily5qQPXWdcMSp7BmphrLT3g"));
    EXPECT_TRUE(needs_rehash("nonsense"));
    EXPECT_FALSE(verify_password("nonsense", kGood));
    EXPECT_FALSE(verify_password("", ""));
}

TEST(Password, rules_count_characters_and_not_bytes) {
    EXPECT_EQ(password_faults("été à la mer 15", ""), Faults{});
    EXPECT_EQ(password_faults("été à la mer14", ""), Faults{too_short});
    const std::string key = "🗝🐈☂é";
    std::string text;
    for (int i = 0; i < 32; ++i) {
        text += key;
    }
    text += "z";  // 129 characters, and no longer made of one piece
    EXPECT_EQ(password_faults(text, ""), Faults{too_long});
    std::string words;
    for (char letter = 'a'; words.size() < 128; ++letter) {
        words += std::string(8, letter);
    }
    EXPECT_EQ(password_faults(words, ""), Faults{});
    EXPECT_EQ(password_faults(words + "!", ""), Faults{too_long});
}

TEST(Password, rules_want_no_composition) {
    EXPECT_EQ(password_faults("only small letters here", "ana"), Faults{});
    EXPECT_EQ(password_faults("пароль из нескольких слов", "ana"), Faults{});
    EXPECT_EQ(password_faults(kGood, ""), Faults{});
}

TEST(Password, rules_refuse_what_everybody_tries) {
    for (const char* text :
         {"123456789012345", "1234567890123456", "543210987654321", "abcdefghijklmno",
          "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "passwordpassword", "Password 12345678",
          "correct horse battery staple", "Correct-Horse-Battery-Staple", "1qaz2wsx3edc4rfv",
          "qwertyuiopasdfghjkl", "The Spine Institute"}) {
        EXPECT_EQ(password_faults(text, "ana"), Faults{common}) << text;
    }
}

TEST(Password, rules_refuse_what_is_easily_guessed_by_who_knows_us) {
    const std::vector<std::string> near{"mreyes", "Maria",     "Reyes", "The",
                                        "Spine",  "Institute", "Center"};
    for (const char* text : {"qwerty12345678901", "Spine Institute 2026", "Summer2026Summer2026",
                             "dragon dragon dragon", "letmein letmein 99", "Password.Password1",
                             "iloveyou1234567", "Maria Reyes Center"}) {
        EXPECT_EQ(password_faults(text, "mr", near), Faults{guessable}) << text;
    }
    for (const char* text : {"correct horse batteries", "a quiet morning in venice", kGood.c_str(),
                             "wXk2uDL0eNq4zRvB", "mi perro se llama Rex"}) {
        EXPECT_EQ(password_faults(text, "mr", near), Faults{}) << text;
    }
}

TEST(Password, rules_refuse_a_short_piece_over_and_over) {
    for (const char* text : {"aaaaaaaaaaaaaaa", "abababababababab", "abcabcabcabcabca",
                             "kai7kai7kai7kai7", "éééééééééééééééé"}) {
        EXPECT_EQ(password_faults(text, ""), Faults{repeated}) << text;
    }
}

TEST(Password, rules_refuse_the_username_and_the_product_in_any_case) {
    EXPECT_EQ(password_faults("the cat of MReyes sleeps", "mreyes"), Faults{holds_username});
    EXPECT_EQ(password_faults("the cat of mreyes sleeps", "MReyes"), Faults{holds_username});
    EXPECT_EQ(password_faults("a BackLine of my own", "mreyes"), Faults{holds_product});
    EXPECT_EQ(password_faults(kGood, "by"), Faults{}) << "too short to matter";
}

TEST(Password, rules_tell_every_fault_at_once) {
    EXPECT_EQ(password_faults("backline", "backline"),
              (Faults{too_short, holds_username, holds_product}));
    EXPECT_EQ(password_faults("", "ana"), Faults{too_short});
    EXPECT_EQ(password_faults("a", "ana"), Faults{too_short});
}

TEST(Password, rules_refuse_what_is_not_utf_8) {
    for (const std::string& text :
         {std::string("fifteen letters\xff"), std::string("fifteen letters\xc3"),
          std::string("fifteen letters\xc0\x80"), std::string("fifteen letters\xed\xa0\x80"),
          std::string("fifteen letters\xf4\x90\x80\x80"), std::string("fifteen letters\x80"),
          std::string("fifteen letters\xe2\x82"), std::string("fifteen letters\xe0\x80\xaf")}) {
        EXPECT_EQ(password_faults(text, ""), Faults{not_text});
    }
}

TEST(Password, faults_have_codes) {
    for (const PasswordFault fault :
         {not_text, too_short, too_long, common, repeated, holds_username, holds_product}) {
        EXPECT_NE(code(fault), "");
    }
    EXPECT_EQ(code(too_short), "too_short");
}

}  // namespace
}  // namespace backline

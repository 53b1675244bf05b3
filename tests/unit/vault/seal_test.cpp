#include "vault/seal.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <thread>

#include "a_master.h"
#include "vault/blind_index.h"

namespace backline {
namespace {

// Made by Python's `cryptography` under a_master(): the keys are the bytes 60 … 7f and 40 … 5f.
const std::string kFieldKey =
    "01000102030405060708090a0b845fdffca1e64ae4c23c2efac380797adae2b7c85fdf549b2158d85ae5b75fb043a9"
    "bf"
    "80115140bb6fa21cf09261c6e4";
const std::string kIndexKey =
    "01000102030405060708090a0ba47fffdc81c66ac4e21c0edae3a0595afac297e87fff74bb0178f87ac5977f906e93"
    "84"
    "7eb5c05840bc85a4daa4ac8412";

const Place kPhone{"request", "phone", "row-1"};

const Keyring& known_keyring() {
    static const Keyring keyring(a_master(), {{"k1", "field", from_hex(kFieldKey), true},
                                              {"i1", "index", from_hex(kIndexKey), true}});
    return keyring;
}

TEST(Seal, opens_what_another_implementation_sealed_in_this_layout) {
    const std::string sealed = from_hex(
        "01026b31202122232425262728292a2bbd5f4c18b8191065a8e38633d6df026115f545335d26a040e181797f");
    EXPECT_EQ(open(known_keyring(), kPhone, sealed), "+13105550142");
    EXPECT_EQ(key_id_of(sealed), "k1");
}

TEST(Seal, writes_version_key_id_nonce_text_and_tag) {
    const std::string sealed = seal(known_keyring(), kPhone, "Ana");
    EXPECT_EQ(sealed.size(), 2 + 2 + 12 + 3 + 16U);
    EXPECT_EQ(sealed.substr(0, 4), std::string("\x01\x02k1"));
    EXPECT_EQ(sealed.find("Ana", 16), std::string::npos);
}

TEST(Seal, never_seals_the_same_twice) {
    EXPECT_NE(seal(known_keyring(), kPhone, "Ana"), seal(known_keyring(), kPhone, "Ana"));
}

TEST(Seal, gives_back_any_bytes) {
    EXPECT_TRUE(rc::check([](const std::string& text, const std::string& row) {
        const Place place{"request", "name", row};
        RC_ASSERT(open(known_keyring(), place, seal(known_keyring(), place, text)) == text);
    }));
    const std::string long_text(300'000, '\0');
    EXPECT_EQ(open(known_keyring(), kPhone, seal(known_keyring(), kPhone, long_text)), long_text);
    EXPECT_EQ(open(known_keyring(), kPhone, seal(known_keyring(), kPhone, "")), "");
}

TEST(Seal, does_not_open_in_another_table_column_or_row) {
    const std::string sealed = seal(known_keyring(), kPhone, "Ana");
    for (const Place& other :
         {Place{"attempt", "phone", "row-1"}, Place{"request", "name", "row-1"},
          Place{"request", "phone", "row-2"}, Place{"requestp", "hone", "row-1"},
          Place{"request", "phonerow", "-1"}, Place{"", "", ""}}) {
        EXPECT_FALSE(open(known_keyring(), other, sealed));
    }
}

TEST(Seal, does_not_open_when_two_rows_swapped_their_values) {
    EXPECT_TRUE(rc::check([](const std::string& one, const std::string& two) {
        RC_PRE(one != two);
        const Place first{"request", "name", one};
        const Place second{"request", "name", two};
        RC_ASSERT(!open(known_keyring(), first, seal(known_keyring(), second, "Ana")));
        RC_ASSERT(!open(known_keyring(), second, seal(known_keyring(), first, "Ben")));
    }));
}

TEST(Seal, does_not_open_with_any_bit_altered) {
    const std::string sealed = seal(known_keyring(), kPhone, "Ana Reyes");
    for (std::size_t i = 0; i < sealed.size() * 8; ++i) {
        std::string altered = sealed;
        altered[i / 8] = static_cast<char>(altered[i / 8] ^ (1 << i % 8));
        EXPECT_FALSE(open(known_keyring(), kPhone, altered)) << i;
    }
}

TEST(Seal, does_not_open_when_cut_or_lengthened) {
    const std::string sealed = seal(known_keyring(), kPhone, "Ana Reyes");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        EXPECT_FALSE(open(known_keyring(), kPhone, sealed.substr(0, i))) << i;
        EXPECT_FALSE(open(known_keyring(), kPhone, sealed.substr(i + 1))) << i;
    }
    EXPECT_FALSE(open(known_keyring(), kPhone, sealed + "x"));
}

TEST(Seal, opens_old_values_after_a_rotation_and_seals_new_ones_with_the_new_key) {
    const Master master = a_master();
    auto keys = some_keys(master);
    const std::string old = seal(Keyring(master, keys), kPhone, "Ana");
    keys[0].current = false;
    keys.push_back(new_wrapped_key(master, "k2", kFieldPurpose, true));
    const Keyring rotated(master, keys);
    EXPECT_EQ(open(rotated, kPhone, old), "Ana");
    EXPECT_EQ(key_id_of(old), "k1");
    EXPECT_EQ(key_id_of(seal(rotated, kPhone, "Ana")), "k2");
    keys.erase(keys.begin());
    EXPECT_FALSE(open(Keyring(master, keys), kPhone, old)) << "its key was destroyed";
}

TEST(Seal, does_not_open_when_the_key_of_that_id_is_another_one) {
    const Master master = a_master();
    const Keyring first(master, some_keys(master));
    const Keyring second(master, some_keys(master));
    EXPECT_FALSE(open(second, kPhone, seal(first, kPhone, "Ana")));
}

TEST(Seal, works_from_many_threads_with_several_keyrings_at_once) {
    const Master master = a_master();
    const Keyring first(master, some_keys(master));
    const Keyring second(master, some_keys(master));
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i) {
                const Keyring& mine = (i + t) % 2 == 0 ? first : second;
                const Keyring& other = (i + t) % 2 == 0 ? second : first;
                const std::string text = std::to_string(t * 1000 + i);
                const std::string sealed = seal(mine, kPhone, text);
                wrong += open(mine, kPhone, sealed) != text || open(other, kPhone, sealed);
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(wrong, 0);
}

TEST(Seal, takes_microseconds) {
    const std::string name = "Guadalupe Fernández de la Torre";
    constexpr int kTimes = 20'000;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < kTimes; ++i) {
        ASSERT_TRUE(open(known_keyring(), kPhone, seal(known_keyring(), kPhone, name)));
    }
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    RecordProperty("micros_each", std::to_string(took.count() / kTimes));
    // A wide bound: it is for a context made anew each time, not for a busy machine.
    EXPECT_LT(took.count() / kTimes, 200.0);
}

TEST(BlindIndex, answers_as_another_implementation_does) {
    const auto hex = [](IndexKind kind, std::string_view value) {
        return to_hex(blind_index(known_keyring(), kind, value));
    };
    EXPECT_EQ(hex(IndexKind::phone, "+13105550142"), "b5c68425213f2c04d662b334ff0c5b63");
    EXPECT_EQ(hex(IndexKind::last_four, "0142"), "abf3b9ee1cd9412eb51ed6eb939d0b6d");
    EXPECT_EQ(hex(IndexKind::email, "a@example.org"), "29789e7f6b8be3d9a9b9d43218188c99");
    EXPECT_EQ(hex(IndexKind::name, "ana reyes"), "60c322c2f2052c98220edcf593f6ea6d");
    EXPECT_EQ(hex(IndexKind::name_word, "ana"), "9ffb38bef37ef3e91ab5aef463652de9");
    EXPECT_EQ(hex(IndexKind::submission_key, "abc"), "d6680f84e58922808b7c2b54c521e121");
}

TEST(BlindIndex, differs_by_value_kind_and_key) {
    const Master master = a_master();
    const Keyring other(master, some_keys(master));
    const std::string ana = blind_index(known_keyring(), IndexKind::name, "ana");
    EXPECT_EQ(ana.size(), 16U);
    EXPECT_EQ(ana, blind_index(known_keyring(), IndexKind::name, "ana"));
    EXPECT_NE(ana, blind_index(known_keyring(), IndexKind::name, "anb"));
    EXPECT_NE(ana, blind_index(known_keyring(), IndexKind::name_word, "ana"));
    EXPECT_NE(ana, blind_index(other, IndexKind::name, "ana"));
}

TEST(BlindIndex, is_searched_under_every_key_while_keys_rotate) {
    const Master master = a_master();
    auto keys = some_keys(master);
    const std::string before = blind_index(Keyring(master, keys), IndexKind::phone, "+1310");
    keys[1].current = false;
    keys.push_back(new_wrapped_key(master, "i2", kIndexPurpose, true));
    const Keyring rotated(master, keys);
    const auto all = blind_indexes(rotated, IndexKind::phone, "+1310");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0], blind_index(rotated, IndexKind::phone, "+1310"));
    EXPECT_EQ(all[1], before);
}

}  // namespace
}  // namespace backline

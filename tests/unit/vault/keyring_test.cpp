#include "vault/keyring.h"

#include <gtest/gtest.h>

#include "a_master.h"

namespace backline {
namespace {

std::string refusal(const Master& master, const std::vector<WrappedKey>& keys) {
    try {
        const Keyring keyring(master, keys);
        return "";
    } catch (const VaultFault& fault) {
        return fault.what();
    }
}

TEST(Keyring, opens_what_was_wrapped_and_knows_what_is_current) {
    const Master master = a_master();
    auto keys = some_keys(master);
    keys.push_back(new_wrapped_key(master, "k2", kFieldPurpose, false));
    keys.push_back(new_wrapped_key(master, "a0", kIndexPurpose, false));
    const Keyring keyring(master, keys);
    EXPECT_EQ(keyring.current_field().id, "k1");
    EXPECT_EQ(keyring.current_index().id, "i1");
    ASSERT_NE(keyring.field("k2"), nullptr);
    EXPECT_EQ(keyring.field("i1"), nullptr);
    EXPECT_EQ(keyring.field("k3"), nullptr);
    ASSERT_EQ(keyring.index_keys().size(), 2U);
    EXPECT_EQ(keyring.index_keys()[0]->id, "i1");
    EXPECT_EQ(keyring.index_keys()[1]->id, "a0");
    EXPECT_NE(keyring.field("k1")->view(), keyring.field("k2")->view());
}

TEST(Keyring, allows_one_id_in_each_purpose) {
    const Master master = a_master();
    EXPECT_EQ(refusal(master, {new_wrapped_key(master, "k1", kFieldPurpose, true),
                               new_wrapped_key(master, "k1", kIndexPurpose, true)}),
              "");
}

TEST(Keyring, refuses_keys_of_another_master) {
    EXPECT_EQ(refusal(a_master(1), some_keys(a_master())),
              "the field key k1 does not open with this master key");
}

TEST(Keyring, refuses_a_wrapped_key_that_was_given_another_name_or_duty) {
    const Master master = a_master();
    auto renamed = some_keys(master);
    renamed[0].id = "k2";
    EXPECT_NE(refusal(master, renamed), "");
    auto swapped = some_keys(master);
    std::swap(swapped[0].wrapped, swapped[1].wrapped);
    EXPECT_NE(refusal(master, swapped), "");
}

TEST(Keyring, refuses_a_wrapped_key_with_any_byte_altered_added_or_lost) {
    const Master master = a_master();
    const auto keys = some_keys(master);
    EXPECT_EQ(keys[0].wrapped.size(), 61U);
    for (std::size_t i = 0; i < keys[0].wrapped.size(); ++i) {
        auto altered = keys;
        altered[0].wrapped[i] = static_cast<char>(altered[0].wrapped[i] ^ 1);
        EXPECT_NE(refusal(master, altered), "") << i;
        altered = keys;
        altered[0].wrapped.resize(i);
        EXPECT_NE(refusal(master, altered), "") << i;
    }
    auto longer = keys;
    longer[0].wrapped += 'x';
    EXPECT_NE(refusal(master, longer), "");
}

TEST(Keyring, has_exactly_one_current_key_in_each_purpose) {
    const Master master = a_master();
    auto keys = some_keys(master);
    keys.push_back(new_wrapped_key(master, "k2", kFieldPurpose, true));
    EXPECT_EQ(refusal(master, keys), "more than one field key is current");
    keys[0].current = false;
    EXPECT_EQ(refusal(master, keys), "");
    keys[2].current = false;
    EXPECT_EQ(refusal(master, keys), "no field key is current");
    keys[1].current = false;
    keys[2].current = true;
    EXPECT_EQ(refusal(master, keys), "no index key is current");
    EXPECT_NE(refusal(master, {}), "");
}

TEST(Keyring, refuses_the_same_id_twice) {
    const Master master = a_master();
    auto keys = some_keys(master);
    keys.push_back(new_wrapped_key(master, "k1", kFieldPurpose, false));
    EXPECT_EQ(refusal(master, keys), "two field keys have the id k1");
}

TEST(Keyring, takes_plain_short_ids_and_two_purposes_only) {
    const Master master = a_master();
    for (const std::string& id :
         {std::string(), std::string("K1"), std::string("k 1"), std::string(33, 'k')}) {
        EXPECT_THROW(new_wrapped_key(master, id, kFieldPurpose, true), VaultFault) << id;
    }
    EXPECT_THROW(new_wrapped_key(master, "k1", "journal", true), VaultFault);
    EXPECT_NO_THROW(new_wrapped_key(master, std::string(32, 'k'), kIndexPurpose, true));
}

TEST(Keyring, never_wraps_the_same_key_twice) {
    const Master master = a_master();
    EXPECT_NE(new_wrapped_key(master, "k1", kFieldPurpose, true).wrapped,
              new_wrapped_key(master, "k1", kFieldPurpose, true).wrapped);
}

}  // namespace
}  // namespace backline

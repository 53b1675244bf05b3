#include "vault/token.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "a_master.h"
#include "vault/chain.h"
#include "vault/signed_time.h"

namespace backline {
namespace {

using Micros = std::chrono::sys_time<std::chrono::microseconds>;

TEST(Token, has_its_length_and_never_comes_twice) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) {
        const std::string session = new_token_256();
        const std::string link = new_token_128();
        ASSERT_EQ(session.size(), 43U);
        ASSERT_EQ(link.size(), 22U);
        seen.insert(session);
        seen.insert(link);
    }
    EXPECT_EQ(seen.size(), 20'000U);
}

TEST(Token, is_stored_as_its_sha_256) {
    EXPECT_EQ(to_hex(token_digest("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Base64Url, answers_as_rfc_4648_says) {
    const std::map<std::string, std::string> cases{
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
    for (const auto& [bytes, text] : cases) {
        EXPECT_EQ(base64url(bytes), text);
        EXPECT_EQ(from_base64url(text), bytes);
    }
}

TEST(Base64Url, gives_back_any_bytes_and_reads_one_spelling_only) {
    EXPECT_TRUE(rc::check(
        [](const std::string& bytes) { RC_ASSERT(from_base64url(base64url(bytes)) == bytes); }));
    EXPECT_TRUE(rc::check([](const std::string& text) {
        const auto bytes = from_base64url(text);
        RC_ASSERT((!bytes || base64url(*bytes) == text));
    }));
    for (const char* text : {"Z", "Zh", "Zg=", "Zg==", "Zm+", "Zm/", "Zm 8", "Zm9vY", "Zm9vYmF="}) {
        EXPECT_FALSE(from_base64url(text)) << text;
    }
}

TEST(Uuid, is_of_version_7_with_its_time) {
    const std::string id = new_uuid(Micros(std::chrono::milliseconds(0x0190'1234'5678)));
    ASSERT_EQ(id.size(), 36U);
    EXPECT_EQ(id.substr(0, 19), "01901234-5678-7000-");
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
    EXPECT_EQ(id[23], '-');
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos) << id;
    const std::string half = new_uuid(Micros(std::chrono::microseconds(1'500)));
    EXPECT_EQ(half.substr(0, 18), "00000000-0001-7800");
}

TEST(Uuid, made_later_sorts_later_and_never_comes_twice_from_any_thread) {
    std::vector<std::vector<std::string>> made(4);
    std::vector<std::thread> threads;
    for (auto& mine : made) {
        threads.emplace_back([&mine] {
            for (int i = 0; i < 5'000; ++i) {
                mine.push_back(new_uuid());
            }
        });
    }
    std::set<std::string> all;
    for (std::size_t t = 0; t < made.size(); ++t) {
        threads[t].join();
        EXPECT_TRUE(std::is_sorted(made[t].begin(), made[t].end()));
        all.insert(made[t].begin(), made[t].end());
    }
    EXPECT_EQ(all.size(), 20'000U);
}

TEST(RandomBelow, reaches_every_number_about_as_often) {
    std::map<std::uint32_t, int> seen;
    for (int i = 0; i < 31'000; ++i) {
        ++seen[random_below(31)];
    }
    EXPECT_EQ(seen.size(), 31U);
    EXPECT_EQ(seen.rbegin()->first, 30U);
    for (const auto& [number, times] : seen) {
        EXPECT_NEAR(times, 1000, 250) << number;  // eight standard deviations
    }
    EXPECT_EQ(random_below(1), 0U);
}

TEST(SameBytes, is_equality) {
    EXPECT_TRUE(same_bytes("", ""));
    EXPECT_TRUE(same_bytes("abc", "abc"));
    EXPECT_FALSE(same_bytes("abc", "abd"));
    EXPECT_FALSE(same_bytes("abc", "ab"));
    EXPECT_FALSE(same_bytes("", "a"));
}

TEST(CsrfToken, answers_as_another_implementation_does_and_follows_its_session) {
    EXPECT_EQ(csrf_token(a_master(), "session-token"),
              "OBaAUo5uEsh_M6EPvjNn0HAGmt4wl-pOP66E7f--ly4");
    EXPECT_NE(csrf_token(a_master(), "session-token"), csrf_token(a_master(), "session-tokem"));
    EXPECT_NE(csrf_token(a_master(), "session-token"), csrf_token(a_master(1), "session-token"));
}

TEST(LinkToken, is_the_same_each_time_for_one_request) {
    EXPECT_EQ(link_token(a_master(), "0190"), "DxaK25on3Z5neGEXDg7HAA");
    EXPECT_NE(link_token(a_master(), "0190"), link_token(a_master(), "0191"));
    EXPECT_NE(link_token(a_master(), "0190"), link_token(a_master(1), "0190"));
}

const std::string kSigned =
    "1793000000000.AAAAAAAAAAAAAAAA.Kdem3vgJ1L4LOFzu4ON7_Uc1wDtYUoBly0UDweAM85k";

TEST(RenderTime, is_read_back_with_its_nonce) {
    const Micros now{std::chrono::milliseconds(1'793'000'000'123)};
    const std::string text = sign_render_time(a_master(), now + std::chrono::microseconds(456));
    const auto read = verify_render_time(a_master(), text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->rendered_at, now);
    EXPECT_EQ(read->nonce.size(), 16U);
    const auto again = verify_render_time(a_master(), sign_render_time(a_master(), now));
    ASSERT_TRUE(again);
    EXPECT_NE(again->nonce, read->nonce);
}

TEST(RenderTime, answers_as_another_implementation_does) {
    const auto read = verify_render_time(a_master(), kSigned);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->rendered_at.time_since_epoch(), std::chrono::milliseconds(1'793'000'000'000));
    EXPECT_EQ(read->nonce, "AAAAAAAAAAAAAAAA");
    EXPECT_FALSE(verify_render_time(a_master(1), kSigned));
}

TEST(RenderTime, with_any_letter_altered_lost_or_added_is_nothing) {
    for (std::size_t i = 0; i < kSigned.size(); ++i) {
        for (const char letter : {'0', '9', 'A', '.', '-', ' ', '\0'}) {
            std::string altered = kSigned;
            altered[i] = letter;
            EXPECT_EQ(verify_render_time(a_master(), altered).has_value(), altered == kSigned);
            std::string longer = kSigned;
            longer.insert(i, 1, letter);
            EXPECT_FALSE(verify_render_time(a_master(), longer)) << longer;
        }
        EXPECT_FALSE(verify_render_time(a_master(), kSigned.substr(0, i)));
        EXPECT_FALSE(verify_render_time(a_master(), kSigned.substr(i + 1)));
    }
}

TEST(Chain, answers_as_another_implementation_does) {
    const Master master = a_master();
    const std::string first = chain_step(master, chain_start(), 1, "entry one");
    EXPECT_EQ(to_hex(first), "0649aec6ff8b01a5d3e653aee34b34bab40fcbfc98a6712e2d34a6540482a03a");
    const std::string second = chain_step(master, first, 2, "entry two");
    EXPECT_EQ(to_hex(second), "8bb5eda106cb7c30a1e93c1f8de6b6e02ebe8b94501b21193541dac1c9afb0b1");
    EXPECT_EQ(to_hex(chain_head(master, 2, second)),
              "b2187d89f1d32ebae2f9ca7fe18b8328a847d815fdbc61feb473cb8e96b187d4");
}

TEST(Chain, ends_elsewhere_when_an_entry_is_altered_dropped_inserted_or_swapped) {
    const Master master = a_master();
    const auto end_of = [&](const std::vector<std::string>& entries) {
        std::string mac = chain_start();
        std::int64_t position = 0;
        for (const std::string& entry : entries) {
            mac = chain_step(master, mac, ++position, entry);
        }
        return mac;
    };
    const std::string honest = end_of({"a", "b", "c"});
    EXPECT_EQ(honest, end_of({"a", "b", "c"}));
    EXPECT_NE(honest, end_of({"a", "x", "c"}));
    EXPECT_NE(honest, end_of({"a", "c"}));
    EXPECT_NE(honest, end_of({"a", "b", "b", "c"}));
    EXPECT_NE(honest, end_of({"b", "a", "c"}));
    EXPECT_NE(honest, end_of({"a", "b"}));
    EXPECT_NE(honest, end_of({"ab", "", "c"}));
}

TEST(Chain, depends_on_position_and_key) {
    const Master master = a_master();
    const std::string mac = chain_step(master, chain_start(), 1, "a");
    EXPECT_NE(mac, chain_step(master, chain_start(), 2, "a"));
    EXPECT_NE(mac, chain_step(a_master(1), chain_start(), 1, "a"));
    EXPECT_NE(chain_head(master, 1, mac), chain_head(master, 2, mac));
    EXPECT_NE(chain_head(master, 1, mac), chain_head(a_master(1), 1, mac));
}

TEST(CanonicalEntry, tells_every_two_lists_of_fields_apart) {
    EXPECT_EQ(to_hex(canonical_entry({"ab", std::nullopt, ""})), "000000026162ffffffff00000000");
    using Fields = std::vector<std::optional<std::string>>;
    EXPECT_NE(canonical_entry({"ab", "c"}), canonical_entry({"a", "bc"}));
    EXPECT_NE(canonical_entry({""}), canonical_entry({std::nullopt}));
    EXPECT_NE(canonical_entry({}), canonical_entry({""}));
    EXPECT_TRUE(
        rc::check([](const std::vector<std::string>& left, const std::vector<std::string>& right) {
            const auto bytes = [](const std::vector<std::string>& texts) {
                return canonical_entry(Fields(texts.begin(), texts.end()));
            };
            RC_ASSERT((bytes(left) == bytes(right)) == (left == right));
        }));
}

}  // namespace
}  // namespace backline

#include "vault/master.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "a_master.h"
#include "vault/mac.h"

namespace backline {
namespace {

class MasterFile : public testing::Test {
  protected:
    MasterFile() {
        std::string pattern = (std::filesystem::temp_directory_path() / "master-XXXXXX").string();
        folder_ = ::mkdtemp(pattern.data());
    }
    ~MasterFile() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& text, mode_t mode = 0400) {
        const std::string path = folder_ / "master.key";
        std::filesystem::remove(path);
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }

    std::filesystem::path folder_;
};

const std::string kGood = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

TEST_F(MasterFile, is_read_with_and_without_its_newline_in_either_case) {
    const std::string upper = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
    for (const std::string& text : {kGood, kGood + "\n", upper + "\n"}) {
        const LoadedMaster loaded = load_master(write(text));
        ASSERT_TRUE(loaded.master) << loaded.complaint;
        EXPECT_EQ(loaded.complaint, "");
        EXPECT_EQ(loaded.master->key(Purpose::journal).view(),
                  a_master().key(Purpose::journal).view());
    }
}

TEST_F(MasterFile, of_mode_0600_is_read) {
    EXPECT_TRUE(load_master(write(kGood, 0600)).master);
}

TEST_F(MasterFile, that_others_could_read_or_run_is_refused_with_its_mode) {
    for (const mode_t mode : {0440U, 0444U, 0644U, 0660U, 0700U, 0500U, 0200U, 0604U, 04400U}) {
        const LoadedMaster loaded = load_master(write(kGood, mode));
        EXPECT_FALSE(loaded.master) << std::oct << mode;
        if (mode != 0200U || ::geteuid() == 0) {
            EXPECT_NE(loaded.complaint.find("must be 0400 or 0600"), std::string::npos)
                << loaded.complaint;
        }
    }
}

TEST_F(MasterFile, of_another_user_is_refused) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can give a file away";
    }
    const std::string path = write(kGood);
    ASSERT_EQ(::chown(path.c_str(), 12345, 0), 0);
    const LoadedMaster loaded = load_master(path);
    EXPECT_FALSE(loaded.master);
    EXPECT_NE(loaded.complaint.find("another user"), std::string::npos) << loaded.complaint;
}

TEST_F(MasterFile, with_anything_else_in_it_is_refused_and_not_quoted) {
    for (const std::string& text :
         {std::string(), kGood.substr(1), kGood + "0", kGood + "\n\n", kGood + "\r\n", " " + kGood,
          "g" + kGood.substr(1), kGood.substr(1) + "\n", std::string(64, '0'),
          std::string(5000, 'a')}) {
        const LoadedMaster loaded = load_master(write(text));
        EXPECT_FALSE(loaded.master) << text;
        EXPECT_NE(loaded.complaint, "");
        EXPECT_EQ(loaded.complaint.find("0102030405"), std::string::npos) << loaded.complaint;
    }
}

TEST_F(MasterFile, that_is_missing_a_folder_or_a_pipe_is_refused_at_once) {
    EXPECT_NE(load_master(folder_ / "none").complaint.find("No such file"), std::string::npos);
    EXPECT_NE(load_master(folder_).complaint.find("not a regular file"), std::string::npos);
    const std::string pipe = folder_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0400), 0);
    EXPECT_NE(load_master(pipe).complaint.find("not a regular file"), std::string::npos);
}

TEST_F(MasterFile, made_new_is_read_back_and_never_the_same_twice) {
    std::set<std::string> texts;
    for (int i = 0; i < 50; ++i) {
        const std::string text = new_master_text();
        EXPECT_EQ(text.size(), 65U);
        EXPECT_TRUE(load_master(write(text)).master);
        texts.insert(text);
    }
    EXPECT_EQ(texts.size(), 50U);
}

TEST(Master, has_a_key_of_its_own_for_every_purpose) {
    std::set<std::string> keys;
    const Master master = a_master();
    for (const Purpose purpose : {Purpose::wrap, Purpose::journal, Purpose::journal_head,
                                  Purpose::render, Purpose::link, Purpose::csrf}) {
        keys.insert(std::string(master.key(purpose).view()));
    }
    EXPECT_EQ(keys.size(), 6U);
    EXPECT_NE(a_master(1).key(Purpose::csrf).view(), master.key(Purpose::csrf).view());
}

// Changing how keys are derived would make every database unreadable: these are from Python's hmac.
TEST(Master, derives_the_same_keys_in_every_version) {
    const Master master = a_master();
    EXPECT_EQ(to_hex(master.key(Purpose::wrap).view()),
              "17bf056ae94bd7a0adaec1c14ec49e6cd6edb1396ede0c0424d496df220f2fbc");
    EXPECT_EQ(to_hex(master.key(Purpose::journal).view()),
              "8911534e9c27fc2f95be123ad9c81644c4171a5824af3b2c51993a76ff5cfdfc");
    EXPECT_EQ(to_hex(master.key(Purpose::journal_head).view()),
              "67e6e645071cdf7e127b6df2d4fdf58471196af749372a356ee281a84dbd59bc");
    EXPECT_EQ(to_hex(master.key(Purpose::render).view()),
              "9f0c0352f874aeda0260d6b1b083644154316f4fa2e71f3cdad5e204f32fc135");
    EXPECT_EQ(to_hex(master.key(Purpose::link).view()),
              "743fac33a449f889c2a6d42bc050e272c824ea7d094fcf28c0fb0a594bbea42f");
    EXPECT_EQ(to_hex(master.key(Purpose::csrf).view()),
              "846615579a0a8d3892351d1cddff2040361ea9e804df1c03ab543fa7d2a62ebd");
}

TEST(Hkdf, answers_as_rfc_5869_says) {
    // Test cases 1 and 3; their first 32 of 42 bytes.
    const std::string secret(22, '\x0b');
    EXPECT_EQ(to_hex(derive_key(secret, from_hex("000102030405060708090a0b0c"),
                                from_hex("f0f1f2f3f4f5f6f7f8f9"))
                         .view()),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    EXPECT_EQ(to_hex(derive_key(secret, "", "").view()),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(Hmac, answers_as_rfc_4231_says_however_the_message_is_cut) {
    const std::string mac = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", {"what do ya want for nothing?"})), mac);
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", {"what do ya ", "", "want for nothing?"})), mac);
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                                 {"Test Using Larger Than Block-Size Key - Hash Key First"})),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace backline

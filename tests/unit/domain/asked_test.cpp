#include "domain/asked.h"

#include "domain/reference.h"
#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;
using std::chrono::days;
using std::chrono::hours;

const Instant now = at("2026-11-02 10:00");

std::vector<std::string> codes(const AskedWords& words) {
    const auto asked = parse_asked(words);
    std::vector<std::string> all;
    auto faults = asked ? std::vector<FieldFault>{} : faults_of(asked.error());
    const auto over = untimely(words, now);
    faults.insert(faults.end(), over.begin(), over.end());
    for (const auto& [field, code] : faults) {
        EXPECT_EQ(field, "window");
        all.push_back(code);
    }
    return all;
}

AskedWords listed(std::vector<std::string> weekdays, std::vector<std::string> parts) {
    AskedWords words;
    words.days = std::move(weekdays);
    words.parts = std::move(parts);
    return words;
}

AskedWords stated(std::optional<Instant> from, std::optional<Instant> to) {
    AskedWords words;
    words.from = from;
    words.to = to;
    return words;
}

using Codes = std::vector<std::string>;

TEST(AskedTimes, AreTakenInTheirThreeKinds) {
    AskedWords soon;
    soon.asap = true;
    EXPECT_EQ(*parse_asked(soon), AskedTime{AsSoonAsPossible{}});
    EXPECT_EQ(*parse_asked(listed({"mon", "sat", "sun", "mon"}, {"evening"})),
              (AskedTime{DaysAndParts{{0, 1, 6}, {DayPart::evening}}}));
    EXPECT_EQ(*parse_asked(listed({}, {"morning", "afternoon"})),
              (AskedTime{DaysAndParts{{}, {DayPart::morning, DayPart::afternoon}}}));
    EXPECT_EQ(*parse_asked(stated(now + hours{1}, now + hours{2})),
              (AskedTime{Window{now + hours{1}, now + hours{2}}}));
}

TEST(AskedTimes, MayHaveBegunButNotBeOver) {
    EXPECT_EQ(codes(stated(now - hours{1}, now + hours{1})), Codes{});
    EXPECT_EQ(codes(stated(now - hours{2}, now)), Codes{"in_the_past"});
}

TEST(AskedTimes, AreRefusedByTheirOwnWord) {
    EXPECT_EQ(codes({}), Codes{"required"});
    EXPECT_EQ(codes(stated(now + hours{1}, std::nullopt)), Codes{"required"});
    EXPECT_EQ(codes(stated(std::nullopt, now + hours{1})), Codes{"required"});
    EXPECT_EQ(codes(stated(now + hours{2}, now + hours{1})), Codes{"from_after_to"});
    EXPECT_EQ(codes(stated(now + hours{1}, now + hours{1})), Codes{"from_after_to"});
    EXPECT_EQ(codes(stated(now + days{59}, now + days{60})), Codes{});
    EXPECT_EQ(codes(stated(now + days{59}, now + days{61})), Codes{"too_far"});
    EXPECT_EQ(codes(listed({"monday"}, {})), Codes{"unknown_day"});
    EXPECT_EQ(codes(listed({"Mon", "7", ""}, {})), Codes{"unknown_day"});
    EXPECT_EQ(codes(listed({}, {"noon"})), Codes{"unknown_part"});
}

TEST(AskedTimes, TellAllTheirFaultsAtOnce) {
    EXPECT_EQ(codes(listed({"lunes"}, {"tarde"})), (Codes{"unknown_day", "unknown_part"}));
    AskedWords all = listed({"lunes"}, {});
    all.asap = true;
    all.from = now + days{70};
    all.to = now - days{1};
    EXPECT_EQ(codes(all),
              (Codes{"more_than_one", "unknown_day", "from_after_to", "in_the_past", "too_far"}));
}

TEST(AskedTimes, NameTheirDaysThereAndBack) {
    for (unsigned weekday = 0; weekday < 7; ++weekday) {
        EXPECT_EQ(day_named(day_name(weekday)), weekday);
    }
    EXPECT_EQ(day_name(0), "sun");
    EXPECT_EQ(day_name(6), "sat");
    EXPECT_EQ(day_named(""), std::nullopt);
}

// --- references
// -----------------------------------------------------------------------------------

TEST(References, AreMadeOfFortyBitsEachOfWhichShows) {
    const std::uint64_t bits = 0x9f3a5c7e1b;
    EXPECT_EQ(Reference::of(bits).text().size(), 8u);
    EXPECT_EQ(Reference::of(0).text(), "22222222");
    EXPECT_EQ(Reference::of((1ULL << 40) - 1).text(), "ZZZZZZZZ");
    EXPECT_EQ(Reference::of(bits | 1ULL << 40), Reference::of(bits));
    for (int bit = 0; bit < 40; ++bit) {
        EXPECT_NE(Reference::of(bits ^ 1ULL << bit), Reference::of(bits)) << bit;
    }
}

TEST(References, HaveNoLookAlikes) {
    std::string seen;
    for (std::uint64_t value = 0; value < 32; ++value) seen += Reference::of(value).text().back();
    EXPECT_EQ(seen, "23456789ABCDEFGHJKLMNPQRSTUVWXYZ");
    for (const char c : {'0', '1', 'I', 'O'}) EXPECT_EQ(seen.find(c), std::string::npos) << c;
}

TEST(References, AreTakenAsPeopleTypeThem) {
    for (const char* typed :
         {"7KQ2M9XA", "7kq2m9xa", "7KQ2-M9XA", " 7kq2 m9xa ", "7-K-Q-2-M-9-X-A"}) {
        const auto parsed = Reference::parse(typed);
        ASSERT_TRUE(parsed.has_value()) << typed;
        EXPECT_EQ(parsed->text(), "7KQ2M9XA");
    }
}

TEST(References, AreFoundWithSomethingAroundThem) {
    for (const char* typed :
         {"7KQ2M9XA", "\"7KQ2M9XA\"", "(7kq2m9xa)", "7KQ2M9XA.", "“7KQ2M9XA”,", "Ref. 7KQ2M9XA",
          "ref: 7kq2-m9xa", "Referencia: 7KQ2 M9XA", "Your reference is 7KQ2M9XA.", "#7KQ2M9XA",
          "7KQ2\u00a0M9XA", "<7KQ2M9XA>"}) {
        const auto found = Reference::within(typed);
        ASSERT_TRUE(found.has_value()) << typed;
        EXPECT_EQ(found->text(), "7KQ2M9XA");
    }
    EXPECT_EQ(Reference::within("Margaret")->text(), "MARGARET");  // it may be one
    EXPECT_EQ(Reference::within("Ref. ljuqcwuy")->text(), "LJUQCWUY");
    for (const char* typed : {"", "Ana Lopez", "310-555-0131", "7KQ2M9X", "Ana Margaret"}) {
        EXPECT_FALSE(Reference::within(typed)) << typed;
    }
}

TEST(References, AreRefusedByTheirOwnWord) {
    const auto code = [](const char* typed) {
        return faults_of(Reference::parse(typed).error()).front();
    };
    EXPECT_EQ(code(""), (FieldFault{"reference", "required"}));
    EXPECT_EQ(code(" - "), (FieldFault{"reference", "required"}));
    for (const char* typed : {"7KQ2M9X", "7KQ2M9XAA", "7KQ2M9X0", "7KQ2M9XO", "7KQ2M9XI",
                              "7KQ2M9X1", "7KQ2_M9XA", "7KQ2M9XÄ"}) {
        EXPECT_EQ(code(typed), (FieldFault{"reference", "not_a_reference"})) << typed;
    }
}

}  // namespace
}  // namespace backline

#include "domain/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace backline {
namespace {

std::string line(std::string_view typed) {
    return cleaned(typed, Lines::one, Joiners::kept).value_or("no text");
}

std::string lines(std::string_view typed) {
    return cleaned(typed, Lines::many, Joiners::kept).value_or("no text");
}

TEST(Cleaning, MakesOneSpaceOfEachWhiteSpace) {
    EXPECT_EQ(line(" a\tb\r\nc\u00a0d\u2003e\u3000f\u2800g \n"), "a b c d e f g");
}

TEST(Cleaning, KeepsLinesWhereThereMayBeManyAndCountsEachEndOnce) {
    EXPECT_EQ(lines("one\r\ntwo\rthree\nfour\u2028five\u0085six"),
              "one\ntwo\nthree\nfour\nfive\nsix");
    EXPECT_EQ(lines("one\r\n\r\ntwo\ttabs\n"), "one\n\ntwo tabs");
    EXPECT_EQ(lines("\n\r\n "), "");
}

TEST(Cleaning, TakesOutWhatShowsNothing) {
    EXPECT_EQ(line("\u202ea\u00ad\u200bb\ufeff\u3164\u2066c\u180e"), "abc");
    EXPECT_EQ(line("a\ufe0fb\u200dc\u200cd"), "abcd");
}

TEST(Cleaning, LeavesJoinersWhereTheyShapeWhatStandsBeforeThem) {
    for (const char* shaped : {"می\u200cخواهم", "علی\u200cرضا", "क्\u200dष", "ന്\u200d", "👩\u200d👧",
                               "❤\ufe0f\u200d🔥", "👋🏽\u200d", "葛\U000e0100城"}) {
        const std::string kept = line(std::string{shaped} + "a");
        EXPECT_EQ(kept, std::string{shaped} + "a");
    }
    EXPECT_EQ(line("علی\u200c"), "علی");
    EXPECT_EQ(cleaned("علی\u200cرضا", Lines::one, Joiners::dropped), "علیرضا");
}

TEST(Cleaning, RefusesControlCharactersAndBrokenText) {
    for (const char* typed : {"a\x01", "\x1b[31m", "\x7f", "\xc2\x80", "\xc3(", "\xed\xa0\x80",
                              "\xc0\xaf", "\xf5\x80\x80\x80"}) {
        EXPECT_FALSE(cleaned(typed, Lines::many, Joiners::kept)) << typed;
    }
}

RC_GTEST_PROP(Cleaning, IsDoneOnce, ()) {
    const auto piece = rc::gen::element<std::string>(
        "a", "é", "e\u0301", " ", "\t", "\r", "\n", "\u200b", "\u200d", "\u200c", "ی", "क्", "👩",
        "\ufe0f", "\u2800", "葛", "\U000e0100", "\u0301");
    std::string typed;
    for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece)) typed += part;
    for (const Lines wanted : {Lines::one, Lines::many}) {
        const std::string once = *cleaned(typed, wanted, Joiners::kept);
        RC_ASSERT(cleaned(once, wanted, Joiners::kept) == once);
    }
}

RC_GTEST_PROP(Folding, IsDoneOnce, ()) {
    const auto piece = rc::gen::element<std::string>(
        "a", "É", "e\u0301", " ", "-", "'", "´", "ß", "İ", "ﬁ", "й", "и\u0306", "か", "\u3099", "ｶ",
        "ﾞ", "김", "\u1100", "\u1175", "Σ", "ς", "ΐ", "ŉ", "Ǆ", "ẛ̣", "\u0301", "\u05b0", "ª", "½");
    std::string text;
    for (const auto& part : *rc::gen::container<std::vector<std::string>>(piece)) text += part;
    RC_ASSERT(folded(folded(text)) == folded(text));
}

}  // namespace
}  // namespace backline

#include "domain/contact.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

#include "domain/called_zones.h"
#include "domain/gate.h"
#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;

template <class T>
std::string fault(const Result<T>& parsed) {
    if (parsed) return "accepted";
    const auto faults = faults_of(parsed.error());
    return faults.size() == 1 ? faults.front().code : "not one fault";
}

struct Spelling {
    const char* typed;
    const char* e164;
};

// --- telephone
// ------------------------------------------------------------------------------------

constexpr Spelling accepted[] = {
    {"3108287757", "+13108287757"},
    {"310-828-7757", "+13108287757"},
    {"(310) 828-7757", "+13108287757"},
    {"(310)828-7757", "+13108287757"},
    {"(310)8287757", "+13108287757"},
    {"(310)-828-7757", "+13108287757"},
    {"310.828.7757", "+13108287757"},
    {"310 828 7757", "+13108287757"},
    {"310 828-7757", "+13108287757"},
    {"310/828-7757", "+13108287757"},
    {"[310] 828-7757", "+13108287757"},
    {"310_828_7757", "+13108287757"},
    {"310,828,7757", "+13108287757"},
    {"310 - 828 - 7757", "+13108287757"},
    {"310–828–7757", "+13108287757"},
    {"310\t828\t7757", "+13108287757"},
    {"310\u00a0828\u00a07757", "+13108287757"},
    {"  310 828 7757  ", "+13108287757"},
    {"1 310 828 7757", "+13108287757"},
    {"1-310-828-7757", "+13108287757"},
    {"1.310.828.7757", "+13108287757"},
    {"1 (310) 828-7757", "+13108287757"},
    {"13108287757", "+13108287757"},
    {"+13108287757", "+13108287757"},
    {"+1 310 828 7757", "+13108287757"},
    {"+1 (310) 828-7757", "+13108287757"},
    {"(+1) 310 828 7757", "+13108287757"},
    {"+1.310.828.7757", "+13108287757"},
    {"\u202a+1 (310) 828-7757\u202c", "+13108287757"},
    {"\u200b3108287757", "+13108287757"},
    {"310\ufe0f828\ufe0d7757", "+13108287757"},
    {"310\u180e828\u00ad7757\u3164", "+13108287757"},
    {"(310)\u2800828\u20287757", "+13108287757"},
    {"TELÉFONO: 310 828 7757", "+13108287757"},
    {"tele\u0301fono 310 828 7757", "+13108287757"},
    {"３１０８２８７７５７", "+13108287757"},
    {"٣١٠٨٢٨٧٧٥٧", "+13108287757"},
    {"tel:+1-310-828-7757", "+13108287757"},
    {"Phone: 310-828-7757", "+13108287757"},
    {"Tel. 310-828-7757", "+13108287757"},
    {"my cell is 310 828 7757", "+13108287757"},
    {"mi celular: 310 828 7757", "+13108287757"},
    {"310-828-7757 (cell)", "+13108287757"},
    {"310 828 7757 home", "+13108287757"},
    {"☎ 310 828 7757", "+13108287757"},
    {"1-800-FLOWERS", "+18003569377"},
    {"310-82-SPINE", "+13108277463"},
    {"787-555-1234", "+17875551234"},
    {"+1 604 555 0123", "+16045550123"},
    {"+44 20 7946 0958", "+442079460958"},
    {"011 44 20 7946 0958", "+442079460958"},
    {"00 44 20 7946 0958", "+442079460958"},
    {"+52 55 5123 4567", "+525551234567"},
    {"+52 1 55 5123 4567", "+525551234567"},
    {"+34 612 34 56 78", "+34612345678"},
    {"+503 7012 3456", "+50370123456"},
    {"+49 (0)30 901820", "+4930901820"},
    {"+81 90-1234-5678", "+819012345678"},
    {"+82 10 1234 5678", "+821012345678"},
    {"+86 131 2345 6789", "+8613123456789"},
    {"+7 912 345-67-89", "+79123456789"},
};

constexpr Spelling refused[] = {
    {"", "required"},
    {"   ", "required"},
    {"\u00a0\u200b", "required"},
    {"abc", "not_a_number"},
    {"--", "not_a_number"},
    {"+", "not_a_number"},
    {"none", "not_a_number"},
    {"n/a", "not_a_number"},
    {"call me", "not_a_number"},
    {"tel:", "not_a_number"},
    {"jane@example.org", "not_a_number"},
    {"310-828-7757 call after five", "not_a_number"},
    {"310-828-7757 or 310-828-7758", "not_a_number"},
    {"310 828 775o", "not_a_number"},
    {"3l08287757", "not_a_number"},
    {"310@828@7757", "not_a_number"},
    {"310+828+7757", "not_a_number"},
    {"310 828 7757'; drop table", "not_a_number"},
    {"\xff\xfe", "not_a_number"},
    {"1", "too_short"},
    {"12", "too_short"},
    {"411", "too_short"},
    {"12345", "too_short"},
    {"828-7757", "too_short"},
    {"310828775", "too_short"},
    {"+1 310", "too_short"},
    {"+44 20", "too_short"},
    {"31082877577", "too_long"},
    {"0310 828 7757", "too_long"},
    {"44 20 7946 0958", "too_long"},
    {"310-828-7757 / 310-828-7758", "too_long"},
    {"310 828 7757 310 828 7757", "too_long"},
    {"3108287757310828775731082877573108287757", "too_long"},
    {"123-456-7890", "not_valid"},
    {"000-000-0000", "not_valid"},
    {"111-111-1111", "not_valid"},
    {"555-555-5555", "not_valid"},
    {"310-128-7757", "not_valid"},
    {"310-028-7757", "not_valid"},
    {"1-900-226-7757", "not_valid"},
    {"+999 123 456 789", "not_valid"},
    {"+0 310 828 7757", "not_valid"},
    {"828-7757 x12", "not_a_number"},
    {"310-828-7757 ext. twelve", "not_a_number"},
    {"911", "emergency_number"},
    {"9-1-1", "emergency_number"},
    {"+1 911", "emergency_number"},
    {"112", "emergency_number"},
    {"988", "emergency_number"},
};

TEST(Phones, AreTakenInFortySpellingsAndMore) {
    EXPECT_GE(std::size(accepted), 40u);
    for (const auto& [typed, e164] : accepted) {
        const auto phone = Phone::parse(typed);
        EXPECT_EQ(phone ? phone->e164() : fault(phone), e164) << typed;
    }
}

TEST(Phones, AreRefusedInFortySpellingsAndMoreEachByItsOwnWord) {
    EXPECT_GE(std::size(refused), 40u);
    for (const auto& [typed, code] : refused) {
        EXPECT_EQ(fault(Phone::parse(typed)), code) << typed;
    }
}

TEST(Phones, OfAnAreaCodeThatTheLibraryDoesNotKnowYetAreTaken) {
    EXPECT_EQ(Phone::parse("(738) 555-0142")->national(), "(738) 555-0142");
    EXPECT_EQ(Phone::parse("+1 942 555 0142")->plausible_zones(),
              (std::vector<std::string>{"America/Toronto"}));
    EXPECT_EQ(Phone::parse("(565) 234-5678")->e164(), "+15652345678");
    EXPECT_EQ(Phone::parse("(565) 234-5678")->plausible_zones().size(), 7u);
    for (const char* typed : {"738-155-0142", "738-911-0142", "911-234-5678", "211-234-5678",
                              "165-234-5678", "297-234-5678", "555-234-5678", "900-234-5678"}) {
        EXPECT_EQ(fault(Phone::parse(typed)), "not_valid") << typed;
    }
    EXPECT_EQ(fault(Phone::parse("738-555-014")), "too_short");
}

TEST(Phones, KeepTheirExtension) {
    for (const char* typed : {"310-828-7757 x204",
                              "310-828-7757x204",
                              "(310) 828-7757 X 204",
                              "310-828-7757 ext 204",
                              "310-828-7757 ext. 204",
                              "310-828-7757 Ext.204",
                              "310-828-7757 extension 204",
                              "310-828-7757 extensión 204",
                              "310-828-7757 extensio\u0301n 204",
                              "310-828-7757#204",
                              "310-828-7757 # 204",
                              "310-828-7757,204",
                              "310-828-7757, 204",
                              "310-828-7757 int. 204",
                              "310-828-7757 interno 204",
                              "310-828-7757 Interno: 204",
                              "310-828-7757 anexo 204",
                              "+13108287757;ext=204",
                              "tel:+1-310-828-7757;ext=204",
                              "310 828 7757 ｘ２０４",
                              "cell: 310-828-7757 x204"}) {
        const auto phone = Phone::parse(typed);
        ASSERT_TRUE(phone) << typed << " " << fault(phone);
        EXPECT_EQ(phone->e164(), "+13108287757") << typed;
        EXPECT_EQ(phone->extension(), "204") << typed;
    }
    const Phone phone = *Phone::parse("310-828-7757 x204");
    EXPECT_EQ(phone.stored(), "+13108287757;ext=204");
    EXPECT_EQ(phone.tel(), "tel:+13108287757;ext=204");
    EXPECT_EQ(phone.national(), "(310) 828-7757 ext. 204");
    EXPECT_EQ(phone.masked(), "•••-•••-7757");
    EXPECT_EQ(phone.last_four(), "7757");
    EXPECT_EQ(Phone::parse("+44 20 7946 0958 x7")->national(), "+44 20 7946 0958 ext. 7");
}

TEST(Phones, ThatAreEndlessAreRefusedAtOnce) {
    EXPECT_EQ(fault(Phone::parse(std::string(16000, '3'))), "too_long");
    EXPECT_EQ(fault(Phone::parse(std::string(16000, '('))), "too_long");
}

RC_GTEST_PROP(Phones, OfWhateverIsTypedAreE164OrOneFault, ()) {
    const auto piece = rc::gen::element<std::string>(
        "3", "1", "0", "31", "310828", "7757", "+", "+1", "+44", "(", ")", "-", " ", ".", ",", "#",
        "x", "ext. ", "cell ", "(home)", "tel:", "SPINE", "\u202a", "３", "٣", "é", "\xff", "\t",
        ";", "*");
    const auto pieces = rc::gen::container<std::vector<std::string>>(piece);
    std::string typed;
    for (const auto& part : *pieces) typed += part;
    typed += *rc::gen::element<std::string>("", "310 828 7757");
    if (*rc::gen::arbitrary<bool>()) {
        for (const auto& part : *pieces) typed += part;
    }
    const auto phone = Phone::parse(typed);
    if (!phone) {
        RC_ASSERT(faults_of(phone.error()).size() == 1u);
        return;
    }
    RC_ASSERT(phone->e164().size() >= 6u && phone->e164().size() <= 16u);
    RC_ASSERT(Phone::parse(phone->e164())->e164() == phone->e164());
    RC_ASSERT(Phone::parse(phone->national())->e164() == phone->e164());
    RC_ASSERT(Phone::parse(phone->stored())->stored() == phone->stored());
    RC_ASSERT(Phone::from_stored(phone->stored()).stored() == phone->stored());
}

TEST(Phones, AreReadByManyThreadsAtOnce) {
    std::vector<std::thread> threads;
    std::array<int, 4> read{};
    for (int& count : read) {
        threads.emplace_back([&count] {
            for (int i = 0; i < 200; ++i) {
                for (const auto& [typed, e164] : accepted)
                    count += Phone::parse(typed)->e164() == e164;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const int count : read) EXPECT_EQ(count, 200 * static_cast<int>(std::size(accepted)));
}

TEST(Phones, FaultsAreOnTheirField) {
    EXPECT_EQ(faults_of(Phone::parse("").error()),
              (std::vector<FieldFault>{{"phone", "required"}}));
}

TEST(Phones, ShowThemselvesWholeMaskedAndByTheirLastFour) {
    const Phone phone = *Phone::parse("310 828 7757");
    EXPECT_EQ(phone.national(), "(310) 828-7757");
    EXPECT_EQ(phone.masked(), "•••-•••-7757");
    EXPECT_EQ(phone.last_four(), "7757");
    EXPECT_EQ(Phone::parse("+442079460958")->national(), "+44 20 7946 0958");
}

TEST(Phones, ComeBackFromTheStoreAsTheyWent) {
    EXPECT_EQ(Phone::from_stored("+13108287757").national(), "(310) 828-7757");
    EXPECT_EQ(Phone::from_stored("+13108287757").extension(), "");
    EXPECT_EQ(Phone::from_stored("+13108287757;ext=204").extension(), "204");
    EXPECT_THROW(Phone::from_stored("+13108287757;ext="), std::logic_error);
    EXPECT_THROW(Phone::from_stored("+13108287757;ext=2x"), std::logic_error);
    EXPECT_THROW(Phone::from_stored("+13108287757;204"), std::logic_error);
    EXPECT_THROW(Phone::from_stored("3108287757"), std::logic_error);
    EXPECT_THROW(Phone::from_stored(""), std::logic_error);
    EXPECT_THROW(Phone::from_stored("+1310828775x"), std::logic_error);
}

// --- where it rings
// -------------------------------------------------------------------------------

using Zones = std::vector<std::string>;

TEST(CalledZones, FollowTheAreaCode) {
    EXPECT_EQ(called_zones("+13108287757"), (Zones{"America/Los_Angeles"}));
    EXPECT_EQ(called_zones("+12125550142"), (Zones{"America/New_York"}));
    EXPECT_EQ(called_zones("+16025550142"), (Zones{"America/Phoenix"}));
    EXPECT_EQ(called_zones("+18085550142"), (Zones{"Pacific/Honolulu"}));
    EXPECT_EQ(called_zones("+14165550142"), (Zones{"America/Toronto"}));
    EXPECT_EQ(called_zones("+17875550142"), (Zones{"America/Puerto_Rico"}));
}

TEST(CalledZones, AreAllThoseOfASplitAreaCode) {
    EXPECT_EQ(called_zones("+18505550142"), (Zones{"America/New_York", "America/Chicago"}));
    EXPECT_EQ(called_zones("+12085550142"), (Zones{"America/Denver", "America/Los_Angeles"}));
    EXPECT_EQ(called_zones("+19075550142"), (Zones{"America/Anchorage", "America/Adak"}));
    EXPECT_EQ(called_zones("+19285550142"), (Zones{"America/Denver", "America/Phoenix"}));
}

TEST(CalledZones, FollowTheCountryOtherwise) {
    EXPECT_EQ(called_zones("+442079460958"), (Zones{"Europe/London"}));
    EXPECT_EQ(called_zones("+50370123456"), (Zones{"America/Guatemala"}));
    EXPECT_EQ(called_zones("+79123456789"), (Zones{"Europe/Moscow"}));
    EXPECT_EQ(called_zones("+77012345678"), (Zones{"Asia/Almaty"}));
    EXPECT_EQ(called_zones("+525551234567").size(), 5u);
}

TEST(CalledZones, AreAllFiftyStatesWhereNoTableKnows) {
    const Zones states{"America/New_York",    "America/Chicago",   "America/Denver",
                       "America/Los_Angeles", "America/Anchorage", "America/Adak",
                       "Pacific/Honolulu"};
    for (const char* e164 : {"+18003569377", "+18335550142", "+15005550142", "+15215550142",
                             "+15655550142", "+17005550142", "+80012345678", "+881612345678"}) {
        EXPECT_EQ(called_zones(e164), states) << e164;
    }
}

TEST(CalledZones, AreKnownToTheSystemForEveryCodeThereCanBe) {
    const auto known = [](const std::string& e164) {
        const Zones zones = called_zones(e164);
        EXPECT_FALSE(zones.empty()) << e164;
        for (const std::string& name : zones) EXPECT_TRUE(Zone::named(name)) << name;
        return zones.size() < 7 || e164.starts_with("+52") || e164.starts_with("+61") ||
               e164.starts_with("+55");
    };
    int area_codes = 0;
    for (int code = 200; code <= 999; ++code) {
        area_codes += known("+1" + std::to_string(code) + "5550142");
    }
    EXPECT_GE(area_codes, 430);
    int countries = 0;
    for (int code = 20; code <= 998; ++code) {
        countries += known("+" + std::to_string(code) + "00000000");
    }
    EXPECT_GE(countries, 800);
}

TEST(CalledZones, LeaveAnHourToCallFromLosAngelesExceptWhereOurDayIsTheirNightAllYear) {
    const Hours calendar = hours_of();
    int put_off_for_weeks = 0;
    for (int code = 20; code <= 999; ++code) {
        for (const std::string country : {"+", "+1"}) {
            RequestFacts facts = request_in(New{at("2026-11-02 08:00")});
            facts.plausible_zones = called_zones(country + std::to_string(code) + "5550142");
            const auto answer = gate({facts, {}, at("2026-11-02 08:00")}, calendar, cadence(), {});
            const bool night = facts.plausible_zones == Zones{"Asia/Dhaka"};
            EXPECT_EQ(answer.ever, !night) << country << code;
            put_off_for_weeks += answer.at > at("2026-11-10 00:00");
        }
    }
    // From central to southern Asia our day is their night until summer time comes.
    EXPECT_LE(put_off_for_weeks, 60);
}

// --- names
// ----------------------------------------------------------------------------------------

std::string folded(const char* typed) {
    return PersonName::parse(typed)->folded();
}

TEST(Names, AreKeptAsTypedButForOuterSpace) {
    EXPECT_EQ(PersonName::parse("  José  Núñez\u00a0")->text(), "José  Núñez");
    EXPECT_EQ(PersonName::parse("Ana\tLópez")->text(), "Ana López");
    EXPECT_EQ(PersonName::parse("Ana\r\nLópez\n")->text(), "Ana López");
    EXPECT_EQ(PersonName::parse("\u202eAna\u00ad\u200b López\u3164")->text(), "Ana López");
    EXPECT_EQ(PersonName::parse("X")->text(), "X");
    EXPECT_EQ(PersonName::parse("李小龍")->text(), "李小龍");
    EXPECT_EQ(PersonName::parse("<b>'; drop table")->text(), "<b>'; drop table");
}

TEST(Names, AreRefusedByTheirOwnWord) {
    EXPECT_EQ(fault(PersonName::parse("")), "required");
    for (const char* unseen :
         {" \t\u3000 ", "\u200b", "\u3164", "\u2800", "\u00ad", "\u202e", "\u115f\u1160",
          "\ufeff \u2060", "\u200d", "\ufe0f", "\U000e0061", "\u0301", "\r\n"}) {
        EXPECT_EQ(fault(PersonName::parse(unseen)), "required") << unseen;
    }
    EXPECT_EQ(fault(PersonName::parse(std::string(101, 'a'))), "too_long");
    EXPECT_EQ(fault(PersonName::parse("a\x01z")), "not_text");
    EXPECT_EQ(fault(PersonName::parse(std::string{"a\0b", 3})), "not_text");
    EXPECT_EQ(fault(PersonName::parse("\xc2\x85z\x7f")), "not_text");
    EXPECT_EQ(fault(PersonName::parse("\xc3(")), "not_text");         // a broken sequence
    EXPECT_EQ(fault(PersonName::parse("\xc0\xaf")), "not_text");      // an overlong one
    EXPECT_EQ(fault(PersonName::parse("\xed\xa0\x80")), "not_text");  // a surrogate
    EXPECT_EQ(fault(PersonName::parse("\xf5\x80\x80\x80")), "not_text");
    EXPECT_EQ(fault(PersonName::parse("Ana\xe2\x82")), "not_text");  // cut off
}

TEST(Names, HaveAHundredCodePointsAtMostNotBytes) {
    std::string hundred;
    for (int i = 0; i < 100; ++i) hundred += "ñ";
    EXPECT_EQ(fault(PersonName::parse(hundred)), "accepted");
    EXPECT_EQ(fault(PersonName::parse(hundred + "ñ")), "too_long");
    EXPECT_EQ(fault(PersonName::parse(" " + hundred + " ")), "accepted");
}

RC_GTEST_PROP(Names, OfAnyBytesAreKeptOrRefused, (const std::string& bytes)) {
    const auto name = PersonName::parse(bytes);
    if (!name) {
        RC_ASSERT(faults_of(name.error()).size() == 1u);
        return;
    }
    RC_ASSERT(PersonName::parse(name->text())->text() == name->text());
    RC_ASSERT(!name->folded().empty());
    const auto again = PersonName::parse(name->folded());
    if (again) RC_ASSERT(again->folded() == name->folded());
}

TEST(Names, FoldForSearchOnly) {
    EXPECT_EQ(folded("JOSÉ  Núñez"), "jose nunez");
    EXPECT_EQ(folded("Jose\u0301 Nun\u0303ez"), "jose nunez");
    EXPECT_EQ(folded("O'Brien"), "obrien");
    EXPECT_EQ(folded("O’Brien"), "obrien");
    EXPECT_EQ(folded("García-López, Ana M."), "garcia lopez ana m");
    EXPECT_EQ(folded("Straße Ærø Þór Œuvre Łódź"), "strasse aero thor oeuvre lodz");
    EXPECT_EQ(folded("Nguyễn Thị Ơn Ưng"), "nguyen thi on ung");
    EXPECT_EQ(folded("Ștefan Țepeș İstanbul"), "stefan tepes istanbul");
    EXPECT_EQ(folded("ИВАНОВ Ѓорѓи"), "иванов ѓорѓи");
    EXPECT_EQ(folded("ΝΙΚΟΣ"), "νικοσ");
    EXPECT_EQ(folded("Νίκος"), "νικοσ");
    EXPECT_EQ(folded("O´Brien"), "obrien");
    EXPECT_EQ(folded("Ｙａｍａｄａ　太郎"), "yamada 太郎");
    EXPECT_EQ(folded("ジョン・スミス"), "ジョン スミス");
    EXPECT_EQ(folded("Ana 🌸"), "ana");
    EXPECT_EQ(folded("李小龍"), "李小龍");
    EXPECT_EQ(folded("(Bob)"), "bob");
    EXPECT_EQ(folded("!?"), "!?");
}

TEST(Names, InWhicheverNormalFormAreOne) {
    EXPECT_EQ(folded("김민지"), folded("\u1100\u1175\u11b7\u1106\u1175\u11ab\u110c\u1175"));
    EXPECT_EQ(folded("Андрей Йович"), folded("Андреи\u0306 И\u0306ович"));
    EXPECT_NE(folded("Андрей"), folded("Андреи"));
    EXPECT_EQ(folded("がぎ"), folded("か\u3099き\u3099"));
    EXPECT_NE(folded("がぎ"), folded("かき"));
    EXPECT_EQ(folded("ｶﾞｷﾞ"), folded("ガギ"));
    EXPECT_EQ(folded("Nguyễn"), folded("Nguye\u0302\u0303n"));
    // With the joiner that Persian needs and without.
    EXPECT_EQ(folded("علی\u200cرضا"), folded("علیرضا"));
}

TEST(Names, FoldIntoWords) {
    EXPECT_EQ(PersonName::parse(" María  del-Carmen O'Neill ")->folded_words(),
              (std::vector<std::string>{"maria", "del", "carmen", "oneill"}));
    EXPECT_EQ(PersonName::parse("...")->folded_words(), (std::vector<std::string>{"..."}));
}

// --- email
// ----------------------------------------------------------------------------------------

TEST(Emails, AreTakenWithOneAtAndADottedDomain) {
    for (const char* typed :
         {"ana@example.org", "a.b+c@sub.example.co.uk", "o'neill@example.com", "ñandú@ejemplo.es",
          "\"quoted\"@example.org", "x@1.2", "UPPER@Example.ORG"}) {
        const auto email = Email::parse(typed);
        EXPECT_EQ(email ? email->text() : fault(email), typed);
    }
    EXPECT_EQ(Email::parse("  ana@example.org ")->text(), "ana@example.org");
    EXPECT_EQ(Email::parse("Ana@Example.ORG")->folded(), "ana@example.org");
}

TEST(Emails, AreRefusedByTheirOwnWord) {
    for (const char* typed :
         {"", "ana", "ana@", "@example.org", "ana@example", "ana@@example.org", "a@b@example.org",
          "ana@.org", "ana@example.", "ana@exa..mple.org", "ana@-example.org", "an a@example.org",
          "ana@exam ple.org", "ana@example.org\nBcc: all", "ana@example.org,bo@example.org",
          "Ana <ana@example.org>", "ana@example.org\x01", "\xff@example.org"}) {
        EXPECT_EQ(fault(Email::parse(typed)), "not_an_email") << typed;
    }
    EXPECT_EQ(fault(Email::parse(std::string(250, 'a') + "@b.org")), "too_long");
    EXPECT_EQ(fault(Email::parse(std::string(65, 'a') + "@example.org")), "not_an_email");
}

}  // namespace
}  // namespace backline

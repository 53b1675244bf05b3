// Signing in and staying so. Source: security.md A7–A11.
#include <chrono>

#include "app/people.h"
#include "app/session_memory.h"
#include "store/people.h"
#include "store/scene.h"

namespace backline::test {
namespace {

constexpr const char* kOther = "an entirely other phrase";

// What the database says, not what this server remembers of the last second.
Result<Session> fresh_session(Scene& scene, const std::string& token, bool active) {
    scene.app().sessions().forget(token);
    return session_of(scene.app(), token, active);
}

TEST(SignIn, OpensASessionOfThatPersonWithAnUnguessableToken) {
    Scene scene;
    scene.agent("ana", {"en", "es"});
    const auto one = sign_in(scene.app(), "ana", kPassword);
    const auto two = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(one && two);
    EXPECT_NE(one->token, two->token);
    EXPECT_EQ(one->token.size(), 43U);
    EXPECT_EQ(one->person.username, "ana");
    EXPECT_EQ(one->person.languages, (std::vector<std::string>{"en", "es"}));
    const auto found = session_of(scene.app(), one->token, true);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->person.id, one->person.id);
    EXPECT_EQ(found->csrf_token, one->csrf_token);
    EXPECT_EQ(scene.sql("select count(*) from session where encode(token_hash, 'escape') like '%" +
                        one->token + "%'"),
              "0")
        << "the token itself is not kept";
}

TEST(SignIn, FailsAlikeForAWrongPasswordAnUnknownNameAndADisabledPerson) {
    Scene scene;
    scene.agent("ana");
    scene.agent("gone");
    ASSERT_TRUE(disable_person(scene.app(), "gone"));
    for (const auto& [name, password] :
         std::vector<std::pair<std::string, std::string>>{{"ana", "wrong wrong wrong"},
                                                          {"nobody", kPassword},
                                                          {"gone", kPassword},
                                                          {"", kPassword},
                                                          {"ana", ""},
                                                          {std::string(65, 'a'), kPassword}})
        EXPECT_TRUE(error_of<Unauthenticated>(sign_in(scene.app(), name, password))) << name;
    EXPECT_EQ(scene.sql("select count(*) from session"), "0");
}

TEST(SignIn, IsDelayedTwiceAsLongAfterEachFailureUpToAQuarterOfAnHour) {
    Scene scene;
    scene.agent("ana");
    const auto fail_once = [&] {
        EXPECT_TRUE(error_of<Unauthenticated>(sign_in(scene.app(), "ana", "wrong wrong wrong")));
    };
    fail_once();
    fail_once();  // two slips cost nothing
    int expected = 1;
    for (int failures = 3; failures <= 14; ++failures) {
        fail_once();
        const auto refused = sign_in(scene.app(), "ana", kPassword);
        const auto* wait = error_of<TooMany>(refused);
        ASSERT_TRUE(wait) << failures;
        EXPECT_EQ(wait->retry_after_seconds, expected) << failures;
        scene.at(scene.now() + std::chrono::seconds(expected));
        expected = std::min(expected * 2, 900);
    }
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword)) << "the wait is over";
    fail_once();
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword)) << "and a good sign-in forgets the slips";
}

TEST(SignIn, IsDelayedForNamesThatNobodyHasAsWell) {
    Scene scene;
    for (int i = 0; i < 3; ++i) (void)sign_in(scene.app(), "nobody", "wrong wrong wrong");
    EXPECT_TRUE(error_of<TooMany>(sign_in(scene.app(), "nobody", "wrong wrong wrong")));
}

const Browser kOffice{"203.0.113.7", "", ""};
const Browser kStranger{"198.51.100.1", "", ""};

void guess(Scene& scene, const std::string& name, const Browser& from, int times) {
    // As many as get through: each wait is waited for.
    for (int i = 0; i < times;) {
        const auto answer = sign_in(scene.app(), name, "wrong wrong wrong", from);
        if (const auto* wait = error_of<TooMany>(answer))
            scene.at(scene.now() + std::chrono::seconds(wait->retry_after_seconds));
        else
            ++i;
    }
}

TEST(SignIn, GuessedByAStrangerKeepsTheColleagueInAtTheirOwnAddress) {
    Scene scene;
    scene.agent("ana");
    guess(scene, "ana", kStranger, 6);
    EXPECT_TRUE(error_of<TooMany>(sign_in(scene.app(), "ana", kPassword, kStranger)));
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword, kOffice));
}

TEST(SignIn, OfAKnownDeviceIsHinderedByNobodysGuesses) {
    Scene scene;
    scene.agent("ana");
    scene.agent("ben");
    const auto before = sign_in(scene.app(), "ana", kPassword, kOffice);
    ASSERT_TRUE(before);
    for (int i = 0; i < 40; ++i)
        guess(scene, "ana", {"198.51.100." + std::to_string(i), "", ""}, 1);
    guess(scene, "ana", kOffice, 4);
    const Browser known{kOffice.address, before->devices, ""};
    EXPECT_TRUE(error_of<TooMany>(sign_in(scene.app(), "ana", kPassword, kOffice)));
    const auto again = sign_in(scene.app(), "ana", kPassword, known);
    ASSERT_TRUE(again);
    // Somebody else on the same computer, who then is known there as well, and the first still is.
    const auto ben = sign_in(scene.app(), "ben", kPassword, {"192.0.2.1", again->devices, ""});
    ASSERT_TRUE(ben);
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword, {kOffice.address, ben->devices, ""}));
    // It is bound to its person and to their password, and cannot be made up.
    for (const std::string& forged :
         {std::string("x.y"), before->devices.substr(0, 20), before->devices + "x"})
        EXPECT_TRUE(error_of<TooMany>(
            sign_in(scene.app(), "ana", kPassword, {kOffice.address, forged, ""})))
            << forged;
    guess(scene, "ben", kStranger, 4);
    EXPECT_TRUE(error_of<TooMany>(
        sign_in(scene.app(), "ben", kPassword, {kStranger.address, before->devices, ""})));
}

TEST(SignIn, GuessedOnAKnownDeviceIsDelayedThere) {
    Scene scene;
    scene.agent("ana");
    const auto before = sign_in(scene.app(), "ana", kPassword, kOffice);
    const Browser known{kOffice.address, before->devices, ""};
    guess(scene, "ana", known, 3);
    EXPECT_TRUE(error_of<TooMany>(sign_in(scene.app(), "ana", kPassword, known)));
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword, kOffice));
}

// Sixty failures of one person at an office cost the others there a minute at most.
TEST(SignIn, OfAnAddressIsDelayedForAMinuteAtMost) {
    Scene scene;
    scene.agent("ana");
    for (int i = 0; i < 70; ++i) guess(scene, "name" + std::to_string(i), kOffice, 1);
    const auto answer = sign_in(scene.app(), "ana", kPassword, kOffice);
    const auto* wait = error_of<TooMany>(answer);
    ASSERT_TRUE(wait);
    EXPECT_LE(wait->retry_after_seconds, 60);
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword, kStranger));
    App elsewhere(scene.database.config(), scene.database.master());
    EXPECT_TRUE(error_of<TooMany>(sign_in(elsewhere, "ana", kPassword, kOffice)))
        << "another server counts with us";
    scene.at(scene.now() + std::chrono::seconds(61));
    EXPECT_TRUE(sign_in(scene.app(), "ana", kPassword, kOffice));
}

TEST(SignIn, OfLongAgoIsForgotten) {
    Scene scene;
    guess(scene, "nobody", kStranger, 5);
    EXPECT_NE(scene.sql("select count(*) from sign_in_delay"), "0");
    scene.at(scene.now() + std::chrono::hours(25));
    store::transact(scene.app().desk(),
                    [](store::Transaction& transaction) { store::purge_sessions(transaction); });
    EXPECT_EQ(scene.sql("select count(*) from sign_in_delay"), "0");
}

TEST(SignIn, WithAPasswordAloneIsForWhoeverSaysSoInTheConfiguration) {
    Scene scene(kTuesday,
                [](Config& config) { config.desk.sign_in_without_second_factor = false; });
    scene.agent("ana");
    EXPECT_EQ(wrong_state(sign_in(scene.app(), "ana", kPassword)), "second_factor");
    Scene demo(kTuesday, [](Config& config) {
        config.desk.sign_in_without_second_factor = false;
        config.server.demo = true;
    });
    demo.agent("ana");
    EXPECT_TRUE(sign_in(demo.app(), "ana", kPassword));
}

TEST(SignIn, EndsTheSessionThatTheBrowserHadBefore) {
    Scene scene;
    scene.agent("ana");
    scene.agent("ben");
    const auto first = sign_in(scene.app(), "ana", kPassword, kOffice);
    ASSERT_TRUE(first);
    const auto second = sign_in(scene.app(), "ben", kPassword, {kOffice.address, "", first->token});
    ASSERT_TRUE(second);
    EXPECT_TRUE(error_of<Unauthenticated>(session_of(scene.app(), first->token, true)));
    EXPECT_TRUE(session_of(scene.app(), second->token, true));
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'session.closed'"), "1");
}

TEST(SignIn, OfOthersNeverLocksAnOpenSessionOut) {
    Scene scene;
    scene.agent("ana");
    const auto session = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(session);
    for (int i = 0; i < 5; ++i) (void)sign_in(scene.app(), "ana", "wrong wrong wrong");
    EXPECT_TRUE(fresh_session(scene, session->token, true));
}

TEST(Sessions, EndAfterFifteenIdleMinutesAndPollingIsIdle) {
    Scene scene;
    scene.agent("ana");
    const auto session = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(session);
    scene.at("2026-11-17 10:10 America/Los_Angeles");
    EXPECT_TRUE(fresh_session(scene, session->token, true)) << "something done";
    scene.at("2026-11-17 10:24 America/Los_Angeles");
    EXPECT_TRUE(fresh_session(scene, session->token, false)) << "a poll";
    scene.at("2026-11-17 10:25 America/Los_Angeles");
    EXPECT_TRUE(error_of<Unauthenticated>(fresh_session(scene, session->token, false)));
    EXPECT_TRUE(error_of<Unauthenticated>(fresh_session(scene, session->token, true)))
        << "and doing something does not bring it back";
}

TEST(Sessions, EndAfterTenHoursHoweverBusy) {
    Scene scene("2026-11-17 08:00 America/Los_Angeles");
    scene.agent("ana");
    const auto session = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(session);
    const auto start = scene.now();
    for (int minutes = 10; minutes < 600; minutes += 10) {
        scene.at(start + std::chrono::minutes(minutes));
        ASSERT_TRUE(fresh_session(scene, session->token, true)) << minutes;
    }
    scene.at(start + std::chrono::hours(10));
    EXPECT_TRUE(error_of<Unauthenticated>(fresh_session(scene, session->token, true)));
}

TEST(Sessions, OfADisabledPersonAreOverWithinASecond) {
    Scene scene;
    scene.agent("ana");
    App elsewhere(scene.database.config(), scene.database.master());
    const auto session = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(session);
    ASSERT_TRUE(session_of(elsewhere, session->token, true)) << "another server remembers it";
    ASSERT_TRUE(disable_person(scene.app(), "ana"));
    const auto since = std::chrono::steady_clock::now();
    while (session_of(elsewhere, session->token, true))
        ASSERT_LT(std::chrono::steady_clock::now() - since, std::chrono::milliseconds(1500));
    EXPECT_EQ(scene.sql("select count(*) from session"), "0");
}

TEST(Sessions, EndWhenThePasswordIsReset) {
    Scene scene;
    scene.agent("ana");
    const auto session = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(session);
    ASSERT_TRUE(reset_password(scene.app(), "ana", kOther));
    EXPECT_TRUE(error_of<Unauthenticated>(fresh_session(scene, session->token, true)));
    EXPECT_FALSE(sign_in(scene.app(), "ana", kPassword));
    EXPECT_TRUE(sign_in(scene.app(), "ana", kOther));
}

TEST(People, WhoAreDisabledStaySoWithANewPassword) {
    Scene scene;
    scene.agent("ana");
    ASSERT_TRUE(disable_person(scene.app(), "ana"));
    const auto reset = reset_password(scene.app(), "ana", kOther);
    ASSERT_TRUE(reset);
    EXPECT_TRUE(*reset) << "and that is told";
    EXPECT_FALSE(sign_in(scene.app(), "ana", kOther));
    ASSERT_TRUE(enable_person(scene.app(), "ana"));
    EXPECT_TRUE(sign_in(scene.app(), "ana", kOther));
    EXPECT_FALSE(enable_person(scene.app(), "ana"));
}

TEST(Sessions, EndElsewhereWhenTheirPersonChangesThePassword) {
    Scene scene;
    scene.agent("ana");
    const auto here = sign_in(scene.app(), "ana", kPassword, {"198.51.100.1", "", ""});
    const auto elsewhere = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(here && elsewhere);
    const Browser browser{"198.51.100.1", here->devices, here->token};
    const auto devices = change_password(scene.app(), *here, kPassword, kOther, browser);
    ASSERT_TRUE(devices) << faults_of(devices);
    EXPECT_TRUE(fresh_session(scene, here->token, true));
    EXPECT_TRUE(error_of<Unauthenticated>(fresh_session(scene, elsewhere->token, true)));
    EXPECT_FALSE(sign_in(scene.app(), "ana", kPassword));
    EXPECT_TRUE(sign_in(scene.app(), "ana", kOther));
    EXPECT_NE(*devices, here->devices) << "this browser is known by the new one";
    EXPECT_EQ(scene.sql("select count(*) from journal where action = 'staff.password_changed'"),
              "1");
}

TEST(People, ChangeTheirPasswordOnlyWithTheOneTheyHave) {
    Scene scene;
    scene.agent("ana");
    const auto session = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(session);
    const auto change = [&](const std::string& current, const std::string& wanted) {
        return change_password(scene.app(), *session, current, wanted, {});
    };
    EXPECT_EQ(faults_of(change(kPassword, kPassword)), "password:same");
    EXPECT_EQ(faults_of(change(kPassword, "short")), "password:too_short");
    EXPECT_EQ(faults_of(change(kPassword, "Spine Institute 2026")), "password:guessable");
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(faults_of(change("wrong wrong wrong", kOther)), "current:wrong");
    EXPECT_TRUE(error_of<TooMany>(change(kPassword, kOther)))
        << "whoever found the desk open does not guess for long";
    scene.at(scene.now() + std::chrono::minutes(1));
    EXPECT_TRUE(change(kPassword, kOther)) << "and locks nobody out";
}

TEST(Sessions, EndWhenTheirPersonSignsOutAndNoOther) {
    Scene scene;
    scene.agent("ana");
    const auto one = sign_in(scene.app(), "ana", kPassword);
    const auto two = sign_in(scene.app(), "ana", kPassword);
    ASSERT_TRUE(one && two);
    sign_out(scene.app(), *one);
    EXPECT_TRUE(error_of<Unauthenticated>(session_of(scene.app(), one->token, true)));
    EXPECT_TRUE(session_of(scene.app(), two->token, true));
}

TEST(Sessions, AreNotOpenedByAnyOtherToken) {
    Scene scene;
    scene.agent("ana");
    ASSERT_TRUE(sign_in(scene.app(), "ana", kPassword));
    for (const auto& token :
         {std::string(43, 'A'), std::string(), std::string(4000, 'x'), std::string("' or true --")})
        EXPECT_TRUE(error_of<Unauthenticated>(session_of(scene.app(), token, true)));
}

TEST(People, AreAddedOnceAndOnlyWithAllThatTheyNeed) {
    Scene scene;
    const Person good{{}, "rosa", "Rosa Diaz", Role::agent, {"en", "es"}};
    ASSERT_TRUE(add_person(scene.app(), good, kPassword));
    EXPECT_EQ(faults_of(add_person(scene.app(), good, kPassword)), "username:taken");
    EXPECT_EQ(
        faults_of(add_person(scene.app(), {{}, "Bad Name", "", Role::agent, {"tlh"}}, "short")),
        "password:too_short username:not_a_username name:required languages:unknown");
    EXPECT_EQ(faults_of(disable_person(scene.app(), "nobody")), "username:unknown");
    EXPECT_EQ(faults_of(reset_password(scene.app(), "rosa", "short")), "password:too_short");
    EXPECT_EQ(scene.sql("select count(*) from staff"), "1");
    EXPECT_EQ(scene.sql("select password_hash like '$argon2id$v=19$m=47104,t=1,p=1$%' from staff"),
              "t");
}

}  // namespace
}  // namespace backline::test

// Signing in and staying so. Source: security.md A7–A11.
#include <chrono>

#include "app/people.h"
#include "app/session_memory.h"
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

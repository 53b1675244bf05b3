// Rows of a database that was there before a migration: what becomes of them, and how who sent them
// is answered afterwards.
#include "store/invariants.h"
#include "store/migrate.h"
#include "store/scene.h"
#include "store/sql.h"

namespace backline::test {
namespace {

constexpr const char* kPage = "0192d3a0-7f00-7aaa-8aaa-0123456789ab";
// As body_hash was made until 0006_corrections: of the words alone.
constexpr const char* kUnkeyed = "sha256('Patient Number 1')";

Form from_page(int edition = 0) {
    Form sent = form(2);
    sent.key = kPage;
    sent.edition = edition;
    return sent;
}

// The schema as it was after that step, without a row. What is there by now stays in "later".
void begin_anew(const Database& database, int step) {
    database.sql("alter schema public rename to later");
    database.sql("create schema public authorization backline_owner");
    database.sql(
        "set role backline_owner; create table migration (number integer primary key, name "
        "text not null, checksum text not null, applied_at timestamptz not null default now()); "
        "grant select on migration to backline_app");
    for (const auto& migration : sql::migrations())
        if (migration.number <= step)
            database.sql("set role backline_owner; " + std::string{migration.text});
    database.sql(
        "insert into migration select number, name, checksum from later.migration where "
        "number <= " +
        std::to_string(step));
}

// The rows of "later", without the columns that this schema does not know yet.
void take_rows(const Database& database) {
    database.sql(
        "do $$ declare t record; begin perform set_config('session_replication_role', 'replica', "
        "true); for t in select table_name as name, string_agg(quote_ident(column_name), ', ') as "
        "columns from information_schema.columns c join information_schema.columns l using "
        "(table_name, column_name) join information_schema.tables b using (table_name) where "
        "c.table_schema = 'public' and l.table_schema = 'later' and b.table_schema = 'public' and "
        "b.table_type = 'BASE TABLE' and c.is_generated = 'NEVER' and table_name <> 'migration' "
        "group by 1 loop execute format('insert into public.%1$I (%2$s) overriding system value "
        "select %2$s from later.%1$I', t.name, t.columns); end loop; end $$");
    database.sql("select setval(pg_get_serial_sequence('journal', 'id'), max(id)) from journal");
    database.sql("drop schema later cascade");
}

// Whether what the unkeyed hash is made of stands in the table's own file.
bool in_the_file(const Database& database) {
    database.sql("checkpoint");
    return database.sql("select position(" + std::string{kUnkeyed} +
                        " in pg_read_binary_file(pg_relation_filepath('submission'))) > 0") == "t";
}

bool same_answer(const Receipt& a, const Receipt& b) {
    return a.reference == b.reference && a.token == b.token && a.promise == b.promise &&
           a.now == b.now && b.replayed;
}

// Two forms, as they are kept at the step before the corrections; then all later steps.
class OldRows : public testing::Test {
  protected:
    void SetUp() override {
        database.stop_clock(kTuesday);
        {
            App app(database.config(), database.master());
            for (const auto& answer : submit(app, {form(1), from_page()})) told.push_back(*answer);
        }
        begin_anew(database, 5);
        database.sql("alter table submission alter column body_hash set default " +
                     std::string{kUnkeyed});
        take_rows(database);
        database.sql("alter table submission alter column body_hash drop default");
        ASSERT_TRUE(in_the_file(database));
        ASSERT_EQ(store::schema_of(database.config().database.url), store::Schema::behind);
        EXPECT_EQ(store::migrate(database.config().database.owner_url).front(), "0006_corrections");
        ASSERT_EQ(store::schema_of(database.config().database.url), store::Schema::current);
        database.stop_clock("2026-11-17 10:20 America/Los_Angeles");
    }
    Receipt receipt(const Form& form) { return *submit(database.app(), {form}).front(); }
    std::string counts() {
        return database.sql(
            "select (select count(*) from request), (select count(*) from submission), (select "
            "count(*) from submission where body_mac is null)");
    }

    Database database;
    std::vector<Receipt> told;
};

TEST_F(OldRows, KeepNoHashByWhichWhoKnowsThePeopleKnowsThePatients) {
    EXPECT_EQ(counts(), "2|2|2");
    EXPECT_FALSE(in_the_file(database)) << "nor where the table's file is read";
    EXPECT_EQ(database.sql("select count(*) from information_schema.columns where column_name = "
                           "'body_hash' and table_schema = 'public'"),
              "0");
    EXPECT_EQ(broken_invariants(database.app().form()), std::vector<std::string>{});
}

TEST_F(OldRows, AreAnsweredAsTheyWereWhateverComesWithTheirKey) {
    auto other = form(1);
    other.phone = *Phone::parse("+13105550199");
    for (const auto& again : {form(1), other})
        EXPECT_TRUE(same_answer(told[0], receipt(again))) << again.phone.e164();
    auto mended = from_page(1);
    mended.phone = *Phone::parse("+13105550199");
    for (const auto& again : {from_page(), mended})
        EXPECT_TRUE(same_answer(told[1], receipt(again))) << again.edition;
    EXPECT_EQ(counts(), "2|2|2") << "nothing is made, nothing is changed";
}

TEST_F(OldRows, StandBesideNewOnesWhoseKeyIsKnownWithTheirWords) {
    auto later = form(3);
    const auto first = receipt(later);
    EXPECT_TRUE(same_answer(first, receipt(later)));
    later.reason = "Something else";
    EXPECT_EQ(faults_of(submit(database.app(), {later}).front()), "submission_id:key_reused");
    auto joined = form(1);
    joined.key = "joined";
    receipt(joined);
    EXPECT_EQ(counts(), "3|4|2");
}

TEST_F(OldRows, HaveTheirPagesAndCanBeMovedAndTakenBackButNotCorrected) {
    const auto page = patient_view(database.app(), told[1].token);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->promise, told[1].promise);
    EXPECT_EQ(page->last_four, "") << "what the form said is not kept with it";
    const auto number = *Phone::parse("+13105550199");
    EXPECT_NE(wrong_state(correct_phone(database.app(), told[1].token, number)), "");
    EXPECT_TRUE(ask_for_window(database.app(), told[1].token, AsSoonAsPossible{}));
    const auto gone = withdraw(database.app(), told[1].token);
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->resolution, "withdrawn");
    EXPECT_TRUE(same_answer(told[1], receipt(from_page())));
}

}  // namespace
}  // namespace backline::test

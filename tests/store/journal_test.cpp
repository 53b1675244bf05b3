// The journal: written with the thing itself, sealed without a gap, and broken where somebody
// meddled.
#include "store/journal.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <random>
#include <set>
#include <thread>

#include "app/reports.h"
#include "store/requests.h"
#include "store/scene.h"
#include "vault/chain.h"

namespace backline::test {
namespace {

void seal(Scene& scene) {
    while (store::seal_journal(scene.app().desk(), scene.app().master(), 100).count > 0) {
    }
}

store::Verified verified(Scene& scene) {
    return store::verify_journal(scene.app().desk(), scene.app().master());
}

struct UseCase {
    const char* actions;  // what it adds to the journal, by name, parted by blanks
    std::function<bool()> run;
};

// What the entries after `last` say, and whether all of them are of one transaction.
std::string added_since(Scene& scene, long last) {
    const auto after = " from journal where id > " + std::to_string(last);
    if (scene.number("select count(distinct xact)" + after) > 1) return "several transactions";
    return scene.sql("select coalesce(string_agg(action, ' ' order by action), '')" + after);
}

// Runs each, and looks at what it added to the journal; at the end the chain is whole.
void expect_told(Scene& scene, const std::vector<UseCase>& cases) {
    for (const auto& one : cases) {
        const long last = scene.number("select coalesce(max(id), 0) from journal");
        EXPECT_TRUE(one.run()) << one.actions;
        EXPECT_EQ(added_since(scene, last), one.actions);
    }
    seal(scene);
    EXPECT_EQ(verified(scene).fault, "");
}

// Closings whose entry and whose request's row are of one transaction.
std::string whole_closings(Scene& scene) {
    return scene.sql(
        "select count(*) from journal j join request r on r.id = j.request_id "
        "where j.action = 'request.closed' and r.xmin::text = "
        "(j.xact::text::bigint % 4294967296)::text");
}

TEST(Journal, TellsOfEveryFormInItsOwnTransaction) {
    Scene scene;
    auto& app = scene.app();
    const auto lead = scene.lead();
    auto suspect = form(2), joined = form(1), spam = form(3);
    suspect.suspicion = spam.suspicion = "too_fast";
    joined.key = "joined";
    Receipt receipt, first;
    RequestId held_back;
    const auto hold_back = [&](const Form& held) {
        held_back = scene.submitted(held);
        return true;
    };
    const auto send = [&](const Form& sent) {
        receipt = scene.receipt(sent);
        return true;
    };
    expect_told(
        scene,
        {
            {"request.submitted",
             [&] {
                 first = scene.receipt(form(1));
                 return true;
             }},
            {"request.joined", [&] { return send(joined); }},
            {"request.quarantined", [&] { return hold_back(suspect); }},
            {"request.released", [&] { return !!release_from_quarantine(app, lead, held_back); }},
            {"request.quarantined", [&] { return hold_back(spam); }},
            {"request.closed", [&] { return !!close_as_spam(app, lead, held_back); }},
            {"request.time_asked",
             [&] { return !!ask_for_window(app, receipt.token, AsSoonAsPossible{}); }},
            {"form.withdrawn", [&] { return !!withdraw(app, receipt.token); }},
            {"request.moved",
             [&] { return !!ask_for_window(app, first.token, AsSoonAsPossible{}); }},
            {"request.closed", [&] { return !!withdraw(app, first.token); }},
        });
    EXPECT_EQ(whole_closings(scene), "2");
}

TEST(Journal, TellsOfEveryStepAtTheDeskInItsOwnTransaction) {
    Scene scene;
    auto& app = scene.app();
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(1));
    long fence = 0;
    AttemptId attempt;
    const auto claim = [&](const Person& who, const char* why) {
        fence = scene.claim(who, id, why).fence;
        return true;
    };
    const auto call = [&] {
        const auto started = start_attempt(app, lead, id, fence);
        if (started) attempt = started->id;
        return !!started;
    };
    expect_told(
        scene,
        {
            {"queue.viewed", [&] { return !!queue(app, ana); }},
            {"request.searched",
             [&] {
                 return !!search_requests(app, ana, {"Patient", "", ""});
             }},
            {"claim.taken", [&] { return claim(ana, ""); }},
            {"claim.viewed", [&] { return !!claim_next(app, ana); }},
            {"draft.saved", [&] { return !!save_draft(app, ana, id, fence, "half a note"); }},
            {"request.viewed", [&] { return !!view_request(app, lead, id); }},
            {"request.noted", [&] { return !!add_note(app, lead, id, "Call the daughter"); }},
            {"phone.revealed", [&] { return !!reveal_phone(app, lead, id, "They rang back"); }},
            {"claim.released", [&] { return !!release_claim(app, ana, id, fence, "lunch"); }},
            {"claim.taken", [&] { return claim(ana, ""); }},
            {"claim.taken_over", [&] { return claim(lead, "urgent"); }},
            {"attempt.started promise.kept", call},
            {"attempt.ended",
             [&] { return !!end_attempt(app, lead, attempt, fence, "no_answer", {}); }},
        });
}

TEST(Journal, TellsOfReportsSessionsAndStaffInTheirOwnTransactions) {
    Scene scene;
    auto& app = scene.app();
    const auto ana = scene.agent("ana");
    const auto manager = person(scene.database, "manager", Role::manager);
    std::optional<Session> session;
    const auto report = [&](bool exported) {
        return !!service_report(app, manager, "2026-11-17", "2026-11-17", exported);
    };
    const auto open = [&] {
        const auto opened = sign_in(app, "ana", kPassword);
        if (opened) session = *opened;
        return !!opened;
    };
    const auto close = [&] {
        sign_out(app, *session);
        return true;
    };
    const Person newcomer{{}, "newcomer", "New Comer", Role::agent, {"en"}};
    expect_told(scene,
                {
                    {"report.viewed", [&] { return report(false); }},
                    {"report.exported", [&] { return report(true); }},
                    {"session.refused", [&] { return !sign_in(app, "ana", "wrong wrong wrong"); }},
                    {"session.opened", open},
                    {"staff.password_changed",
                     [&] {
                         const char* other = "an entirely other phrase";
                         return change_password(app, *session, kPassword, other, {}).has_value();
                     }},
                    {"session.closed", close},
                    {"staff.added", [&] { return !!add_person(app, newcomer, kPassword); }},
                    {"staff.password_reset",
                     [&] { return !!reset_password(app, "newcomer", "a rather different one"); }},
                    {"staff.disabled", [&] { return !!disable_person(app, "newcomer"); }},
                });
}

TEST(Journal, TellsNothingOfWhatWasRefused) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto id = scene.submitted(form(1));
    scene.claim(ana, id);
    const auto before = scene.everything();
    EXPECT_FALSE(claim_given(scene.app(), ben, id, ""));
    EXPECT_FALSE(start_attempt(scene.app(), ben, id, 7));
    EXPECT_FALSE(save_draft(scene.app(), ben, id, 1, "not mine"));
    EXPECT_FALSE(add_note(scene.app(), ben, id, ""));
    EXPECT_FALSE(reveal_phone(scene.app(), ben, id, ""));
    EXPECT_EQ(scene.changed_since(before), "");
}

TEST(Sealer, GivesContiguousPositionsUnderEightWritersAndTwoSealers) {
    Scene scene(kTuesday, [](Config& config) {
        config.lanes.desk_workers = 12;
        config.lanes.form_workers = 10;
    });
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(0));
    constexpr int kWriters = 8, kEach = 60;
    std::atomic<int> writing = kWriters;
    std::mutex mutex;
    std::vector<long> read;
    together(kWriters + 3, [&](int who) {
        if (who < kWriters) {
            for (int i = 0; i < kEach; ++i) {
                if (i % 2 == 0)
                    (void)add_note(scene.app(), lead, id, "note " + std::to_string(i));
                else
                    (void)submit(scene.app(), {form(1000 * who + i)});
            }
            --writing;
        } else if (who < kWriters + 2) {
            while (writing > 0) store::seal_journal(scene.app().desk(), scene.app().master(), 7);
        } else {
            long after = 0;
            while (writing > 0) {
                const auto news = changes_after(scene.app(), after);
                const std::lock_guard lock(mutex);
                for (const auto& change : news.changes) read.push_back(change.seq);
                after = news.seq;
            }
        }
    });
    seal(scene);
    const auto count = scene.number("select count(*) from journal");
    EXPECT_EQ(scene.sql("select count(*), min(position), max(position) from journal_seal"),
              std::to_string(count) + "|1|" + std::to_string(count));
    EXPECT_EQ(verified(scene).fault, "");
    EXPECT_EQ(verified(scene).entries, count);
    long after = read.empty() ? 0 : *std::max_element(read.begin(), read.end());
    for (const auto& change : changes_after(scene.app(), after).changes) read.push_back(change.seq);
    const std::set<long> seen(read.begin(), read.end());
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(kWriters * kEach + 1))
        << "every change reaches whoever asks for what is after the last";
}

TEST(Changes, SkipNothingThatCommitsLateAndOutOfOrder) {
    Scene scene;
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(1));
    seal(scene);
    const long start = changes_after(scene.app(), 0).seq;
    std::optional<Changes> meanwhile;
    // A slow transaction has its number before a quick one that commits first.
    store::transact(scene.app().desk(), [&](store::Transaction& transaction) {
        store::note(transaction,
                    {store::Actor::person(lead.id), "request.noted", id, id.text(), {}, "{}", {}});
        EXPECT_TRUE(add_note(scene.app(), lead, id, "quick"));
        seal(scene);
        meanwhile = changes_after(scene.app(), start);
    });
    EXPECT_EQ(meanwhile->changes.size(), 1U) << "what is done waits for nobody's transaction";
    EXPECT_EQ(scene.number("select count(*) from journal where action = 'request.noted'"), 2);
    seal(scene);
    EXPECT_EQ(changes_after(scene.app(), meanwhile->seq).changes.size(), 1U);
    EXPECT_EQ(verified(scene).fault, "");
}

TEST(Changes, ComeOnceEachWhileMoreAreSealed) {
    Scene scene;
    const auto lead = scene.lead();
    const auto id = scene.submitted(form(1));
    seal(scene);
    constexpr int kNotes = 200;
    std::atomic<bool> done{false};
    std::thread writing([&] {
        for (int i = 0; i < kNotes; ++i) {
            EXPECT_TRUE(add_note(scene.app(), lead, id, "one more"));
            seal(scene);
        }
        done = true;
    });
    std::vector<long> told;
    long after = changes_after(scene.app(), 0).seq;
    const long start = after;
    for (bool last = false; !last;) {
        last = done;
        const auto changes = changes_after(scene.app(), after);
        for (const auto& change : changes.changes) told.push_back(change.seq);
        EXPECT_GE(changes.seq, after);
        after = changes.seq;
    }
    writing.join();
    const std::set<long> each(told.begin(), told.end());
    EXPECT_EQ(told.size(), each.size()) << "twice";
    EXPECT_EQ(
        scene.number("select count(*) from journal_seal where position > " + std::to_string(start)),
        static_cast<long>(each.size()))
        << "not at all";
}

TEST(Changes, ComeInPagesWithoutAGap) {
    Scene scene;
    std::vector<Form> forms;
    for (int i = 0; i < 1200; ++i) forms.push_back(form(i));
    submit(scene.app(), forms);
    while (store::seal_journal(scene.app().desk(), scene.app().master(), 2000).count > 0) {
    }
    std::set<long> seen;
    long after = 0;
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = changes_after(scene.app(), after);
        EXPECT_LE(page.changes.size(), 500U);
        for (const auto& change : page.changes) seen.insert(change.seq);
        after = page.seq;
        if (page.changes.empty()) break;
    }
    EXPECT_EQ(seen.size(), 1200U);
}

// Twenty entries, sealed; then the superuser meddles.
class Chain : public testing::Test {
  protected:
    void SetUp() override {
        const auto lead = scene.lead();
        const auto id = scene.submitted(form(1));
        while (scene.number("select count(*) from journal") < 20)
            ASSERT_TRUE(add_note(scene.app(), lead, id, "note"));
        seal(scene);
        ASSERT_EQ(verified(scene).fault, "");
        ASSERT_EQ(verified(scene).entries, 20);
    }
    // Of the entry at a position.
    static std::string at(int position) {
        return " where (xact, id) = (select xact, id from journal_seal where position = " +
               std::to_string(position) + ")";
    }
    void expect_bad(long position) {
        const auto found = verified(scene);
        EXPECT_FALSE(found.fault.empty()) << "nobody noticed";
        EXPECT_EQ(found.bad_position, position) << found.fault;
    }
    static std::string literal(const std::string& bytes) {
        std::string text = "'\\x";
        for (const char byte : bytes) {
            text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
            text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
        }
        return text + "'";
    }
    Scene scene;
};

TEST_F(Chain, ShowsWhereAnEntryWasAlteredWhicheverColumnItWas) {
    for (const char* change :
         {"at = at + interval '1 microsecond'", "actor_kind = 'operator'", "actor_id = null",
          "action = 'request.viewed'", "request_id = null", "object_id = 'x'", "fields = '{}'",
          "detail = '{\"a\": 1}'", "sealed = null"}) {
        scene.sql("create table kept as select * from journal" + at(12));
        scene.sql(std::string{"update journal set "} + change + at(12));
        expect_bad(12);
        scene.sql("delete from journal" + at(12));
        scene.sql("insert into journal overriding system value select * from kept");
        scene.sql("drop table kept");
        EXPECT_EQ(verified(scene).fault, "") << change;
    }
}

TEST_F(Chain, ShowsWhereAnEntryWasDeleted) {
    scene.sql("delete from journal" + at(7));
    expect_bad(7);
}

TEST_F(Chain, ShowsWhereAnEntryWasDeletedWithItsSeal) {
    scene.sql("delete from journal" + at(7));
    scene.sql("delete from journal_seal where position = 7");
    expect_bad(7);
    scene.sql(
        "update journal_seal set position = position - 1 where position > 7 and position <= "
        "20");
    scene.sql("update journal_head set position = 19");
    expect_bad(7);
}

TEST_F(Chain, ShowsWhereTwoEntriesWereSwapped) {
    scene.sql("alter table journal alter id drop identity");
    scene.sql(
        "with a as (select xact, id from journal_seal where position = 9), b as (select "
        "xact, id from journal_seal where position = 14) update journal j set id = case when "
        "(j.xact, j.id) = (select xact, id from a) then (select id from b) else (select id "
        "from a) end + 1000000, xact = case when (j.xact, j.id) = (select xact, id from a) "
        "then (select xact from b) else (select xact from a) end where (j.xact, j.id) in "
        "(select xact, id from a union select xact, id from b)");
    scene.sql("update journal set id = id - 1000000 where id > 1000000");
    expect_bad(9);
}

TEST_F(Chain, ShowsWhereTwoSealsWereSwapped) {
    scene.sql("update journal_seal set position = 100 where position = 9");
    scene.sql("update journal_seal set position = 9 where position = 14");
    scene.sql("update journal_seal set position = 14 where position = 100");
    expect_bad(9);
}

TEST_F(Chain, ShowsWhereAnEntryWasSlippedIn) {
    scene.sql(
        "insert into journal (xact, actor_kind, action) select xact, 'system', 'made.up' from "
        "journal_seal where position = 15");
    expect_bad(16);
}

TEST_F(Chain, ShowsWhereAnEntryWasSlippedInWithASealOfItsOwn) {
    scene.sql(
        "insert into journal (xact, actor_kind, action) select xact, 'system', 'made.up' from "
        "journal_seal where position = 15");
    scene.sql("update journal_seal set position = position + 100 where position > 15");
    scene.sql(
        "insert into journal_seal select 16, xact, id, sha256('guess') from journal where "
        "action = 'made.up'");
    scene.sql("update journal_seal set position = position - 99 where position > 100");
    expect_bad(16);
}

TEST_F(Chain, ShowsThatItsEndWasCutOff) {
    scene.sql(
        "delete from journal using journal_seal s where s.position > 17 and (journal.xact, "
        "journal.id) = (s.xact, s.id)");
    scene.sql("delete from journal_seal where position > 17");
    expect_bad(18);
    scene.sql("update journal_head set position = 17");
    expect_bad(18);
    scene.sql("update journal_head set mac = (select mac from journal_seal where position = 17)");
    expect_bad(18);
    scene.sql("delete from journal_head");
    expect_bad(18);
}

TEST_F(Chain, ShowsThatItWasTruncated) {
    scene.sql("truncate journal");
    expect_bad(1);
    scene.sql("truncate journal_seal");
    expect_bad(1);
    scene.sql("truncate journal_head");
    expect_bad(1);
}

TEST_F(Chain, IsNotSealedFurtherFromAnythingButItsSignedHead) {
    const char* broken[] = {"delete from journal_head",
                            "update journal_head set position = 19",
                            "update journal_head set mac = sha256('guess')",
                            "update journal_head set floor = '3'",
                            "update journal_head set epoch = 1",
                            "delete from journal_seal where position > 17",
                            "truncate journal",
                            "truncate journal_seal",
                            "truncate journal, journal_seal",
                            "truncate journal, journal_seal, journal_head"};
    for (const auto* how : broken) {
        scene.sql("create table k1 as table journal");
        scene.sql("create table k2 as table journal_seal");
        scene.sql("create table k3 as table journal_head");
        scene.sql(how);
        scene.sql("insert into journal (actor_kind, action) values ('system', 'more.done')");
        const auto seals = scene.sql("select count(*) from journal_seal");
        const auto refused = store::seal_journal(scene.app().desk(), scene.app().master(), 100, {});
        EXPECT_TRUE(refused.fault) << how;
        EXPECT_EQ(scene.sql("select count(*) from journal_seal"), seals) << how;
        EXPECT_NE(verified(scene).fault, "") << how;
        scene.sql("truncate journal, journal_seal, journal_head");
        scene.sql("insert into journal overriding system value select * from k1");
        scene.sql("insert into journal_seal select * from k2");
        scene.sql("insert into journal_head select * from k3");
        scene.sql("drop table k1, k2, k3");
        EXPECT_EQ(verified(scene).fault, "") << how;
    }
}

TEST_F(Chain, ShowsThatADatabaseWasRolledBackToAnOlderCopyOfItsOwn) {
    const auto lead = scene.lead("second");
    const auto id = RequestId::trusted(scene.sql("select id from request limit 1"));
    scene.sql("create table k2 as table journal_seal");
    scene.sql("create table k3 as table journal_head");
    ASSERT_TRUE(add_note(scene.app(), lead, id, "later"));
    const auto later = store::seal_journal(scene.app().desk(), scene.app().master(), 100);
    ASSERT_EQ(later.end.position, 21);
    scene.sql("delete from journal where action = 'request.noted' and actor_id = '" +
              lead.id.text() + "'");
    scene.sql("truncate journal_seal, journal_head");
    scene.sql("insert into journal_seal select * from k2");
    scene.sql("insert into journal_head select * from k3");
    // By itself it is sound: only who was told of the end knows better.
    EXPECT_EQ(verified(scene).fault, "");
    const auto told = [&] {
        return store::verify_journal(scene.app().desk(), scene.app().master(), later.end);
    };
    EXPECT_EQ(told().bad_position, 21);
    EXPECT_TRUE(
        store::seal_journal(scene.app().desk(), scene.app().master(), 100, later.end).fault);
    // Written on over, it is another past than the one that was told.
    ASSERT_TRUE(add_note(scene.app(), lead, id, "instead"));
    seal(scene);
    EXPECT_EQ(verified(scene).fault, "");
    EXPECT_EQ(told().bad_position, 21);
}

TEST_F(Chain, CountsWhatIsNotSealedYetAndSealsNothingToVerify) {
    scene.submitted(form(2));
    const auto found = verified(scene);
    EXPECT_EQ(found.fault, "");
    EXPECT_EQ(found.entries, 20);
    EXPECT_EQ(found.waiting, 1);
    EXPECT_EQ(scene.number("select max(position) from journal_seal"), 20);
}

TEST_F(Chain, GoesOnWhereTransactionsBeginAnewAfterARestore) {
    // As a cluster far ahead of this one left it, with one entry that it had not sealed yet.
    const auto look = store::seal_journal(scene.app().desk(), scene.app().master(), 100);
    const auto head = chain_head(scene.app().master(), 20, look.end.mac, 0, 2000000000);
    scene.sql("update journal_head set floor = '2000000000', mac = " + literal(head));
    scene.submitted(form(2));
    scene.sql("update journal set epoch = 0, xact = '2000000005' where epoch = 1");
    scene.submitted(form(3));
    EXPECT_EQ(scene.sql("select epoch from journal order by id desc limit 1"), "1");
    EXPECT_EQ(verified(scene).waiting, 2);
    seal(scene);
    EXPECT_EQ(verified(scene).fault, "");
    EXPECT_EQ(verified(scene).entries, 22);
    scene.submitted(form(4));
    EXPECT_EQ(scene.sql("select epoch from journal order by id desc limit 1"), "1");
    seal(scene);
    EXPECT_EQ(verified(scene).fault, "");
    EXPECT_EQ(verified(scene).entries, 23);
}

// What the database's owner can do to one of twenty-odd entries, each a statement, and the first
// position that is then bad; 0: whichever.
struct Tampering {
    std::string how;
    long bad;
};
Tampering tampering(std::mt19937& dice, long length) {
    const auto below = [&](long most) { return static_cast<long>(dice() % most); };
    const long n = 1 + below(length), m = 1 + below(length);
    const auto at = [](long position) {
        return " where (epoch, xact, id) = (select epoch, xact, id from journal_seal where "
               "position = " +
               std::to_string(position) + ")";
    };
    const auto place = std::to_string(n);
    switch (below(9)) {
        case 0:
            return {"update journal set object_id = 'x" + std::to_string(dice()) + "'" + at(n), n};
        case 1:
            return {"update journal set at = at + interval '1 microsecond'" + at(n), n};
        case 2:
            return {"delete from journal" + at(n), n};
        case 3:
            return {"delete from journal" + at(n) +
                        "; delete from journal_seal where position = " + place,
                    n};
        case 4:
            return {
                "insert into journal (epoch, xact, actor_kind, action) select epoch, xact, "
                "'system', 'made.up' from journal_seal where position = " +
                    place,
                0};
        case 5:
            return {"update journal_seal set mac = sha256('" + std::to_string(dice()) +
                        "') where position = " + place,
                    n};
        case 6:
            return {"delete from journal_seal where position >= " + place, n};
        case 7:
            return {"delete from journal_head", length + 1};
        default:
            if (n == m) return {"truncate journal", 1};
            return {
                "update journal_seal set mac = coalesce((select mac from journal_seal where "
                "position = " +
                    std::to_string(m) + "), sha256('gone')) where position = " + place,
                n};
    }
}

// BACKLINE_TAMPERINGS=10000 for the long run.
TEST_F(Chain, ShowsEveryOneOfManyRandomTamperingsBeforeAndAfterFurtherSealing) {
    const char* asked = std::getenv("BACKLINE_TAMPERINGS");
    const int rounds = asked ? std::stoi(asked) : 400;
    std::mt19937 dice(20261126);
    scene.sql(
        "create table k1 as table journal; create table k2 as table journal_seal; "
        "create table k3 as table journal_head");
    for (int round = 0; round < rounds; ++round) {
        auto done = tampering(dice, 20);
        if (dice() % 3 == 0) {  // two at a time: the first bad position is the lesser one
            const auto other = tampering(dice, 20);
            done = {done.how + "; " + other.how, 0};
        }
        scene.sql(done.how);
        if (dice() % 2 == 0) {
            scene.sql("insert into journal (actor_kind, action) values ('system', 'more.done')");
            store::seal_journal(scene.app().desk(), scene.app().master(), 100);
        }
        const auto found = verified(scene);
        ASSERT_NE(found.fault, "") << done.how;
        ASSERT_GT(found.bad_position, 0) << done.how;
        if (done.bad > 0 && done.bad <= 20) {
            ASSERT_EQ(found.bad_position, done.bad) << done.how;
        }
        scene.sql(
            "truncate journal, journal_seal, journal_head; "
            "insert into journal overriding system value select * from k1; "
            "insert into journal_seal select * from k2; "
            "insert into journal_head select * from k3");
    }
}

TEST_F(Chain, IsReadByTheRightKeyOnly) {
    Key other;
    other.data()[0] = 1;
    EXPECT_EQ(store::verify_journal(scene.app().desk(), Master(other)).bad_position, 1);
}

}  // namespace
}  // namespace backline::test

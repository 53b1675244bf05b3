#include "store/crowd.h"

#include <atomic>
#include <mutex>

#include "store/clock.h"
#include "store/invariants.h"
#include "store/journal.h"
#include "store/requests.h"

namespace backline::test {

namespace {

using std::chrono::minutes;

constexpr int kPhones = 60;

struct Shared {
    std::mutex mutex;
    std::vector<std::string> tokens;
    Faults faults;
    Instant now;
    std::atomic<bool> well = true;

    void wrong(const std::string& what) {
        well = false;
        const std::lock_guard lock(mutex);
        if (faults.size() < 5) faults.push_back(what);
    }
};

// One server with two of its agents at work.
class Server {
  public:
    Server(Database& database, Shared& shared, int number, unsigned long seed)
        : app(database.config(), database.master()), shared_(shared), dice_(seed) {
        for (int i = 0; i < 2; ++i)
            desks_.push_back({person(database, "a" + std::to_string(number * 2 + i),
                                     number == 0 && i == 0 ? Role::lead : Role::agent, {"en"}),
                              {},
                              0,
                              {}});
        prefix_ = "crowd-" + std::to_string(number) + "-";
    }

    void set_clock() {
        for (auto* pool : {&app.desk(), &app.form()})
            store::transact(
                *pool, [&](store::Transaction& t) { store::set_clock(t, shared_.now); },
                store::Mode::single);
    }

    void step() {
        try {
            const unsigned what = below(100);
            if (what < 14) return send();
            if (what < 20) return by_link();
            if (what < 24) return care();
            work(desks_[below(2)]);
        } catch (const store::Refused& refused) {
            shared_.wrong("a statement was refused: " + refused.sqlstate);
        } catch (const store::Conflict& conflict) {
            shared_.wrong("a conflict escaped: " + conflict.constraint);
        } catch (const std::exception& failure) {
            shared_.wrong(failure.what());
        }
    }

    App app;

  private:
    struct Desk {
        Person person;
        std::optional<RequestId> request;
        long fence;
        std::optional<AttemptId> call;
    };

    unsigned below(unsigned limit) { return static_cast<unsigned>(dice_() % limit); }

    void send() {
        std::vector<Form> forms;
        for (unsigned i = 0; i <= below(4); ++i) {
            Form sent = form(static_cast<int>(below(kPhones)));
            sent.name = *PersonName::parse(below(4) == 0 ? "Kim Jones" : "Pat Smith");
            sent.key = prefix_ + std::to_string(++sent_);
            forms.push_back(sent);
        }
        for (const auto& answer : submit(app, forms)) {
            if (!answer) return shared_.wrong("a form was refused");
            const std::lock_guard lock(shared_.mutex);
            shared_.tokens.push_back(answer->token);
        }
    }

    void by_link() {
        std::string token;
        {
            const std::lock_guard lock(shared_.mutex);
            if (shared_.tokens.empty()) return;
            token = shared_.tokens[below(static_cast<unsigned>(shared_.tokens.size()))];
        }
        if (below(2) == 0)
            (void)withdraw(app, token);
        else
            (void)ask_for_window(app, token, AsSoonAsPossible{});
    }

    void care() {
        if (below(2) == 0)
            store::seal_journal(app.desk(), app.master(), 500);
        else
            store::transact(app.desk(), [](store::Transaction& t) {
                store::lapse_claims(t, std::nullopt);
                store::settle_promises(t);
                store::note_overdue_attempts(t);
            });
    }

    void work(Desk& desk) {
        if (desk.call) return hang_up(desk);
        if (!desk.request || below(6) == 0) {
            const auto claim = claim_next(app, desk.person);
            if (!claim) return shared_.wrong("claim next failed");
            desk.request.reset();
            if (!*claim) return;
            desk.request = (*claim)->request.id;
            desk.fence = (*claim)->fence;
            desk.call = (*claim)->request.open_attempt;
            return;
        }
        const unsigned what = below(10);
        if (what < 6) {
            const auto call = start_attempt(app, desk.person, *desk.request, desk.fence);
            if (call) desk.call = call->id;
            if (!call) desk.request.reset();
        } else if (what < 8) {
            (void)renew_claim(app, desk.person, *desk.request, desk.fence);
        } else {
            (void)release_claim(app, desk.person, *desk.request, desk.fence, "");
            desk.request.reset();
        }
    }

    void hang_up(Desk& desk) {
        static constexpr const char* kOutcomes[] = {"no_answer", "busy", "referred_out",
                                                    "wrong_number", "call_failed"};
        const char* code = below(60) == 0 ? "do_not_call" : kOutcomes[below(5)];
        const auto done = end_attempt(app, desk.person, *desk.call, desk.fence, code, {});
        if (!done && !error_of<StaleFence>(done)) shared_.wrong("a call could not be ended");
        desk.call.reset();
        desk.request.reset();
    }

    Shared& shared_;
    std::mt19937_64 dice_;
    std::vector<Desk> desks_;
    std::string prefix_;
    long sent_ = 0;
};

void look(App& app, Shared& shared, bool at_the_chain) {
    store::transact(
        app.desk(), [&](store::Transaction& t) { store::set_clock(t, shared.now); },
        store::Mode::single);
    for (const auto& broken : broken_invariants(app.desk())) shared.wrong(broken);
    if (!at_the_chain) return;
    while (store::seal_journal(app.desk(), app.master(), 5000).count > 0) {
    }
    const auto verified = store::verify_journal(app.desk(), app.master());
    if (!verified.fault.empty()) shared.wrong("the journal is broken: " + verified.fault);
}

}  // namespace

Faults let_work(Database& database, const Crowd& crowd) {
    Shared shared;
    App checker(database.config(), database.master());
    const auto& calendar = checker.institute()->rules.hours;
    std::mt19937_64 dice(crowd.seed);
    shared.now = Instant{std::chrono::microseconds{std::stoll(database.sql(
        "select (extract(epoch from timestamptz '2026-11-02 09:00 America/Los_Angeles') * "
        "1e6)::bigint"))}};
    std::vector<std::unique_ptr<Server>> servers;
    for (int i = 0; i < crowd.threads; ++i)
        servers.push_back(std::make_unique<Server>(database, shared, i,
                                                   crowd.seed * 100 + static_cast<unsigned>(i)));
    for (int leaps = 0; leaps < crowd.leaps && shared.well; ++leaps) {
        together(crowd.threads, [&](int number) {
            auto& server = *servers[static_cast<std::size_t>(number)];
            if (leaps == crowd.leaps / 2) crowd.before_half(server.app);
            server.set_clock();
            for (int i = 0; i < crowd.steps && shared.well; ++i) server.step();
        });
        look(checker, shared, leaps % 10 == 9);
        shared.now = calendar.next_open(shared.now + minutes(1 + dice() % 8));
    }
    return shared.faults;
}

}  // namespace backline::test

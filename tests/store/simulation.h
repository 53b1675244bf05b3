// A seeded simulation of the queue: patients, agents, a lead and the caretaker do random things
// through the use cases of the app, on a real database whose clock leaps over leases, nights,
// week-ends and both changes of the hour. After each step the answer is held against a model of who
// may do what; now and then the model against the rows, and all the invariants.
#pragma once

#include <deque>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "store/scene.h"

namespace backline::test {

// What is wrong with what happened, in words; empty while all is well.
using Faults = std::vector<std::string>;

using Replacements = std::vector<std::pair<std::string, std::string>>;
// Prepares a statement of sql/queries anew with something in its text replaced: a deliberate
// mistake that the checker must find. Of this pool's one connection, which must have run it before.
// Throws where there is nothing to replace.
void mutate(store::Pool& pool, const std::string& statement, const Replacements& replacements);

struct Scale {
    unsigned phones = 4000;         // the fewer, the more of them belong together
    long everything_every = 25000;  // steps between two looks at all the invariants
};

class Simulation {
  public:
    // Not thread-safe: one thread, and one connection of each pool. The clock starts at `start`.
    Simulation(Database& database, unsigned long seed, const std::string& start, Scale scale = {});
    ~Simulation();

    // Goes on for so many steps, or until something is wrong.
    void run(long steps);
    // The model against the rows; then all the invariants and the journal's chain.
    void check_rows();
    void check_everything();
    const Faults& faults() const { return faults_; }
    // How often each kind of thing was done, and how it went: "claim_next ok" → 1234.
    const std::map<std::string, long>& done() const { return done_; }
    Instant now() const { return now_; }

    // From now on this statement reads otherwise on these connections: see mutate() below.
    void mutate(const std::string& statement, const Replacements& replacements);

  private:
    struct Link {
        std::string token;
        Instant sent, taken_back;
        bool withdrawn = false;
    };
    struct Case {
        RequestId id;
        std::vector<Link> links;  // in the order of the forms; the first made the request
        // When a call was agreed last, and when the last call that is over began.
        std::optional<Instant> agreed, over_began;
        int phone = 0, name = 0;
        std::string language, state;
        bool suppressed = false;
        long fence = 0;
        int holder = -1;  // whose claim is in its row, live or lapsed
        Instant until;
        std::optional<AttemptId> open;
        Instant opened;
        int caller = -1;
        long call_fence = 0;
        int calls = 0;
        int reserved = -1;
        std::optional<Instant> closed_at;
    };
    struct Agent {
        Person person;
        int holding = -1;  // the case whose row bears this agent's claim
        int calling = -1;  // the case whose open call is this agent's
        std::string session;
        Instant seen, expires;
        bool lead() const { return person.role == Role::lead; }
        bool speaks(const std::string& language) const;
    };
    struct Given {
        int agent, which;
        long fence;
    };
    struct Over {
        AttemptId attempt;
        int agent, which;
        long fence;
        std::string outcome;
    };

    unsigned below(unsigned limit) { return static_cast<unsigned>(dice_() % limit); }
    bool percent(unsigned chance) { return below(100) < chance; }
    void wrong(const std::string& what);
    void expect(bool holds, const std::string& what) {
        if (!holds) wrong(what);
    }
    void count(const char* what, const std::string& how) { ++done_[std::string{what} + " " + how]; }
    bool has_expired(const Case& c, const Link& link);
    static bool others_stand(const Case& c, const Link& but) {
        return std::any_of(c.links.begin(), c.links.end(),
                           [&](const Link& link) { return &link != &but && !link.withdrawn; });
    }
    // Since when no earlier form stands beside it; nothing while one does.
    static std::optional<Instant> alone_since(const Case& c, const Link& link) {
        Instant since = link.sent;
        for (const Link* one = c.links.data(); one != &link; ++one) {
            if (!one->withdrawn) return std::nullopt;
            since = std::max(since, one->taken_back);
        }
        return since;
    }
    // Whether the page of this link must tell no more than was answered to the form.
    static bool as_sent(const Case& c, const Link& link) {
        if (c.state == "quarantined" || c.suppressed) return true;
        const auto alone = alone_since(c, link);
        return &link != &c.links.front() && !(alone && c.over_began && *c.over_began > *alone);
    }
    Link& any_link(Case& c) { return c.links[below(static_cast<unsigned>(c.links.size()))]; }
    bool live(const Case& c) const { return c.holder >= 0 && c.until > now_; }
    Case& at(int which) { return cases_[static_cast<std::size_t>(which)]; }
    Agent& agent(int which) { return agents_[static_cast<std::size_t>(which)]; }
    int any_open() {
        return open_.empty() ? -1 : open_[below(static_cast<unsigned>(open_.size()))];
    }

    App& desk();  // with its clock at now_
    App& form();
    void pass_time();
    void step();
    void patient_step();
    void agent_step(int who);
    void idle_step(int who);
    void holding_step(int who);
    void calling_step(int who);
    void stale_step(int who);
    void caretaker_step();
    void lead_step(int who);

    Form random_form();
    void submit_form();
    void replay();
    void remember(const Receipt& receipt, const Form& form);
    void withdraw_one();
    void move_one();
    void look_one();
    void touch_session(int who);
    void claim_any(int who);
    void got(int who, const Claim& claim);
    void got_nothing(int who);
    bool offered(const Agent& asking, const Case& c) const;
    void claim_one(int who, int which, const std::string& reason);
    void renew(int who, int which, long fence);
    void release(int who, int which, long fence);
    void draft(int who, int which, long fence);
    void start(int who, int which, long fence);
    void end(int who, int which, const AttemptId& attempt, long fence);
    void end_again();
    void renumbered(int which, int phone, const Ended& done);
    void hung_up(int which);
    bool flagged(const RequestId& id);
    bool permission_ends(const RequestId& id);
    void ended(int who, int which, const Outcome& outcome, const OutcomeInput& input,
               const State& state);
    void take(int who, int which, long fence);
    void free(int which);
    void close(int which);
    void suppress(int phone, int but);
    std::string sql(const std::string& statement);

    Scale scale_;
    std::unique_ptr<App> app_;
    std::shared_ptr<const Institute> institute_;
    std::mt19937_64 dice_;
    Instant now_, desk_clock_, form_clock_;
    std::vector<Agent> agents_;
    std::vector<Case> cases_;
    std::vector<int> open_;
    std::map<std::pair<int, int>, int> person_open_;
    std::map<int, bool> suppressed_;
    std::map<std::string, int> by_id_;
    std::deque<Given> given_;
    std::deque<Over> over_;
    std::deque<std::pair<Form, Receipt>> sent_;
    std::map<std::string, long> done_;
    Faults faults_;
    long steps_ = 0, forms_ = 0, keys_ = 0;
};

}  // namespace backline::test

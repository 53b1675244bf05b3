// `backline demo-data N`: N believable requests of the last four weeks, worked by the demo's people
// through the very use cases of the desk, with the clock of this connection set back.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <stdexcept>

#include "app/desk.h"
#include "cli/demo_people.h"
#include "cli/opening.h"
#include "cli/verbs.h"
#include "store/clock.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/reports.h"
#include "store/requests.h"

namespace backline {

namespace {

using namespace std::chrono;
using demo::Dice;

constexpr days kSpan{28};
constexpr minutes kLeftAlone{45};  // the latest requests wait for whoever looks at the demo

struct Member {
    const char* username;
    const char* name;
    Role role;
    std::vector<std::string> languages;
};

std::string demo_password() {
    if (const char* file = std::getenv("BACKLINE_DEMO_PASSWORD_FILE")) {
        std::ifstream in(file);
        std::string password;
        std::getline(in, password);
        if (!password.empty()) return password;
    }
    if (const char* password = std::getenv("BACKLINE_DEMO_PASSWORD")) return password;
    throw std::runtime_error("set BACKLINE_DEMO_PASSWORD_FILE or BACKLINE_DEMO_PASSWORD");
}

std::vector<Person> demo_people(App& app) {
    const std::array<Member, 6> members{{{"agent", "Ana Reyes", Role::agent, {"en", "es"}},
                                         {"agent2", "Ben Carter", Role::agent, {"en"}},
                                         {"lead", "Lucía Ortega", Role::lead, {"en", "es"}},
                                         {"manager", "Morgan Hale", Role::manager, {"en"}},
                                         {"admin", "Ada Quinn", Role::administrator, {"en"}},
                                         {"auditor", "Alex Moreau", Role::auditor, {"en"}}}};
    std::vector<Person> people;
    std::string password;
    for (const auto& member : members) {
        const auto known = store::transact(app.desk(), [&](store::Transaction& transaction) {
            return store::find_staff(transaction, member.username);
        });
        Person person{{}, member.username, member.name, member.role, member.languages};
        if (known) {
            person.id = known->id;
        } else {
            if (password.empty()) password = demo_password();
            const auto added = add_person(app, person, password);
            if (!added)
                throw std::runtime_error("the demo password was refused: 15 to 128 characters");
            person.id = *added;
        }
        people.push_back(person);
    }
    return people;
}

// An agent's day: busy until `free_at`.
struct Agent {
    Person person;
    Instant free_at;
};

class Weeks {
  public:
    Weeks(App& app, std::vector<Agent> agents, unsigned seed)
        : app_(app), institute_(app.institute()), agents_(std::move(agents)), dice_(seed) {}

    void live(const std::vector<Instant>& arrivals, Instant stop_work) {
        std::size_t next = 0;
        while (true) {
            auto agent = std::min_element(
                agents_.begin(), agents_.end(),
                [](const Agent& a, const Agent& b) { return a.free_at < b.free_at; });
            if (next < arrivals.size() && arrivals[next] <= agent->free_at) {
                arrive(arrivals[next], static_cast<int>(next));
                ++next;
                continue;
            }
            if (agent->free_at >= stop_work) {
                if (next >= arrivals.size()) return;
                agent->free_at = std::max(agent->free_at, arrivals[next]);
                continue;
            }
            const auto wake =
                next < arrivals.size() ? std::min(arrivals[next], stop_work) : stop_work;
            work(*agent, wake);
        }
    }

    int called() const { return called_; }

  private:
    void set_clock(Instant at) {
        for (store::Pool* pool : {&app_.form(), &app_.desk()})
            store::transact(
                *pool, [&](store::Transaction& transaction) { store::set_clock(transaction, at); },
                store::Mode::single);
    }

    void arrive(Instant at, int number) {
        set_clock(at);
        const auto answers = submit(app_, {demo::believable_form(dice_, number, at, *institute_)});
        if (!answers.front()) throw std::runtime_error("a demo form was refused");
        // Now and then somebody changes their mind before we call.
        if (dice_.percent(4)) (void)withdraw(app_, answers.front()->token);
    }

    void work(Agent& agent, Instant wake) {
        set_clock(agent.free_at);
        const auto claim = claim_next(app_, agent.person);
        if (!claim || !*claim) return rest(agent, wake);
        const auto& request = (*claim)->request;
        const Instant calling = agent.free_at + seconds(15 + dice_.below(40));
        set_clock(calling);
        const auto attempt = start_attempt(app_, agent.person, request.id, (*claim)->fence);
        if (!attempt) {
            (void)release_claim(app_, agent.person, request.id, (*claim)->fence, "");
            agent.free_at = calling + minutes(5);
            return;
        }
        ++called_;
        end(agent, **claim, attempt->id, calling);
    }

    void rest(Agent& agent, Instant wake) {
        const auto due = store::transact(
            app_.desk(),
            [](store::Transaction& transaction) { return store::next_due(transaction); },
            store::Mode::single);
        Instant until = wake;
        if (due && *due < until) until = *due;
        // Nobody jumps the second something comes in: a few seconds to two minutes.
        agent.free_at = std::max(until, agent.free_at) + seconds(5 + dice_.below(115));
    }

    std::string draw_outcome(const RequestView& request) {
        if (request.red_flag) return "emergency_redirected";
        const unsigned drawn = dice_.below(100);
        if (drawn < 34) return "no_answer";
        if (drawn < 44)
            return request.voicemails_left > 0 ? "voicemail_left" : "voicemail_not_left";
        if (drawn < 47) return "busy";
        if (drawn < 49) return "left_live_message";
        if (drawn < 51) return dice_.percent(60) ? "wrong_number" : "disconnected";
        if (drawn < 52) return "call_failed";
        if (drawn < 80) return "booked";
        if (drawn < 88) return "declined";
        if (drawn < 92) return "callback_requested";
        if (drawn < 95) return "needs_information";
        if (drawn < 97) return "existing_patient_redirected";
        if (drawn < 99) return "referred_out";
        return "do_not_call";
    }

    OutcomeInput input_for(const std::string& outcome, Instant ended) {
        OutcomeInput input;
        input.note = demo::believable_note(dice_, outcome);
        const auto& hours = institute_->rules.hours;
        const auto later = hours.next_open(ended + minutes(60 * (20 + dice_.below(60))));
        if (outcome == "booked")
            input.appointment = Appointment{hours.next_open(ended + days(2 + dice_.below(12))),
                                            "Santa Monica clinic", "Dr. Rivera"};
        if (outcome == "callback_requested" || outcome == "needs_information") input.due_at = later;
        static constexpr const char* reasons[] = {"cost", "insurance", "distance", "other_care",
                                                  "better"};
        if (outcome == "declined") input.reason = dice_.one_of(reasons);
        if (outcome == "emergency_redirected") {
            input.advice = institute_->words("en", "emergency.id");
            if (input.note.empty())
                input.note = "Read the advice; going to the emergency department";
        }
        return input;
    }

    void end(Agent& agent, const Claim& claim, const AttemptId& attempt, Instant calling) {
        const std::string outcome = draw_outcome(claim.request);
        const bool talked = outcome == "booked" || outcome == "declined";
        const Instant ended =
            calling + seconds(talked ? 200 + dice_.below(400) : 25 + dice_.below(60));
        set_clock(ended);
        auto done = end_attempt(app_, agent.person, attempt, claim.fence, outcome,
                                input_for(outcome, ended));
        if (!done)
            done =
                end_attempt(app_, agent.person, attempt, claim.fence, "no_answer", OutcomeInput{});
        if (!done) throw std::runtime_error("a demo outcome was refused");
        agent.free_at = ended + seconds(20 + dice_.below(70));
    }

    App& app_;
    std::shared_ptr<const Institute> institute_;
    std::vector<Agent> agents_;
    Dice dice_;
    int called_ = 0;
};

// More by day than by night, fewer at weekends; a few within the last minutes, so that whoever
// looks finds somebody waiting. Ascending.
std::vector<Instant> arrivals(Dice& dice, int count, Instant from, Instant to, const Zone& zone) {
    std::vector<Instant> times;
    const auto latest = static_cast<unsigned>(duration_cast<seconds>(kLeftAlone).count());
    for (int i = 0; i < count / 50; ++i) times.push_back(to - seconds(dice.below(latest)));
    const auto span = duration_cast<seconds>(to - from).count();
    while (static_cast<int>(times.size()) < count) {
        const Instant at = from + seconds(dice.below(static_cast<unsigned>(span)));
        const auto local = zone.local(at);
        const auto day = floor<days>(local);
        const auto hour = duration_cast<hours>(local - day).count();
        const bool weekend = weekday{day} == Sunday || weekday{day} == Saturday;
        const unsigned chance = hour < 6    ? 4
                                : hour < 8  ? 25
                                : hour < 18 ? 100
                                : hour < 22 ? 45
                                            : 12;
        if (dice.percent(weekend ? chance / 3 : chance)) times.push_back(at);
    }
    std::sort(times.begin(), times.end());
    return times;
}

}  // namespace

int make_demo_data(const Config& asked, int requests, unsigned seed) {
    Config config = asked;
    // Connections whose clock is set: one for each pool, so that every statement lives at the same
    // time.
    const auto app = open_app(config);
    const auto people = demo_people(*app);
    const bool there = store::transact(app->desk(), [](store::Transaction& transaction) {
        return store::any_request(transaction);
    });
    if (there || requests == 0) {
        std::cout << (there ? "there are requests already: none made\n" : "no requests made\n");
        return 0;
    }
    const Instant now = store::transact(
        app->desk(), [](store::Transaction& transaction) { return store::clock(transaction); });
    const Instant from = now - kSpan;
    Dice dice(seed * 7919 + 1);
    const auto times =
        arrivals(dice, requests, from, now - minutes(1), app->institute()->rules.hours.zone());
    Weeks weeks(*app, {{people[0], from}, {people[1], from}, {people[2], from}}, seed);
    weeks.live(times, now - kLeftAlone);
    std::cout << "made " << requests << " requests with " << weeks.called() << " calls\n";
    return 0;
}

}  // namespace backline

#include "store/simulation.h"

#include <algorithm>
#include <pqxx/pqxx>
#include <utility>

#include "store/clock.h"
#include "store/invariants.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/requests.h"
#include "store/sql.h"
#include "store/statement.h"
#include "vault/token.h"

namespace backline::test {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr long kRowsEvery = 500;
constexpr std::size_t kRemembered = 400;
constexpr std::size_t kMostFaults = 5;

std::string text(long number) {
    return std::to_string(number);
}

template <class T>
std::string kind_of(const Result<T>& result) {
    if (result) return "ok";
    static constexpr const char* kinds[] = {
        "invalid",     "unauthenticated", "forbidden",   "not_found", "held",
        "stale_fence", "not_now",         "wrong_state", "too_many",  "overloaded"};
    const std::string kind = kinds[result.error().index()];
    const auto why = wrong_state(result);
    return why.empty() ? kind : why;
}

}  // namespace

bool Simulation::Agent::speaks(const std::string& language) const {
    const auto& all = person.languages;
    return std::find(all.begin(), all.end(), language) != all.end();
}

Simulation::Simulation(Database& database, unsigned long seed, const std::string& start,
                       Scale scale)
    : scale_(scale), dice_(seed) {
    // Durability is proven by tests/faults; here only speed would suffer from it.
    database.sql("alter database " + database.name() + " set synchronous_commit = off");
    app_ = std::make_unique<App>(database.config(), database.master());
    institute_ = app_->institute();
    now_ = Instant{std::chrono::microseconds{std::stoll(
        database.sql("select (extract(epoch from timestamptz '" + start + "') * 1e6)::bigint"))}};
    const std::vector<std::vector<std::string>> spoken{
        {"en"}, {"en"}, {"en", "es"}, {"es"}, {"en", "es"}};
    for (std::size_t i = 0; i < spoken.size(); ++i) {
        const bool lead = i + 1 == spoken.size();
        agents_.push_back({person(database, "agent" + std::to_string(i),
                                  lead ? Role::lead : Role::agent, spoken[i]),
                           -1,
                           -1,
                           "",
                           {},
                           {}});
    }
}

Simulation::~Simulation() = default;

App& Simulation::desk() {
    if (desk_clock_ != now_)
        store::transact(
            app_->desk(), [&](store::Transaction& t) { store::set_clock(t, now_); },
            store::Mode::single);
    desk_clock_ = now_;
    return *app_;
}

App& Simulation::form() {
    if (form_clock_ != now_)
        store::transact(
            app_->form(), [&](store::Transaction& t) { store::set_clock(t, now_); },
            store::Mode::single);
    form_clock_ = now_;
    return *app_;
}

std::string Simulation::sql(const std::string& statement) {
    return store::transact(desk().desk(), [&](store::Transaction& t) {
        const auto rows = t.raw().exec(statement);
        return rows.empty() ? std::string{} : std::string{rows[0][0].c_str()};
    });
}

void mutate(store::Pool& pool, const std::string& statement, const Replacements& replacements) {
    std::string changed;
    for (const auto& known : sql::all())
        if (known.name == statement) changed = known.text;
    for (const auto& [from, to] : replacements) {
        if (changed.find(from) == std::string::npos)
            throw std::logic_error(statement + " has nothing to mutate: " + from);
        for (std::size_t i = changed.find(from); i != std::string::npos;
             i = changed.find(from, i + to.size()))
            changed.replace(i, from.size(), to);
    }
    store::transact(pool, [&](store::Transaction& t) {
        t.raw().exec("deallocate \"" + statement + "\"");
        t.raw().exec("prepare \"" + statement + "\" as " + changed);
    });
}

void Simulation::mutate(const std::string& statement, const Replacements& replacements) {
    const bool forms = statement.starts_with("submission.") || statement == "request.aim";
    test::mutate(forms ? app_->form() : app_->desk(), statement, replacements);
}

void Simulation::wrong(const std::string& what) {
    if (faults_.size() >= kMostFaults) return;
    faults_.push_back("step " + text(steps_) + ": " + what);
}

void Simulation::run(long steps) {
    for (long i = 0; i < steps && faults_.empty(); ++i) {
        ++steps_;
        pass_time();
        step();
        if (steps_ % kRowsEvery == 0) check_rows();
        if (steps_ % scale_.everything_every == 0) check_everything();
    }
    if (faults_.empty()) check_everything();
}

void Simulation::pass_time() {
    const auto& calendar = institute_->rules.hours;
    now_ += milliseconds(1 + below(12000));
    const unsigned leap = below(2000);
    if (leap < 12) now_ += seconds(300 + below(200));                   // past a lease
    if (leap == 12) now_ += minutes(55 + below(20));                    // past the longest call
    if (leap == 13) now_ = calendar.closes(now_) - seconds(below(60));  // to the day's end
    if (calendar.open_at(now_)) return;
    const unsigned night = below(100);
    if (night < 5) now_ += minutes(below(200));
    if (night >= 5 && night < 12) now_ = calendar.next_open(now_) + seconds(below(90));
}

void Simulation::step() {
    const unsigned what = below(100);
    if (what < 14) return patient_step();
    if (what < 17) return caretaker_step();
    if (what < 20) return stale_step(static_cast<int>(below(5)));
    agent_step(static_cast<int>(below(5)));
}

void Simulation::patient_step() {
    const unsigned what = below(100);
    if (what < 55) return submit_form();
    if (what < 70) return replay();
    if (what < 78) return withdraw_one();
    if (what < 90) return move_one();
    look_one();
}

void Simulation::agent_step(int who) {
    touch_session(who);
    if (agent(who).lead() && percent(12)) return lead_step(who);
    if (agent(who).holding < 0) return idle_step(who);
    if (at(agent(who).holding).open) return calling_step(who);
    holding_step(who);
}

void Simulation::idle_step(int who) {
    const unsigned what = below(100);
    if (what < 85 || open_.empty()) return claim_any(who);
    if (what < 95) return claim_one(who, any_open(), percent(50) ? "because" : "");
    const auto seen = queue(desk(), agent(who).person);
    expect(seen.has_value(), "the queue could not be seen");
}

void Simulation::holding_step(int who) {
    const int which = agent(who).holding;
    const long fence = at(which).fence;
    const unsigned what = below(100);
    if (what < 62) return start(who, which, fence);
    if (what < 74) return renew(who, which, fence);
    if (what < 82) return release(who, which, fence);
    if (what < 88) return draft(who, which, fence);
    if (what < 94) return claim_any(who);
    claim_one(who, percent(30) ? which : any_open(), "");
}

void Simulation::calling_step(int who) {
    const int which = agent(who).holding;
    const long fence = at(which).fence;
    const unsigned what = below(100);
    if (what < 78) return end(who, which, *at(which).open, fence);
    if (what < 83) return renew(who, which, fence);
    if (what < 87) return release(who, which, fence);
    if (what < 91) return start(who, which, fence);
    if (what < 95) return claim_any(who);
    claim_one(who, any_open(), "");
}

// What was once somebody's, tried again much later; or by somebody else.
void Simulation::stale_step(int who) {
    if (given_.empty()) return;
    auto old = given_[below(static_cast<unsigned>(given_.size()))];
    int by = percent(80) ? old.agent : who;
    // Or what its very holder held it by before: a page that was left open.
    if (const int held = agent(who).holding; held >= 0 && percent(50)) {
        by = who;
        old = {who, held, std::max(0L, at(held).fence - 1 - static_cast<long>(below(2)))};
    }
    switch (below(6)) {
        case 0:
            return renew(by, old.which, old.fence);
        case 1:
            return release(by, old.which, old.fence);
        case 2:
            return draft(by, old.which, old.fence);
        case 3:
            return start(by, old.which, old.fence);
        case 4:
            if (at(old.which).open) return end(by, old.which, *at(old.which).open, old.fence);
            [[fallthrough]];
        default:
            return end_again();
    }
}

void Simulation::caretaker_step() {
    const unsigned what = below(100);
    if (what < 45) {
        long expected = 0;
        for (auto& one : agents_) {
            if (one.holding < 0 || live(at(one.holding)) || at(one.holding).open) continue;
            ++expected;
            free(one.holding);
        }
        const long lapsed = store::transact(desk().desk(), [](store::Transaction& t) {
            return store::lapse_claims(t, std::nullopt);
        });
        count("lapse", lapsed > 0 ? "some" : "none");
        // A lapsed claim may have gone already, when the gate refused whoever took it up.
        expect(lapsed <= expected && sql("select count(*) from request where claim_until <= "
                                         "instant() and open_attempt is null") == "0",
               "lapsed " + text(lapsed) + " claims of " + text(expected));
        const long told = store::transact(
            desk().desk(), [](store::Transaction& t) { return store::note_overdue_attempts(t); });
        count("overdue", told > 0 ? "some" : "none");
        expect(sql("select count(*) from attempt where ended_at is null and overdue_at is null "
                   "and started_at <= instant() - interval '60 minutes'") == "0",
               "a call is open for an hour and no lead is told");
    } else if (what < 75) {
        store::transact(desk().desk(), [](store::Transaction& t) { store::settle_promises(t); });
        expect(sql("select count(*) from promise where settled is null and to_at + interval '15 "
                   "minutes' < instant()") == "0",
               "a promise was neither kept nor broken");
    } else {
        store::seal_journal(desk().desk(), app_->master(), 5000);
    }
}

void Simulation::lead_step(int who) {
    const int which = below(3) == 0 || open_.empty() ? -1 : any_open();
    if (which >= 0 && at(which).state != "quarantined")
        return claim_one(who, which, percent(80) ? "needed elsewhere" : "");
    const auto id = sql("select id from request where state = 'quarantined' limit 1");
    if (id.empty()) return;
    Case& c = at(by_id_.at(id));
    const int mine = by_id_.at(id);
    if (percent(30)) {
        expect(close_as_spam(desk(), agent(who).person, c.id).has_value(), "spam stayed");
        return close(mine);
    }
    const auto released = release_from_quarantine(desk(), agent(who).person, c.id);
    const bool doomed = suppressed_.contains(c.phone);
    const bool asked_again = !doomed && person_open_.contains({c.phone, c.name});
    count("release_from_quarantine", kind_of(released));
    expect(released.has_value(), "released from quarantine: " + kind_of(released));
    if (!released) return;
    if (asked_again) return close(mine);  // as a duplicate of what they asked for since
    c.state = doomed ? "escalated" : "new";
    c.suppressed = doomed;
    if (!doomed) person_open_[{c.phone, c.name}] = mine;
}

// --- patients ---------------------------------------------------------------------------------

Form Simulation::random_form() {
    // Now and then somebody who has asked before.
    const int phone = percent(20) && !open_.empty() ? at(any_open()).phone
                                                    : static_cast<int>(below(scale_.phones));
    Form form = test::form(phone);
    form.key = "simulated-" + text(++keys_);
    form.name = *PersonName::parse(percent(90) ? "Pat Smith" : "Kim Jones");
    form.language = percent(25) ? "es" : "en";
    form.voicemail_ok = percent(70);
    if (percent(4)) form.red_flags = {"fever"};
    if (percent(4)) form.suspicion = "too_fast";
    if (percent(12)) form.asked = DaysAndParts{{}, {DayPart::afternoon}};
    if (percent(6)) form.asked = DaysAndParts{{2, 4}, {DayPart::morning}};
    if (percent(6)) {
        const auto from = institute_->rules.hours.next_open(now_ + hours(4 + below(60)));
        form.asked = Window{from, from + minutes(60)};
    }
    return form;
}

void Simulation::submit_form() {
    const Form sent = random_form();
    const auto answers = submit(form(), {sent});
    expect(answers.front().has_value(), "a form was refused: " + kind_of(answers.front()));
    if (!answers.front()) return;
    ++forms_;
    expect(!answers.front()->replayed, "a new form was taken for an old one");
    remember(*answers.front(), sent);
    sent_.emplace_back(sent, *answers.front());
    if (sent_.size() > kRemembered) sent_.pop_front();
}

void Simulation::remember(const Receipt& receipt, const Form& sent) {
    const auto id =
        sql("select request_id from submission where reference = '" + receipt.reference + "'");
    expect(!id.empty(), "an acknowledged form is not there");
    if (id.empty()) return;
    const int phone = std::stoi(sent.phone.e164().substr(5)) - 2000000;
    const int name = sent.name.text() == "Pat Smith" ? 0 : 1;
    const auto open_one = person_open_.find({phone, name});
    const bool doomed = suppressed_.contains(phone);
    if (sent.suspicion.empty() && !doomed && open_one != person_open_.end()) {
        count("submit", "joined");
        Case& joined = at(open_one->second);
        expect(joined.id.text() == id, "a form did not join its person's request");
        joined.links.push_back({receipt.token, now_, {}});
        return;
    }
    expect(!by_id_.contains(id), "a form joined a request it does not belong to");
    Case c;
    c.id = RequestId::trusted(id);
    c.links.push_back({receipt.token, now_, {}});
    c.phone = phone;
    c.name = name;
    c.language = sent.language;
    c.suppressed = doomed;
    c.state = !sent.suspicion.empty() ? "quarantined" : doomed ? "escalated" : "new";
    count("submit", c.state);
    const int which = static_cast<int>(cases_.size());
    cases_.push_back(c);
    by_id_[id] = which;
    open_.push_back(which);
    if (c.state == "new") person_open_[{phone, name}] = which;
}

void Simulation::replay() {
    if (sent_.empty()) return;
    const auto& [sent, receipt] = sent_[below(static_cast<unsigned>(sent_.size()))];
    Form again = sent;
    const bool altered = percent(20);
    if (altered) again.reason = "Something else entirely";
    const auto answers = submit(form(), std::vector<Form>(percent(30) ? 3 : 1, again));
    for (const auto& answer : answers) {
        if (altered) {
            expect(faults_of(answer) == "submission_id:key_reused", "a key was taken twice");
            continue;
        }
        const bool same = answer && answer->replayed && answer->reference == receipt.reference &&
                          answer->token == receipt.token && answer->promise == receipt.promise &&
                          answer->now == receipt.now;
        expect(same, "a replay was answered otherwise");
    }
    count("replay", altered ? "altered" : "ok");
}

// Whether the page of a form is gone: 30 days after closing, and for one beside an earlier form,
// which knows nothing of the end, 30 days after what it was told, be the request open or not.
bool Simulation::has_expired(const Case& c, const Link& link) {
    if (alone_since(c, link)) return c.closed_at && now_ >= *c.closed_at + hours(24 * 30);
    return sql("select coalesce(told_to, promise_to) <= instant() - interval '30 days' from "
               "submission where token_hash = '" +
               store::bytea(token_digest(link.token)) + "'") == "t";
}

void Simulation::withdraw_one() {
    if (cases_.empty()) return;
    const int which = percent(60) && !open_.empty()
                          ? any_open()
                          : static_cast<int>(below(static_cast<unsigned>(cases_.size())));
    Case& c = at(which);
    Link& link = any_link(c);
    const bool one_of_several = others_stand(c, link);
    const bool expired = has_expired(c, link);
    const bool beside = !alone_since(c, link);
    const auto answer = withdraw(form(), link.token);
    count("withdraw", one_of_several ? "one of several" : kind_of(answer));
    if (expired || c.closed_at) {
        expect(kind_of(answer) == (expired ? "not_found" : "ok"), "a link outlived its request");
        if (beside && answer && !std::exchange(link.withdrawn, true)) link.taken_back = now_;
        return;
    }
    const bool busy = c.open && !one_of_several && !link.withdrawn;
    expect(kind_of(answer) == (busy ? "in_call" : "ok"), "withdrawn: " + kind_of(answer));
    if (!answer) return;
    expect(answer->state == "closed" && answer->resolution == "withdrawn", "not withdrawn");
    const bool again = std::exchange(link.withdrawn, true);
    if (!again) link.taken_back = now_;
    // What was scheduled for the time that this one picked is tried again then.
    if (one_of_several && c.state == "scheduled" && !c.suppressed)
        c.state = sql("select state from request where state in ('scheduled', 'retry') and id = '" +
                      c.id.text() + "'");
    if (again || one_of_several) return;
    ++c.fence;
    close(which);
}

void Simulation::move_one() {
    if (open_.empty()) return;
    Case& c = at(any_open());
    AskedTime asked = AsSoonAsPossible{};
    if (percent(40)) asked = DaysAndParts{{}, {DayPart::afternoon}};
    const Link& link = any_link(c);
    const bool one_of_several = others_stand(c, link);
    const bool expired = has_expired(c, link);
    const auto answer = ask_for_window(form(), link.token, asked);
    count("ask_for_window", one_of_several ? "one of several" : kind_of(answer));
    // Who is held back must not notice it: their page answers like any other.
    const bool asks_in_vain = c.state == "escalated" && !as_sent(c, link);
    const std::string expected = expired                     ? "not_found"
                                 : link.withdrawn            ? "closed"
                                 : c.open && !one_of_several ? "in_call"
                                 : asks_in_vain              ? "with_a_clinician"
                                                             : "ok";
    expect(kind_of(answer) == expected, "another window: " + kind_of(answer) + ", not " + expected);
    if (!answer || one_of_several || c.state == "quarantined") return;
    c.reserved = -1;
    if (c.state == "retry" || c.state == "waiting") c.state = "scheduled";
}

void Simulation::look_one() {
    if (open_.empty()) return;
    Case& c = at(any_open());
    const Link& link = any_link(c);
    const bool expired = has_expired(c, link);
    const auto seen = patient_view(form(), link.token);
    expect(seen.has_value() != expired, expired ? "a page outlived" : "a patient's page is gone");
    if (!seen) return;
    std::string state = link.withdrawn ? "closed" : as_sent(c, link) ? "new" : c.state;
    // What was agreed before this form stood alone is not for its sender; what they picked is.
    const auto alone = alone_since(c, link);
    const bool agreed = alone && c.agreed && *c.agreed > *alone;
    if (state == "scheduled" && !agreed && seen->state == "retry") state = "retry";
    expect(seen->state == state, "the patient reads " + seen->state + ", not " + state);
    expect(seen->can_withdraw == (!link.withdrawn && (!c.open || others_stand(c, link))),
           "the patient may not withdraw");
}

// --- agents -----------------------------------------------------------------------------------

void Simulation::touch_session(int who) {
    Agent& one = agent(who);
    if (!one.session.empty() && one.seen + seconds(40) > now_ && one.expires > now_) return;
    if (percent(2)) return;  // away from the desk
    store::transact(desk().desk(), [&](store::Transaction& t) {
        if (!one.session.empty() && store::find_session(t, one.session, 15, true)) {
            one.seen = now_;
            return;
        }
        one.session = token_digest(one.person.username + text(steps_));
        store::open_session(t, one.session, one.person.id, 10);
        one.seen = now_;
        one.expires = now_ + hours(10);
    });
}

bool Simulation::offered(const Agent& asking, const Case& c) const {
    if (asking.speaks(c.language)) return true;
    return std::none_of(agents_.begin(), agents_.end(), [&](const Agent& other) {
        return other.speaks(c.language) && !other.session.empty() && other.expires > now_ &&
               other.seen > now_ - minutes(15);
    });
}

void Simulation::take(int who, int which, long fence) {
    Case& c = at(which);
    if (c.holder >= 0) free(which);
    if (agent(who).holding >= 0) free(agent(who).holding);
    c.fence = fence;
    c.holder = who;
    c.until = now_ + seconds(300);
    agent(who).holding = which;
    given_.push_back({who, which, fence});
    if (given_.size() > kRemembered) given_.pop_front();
}

void Simulation::free(int which) {
    Case& c = at(which);
    if (c.holder >= 0) agent(c.holder).holding = -1;
    c.holder = -1;
}

void Simulation::close(int which) {
    Case& c = at(which);
    free(which);
    c.state = "closed";
    c.closed_at = now_;
    c.reserved = -1;
    const auto person_one = person_open_.find({c.phone, c.name});
    if (person_one != person_open_.end() && person_one->second == which)
        person_open_.erase(person_one);
    std::erase(open_, which);
}

void Simulation::suppress(int phone, int but) {
    suppressed_[phone] = true;
    for (const int which : open_) {
        Case& c = at(which);
        if (c.phone != phone || which == but || c.state == "quarantined") continue;
        c.state = "escalated";
        c.suppressed = true;
        if (!c.open) free(which);
        person_open_.erase({c.phone, c.name});
    }
}

void Simulation::claim_any(int who) {
    const int mine = agent(who).holding;
    const bool holds = mine >= 0 && (live(at(mine)) || at(mine).open);
    const auto claim = claim_next(desk(), agent(who).person);
    expect(claim.has_value(), "claim next failed: " + kind_of(claim));
    if (!claim) return;
    count("claim_next", holds ? "same" : *claim ? "ok" : "nothing");
    if (holds) {
        const bool same =
            *claim && (*claim)->request.id == at(mine).id && (*claim)->fence == at(mine).fence;
        return expect(same, "an agent who holds a request was given another");
    }
    if (*claim) return got(who, **claim);
    got_nothing(who);
}

void Simulation::got(int who, const Claim& claim) {
    const auto known = by_id_.find(claim.request.id.text());
    expect(known != by_id_.end(), "a request came from nowhere");
    if (known == by_id_.end()) return;
    const Case& c = at(known->second);
    const Agent& me = agent(who);
    expect(!live(c), "a request was given that another agent holds");
    expect(!c.open, "a request was given during its call");
    expect(claim.fence > c.fence, "a fence did not grow");
    expect(c.state != "closed" && c.state != "quarantined", "a " + c.state + " one was given");
    expect(!c.suppressed && !suppressed_.contains(c.phone), "a suppressed number was given");
    expect(c.state != "escalated" || me.lead(), "an agent was given an escalated request");
    expect(offered(me, c), "a request was given past its speakers");
    const auto& request = claim.request;
    // Sooner than was agreed, because a form that joined was promised so, anybody may call; and
    // with a red flag at once.
    const bool kept = c.reserved >= 0 && c.reserved != who &&
                      sql("select own_due_at is null and not flagged from request where id = '" +
                          c.id.text() + "'") == "t";
    expect(!kept || *request.due_at < now_ - minutes(15), "another's callback was given");
    expect(request.due_at && *request.due_at <= now_, "a request was given before it was due");
    expect(c.state == "escalated" || request.callable.yes,
           "a request was given that may not be called: " + request.callable.reason);
    expect(name_of(request.state) == c.state, "a state changed by itself");
    take(who, known->second, claim.fence);
}

void Simulation::got_nothing(int who) {
    const int mine = agent(who).holding;
    if (mine >= 0 && sql("select claim_agent from request where id = '" + at(mine).id.text() +
                         "'") != agent(who).person.id.text())
        free(mine);
    if (!institute_->rules.hours.open_at(now_) || !percent(5)) return;
    // What is new, due, asked for at any time and in English may be called whenever we are open.
    const std::string waiting =
        "select count(*) from request where state = 'new' and due_at <= instant() and attempts = "
        "0 and language = 'en' and asked_from is null and asked_days = '{}' and asked_parts = '{}' "
        "and claim_agent is null and not exists (select from attempt a where a.request_id = "
        "request.id)";
    if (!agent(who).speaks("en") || sql(waiting) == "0") return;
    for (int tries = 0; tries < 30 && sql(waiting) != "0"; ++tries) {
        const auto claim = claim_next(desk(), agent(who).person);
        if (claim && *claim) return got(who, **claim);
    }
    expect(sql(waiting) == "0", "requests wait, and nobody is given one");
}

void Simulation::claim_one(int who, int which, const std::string& reason) {
    if (which < 0) return;
    const Case& c = at(which);
    const Agent& me = agent(who);
    const bool lead = me.lead();
    const bool others = (live(c) || c.open) && c.holder != who;
    const bool overdue = c.open && now_ - c.opened >= minutes(60);
    const bool callable = c.state != "quarantined" && c.state != "closed";
    const bool free_for_me = c.holder < 0 || !live(c) || c.holder == who || lead;
    const bool no_call = !c.open || (overdue && lead);
    const int mine = me.holding;
    const bool holds_another =
        mine >= 0 && mine != which && (live(at(mine)) || at(mine).open.has_value());
    std::string expected = "ok";
    if (c.state == "quarantined" && !lead)
        expected = "not_found";
    else if (others && lead && reason.empty())
        expected = "invalid";
    else if (!(callable && free_for_me && no_call && (lead || c.state != "escalated")))
        expected = c.open || others         ? "held"
                   : c.state == "escalated" ? "needs_a_lead"
                                            : "not_callable";
    else if (holds_another)
        expected = "holding_another";
    const auto claim = claim_given(desk(), me.person, c.id, reason);
    count("claim_given", kind_of(claim));
    expect(kind_of(claim) == expected, "claim given: " + kind_of(claim) + ", not " + expected);
    if (!claim) return;
    expect(claim->fence > c.fence, "a fence did not grow");
    take(who, which, claim->fence);
}

void Simulation::renew(int who, int which, long fence) {
    Case& c = at(which);
    const bool right = c.holder == who && c.fence == fence && live(c);
    const auto renewed = renew_claim(desk(), agent(who).person, c.id, fence);
    count("renew", kind_of(renewed));
    expect(kind_of(renewed) == (right ? "ok" : "stale_fence"), "renewed: " + kind_of(renewed));
    if (!renewed) return;
    c.until = std::max(c.until, now_ + seconds(300));
    expect(renewed->held_until == c.until, "renewed for another time than the lease");
}

void Simulation::release(int who, int which, long fence) {
    Case& c = at(which);
    const bool mine = c.holder == who && live(c);
    const std::string expected = mine && c.open             ? "attempt_open"
                                 : mine && c.fence == fence ? "ok"
                                                            : "stale_fence";
    const auto released = release_claim(desk(), agent(who).person, c.id, fence, "");
    count("release", kind_of(released));
    expect(kind_of(released) == expected, "released: " + kind_of(released) + ", not " + expected);
    if (released) free(which);
}

void Simulation::draft(int who, int which, long fence) {
    const Case& c = at(which);
    const bool right = c.holder == who && c.fence == fence && live(c);
    const auto saved = save_draft(desk(), agent(who).person, c.id, fence, "half a note");
    count("draft", kind_of(saved));
    expect(kind_of(saved) == (right ? "ok" : "stale_fence"), "draft: " + kind_of(saved));
}

void Simulation::start(int who, int which, long fence) {
    Case& c = at(which);
    const bool right = c.holder == who && c.fence == fence && live(c);
    const bool phone_busy = std::any_of(agents_.begin(), agents_.end(), [&](const Agent& other) {
        return other.calling >= 0 && at(other.calling).phone == c.phone;
    });
    const bool busy = c.open || phone_busy || agent(who).calling >= 0;
    const auto started = start_attempt(desk(), agent(who).person, c.id, fence);
    count("start", kind_of(started));
    if (right && c.open && c.caller == who && c.call_fence == fence)
        return expect(started && started->id == *c.open, "a call asked for again is another one");
    if (!right) return expect(kind_of(started) == "stale_fence", "begun: " + kind_of(started));
    if (const auto* not_now = error_of<NotNow>(started)) {
        expect(!c.open, "a second call was a matter of time");
        return expect(!not_now->ever || not_now->at > now_, "not now, but now");
    }
    expect(kind_of(started) == (busy ? "attempt_open" : "ok"), "begun: " + kind_of(started));
    if (!started) return;
    expect(started->number == c.calls + 1, "a call got another's number");
    ++c.calls;
    c.open = started->id;
    c.opened = now_;
    c.caller = who;
    c.call_fence = fence;
    c.until = now_ + minutes(60);
    agent(who).calling = which;
}

void Simulation::end(int who, int which, const AttemptId& attempt, long fence) {
    static constexpr const char* kOutcomes[] = {"no_answer",
                                                "no_answer",
                                                "no_answer",
                                                "no_answer",
                                                "voicemail_left",
                                                "voicemail_not_left",
                                                "busy",
                                                "call_failed",
                                                "left_live_message",
                                                "wrong_number",
                                                "disconnected",
                                                "booked",
                                                "booked",
                                                "booked",
                                                "declined",
                                                "declined",
                                                "callback_requested",
                                                "callback_requested",
                                                "needs_information",
                                                "language_callback",
                                                "clinical_escalation",
                                                "emergency_redirected",
                                                "referred_out",
                                                "referred_out",
                                                "existing_patient_redirected",
                                                "not_a_candidate",
                                                "unable_to_reach"};
    const Case& c = at(which);
    const std::string code =
        below(120) == 0 ? "do_not_call" : kOutcomes[below(std::size(kOutcomes))];
    const auto& outcome = institute_->rules.outcomes.at(code);
    OutcomeInput input = input_for(outcome, institute_->rules, now_);
    if (percent(85)) input.advice = *institute_->rules.advice.begin();
    if (percent(8)) input = {};
    if (input.due_at) *input.due_at += minutes(below(240));
    input.mine = takes_mine(outcome) && percent(50);
    // Now and then a stranger knows better: a number that nobody, somebody or this person asked
    // from.
    const int other = percent(60) && !open_.empty() ? at(any_open()).phone
                                                    : static_cast<int>(below(scale_.phones));
    const bool renumbers = takes_other_phone(outcome) && percent(50);
    if (renumbers) input.other_phone = test::form(other).phone;
    const bool right = c.holder == who && c.fence == fence;
    const auto done = end_attempt(desk(), agent(who).person, attempt, fence, code, input);
    count("end", done ? code : kind_of(done));
    if (!right) return expect(kind_of(done) == "stale_fence", "ended: " + kind_of(done));
    expect(done || error_of<Invalid>(done), "ended: " + kind_of(done));
    if (!done) return;
    expect(outcome.by_agent, "an agent logged what only the system may");
    over_.push_back({attempt, who, which, fence, code});
    if (over_.size() > kRemembered) over_.pop_front();
    count("other number", !renumbers                   ? "none"
                          : !done->merged_into.empty() ? "merged"
                                                       : std::string{name_of(done->state)});
    if (renumbers) return renumbered(which, other, *done);
    ended(who, which, outcome, input, done->state);
}

// Another number makes the request new, or a lead's, or part of the person's other one.
void Simulation::renumbered(int which, int phone, const Ended& done) {
    Case& c = at(which);
    const bool doomed = suppressed_.contains(phone);
    const bool merges = !doomed && person_open_.contains({phone, c.name});
    const std::string expected = doomed ? "escalated" : merges ? "closed" : "new";
    const std::string next{name_of(done.state)};
    expect(next == expected, "another number led to " + next + ", not " + expected);
    expect(merges == !done.merged_into.empty(), "merged, or not, and nobody was told");
    hung_up(which);
    if (merges) return close(which);
    if (const auto mine = person_open_.find({c.phone, c.name});
        mine != person_open_.end() && mine->second == which)
        person_open_.erase(mine);
    c.phone = phone;
    c.state = next;
    c.suppressed = doomed;
    c.reserved = -1;
    if (!doomed) person_open_[{phone, c.name}] = which;
}

bool Simulation::flagged(const RequestId& id) {
    return sql("select flagged from request where id = '" + id.text() + "'") == "t";
}

// Before the next try that is more than a week away at most.
bool Simulation::permission_ends(const RequestId& id) {
    return sql("select greatest((select max(created_at) from submission where request_id = r.id "
               "and "
               "withdrawn_at is null), (select max(ended_at) from attempt where request_id = r.id "
               "and reached = 'person')) + interval '3 months' < instant() + interval '8 days' "
               "from request r where id = '" +
               id.text() + "'") == "t";
}

void Simulation::hung_up(int which) {
    Case& c = at(which);
    agent(c.caller).calling = -1;
    c.open.reset();
    c.over_began = c.opened;
    c.caller = -1;
    free(which);
}

void Simulation::ended(int who, int which, const Outcome& outcome, const OutcomeInput& input,
                       const State& state) {
    Case& c = at(which);
    const std::string next{name_of(state)};
    const auto* over = std::get_if<Closed>(&state);
    const bool given_up = over && over->resolution == "unable_to_reach";
    // A red flag is given up by a lead alone, whose it is then.
    const bool leads = outcome.reached != Reached::person && c.state != "escalated" &&
                       outcome.next == NextState::closed && flagged(c.id);
    const bool retried = outcome.next == NextState::retry &&
                         (given_up || next == "scheduled" || next == c.state ||
                          (next == "escalated" && (flagged(c.id) || permission_ends(c.id))));
    const bool as_said = leads ? next == "escalated" : next == name_of(outcome.next) || retried;
    expect(as_said, outcome.code + " led to " + next);
    if (const auto due = due_at(state)) expect(*due >= now_, "due in the past");
    hung_up(which);
    c.state = next;
    const bool agreed_now = outcome.next == NextState::scheduled;
    if (agreed_now) c.agreed = now_;
    if (agreed_now || next != "scheduled") c.reserved = input.mine && agreed_now ? who : -1;
    if (outcome.needs_language) c.language = input.language;
    if (over) close(which);
    if (outcome.suppresses_number) suppress(c.phone, which);
}

// An outcome sent twice: the same is answered the same, another one is refused.
void Simulation::end_again() {
    if (over_.empty()) return;
    const auto& past = over_[below(static_cast<unsigned>(over_.size()))];
    const bool same = percent(50);
    const auto done = end_attempt(desk(), agent(past.agent).person, past.attempt, past.fence,
                                  same ? past.outcome : "not_a_candidate", {});
    count("end again", kind_of(done));
    const bool expected_ok = same || past.outcome == "not_a_candidate";
    expect(kind_of(done) == (expected_ok ? "ok" : "attempt_ended"),
           "an outcome sent again: " + kind_of(done));
}

// --- the model against the rows ---------------------------------------------------------------

void Simulation::check_rows() {
    const auto rows = store::transact(desk().desk(), [](store::Transaction& t) {
        return t.raw().exec(
            "select id, state, suppressed, fence, coalesce(claim_agent::text, ''), "
            "coalesce(open_attempt::text, ''), coalesce((extract(epoch from "
            "claim_until) * 1000000)::bigint, 0) from request where state <> "
            "'closed'");
    });
    expect(rows.size() == open_.size(), text(static_cast<long>(rows.size())) + " are open, not " +
                                            text(static_cast<long>(open_.size())));
    for (const auto& row : rows) {
        const auto known = by_id_.find(row[0].c_str());
        if (known == by_id_.end()) return wrong("a request came from nowhere");
        Case& c = at(known->second);
        // What the gate refused was taken and given back within one claim of somebody's.
        if (c.holder >= 0 && !live(c) && !c.open && *row[4].c_str() == '\0') free(known->second);
        if (c.holder < 0) c.fence = std::max(c.fence, row[3].as<long>());
        const std::string holder = c.holder < 0 ? "" : agent(c.holder).person.id.text();
        const long until = c.holder < 0 ? 0 : c.until.time_since_epoch().count();
        const bool same = row[1].c_str() == c.state && (*row[2].c_str() == 't') == c.suppressed &&
                          row[3].as<long>() == c.fence && row[4].c_str() == holder &&
                          row[5].c_str() == (c.open ? c.open->text() : "") &&
                          row[6].as<long>() == until;
        if (same) continue;
        return wrong("the rows say otherwise of a " + c.state + " request with fence " +
                     text(c.fence) + ": " + row[1].c_str() + ", fence " + row[3].c_str());
    }
}

void Simulation::check_everything() {
    check_rows();
    expect(sql("select count(*) from request") == text(static_cast<long>(cases_.size())) &&
               sql("select count(*) from submission") == text(forms_),
           "received is not what is open, closed and held back");
    for (const auto& broken : broken_invariants(desk().desk())) wrong(broken);
    while (store::seal_journal(desk().desk(), app_->master(), 5000).count > 0) {
    }
    const auto verified = store::verify_journal(desk().desk(), app_->master());
    expect(verified.fault.empty(), "the journal is broken: " + verified.fault);
    expect(sql("select count(*) from journal") == text(verified.entries),
           "the journal is not sealed whole");
}

}  // namespace backline::test

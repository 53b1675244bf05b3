#include "store/scene.h"

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "store/requests.h"

namespace backline::test {

Scene::Scene(const std::string& when, const std::function<void(Config&)>& adjust) {
    database.stop_clock(when);
    Config config = database.config();
    adjust(config);
    app_ = std::make_unique<App>(std::move(config), database.master());
}

void Scene::at(Instant when) {
    at(sql("select timestamptz 'epoch' + interval '" +
           std::to_string(when.time_since_epoch().count()) + " microseconds'"));
}

Instant Scene::instant(const std::string& expression) const {
    const auto text = sql("select (extract(epoch from " + expression +
                          ") * 1000000)::bigint where " + expression + " is not null");
    if (text.empty()) throw std::runtime_error("no instant: " + expression);
    return Instant{std::chrono::microseconds{std::stoll(text)}};
}

void Scene::sign_in(const Person& who) {
    sql("insert into session (token_hash, staff_id, expires_at) values (sha256('" + who.username +
        "'), '" + who.id.text() +
        "', instant() + interval '10 hours') on conflict (token_hash) "
        "do update set seen_at = instant(), expires_at = excluded.expires_at");
}

Receipt Scene::receipt(const Form& form) {
    const auto answers = submit(*app_, {form});
    if (!answers.front()) throw std::runtime_error("the form was refused");
    return *answers.front();
}

RequestId Scene::of(const Receipt& receipt) const {
    return RequestId::trusted(
        sql("select request_id from submission where reference = '" + receipt.reference + "'"));
}

void Scene::settle_promises() {
    store::transact(app_->desk(),
                    [](store::Transaction& transaction) { store::settle_promises(transaction); });
}

RequestId Scene::submitted(const Form& form) {
    return of(receipt(form));
}

Claim Scene::claim(const Person& who, const RequestId& id, const std::string& reason) {
    const auto claimed = claim_given(*app_, who, id, reason);
    if (!claimed) throw std::runtime_error("the request was not to be had");
    return *claimed;
}

Scene::Call Scene::call(const Person& who, const RequestId& id) {
    const auto claimed = claim(who, id);
    const auto started = start_attempt(*app_, who, id, claimed.fence);
    if (!started) throw std::runtime_error("the call was not to be begun");
    return {id, started->id, claimed.fence};
}

std::string Scene::column(const RequestId& id, const std::string& expression) const {
    return sql("select " + expression + " from request r where id = '" + id.text() + "'");
}

std::map<std::string, std::string> Scene::everything() const {
    static const std::string kTables =
        "select relname from pg_class where relkind = 'r' and relnamespace = "
        "'public'::regnamespace and relname not in ('journal_seal', 'journal_head') order by 1";
    const auto names = sql(kTables);
    std::string statement;
    for (std::size_t from = 0; from < names.size();) {
        const auto to = std::min(names.find('\n', from), names.size());
        const auto name = names.substr(from, to - from);
        if (!statement.empty()) statement += " union all ";
        statement +=
            "select '" + name +
            "', count(*), md5(string_agg(t.xmin::text || t::text, '' order by t::text)) from " +
            name + " t";
        from = to + 1;
    }
    std::map<std::string, std::string> rows;
    const auto text = sql(statement);
    for (std::size_t from = 0; from < text.size();) {
        const auto to = std::min(text.find('\n', from), text.size());
        const auto line = text.substr(from, to - from);
        rows[line.substr(0, line.find('|'))] = line.substr(line.find('|') + 1);
        from = to + 1;
    }
    return rows;
}

std::string Scene::changed_since(const std::map<std::string, std::string>& before) const {
    std::string names;
    for (const auto& [name, rows] : everything())
        if (before.at(name) != rows) names += (names.empty() ? "" : " ") + name;
    return names;
}

void together(int count, const std::function<void(int)>& work) {
    std::mutex mutex;
    std::condition_variable start;
    int here = 0;
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&, i] {
            {
                std::unique_lock lock(mutex);
                if (++here == count) start.notify_all();
                start.wait(lock, [&] { return here == count; });
            }
            work(i);
        });
    for (auto& thread : threads) thread.join();
}

OutcomeInput input_for(const Outcome& outcome, const Rules& rules, Instant now) {
    OutcomeInput input;
    const auto tomorrow = rules.hours.next_open(now + std::chrono::hours(24));
    if (outcome.needs_note) input.note = "Said in their own words";
    if (outcome.needs_due_at) input.due_at = tomorrow;
    if (outcome.needs_language) input.language = "es";
    if (outcome.needs_appointment) input.appointment = Appointment{tomorrow, "Santa Monica", ""};
    if (outcome.needs_reason) input.reason = outcome.reasons.front();
    if (outcome.needs_advice) input.advice = *rules.advice.begin();
    return input;
}

}  // namespace backline::test

#include "relay/relay.h"

#include <chrono>
#include <exception>

#include "observe/report.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/requests.h"

namespace backline {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kLookEvery{250};
constexpr int kSealAtOnce = 2000;
constexpr std::chrono::seconds kCareEvery{1};
constexpr std::chrono::hours kPurgeEvery{1};

void seal(App& app) {
    while (store::seal_journal(app.desk(), app.master(), kSealAtOnce).count == kSealAtOnce) {
    }
}

void care(App& app) {
    const long lapsed = store::transact(app.desk(), [](store::Transaction& transaction) {
        return store::lapse_claims(transaction, std::nullopt);
    });
    if (lapsed > 0) observe::report(observe::ClaimsLapsed{lapsed});
    store::transact(app.desk(), [](store::Transaction& transaction) {
        return store::settle_promises(transaction);
    });
    store::transact(app.desk(), [](store::Transaction& transaction) {
        return store::note_overdue_attempts(transaction);
    });
    app.note_context(store::transact(app.desk(), store::context));
    app.refresh();
}

void purge(App& app) {
    store::transact(app.desk(),
                    [](store::Transaction& transaction) { store::purge_sessions(transaction); });
}

}  // namespace

Relay::Relay(App& app) : app_(app), thread_([this] { run(); }) {}

Relay::~Relay() {
    stop();
}

void Relay::stop() {
    stopping_ = true;
    app_.nudge();
    if (thread_.joinable()) thread_.join();
}

void Relay::run() {
    auto cared = Clock::now() - kCareEvery;
    auto purged = Clock::now();
    bool lost = false;
    while (true) {
        const bool last = stopping_;
        try {
            seal(app_);
            if (Clock::now() - cared >= kCareEvery) {
                cared = Clock::now();
                care(app_);
            }
            if (Clock::now() - purged >= kPurgeEvery) {
                purged = Clock::now();
                purge(app_);
            }
            lost = false;
        } catch (const store::Lost&) {
            if (!lost) observe::report(observe::DatabaseLost{});
            lost = true;
        } catch (const store::Refused& refused) {
            observe::report(observe::SealFailed{observe::SqlState{refused.sqlstate}, "refused"});
        } catch (const std::exception& failure) {
            observe::report(observe::SealFailed{{}, observe::Word::type_of(failure)});
        }
        if (last) return;
        app_.wait_for_nudge(kLookEvery);
    }
}

}  // namespace backline

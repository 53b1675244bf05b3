#include "relay/relay.h"

#include <cstdio>
#include <exception>

#include "app/identity_index.h"
#include "observe/report.h"
#include "store/journal.h"
#include "store/people.h"
#include "store/requests.h"

namespace backline {

namespace {

constexpr std::chrono::milliseconds kLookEvery{250};
constexpr int kSealAtOnce = 2000;
constexpr int kFoldAtOnce = 500;
constexpr std::chrono::seconds kCareEvery{1};
constexpr std::chrono::hours kPurgeEvery{1};
constexpr std::chrono::seconds kKeepEvery{10};
constexpr std::chrono::seconds kCryEvery{60};
// A transaction open for this long makes each look of the sealer dearer, and vacuum wait.
constexpr std::chrono::seconds kLongTransaction{60};

// The first half of a mac, as an event can carry it.
observe::EventId head_of(const std::string& mac) {
    std::string text;
    for (std::size_t i = 0; i < 16 && i < mac.size(); ++i) {
        char hex[3];
        std::snprintf(hex, sizeof hex, "%02x", static_cast<unsigned>(mac[i]) & 0xFFU);
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        text += hex;
    }
    return observe::EventId(text);
}

}  // namespace

Relay::Relay(App& app) : app_(app) {
    const auto now = Clock::now();
    cared_ = now - kCareEvery;
    purged_ = kept_at_ = floor_since_ = warned_ = now;
    cried_ = now - kCryEvery;
    if (const auto& file = app_.config().journal.anchor; !file.empty()) {
        const auto loaded = load_anchor(file, app_.master());
        if (!loaded.complaint.empty())
            observe::report(observe::TaskFailed{"anchor", "altered", {}});
        told_ = kept_ = loaded.anchor.value_or(Anchor{});
    }
    thread_ = std::thread([this] { run(); });
}

Relay::~Relay() {
    stop();
}

void Relay::stop() {
    stopping_ = true;
    app_.nudge();
    if (thread_.joinable()) thread_.join();
}

void Relay::step(observe::Word task, const std::function<void()>& work) {
    try {
        work();
    } catch (const store::Lost&) {
        throw;
    } catch (const store::Refused& refused) {
        observe::report(observe::TaskFailed{task, "refused", observe::SqlState{refused.sqlstate}});
    } catch (const std::exception& failure) {
        observe::report(observe::TaskFailed{task, observe::Word::type_of(failure), {}});
    }
}

void Relay::seal() {
    while (true) {
        const auto sealed = store::seal_journal(app_.desk(), app_.master(), kSealAtOnce, told_);
        if (sealed.fault) {
            // Nothing is sealed any more and the desks get no news, but patients and calls go on:
            // what they do is written and waits.
            if (!broken_ || Clock::now() - cried_ >= kCryEvery) {
                cried_ = Clock::now();
                observe::report(observe::JournalBroken{sealed.bad_position, *sealed.fault});
            }
            broken_ = true;
            return;
        }
        if (sealed.floor.empty()) return;  // another server is at it
        broken_ = false;
        if (sealed.end.position > 0) told_ = sealed.end;
        if (sealed.count < kSealAtOnce) return watch_floor(sealed.floor);
    }
}

// Numbers of transactions go on while anybody writes; one that does not is somebody's open one.
void Relay::watch_floor(const std::string& floor) {
    const auto now = Clock::now();
    if (floor != floor_) {
        floor_ = floor;
        floor_since_ = warned_ = now;
        return;
    }
    if (now - floor_since_ < kLongTransaction || now - warned_ < kCryEvery) return;
    if (!store::transact(app_.desk(), store::others_passed)) return;
    warned_ = now;
    observe::report(observe::TransactionOld{
        std::chrono::duration_cast<std::chrono::seconds>(now - floor_since_).count()});
}

// Where the chain stands is told outside the database: in the log and in a file.
void Relay::keep() {
    kept_at_ = Clock::now();
    if (told_.position <= kept_.position) return;
    observe::report(observe::JournalSealed{told_.position - kept_.position, told_.position,
                                           head_of(told_.mac)});
    const auto& file = app_.config().journal.anchor;
    if (!file.empty() && !keep_anchor(file, app_.master(), told_).empty())
        observe::report(observe::TaskFailed{"anchor", "not_written", {}});
    kept_ = told_;
}

void Relay::care() {
    cared_ = Clock::now();
    const auto whole = [&](auto work) { return store::transact(app_.desk(), work); };
    step("lapse_claims", [&] {
        const long lapsed = whole([](store::Transaction& transaction) {
            return store::lapse_claims(transaction, std::nullopt);
        });
        if (lapsed > 0) observe::report(observe::ClaimsLapsed{lapsed});
    });
    step("settle_promises", [&] { whole(store::settle_promises); });
    step("overdue_attempts", [&] { whole(store::note_overdue_attempts); });
    step("seal_visits", [&] {
        whole([&](store::Transaction& transaction) {
            return store::seal_visits(transaction, *app_.keys(), kFoldAtOnce);
        });
    });
    step("fold_names", [&] { fold_anew(app_, kFoldAtOnce); });
    step("pace", [&] { app_.note_context(whole(store::context)); });
    step("refresh", [&] { app_.refresh(); });
}

void Relay::look() {
    try {
        seal();
    } catch (const store::Lost&) {
        throw;
    } catch (const store::Refused& refused) {
        observe::report(observe::SealFailed{observe::SqlState{refused.sqlstate}, "refused"});
    } catch (const std::exception& failure) {
        observe::report(observe::SealFailed{{}, observe::Word::type_of(failure)});
    }
    if (Clock::now() - cared_ >= kCareEvery) care();
    if (Clock::now() - purged_ >= kPurgeEvery) {
        purged_ = Clock::now();
        step("purge_sessions", [&] { store::transact(app_.desk(), store::purge_sessions); });
    }
}

void Relay::run() {
    while (true) {
        const bool last = stopping_;
        try {
            look();
            lost_ = false;
        } catch (const store::Lost&) {
            if (!lost_) observe::report(observe::DatabaseLost{});
            lost_ = true;
        }
        if (last || Clock::now() - kept_at_ >= kKeepEvery) keep();
        if (last) return;
        app_.wait_for_nudge(kLookEvery);
    }
}

}  // namespace backline

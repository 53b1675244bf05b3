#include "app/app.h"

#include <stdexcept>

#include "app/session_memory.h"
#include "store/keys.h"
#include "store/migrate.h"
#include "store/reports.h"

namespace backline {

namespace {

// Beside the lanes' own workers: the relay's sealer and caretaker, and readiness.
constexpr std::size_t kSpareConnections = 3;
constexpr std::chrono::milliseconds kGather{20};

// Patients and agents wait for these; a manager's figures may take a while.
constexpr store::Patience kShort{std::chrono::seconds{5}, std::chrono::seconds{8}};
constexpr store::Patience kLong{std::chrono::seconds{30}, std::chrono::seconds{35}};

void require_schema(const std::string& url) {
    switch (store::schema_of(url)) {
        case store::Schema::current:
            return;
        case store::Schema::behind:
            throw std::runtime_error(
                "the schema is older than this program: run `backline migrate`");
        case store::Schema::ahead:
            throw std::runtime_error("the schema is newer than this program");
        case store::Schema::altered:
            throw std::runtime_error(
                "the schema was migrated by steps that this program does not know");
    }
}

std::size_t size_of(int workers) {
    return static_cast<std::size_t>(workers);
}

}  // namespace

App::App(Config config, Master master)
    : config_(std::move(config)),
      master_(std::move(master)),
      form_(config_.database.url, size_of(config_.lanes.form_workers) + 1, kShort),
      desk_(config_.database.url,
            size_of(config_.lanes.desk_workers) + size_of(config_.lanes.sign_in_workers) +
                kSpareConnections,
            kShort),
      reports_(config_.database.report_url, size_of(config_.lanes.report_workers), kLong),
      sessions_(std::make_unique<SessionMemory>()) {
    require_schema(config_.database.url);
    stored_keys_ = store::read_keys(desk_);
    keys_ = std::make_shared<const Keyring>(master_, stored_keys_);
    institute_ = std::make_shared<const Institute>(store::read_institute(desk_));
    note_context(store::transact(desk_, store::context));
}

App::~App() = default;

std::shared_ptr<const Keyring> App::keys() const {
    std::lock_guard lock(mutex_);
    return keys_;
}

std::shared_ptr<const Institute> App::institute() const {
    std::lock_guard lock(mutex_);
    return institute_;
}

void App::refresh() {
    const auto stored = store::read_keys(desk_);
    const long version = store::institute_version(desk_);
    std::shared_ptr<const Keyring> keys;
    std::shared_ptr<const Institute> institute;
    if (stored != stored_keys_) keys = std::make_shared<const Keyring>(master_, stored);
    if (version != this->institute()->version)
        institute = std::make_shared<const Institute>(store::read_institute(desk_));
    std::lock_guard lock(mutex_);
    if (keys) {
        keys_ = keys;
        stored_keys_ = stored;
    }
    if (institute) institute_ = institute;
}

store::Context App::context() const {
    std::lock_guard lock(mutex_);
    const auto since = std::chrono::steady_clock::now() - noted_at_;
    return {context_.now + std::chrono::floor<std::chrono::microseconds>(since), context_.pace};
}

void App::note_context(const store::Context& seen) {
    std::lock_guard lock(mutex_);
    context_ = seen;
    noted_at_ = std::chrono::steady_clock::now();
}

void App::nudge() {
    {
        std::lock_guard lock(nudge_mutex_);
        nudge_ = true;
    }
    nudged_.notify_one();
}

void App::wait_for_nudge(std::chrono::milliseconds most) {
    std::unique_lock lock(nudge_mutex_);
    if (nudged_.wait_for(lock, most, [&] { return nudge_; }))
        nudged_.wait_for(lock, kGather, [] { return false; });
    nudge_ = false;
}

bool App::ready() {
    try {
        return store::transact(
            desk_, [](store::Transaction& transaction) { return store::writable(transaction); },
            store::Mode::single);
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace backline

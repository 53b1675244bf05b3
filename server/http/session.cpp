// Signing in and out. Guessing is slowed per account by the use case, and per address here.
#include <chrono>
#include <deque>
#include <map>
#include <mutex>

#include "http/cookie.h"
#include "http/handlers.h"
#include "http/json.h"
#include "http/origin.h"

namespace backline::session {

namespace {

using Clock = std::chrono::steady_clock;

// Failed sign-ins of an address: at most 60 in ten minutes, so that many people behind one address
// are not locked out by one who has forgotten a password. Open sessions are not touched by it.
class FailedSignIns {
  public:
    // Seconds to wait, or 0.
    int wait_seconds(const std::string& address) {
        const std::lock_guard lock(mutex_);
        auto& failures = recent(address);
        if (failures.size() < kMost) return 0;
        const auto left = failures.front() + kSpan - Clock::now();
        return static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count());
    }
    void add(const std::string& address) {
        const std::lock_guard lock(mutex_);
        if (by_address_.size() > kMostAddresses) by_address_.clear();
        recent(address).push_back(Clock::now());
    }

  private:
    static constexpr std::size_t kMost = 60;
    static constexpr std::size_t kMostAddresses = 100'000;
    static constexpr auto kSpan = std::chrono::minutes{10};

    std::deque<Clock::time_point>& recent(const std::string& address) {
        auto& failures = by_address_[address];
        while (!failures.empty() && failures.front() + kSpan <= Clock::now()) failures.pop_front();
        return failures;
    }

    std::mutex mutex_;
    std::map<std::string, std::deque<Clock::time_point>> by_address_;
};

FailedSignIns failed_sign_ins;

Json body_of(const Session& session, const App& app) {
    return {{"user",
             {{"id", session.person.id.text()},
              {"name", session.person.name},
              {"role", name_of(session.person.role)},
              {"languages", session.person.languages}}},
            {"csrf_token", session.csrf_token},
            {"zone", app.institute()->rules.hours.zone().name()}};
}

}  // namespace

Result<Response> open(const Request& request, App& app) {
    if (from_elsewhere(request, app.config())) return fail(Forbidden{});
    if (const int seconds = failed_sign_ins.wait_seconds(request.client); seconds > 0) {
        return fail(TooMany{seconds});
    }
    std::vector<FieldFault> faults;
    FieldReader fields(*request.json, faults);
    const auto username = fields.text("username", Need::required, 200);
    const auto password = fields.text("password", Need::required, 1000);
    fields.text("totp", Need::optional, 20);
    fields.refuse_unknown();
    if (!faults.empty()) return fail(Invalid{std::move(faults)});
    auto opened = sign_in(app, username, password);
    if (!opened) {
        failed_sign_ins.add(request.client);
        return fail(std::move(opened.error()));
    }
    auto response = json_response(201, body_of(*opened, app));
    response.with("Set-Cookie", session_cookie(app.config(), opened->token));
    return response;
}

Result<Response> current(const Request& request, App& app) {
    return json_response(200, body_of(*request.session, app));
}

Result<Response> end(const Request& request, App& app) {
    sign_out(app, *request.session);
    Response response;
    response.status = 204;
    response.with("Set-Cookie", ended_session_cookie(app.config()));
    return response;
}

}  // namespace backline::session

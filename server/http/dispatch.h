// Takes requests from the wire through every stage to their answer: route, limits, lane, session
// and role, origin, body, handler. It alone maps what went wrong to an answer, adds what every
// answer carries, and reports one event for each request. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

#include "app/app.h"
#include "http/answer.h"
#include "http/park.h"
#include "http/request.h"
#include "http/routes.h"
#include "http/turns.h"
#include "lanes/batch_lane.h"
#include "lanes/lane.h"

namespace backline {

class Dispatch {
  public:
    // How forms are saved: submit() of app/submit.h. The benchmark measures the interface without
    // it.
    using Submit = std::function<std::vector<Result<Receipt>>(App&, const std::vector<Form>&)>;

    // Starts the lanes. `app` must outlive this.
    explicit Dispatch(App& app, Submit save = submit);
    // Stops; requests that are still queued are answered 500.
    ~Dispatch();
    Dispatch(const Dispatch&) = delete;
    Dispatch& operator=(const Dispatch&) = delete;

    // Never blocks and never throws; may answer at once or later from another thread.
    void serve(Request&& request, Answer&& answer);

    // From now on /readyz says no and parked polls are answered; all else is served.
    void wind_up();
    // And then new work is refused with 503. Waits until what is under way has been answered; false
    // when the deadline came first.
    bool drain(std::chrono::steady_clock::time_point deadline);

    int parked() const { return static_cast<int>(park_.size()); }
    int under_way() const { return under_way_; }

  private:
    struct Work;
    void run(std::unique_ptr<Work> work);
    void run_batch(std::vector<std::unique_ptr<Work>> batch);
    void offer(std::unique_ptr<Work> work);
    void read_forms(std::vector<std::unique_ptr<Work>>& batch, std::vector<Form>& forms,
                    std::vector<std::unique_ptr<Work>>& forms_work);
    // Session, role, origin, query and body; an answer when one of them says no.
    std::optional<Response> admit(Work& work);
    std::optional<Response> admit_person(Work& work);
    std::optional<Response> read_body(Work& work);
    Response error_response(const Work& work, const Error& error) const;
    Response refusal(const Work& work, int status) const;
    Response escaped(const Work& work) const;
    void keep_waiting(std::unique_ptr<Work> work, Wait wait);
    void finish(std::unique_ptr<Work> work, Response response);
    void watch_for_news();

    App& app_;
    const Submit save_;
    std::atomic<bool> winding_up_{false}, draining_{false};
    std::atomic<bool> told_of_proxy_{false};
    std::atomic<int> under_way_{0};
    Park park_;
    Turns sign_in_turns_;
    BatchLane<std::unique_ptr<Work>> form_;
    Lane desk_;
    Lane reports_;
    Lane sign_in_;
    std::atomic<bool> stopping_{false};
    std::mutex news_mutex_;
    std::condition_variable news_changed_;
    std::thread news_;
};

}  // namespace backline

#include "http/dispatch.h"

#include <algorithm>
#include <map>

#include "app/desk.h"
#include "http/assets.h"
#include "http/cookie.h"
#include "http/handlers.h"
#include "http/json.h"
#include "http/origin.h"
#include "http/page_frame.h"
#include "http/parameters.h"
#include "http/problem.h"
#include "http/security_headers.h"
#include "http/wire.h"
#include "observe/report.h"
#include "vault/token.h"

namespace backline {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kMostBody = 16 * 1024;
// A patient whose form is taken waits in line for little more.
constexpr auto kMostWait = 1s;
// A desk has one poll at a time; a reload leaves another for a while, and some keep several tabs.
constexpr Park::Limits kMostParked{2000, 8, 16};
// Of one address, in the lane of sign-ins: an office begins its shift together, and a stranger with
// seventy at once waits for himself only.
constexpr int kMostSignIns = 16;
constexpr auto kNewsEvery = 150ms;

observe::Word method_word(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::delete_:
            return "DELETE";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "OTHER";
}

observe::Word role_word(Role role) {
    switch (role) {
        case Role::agent:
            return "agent";
        case Role::lead:
            return "lead";
        case Role::manager:
            return "manager";
        case Role::administrator:
            return "administrator";
        case Role::auditor:
            return "auditor";
    }
    return "none";
}

observe::Word lane_word(LaneName lane) {
    switch (lane) {
        case LaneName::here:
            return "here";
        case LaneName::form:
            return "form";
        case LaneName::desk:
            return "desk";
        case LaneName::reports:
            return "reports";
        case LaneName::sign_in:
            return "sign_in";
    }
    return "none";
}

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

// "application/json; charset=utf-8" is JSON; another charset is not.
bool is_content_type(const Request& request, std::string_view wanted) {
    const std::string type = lower(request.header("content-type"));
    const auto end = type.find(';');
    auto media = std::string_view{type}.substr(0, end);
    while (!media.empty() && media.back() == ' ') media.remove_suffix(1);
    if (media != wanted) return false;
    const auto charset = type.find("charset=");
    if (charset == std::string::npos) return true;
    auto name = std::string_view{type}.substr(charset + 8);
    if (!name.empty() && name.front() == '"') name.remove_prefix(1);
    return name.substr(0, 5) == "utf-8";
}

bool is_write(Method method) {
    return method != Method::get && method != Method::head;
}

std::string allow_header(const std::vector<Method>& methods) {
    std::string list;
    for (const Method method : methods) {
        if (!list.empty()) list.append(", ");
        list.append(name_of(method));
    }
    return list;
}

// Whether somebody looks at the answer as a page.
bool wants_page(const Request& request) {
    return request.header("accept").find("text/html") != std::string_view::npos &&
           request.path.substr(0, 5) != "/api/";
}

// The language of messages: staff's is English; a patient's the page's, or what is to be spoken.
std::string language_of(const Request& request) {
    if (request.session) return "en";
    auto wanted = language_wanted(request);
    if (!wanted.empty() || !request.json) return wanted.empty() ? "en" : wanted;
    const auto it = request.json->find("language");
    if (it == request.json->end() || !it->is_string()) return "en";
    return std::string{Texts::page_language(it->get_ref<const std::string&>())};
}

}  // namespace

// One request on its way. Counted as under way as long as it lives.
struct Dispatch::Work {
    Work(std::atomic<int>& count, Request&& asked, Answer&& promised)
        : under_way(count), request(std::move(asked)), answer(std::move(promised)) {
        ++under_way;
    }
    ~Work() { --under_way; }
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    observe::Word path() const { return route != nullptr ? route->path : observe::Word{"none"}; }

    std::atomic<int>& under_way;
    Request request;
    Answer answer;
    const Route* route = nullptr;
    observe::Word role = "none";
    std::shared_ptr<void> turn;  // in the lane of sign-ins
    Clock::time_point began = Clock::now();
};

Dispatch::Dispatch(App& app, Submit save)
    : app_(app),
      save_(std::move(save)),
      park_(kMostParked),
      sign_in_turns_(kMostSignIns),
      form_(
          app.config().lanes.form_workers, static_cast<std::size_t>(app.config().lanes.form_queue),
          static_cast<std::size_t>(app.config().lanes.form_batch),
          [this](std::vector<std::unique_ptr<Work>> batch) { run_batch(std::move(batch)); },
          kMostWait),
      desk_(app.config().lanes.desk_workers,
            static_cast<std::size_t>(app.config().lanes.desk_queue)),
      reports_(app.config().lanes.report_workers,
               static_cast<std::size_t>(app.config().lanes.report_queue)),
      sign_in_(app.config().lanes.sign_in_workers,
               static_cast<std::size_t>(app.config().lanes.sign_in_queue)),
      news_([this] { watch_for_news(); }) {}

Dispatch::~Dispatch() {
    draining_ = true;
    {
        const std::lock_guard lock(news_mutex_);
        stopping_ = true;
    }
    news_changed_.notify_all();
    news_.join();
    park_.close();
    form_.stop();
    desk_.stop();
    reports_.stop();
    sign_in_.stop();
}

void Dispatch::serve(Request&& request, Answer&& answer) {
    auto work = std::make_unique<Work>(under_way_, std::move(request), std::move(answer));
    Request& asked = work->request;
    asked.id = new_uuid();
    if (asked.refused != 0) return finish(std::move(work), problem(asked.refused, asked));
    const auto client = client_address(asked, app_.config());
    asked.client = limited_address(client);
    // A proxy that nobody named: all patients would share its address and its limits.
    if (client == asked.peer && !asked.header("x-forwarded-for").empty() &&
        !told_of_proxy_.exchange(true))
        observe::report(observe::ProxyUnknown{});
    auto match = find_route(asked.method, asked.segments);
    if (match.route == nullptr) {
        auto response = refusal(*work, match.allowed.empty() ? 404 : 405);
        if (!match.allowed.empty()) response.with("Allow", allow_header(match.allowed));
        return finish(std::move(work), std::move(response));
    }
    work->route = match.route;
    asked.in_path = std::move(match.in_path);
    if (asked.body.size() > kMostBody) {
        auto response = refusal(*work, 413);
        return finish(std::move(work), std::move(response));
    }
    if (winding_up_ && asked.path == "/readyz") {
        auto response = refusal(*work, 503);
        return finish(std::move(work), std::move(response));
    }
    if (work->route->lane == LaneName::here) return run(std::move(work));
    if (work->route->lane == LaneName::sign_in) {
        work->turn = sign_in_turns_.take(asked.client);
        if (!work->turn) {
            auto response = refusal(*work, 429);
            return finish(std::move(work), std::move(response));
        }
    }
    offer(std::move(work));
}

void Dispatch::offer(std::unique_ptr<Work> work) {
    const LaneName lane = work->route->lane;
    if (lane == LaneName::form) {
        if (!draining_ && form_.offer(std::move(work))) return;
    } else {
        Lane& wanted = lane == LaneName::desk      ? desk_
                       : lane == LaneName::reports ? reports_
                                                   : sign_in_;
        auto shared = std::make_shared<std::unique_ptr<Work>>(std::move(work));
        if (!draining_ && wanted.offer([this, shared] { run(std::move(*shared)); })) return;
        work = std::move(*shared);
    }
    if (!draining_) observe::report(observe::LaneFull{lane_word(lane)});
    // The page that says so keeps what was typed, so a form is read even where it is refused.
    if (work->route->takes == Takes::form) {
        if (auto refused = read_body(*work)) return finish(std::move(work), std::move(*refused));
    }
    auto response = refusal(*work, 503);
    finish(std::move(work), std::move(response));
}

void Dispatch::run(std::unique_ptr<Work> work) {
    Response response;
    try {
        if (auto refused = admit(*work)) {
            response = std::move(*refused);
        } else {
            auto result = work->route->does.handler(work->request, app_);
            response = result ? std::move(*result) : error_response(*work, result.error());
        }
    } catch (...) {
        response = escaped(*work);
    }
    if (response.wait) return keep_waiting(std::move(work), *response.wait);
    finish(std::move(work), std::move(response));
}

void Dispatch::run_batch(std::vector<std::unique_ptr<Work>> batch) {
    std::vector<Form> forms;
    std::vector<std::unique_ptr<Work>> saving;
    read_forms(batch, forms, saving);
    if (forms.empty()) return;
    try {
        const auto receipts = save_(app_, forms);
        for (std::size_t i = 0; i < saving.size(); ++i) {
            Work& work = *saving[i];
            Response response;
            try {
                auto result = receipts[i] ? work.route->does.saved(work.request, app_, *receipts[i])
                                          : fail(receipts[i].error());
                response = result ? std::move(*result) : error_response(work, result.error());
            } catch (...) {
                response = escaped(work);
            }
            finish(std::move(saving[i]), std::move(response));
        }
    } catch (...) {
        for (auto& work : saving) {
            if (!work) continue;
            auto response = escaped(*work);
            finish(std::move(work), std::move(response));
        }
    }
}

// Reads the forms of a batch; whatever is not a form to be saved is answered here.
void Dispatch::read_forms(std::vector<std::unique_ptr<Work>>& batch, std::vector<Form>& forms,
                          std::vector<std::unique_ptr<Work>>& saving) {
    for (auto& work : batch) {
        if (work->route->does.read == nullptr) {
            run(std::move(work));
            continue;
        }
        Response response;
        try {
            if (auto refused = admit(*work)) {
                response = std::move(*refused);
            } else if (auto read = work->route->does.read(work->request, app_); !read) {
                response = error_response(*work, read.error());
            } else if (auto* form = std::get_if<Form>(&*read)) {
                forms.push_back(std::move(*form));
                saving.push_back(std::move(work));
                continue;
            } else {
                response = std::move(std::get<Response>(*read));
            }
        } catch (...) {
            response = escaped(*work);
        }
        finish(std::move(work), std::move(response));
    }
}

std::optional<Response> Dispatch::admit(Work& work) {
    const Access access = work.route->access;
    const bool as_staff =
        access.staff_only() || (access.or_everyone && !work.request.header("x-csrf-token").empty());
    if (as_staff) {
        if (auto refused = admit_person(work)) return refused;
    }
    if (is_of_the_api(work.route->path.text())) {
        if (work.request.query_broken) return refusal(work, 400);
        auto faults = query_faults(*work.route, work.request);
        if (!faults.empty()) return error_response(work, Invalid{std::move(faults)});
    }
    return read_body(work);
}

std::optional<Response> Dispatch::admit_person(Work& work) {
    Request& request = work.request;
    const auto refuse = [&](int status, observe::Word why) {
        const auto id = request.session ? request.session->person.id.text() : std::string{};
        observe::report(observe::AccessRefused{observe::EventId{request.id}, work.path(), why,
                                               work.role, observe::EventId{id},
                                               observe::Address{request.client}});
        return refusal(work, status);
    };
    const std::string token{request.cookie(session_cookie_name(app_.config()))};
    if (token.empty()) return refusal(work, 401);
    auto session = session_of(app_, token, !work.route->quiet);
    if (!session) return error_response(work, session.error());
    work.role = role_word(session->person.role);
    request.session = std::make_shared<const Session>(std::move(*session));
    if ((work.route->access.roles & role_bit(request.session->person.role)) == 0) {
        return refuse(403, "role");
    }
    if (!is_write(request.method)) return std::nullopt;
    if (!from_our_page(request, app_.config())) return refuse(403, "origin");
    if (!same_bytes(request.header("x-csrf-token"), request.session->csrf_token)) {
        return refuse(403, "csrf");
    }
    return std::nullopt;
}

std::optional<Response> Dispatch::read_body(Work& work) {
    Request& request = work.request;
    if (work.route->takes == Takes::nothing) return std::nullopt;
    if (work.route->takes == Takes::form) {
        if (!is_content_type(request, "application/x-www-form-urlencoded")) {
            return refusal(work, 415);
        }
        auto pairs = decoded_pairs(request.body);
        if (!pairs) return refusal(work, 400);
        request.posted = std::move(*pairs);
        return std::nullopt;
    }
    const bool bare = request.method == Method::delete_ && request.body.empty() &&
                      request.header("content-type").empty();
    if (!bare && !is_content_type(request, "application/json")) return refusal(work, 415);
    if (!is_text(request.body)) return refusal(work, 400);
    auto json = bare ? std::optional<Json>{Json::object()} : parse_json(request.body);
    if (!json || !json->is_object()) return refusal(work, 400);
    request.json = std::make_shared<const Json>(std::move(*json));
    return std::nullopt;
}

Response Dispatch::error_response(const Work& work, const Error& error) const {
    if (work.route->does.trouble != nullptr) {
        return work.route->does.trouble(work.request, app_, status_of(error), &error);
    }
    return problem(error, work.request, app_, language_of(work.request));
}

Response Dispatch::refusal(const Work& work, int status) const {
    try {
        if (work.route != nullptr && work.route->does.trouble != nullptr) {
            return work.route->does.trouble(work.request, app_, status, nullptr);
        }
        if (work.route == nullptr && wants_page(work.request)) {
            return plain_page(work.request, app_, status,
                              language_wanted(work.request) == "es" ? "es" : "en");
        }
    } catch (const std::exception&) {
        // A page that cannot be drawn must not hide what it was to say.
    }
    return problem(status, work.request);
}

// What became of an exception: called while it is being handled.
Response Dispatch::escaped(const Work& work) const {
    const observe::EventId id{work.request.id};
    int status = 500;
    try {
        throw;
    } catch (const store::Unknown&) {
        return error_response(work, InDoubt{});
    } catch (const store::Lost&) {
        status = 503;
    } catch (const store::Collided&) {
        status = 503;
    } catch (const store::Refused& refused) {
        observe::report(observe::HandlerEscaped{id, work.path(), observe::Word::type_of(refused),
                                                observe::SqlState{refused.sqlstate}});
    } catch (const std::exception& exception) {
        observe::report(observe::HandlerEscaped{id, work.path(), observe::Word::type_of(exception),
                                                observe::SqlState{}});
    } catch (...) {
        observe::report(observe::HandlerEscaped{id, work.path(), "unknown", observe::SqlState{}});
    }
    return refusal(work, status);
}

void Dispatch::keep_waiting(std::unique_ptr<Work> work, Wait wait) {
    const auto until = Clock::now() + std::chrono::seconds(app_.config().desk.poll_seconds);
    std::string session, person;
    if (const auto* whose = work->request.session ? &*work->request.session : nullptr) {
        session = token_digest(whose->token);
        person = whose->person.id.text();
    }
    auto shared = std::make_shared<std::unique_ptr<Work>>(std::move(work));
    Park::Waiting poll{
        wait, until,
        [this, shared](Response&& response) { finish(std::move(*shared), std::move(response)); },
        session, person};
    if (auto left = park_.keep(std::move(poll))) {
        const auto& [after, lead, nonce] = left->poll.wait;
        left->poll.finish(left->refused ? refusal(**shared, 503)
                                        : desk::changes_answer(Changes{after, {}}, nonce));
        if (left->refused) return;
    }
    news_changed_.notify_one();
}

void Dispatch::watch_for_news() {
    std::unique_lock lock(news_mutex_);
    while (!stopping_) {
        const auto behind = park_.waits_behind();
        if (!behind) {
            news_changed_.wait_for(lock, 1s);
            continue;
        }
        lock.unlock();
        for (auto& poll : park_.take_due(Clock::now())) {
            poll.finish(desk::changes_answer(Changes{poll.wait.after, {}}, poll.wait.nonce));
        }
        try {
            std::map<std::pair<long, bool>, Changes> looked;
            const auto look = [&](long after, bool lead) -> const Changes& {
                const auto [at, fresh] = looked.try_emplace({after, lead});
                if (fresh) at->second = changes_after(app_, after, lead);
                return at->second;
            };
            for (auto& poll : park_.take_behind(look(*behind, false).seq)) {
                const auto& found = look(poll.wait.after, poll.wait.lead);
                poll.finish(desk::changes_answer(found, poll.wait.nonce));
            }
        } catch (const std::exception&) {
            // Without a database there is no news; whoever waits is answered when its time is up.
        }
        lock.lock();
        if (!stopping_) news_changed_.wait_for(lock, kNewsEvery);
    }
}

void Dispatch::finish(std::unique_ptr<Work> work, Response response) {
    const Request& request = work->request;
    response.with("X-Request-Id", request.id);
    try {
        const bool page = response.content_type.substr(0, 9) == "text/html";
        if (page && response.body.size() > 1024 && assets::takes_gzip(request)) {
            response.body = assets::gzip(response.body);
            response.with("Content-Encoding", "gzip").with("Vary", "Accept-Encoding");
        }
    } catch (const std::exception&) {
        // It goes as it is.
    }
    add_security_headers(response, app_.config());
    response.last = response.last || winding_up_;
    const auto micros =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - work->began);
    observe::report(observe::RequestServed{observe::EventId{request.id},
                                           method_word(request.method), work->path(),
                                           response.status, micros.count(), work->role});
    work->answer.send(response);
}

void Dispatch::wind_up() {
    winding_up_ = true;
    for (auto& poll : park_.close()) {
        poll.finish(desk::changes_answer(Changes{poll.wait.after, {}}, poll.wait.nonce));
    }
}

bool Dispatch::drain(Clock::time_point deadline) {
    wind_up();
    draining_ = true;
    const bool form = form_.drain(deadline);
    const bool desk = desk_.drain(deadline);
    const bool reports = reports_.drain(deadline);
    const bool sign_in = sign_in_.drain(deadline);
    return form && desk && reports && sign_in;
}

const Person& Request::person() const {
    return session->person;
}

}  // namespace backline

// `backline serve`: wires everything once, serves until SIGTERM or SIGINT, drains, ends. SIGHUP
// opens the log anew.
#include <pthread.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "app/people.h"
#include "cli/opening.h"
#include "cli/serve.h"
#include "cli/verbs.h"
#include "http/article.h"
#include "http/dispatch.h"
#include "http/openapi.h"
#include "http/server.h"
#include "observe/report.h"
#include "relay/relay.h"

namespace backline {

namespace {

using Clock = std::chrono::steady_clock;
// In which everybody is served who is connected, and then what is under way is finished.
constexpr std::chrono::seconds kWindUp{6}, kDrain{10};

// Blocked before any thread starts, so that every thread inherits it and only sigwait hears them.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return signals;
}

std::string ready_line(const Config& config, std::uint16_t port) {
    const auto& origin = config.server.public_origin;
    const auto host_from = origin.find("://") + 3;
    const auto host_to = origin.find_first_of(":/", host_from);
    const auto scheme = origin.substr(0, host_from);
    return "ready " + scheme + origin.substr(host_from, host_to - host_from) + ":" +
           std::to_string(port);
}

// The demo's article page, on a port of its own so that it is another origin; null where none is
// wanted.
std::unique_ptr<Server> start_article(const App& app) {
    const auto& server = app.config().server;
    if (server.demo_article.empty()) return nullptr;
    auto article = std::make_unique<Server>(server.article_host(), server.article_port(), 1,
                                            serve_article(app));
    article->start();
    return article;
}

}  // namespace

int serve(const Config& config) {
    return serve_saving(config, submit);
}

int serve_saving(const Config& config, const Dispatch::Submit& save) {
    const auto began = Clock::now();
    const sigset_t signals = block_signals();
    if (const auto complaint = observe::start(config.log.level, config.log.file))
        throw std::runtime_error(*complaint);
    const auto app = open_app(config);
    if (!sign_in_is_open(config)) {
        observe::report(observe::SignInClosed{});
        std::cerr << "backline: " << kSignInClosed << "\n";
    }
    Dispatch dispatch(*app, save);
    Relay relay(*app);
    Server server(config.server.listen_host(), config.server.listen_port(), config.server.threads,
                  [&](Request&& request, Answer&& answer) {
                      dispatch.serve(std::move(request), std::move(answer));
                  });
    server.start();
    const auto article = start_article(*app);
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    observe::report(observe::Started{"0.1.0", server.port(), config.server.threads,
                                     config.server.demo, 0, millis.count()});
    std::cout << ready_line(config, server.port()) << std::endl;

    int signal = SIGHUP;
    while (signal == SIGHUP) {
        observe::flush();
        sigwait(&signals, &signal);
    }
    observe::report(observe::Stopping{signal, dispatch.parked(), dispatch.under_way()});
    const auto draining = Clock::now();
    server.stop_accepting();
    if (article) article->stop_accepting();
    dispatch.wind_up();
    server.wind_up(draining + kWindUp);
    const bool clean = dispatch.drain(draining + kDrain);
    if (!clean) {
        // A report over years: nobody waits for it any more.
        app->reports().give_up();
        app->form().give_up();
    }
    server.stop();
    if (article) article->stop();
    relay.stop();
    const auto drained =
        std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - draining);
    observe::report(observe::Stopped{drained.count(), clean});
    observe::stop();
    return 0;
}

int print_openapi() {
    std::cout << openapi_document() << "\n";
    return 0;
}

}  // namespace backline

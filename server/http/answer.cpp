#include "http/answer.h"

namespace backline {

Answer::~Answer() {
    if (!sink_) return;
    Response last_resort;
    last_resort.status = 500;
    last_resort.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    send(last_resort);
}

void Answer::send(const Response& response) noexcept {
    if (const auto sink = std::move(sink_)) sink->send(response);
}

}  // namespace backline

// The right to answer one request, exactly once, from any thread. Moved along with the work; when
// it is destroyed unused the client gets a 500, so that nobody waits for ever.
#pragma once

#include <memory>

#include "http/request.h"
#include "http/response.h"

namespace backline {

// Where an answer goes: a connection, or a test that wants to see it. Called once at most.
class AnswerSink {
  public:
    virtual ~AnswerSink() = default;
    virtual void send(const Response& response) noexcept = 0;
};

class Answer {
  public:
    explicit Answer(std::unique_ptr<AnswerSink> sink) : sink_(std::move(sink)) {}
    ~Answer();
    Answer(Answer&&) noexcept = default;
    Answer& operator=(Answer&&) = delete;
    Answer(const Answer&) = delete;
    Answer& operator=(const Answer&) = delete;

    // Later calls do nothing. Never throws.
    void send(const Response& response) noexcept;
    bool answered() const { return sink_ == nullptr; }

  private:
    std::unique_ptr<AnswerSink> sink_;
};

}  // namespace backline

// The log: the one file that knows spdlog.
#include "observe/report.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <mutex>

#include "observe/counters.h"
#include "observe/log_file.h"

namespace backline::observe {

namespace {

// spdlog's own sinks wait for whoever reads what they write.
class PatientSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    explicit PatientSink(std::unique_ptr<LogFile> file) : file_(std::move(file)) {}

  protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        file_->add({line.data(), line.size()});
    }
    void flush_() override {
        file_->write_out();
        const auto dropped = file_->take_dropped();
        if (dropped == 0) return;
        const Event event = LinesDropped{dropped};
        count(event);
        const auto members = members_of(event);
        sink_it_({"backline", spdlog::level::warn, members});
        file_->write_out();
    }

  private:
    std::unique_ptr<LogFile> file_;
};

constexpr std::chrono::seconds kFlushEvery{1};

// The open log; null before start and after stop. A reader takes a share, so stop waits for nobody.
class Current {
  public:
    std::shared_ptr<spdlog::logger> get() {
        const std::lock_guard lock(guard_);
        return logger_;
    }
    void set(std::shared_ptr<spdlog::logger> logger) {
        const std::lock_guard lock(guard_);
        logger_.swap(logger);
    }

  private:
    std::mutex guard_;
    std::shared_ptr<spdlog::logger> logger_;
};
Current current;

std::optional<spdlog::level::level_enum> parse_level(std::string_view text) {
    if (text == "debug") {
        return spdlog::level::debug;
    }
    if (text == "info") {
        return spdlog::level::info;
    }
    if (text == "warn") {
        return spdlog::level::warn;
    }
    if (text == "error") {
        return spdlog::level::err;
    }
    return std::nullopt;
}

spdlog::level::level_enum to_spdlog(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warn:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

}  // namespace

std::optional<std::string> start(std::string_view level, const std::string& file) {
    const auto threshold = parse_level(level);
    if (!threshold) {
        return "the log's level must be debug, info, warn or error";
    }
    auto opened = std::make_unique<LogFile>(file);
    if (!opened->is_open()) {
        return "the log " + (file.empty() ? "on standard error" : file) +
               " cannot be opened for appending";
    }
    auto logger = std::make_shared<spdlog::logger>(
        "backline", std::make_shared<PatientSink>(std::move(opened)));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        R"({"at":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
    logger->set_level(*threshold);
    logger->flush_on(spdlog::level::warn);
    // The registry is only there for its clock, which flushes what it knows.
    spdlog::drop_all();
    spdlog::register_logger(logger);
    spdlog::flush_every(kFlushEvery);
    current.set(std::move(logger));
    return std::nullopt;
}

void report(const Event& event) noexcept {
    count(event);
    try {
        const auto logger = current.get();
        const auto level = to_spdlog(level_of(event));
        if (logger && logger->should_log(level)) {
            logger->log(level, spdlog::string_view_t(members_of(event)));
        }
    } catch (...) {  // no memory for a line: it is lost, its count is not
    }
}

void flush() noexcept {
    try {
        if (const auto logger = current.get()) {
            logger->flush();
        }
    } catch (...) {  // spdlog prints its own trouble
    }
}

void stop() noexcept {
    flush();
    current.set(nullptr);
    try {
        spdlog::shutdown();
    } catch (...) {  // nothing is left to close
    }
}

}  // namespace backline::observe

#include "observe/log_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace backline::observe {

namespace {

constexpr std::size_t kEnough = std::size_t{32} * 1024;
constexpr std::size_t kMostKept = std::size_t{256} * 1024;
// POSIX lets a pipe that is ready take so many bytes without waiting (PIPE_BUF on Linux).
constexpr std::size_t kAtOnce = 4096;

}  // namespace

LogFile::LogFile(std::string path) : path_(std::move(path)) {
    open();
}

LogFile::~LogFile() {
    close();
}

void LogFile::open() {
    file_ = path_.empty()
                ? ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)
                : ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0666);
    struct stat seen {};
    is_socket_ = file_ >= 0 && ::fstat(file_, &seen) == 0 && S_ISSOCK(seen.st_mode);
}

void LogFile::close() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
}

bool LogFile::was_replaced() const {
    if (path_.empty()) return false;
    struct stat named {
    }, held{};
    if (file_ < 0 || ::stat(path_.c_str(), &named) != 0) return true;
    return ::fstat(file_, &held) == 0 &&
           (named.st_ino != held.st_ino || named.st_dev != held.st_dev);
}

void LogFile::add(std::string_view line) {
    if (kept_.size() + line.size() > kMostKept) {
        ++dropped_;
        return;
    }
    kept_ += line;
    if (kept_.size() >= kEnough) write_out();
}

// As ::write; -1 also where it would have to wait.
long LogFile::write_some() const {
    const std::size_t size = std::min(kept_.size(), kAtOnce);
    if (is_socket_) return ::send(file_, kept_.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL);
    pollfd ready{file_, POLLOUT, 0};
    if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return -1;
    return ::write(file_, kept_.data(), size);
}

void LogFile::write_out() {
    if (was_replaced()) {
        close();
        open();
    }
    while (is_open() && !kept_.empty()) {
        const long written = write_some();
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        kept_.erase(0, static_cast<std::size_t>(written));
    }
}

std::int64_t LogFile::take_dropped() {
    return kept_.empty() ? std::exchange(dropped_, 0) : 0;
}

}  // namespace backline::observe

// A client that says exactly the bytes it is told to, for tests of framing and of a listening
// server.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace backline::testing_support {

struct RawAnswer {
    int status = 0;
    std::string head;
    std::string body;
    // Empty when there is none; `name` in any case.
    std::string header(std::string_view name) const {
        const auto lower = [](std::string_view text) {
            std::string out{text};
            for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            return out;
        };
        const auto at = lower(head).find("\r\n" + lower(name) + ":");
        if (at == std::string::npos) return {};
        const auto from = head.find(':', at) + 2;
        return head.substr(from, head.find("\r\n", from) - from);
    }
};

class RawClient {
  public:
    explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { hang_up(); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    void hang_up() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }
    void say(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    // The next whole answer; nothing when the connection ends or stays silent for `patience`.
    std::optional<RawAnswer> hear(bool head_only = false,
                                  std::chrono::milliseconds patience = std::chrono::seconds(10)) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (true) {
            const auto end = heard_.find("\r\n\r\n");
            if (end != std::string::npos) {
                RawAnswer answer;
                answer.head = heard_.substr(0, end + 2);
                answer.status = std::atoi(answer.head.c_str() + 9);
                const auto length =
                    head_only ? 0
                              : std::strtoul(answer.header("Content-Length").c_str(), nullptr, 10);
                if (heard_.size() >= end + 4 + length) {
                    answer.body = heard_.substr(end + 4, length);
                    heard_.erase(0, end + 4 + length);
                    return answer;
                }
            }
            if (!more(until)) return std::nullopt;
        }
    }
    // True when the server ends the connection within `patience`.
    bool ended(std::chrono::milliseconds patience = std::chrono::seconds(10)) {
        const auto until = std::chrono::steady_clock::now() + patience;
        while (more(until)) {
        }
        return gone_;
    }

    // True when the connection is reset within `patience`, whatever of it was not read.
    bool hung_up_on(std::chrono::milliseconds patience = std::chrono::seconds(10)) const {
        pollfd waiting{fd_, 0, 0};
        return ::poll(&waiting, 1, static_cast<int>(patience.count())) > 0 &&
               (waiting.revents & (POLLERR | POLLHUP)) != 0;
    }

  private:
    bool more(std::chrono::steady_clock::time_point until) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            until - std::chrono::steady_clock::now());
        if (left.count() <= 0 || fd_ < 0) return false;
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
        char bytes[16384];
        const auto got = ::recv(fd_, bytes, sizeof bytes, 0);
        if (got <= 0) {
            gone_ = true;
            return false;
        }
        heard_.append(bytes, static_cast<std::size_t>(got));
        return true;
    }

    int fd_;
    bool connected_ = false;
    bool gone_ = false;
    std::string heard_;
};

}  // namespace backline::testing_support

// A desk for each line "TOKEN CSRF-TOKEN" on standard input, all on 127.0.0.1:PORT at once: claim
// next, give it back, again, for SECONDS. Prints "RESULT claims-per-second p50-ms p99-ms failures".
// `claims PORT SECONDS`. For tests/bench/run only.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

class Desk {
  public:
    Desk(int port, std::string token, std::string csrf)
        : port_(port), token_(std::move(token)), csrf_(std::move(csrf)) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        timeval limit{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        good_ = connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    }
    ~Desk() { close(socket_); }
    Desk(const Desk&) = delete;

    void work(Clock::time_point until) {
        while (good_ && Clock::now() < until) {
            const auto began = Clock::now();
            const auto claim = ask("POST", "/api/desk/claims", "{}");
            const std::chrono::duration<double, std::milli> took = Clock::now() - began;
            const auto fence = number_after(claim, "\"fence\":");
            const auto id = id_in(claim);
            if (claim.find(" 201 ") == std::string::npos || id.empty()) {
                ++failures;
                continue;
            }
            millis.push_back(took.count());
            const auto freed =
                ask("DELETE", "/api/requests/" + id + "/claim", "{\"fence\":" + fence + "}");
            if (freed.find(" 204 ") == std::string::npos &&
                freed.find(" 200 ") == std::string::npos)
                ++failures;
        }
        if (!good_) ++failures;
    }

    std::vector<double> millis;
    int failures = 0;

  private:
    static std::string number_after(const std::string& text, const std::string& key) {
        const auto at = text.find(key);
        if (at == std::string::npos) return {};
        const auto from = at + key.size();
        return text.substr(from, text.find_first_not_of("0123456789", from) - from);
    }
    // The request's own id is the last member "id" before "interpreter" in an object of sorted
    // members.
    static std::string id_in(const std::string& text) {
        const auto request = text.find("\"interpreter\":");
        const auto at = text.rfind("\"id\":\"", request);
        return at == std::string::npos ? std::string{} : text.substr(at + 6, 36);
    }

    std::string ask(const char* method, const std::string& path, const std::string& body) {
        const std::string request =
            std::string{method} + " " + path +
            " HTTP/1.1\r\nHost: localhost:" + std::to_string(port_) +
            "\r\nOrigin: http://localhost:" + std::to_string(port_) + "\r\nCookie: sid=" + token_ +
            "\r\nX-CSRF-Token: " + csrf_ +
            "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body;
        if (send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) good_ = false;
        std::string answer;
        char buffer[16384];
        while (good_ && !whole(answer)) {
            const auto got = recv(socket_, buffer, sizeof buffer, 0);
            if (got <= 0)
                good_ = false;
            else
                answer.append(buffer, static_cast<std::size_t>(got));
        }
        return answer;
    }
    static bool whole(const std::string& answer) {
        const auto head = answer.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        const auto length = number_after(answer.substr(0, head), "Content-Length: ");
        return answer.size() >= head + 4 + (length.empty() ? 0 : std::stoul(length));
    }

    int port_;
    std::string token_, csrf_;
    int socket_ = -1;
    bool good_ = false;
};

}  // namespace

int main(int count, char** words) {
    if (count != 3) return 2;
    const int port = std::atoi(words[1]);
    const std::chrono::seconds span{std::atoi(words[2])};
    std::vector<std::unique_ptr<Desk>> desks;
    std::string token, csrf;
    while (std::cin >> token >> csrf) desks.push_back(std::make_unique<Desk>(port, token, csrf));
    const auto until = Clock::now() + span;
    std::vector<std::thread> threads;
    for (auto& desk : desks) threads.emplace_back([&desk, until] { desk->work(until); });
    for (auto& thread : threads) thread.join();
    std::vector<double> all;
    int failures = 0;
    for (const auto& desk : desks) {
        all.insert(all.end(), desk->millis.begin(), desk->millis.end());
        failures += desk->failures;
    }
    std::sort(all.begin(), all.end());
    const auto at = [&](double share) {
        return all.empty()
                   ? 0.0
                   : all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    std::printf("RESULT %.1f %.3f %.3f %d\n",
                static_cast<double>(all.size()) / static_cast<double>(span.count()), at(0.5),
                at(0.99), failures);
    return 0;
}

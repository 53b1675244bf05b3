#include "http/site.h"

#include <algorithm>
#include <chrono>

#include "http/wire.h"
#include "vault/signed_time.h"

namespace backline::test {

namespace {

struct Capture : AnswerSink {
    std::promise<Response> promise;
    void send(const Response& response) noexcept override { promise.set_value(response); }
};

std::string encoded(const std::string& text) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0) {
            out.push_back(c);
        } else {
            out.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
        }
    }
    return out;
}

}  // namespace

Site::Site(const std::function<void(Config&)>& change) {
    Config config = database.config();
    config.desk.poll_seconds = 1;
    if (change) change(config);
    app = std::make_unique<App>(config, database.master());
    dispatch = std::make_unique<Dispatch>(*app);
}

std::future<Response> Site::ask_later(const std::string& method, const std::string& target,
                                      const Headers& headers, const std::string& body) {
    std::string bytes = method + " " + target + " HTTP/1.1\r\n";
    const bool named = std::any_of(headers.begin(), headers.end(),
                                   [](const auto& header) { return header.first == "Host"; });
    if (!named) bytes += "Host: localhost:8080\r\n";
    for (const auto& [name, value] : headers) bytes += name + ": " + value + "\r\n";
    if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    RequestReader reader;
    reader.feed(bytes + "\r\n" + body);
    auto framed = reader.next();
    auto sink = std::make_unique<Capture>();
    auto future = sink->promise.get_future();
    if (!framed) {
        Response unread;
        unread.status = 0;
        sink->send(unread);
        return future;
    }
    framed->request.peer = "127.0.0.1";
    dispatch->serve(std::move(framed->request), Answer(std::move(sink)));
    return future;
}

std::vector<std::pair<std::string, std::string>> Site::fields(int number) {
    const auto json = request(number);
    return {{"kind", "callback"},
            {"name", json["name"]},
            {"phone", json["phone"]},
            {"topic", json["topic"]},
            {"language", "en"},
            {"consent", "yes"},
            {"consent_text_id", json["consent"]["text_id"]},
            {"rendered", json["rendered"]},
            {"submission_id", json["submission_id"]}};
}

void Site::stop_clock(const std::string& now) {
    database.stop_clock(now);
    app->note_context(store::transact(app->form(), store::context));
}

Response Site::ask(const std::string& method, const std::string& target, const Headers& headers,
                   const std::string& body) {
    return ask_later(method, target, headers, body).get();
}

Response Site::post_json(const std::string& target, const nlohmann::json& body, Headers headers) {
    headers.emplace_back("Content-Type", "application/json");
    return ask("POST", target, headers, body.dump());
}

Response Site::post_form(const std::string& target,
                         const std::vector<std::pair<std::string, std::string>>& fields,
                         Headers headers) {
    std::string body;
    for (const auto& [name, value] : fields) {
        if (!body.empty()) body.push_back('&');
        body += encoded(name) + "=" + encoded(value);
    }
    headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    return ask("POST", target, headers, body);
}

Staff Site::sign_in(Role role, const std::string& username) {
    Staff staff;
    staff.person = person(database, username, role);
    const auto response =
        post_json("/api/session", {{"username", username}, {"password", kPassword}});
    if (response.status != 201) throw std::runtime_error("cannot sign in: " + response.body);
    const std::string cookie{response.header("Set-Cookie")};
    staff.cookie = cookie.substr(0, cookie.find(';'));
    staff.csrf = json_of(response)["csrf_token"];
    return staff;
}

Response Site::read(const Staff& staff, const std::string& target) {
    return get(target, {{"Cookie", staff.cookie}});
}

Headers Site::write_headers(const Staff& staff) {
    return {{"Cookie", staff.cookie},
            {"X-CSRF-Token", staff.csrf},
            {"Sec-Fetch-Site", "same-origin"},
            {"Content-Type", "application/json"}};
}

Response Site::write(const Staff& staff, const std::string& method, const std::string& target,
                     const nlohmann::json& body) {
    return ask(method, target, write_headers(staff), body.dump());
}

std::string Site::rendered(int seconds_ago) {
    const auto now =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    return sign_render_time(app->master(), now - std::chrono::seconds(seconds_ago));
}

nlohmann::json Site::request(int number) {
    char phone[16];
    std::snprintf(phone, sizeof phone, "310555%04d", number % 10000);
    return {
        {"kind", "callback"},
        {"name", "Person " + std::to_string(number)},
        {"phone", phone},
        {"topic", app->institute()->topics.front().code},
        {"language", "en"},
        {"consent", {{"text_id", app->institute()->consent("call", "en")->id}, {"given", true}}},
        {"rendered", rendered()},
        {"submission_id", "key-" + std::to_string(number)}};
}

nlohmann::json json_of(const Response& response) {
    return nlohmann::json::parse(response.body, nullptr, false);
}

}  // namespace backline::test

#include "config.h"

#include <arpa/inet.h>
#include <sys/stat.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <variant>

namespace backline {

namespace {

constexpr std::size_t kMostBytes = 256 * 1024;

struct Address {
    std::string host;  // without brackets
    std::uint16_t port = 0;
};

bool is_ip(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || (host.starts_with("127.") && is_ip(host));
}

// "HOST:PORT" or "[IPv6]:PORT".
std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view host = text.substr(0, colon);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) {
        host = host.substr(1, host.size() - 2);
    }
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (fault != std::errc() || end != digits.data() + digits.size() || port == 0 || host.empty() ||
        host.find_first_of("[]") != std::string_view::npos ||
        (host.find(':') != std::string_view::npos) != brackets) {
        return std::nullopt;
    }
    return Address{std::string(host), port};
}

// A sentence about what the value must be; empty: it is.
using Check = std::function<std::string(const std::string&)>;

std::string check_listen(const std::string& text) {
    const auto address = parse_address(text);
    if (!address) {
        return "must be an address and a port, like 127.0.0.1:8080";
    }
    if (!is_loopback(address->host)) {
        return "must be a loopback address, because TLS ends at the proxy of this machine";
    }
    return "";
}

std::string check_listen_or_none(const std::string& text) {
    return text.empty() ? "" : check_listen(text);
}

bool is_host_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '.';
}

// "https://www.example.org", as a browser writes an origin: lower case, no path, no usual port.
std::string check_origin(const std::string& text) {
    constexpr std::string_view kShape =
        "must be an origin as browsers write it, like https://www.example.org: scheme, host and "
        "no path";
    const bool https = text.starts_with("https://");
    if (!https && !text.starts_with("http://")) {
        return std::string(kShape);
    }
    const std::string rest = text.substr(https ? 8 : 7);
    const bool bracketed = rest.starts_with('[');
    const std::size_t end_of_host =
        bracketed ? rest.find(']') + 1 : std::min(rest.find(':'), rest.size());
    std::string host = rest.substr(0, end_of_host);
    if (bracketed) {
        host = end_of_host > 2 ? host.substr(1, host.size() - 2) : "";
    }
    const bool named = !host.empty() && std::all_of(host.begin(), host.end(), is_host_letter);
    if (bracketed ? !is_ip(host) : !named) {
        return std::string(kShape);
    }
    if (end_of_host < rest.size()) {
        const auto address = parse_address(rest);
        if (!address || address->port == (https ? 443 : 80)) {
            return std::string(kShape) + ", a port only when it is not the usual one";
        }
    }
    return "";
}

std::string host_of_origin(const std::string& origin) {
    std::string rest = origin.substr(origin.find("//") + 2);
    if (rest.starts_with('[')) {
        return rest.substr(1, rest.find(']') - 1);
    }
    return rest.substr(0, rest.find(':'));
}

std::string check_embed_origin(const std::string& text) {
    if (const std::string fault = check_origin(text); !fault.empty()) {
        return fault;
    }
    if (!text.starts_with("https://") && !is_loopback(host_of_origin(text))) {
        return "must be https, because anybody on the way could change an http page";
    }
    return "";
}

std::string check_proxy(const std::string& text) {
    return is_ip(text) ? "" : "must be an IP address, because names can be forged";
}

std::string check_filled(const std::string& text) {
    return text.empty() ? "must not be empty" : "";
}

std::string check_level(const std::string& text) {
    constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warn", "error"};
    return std::find(kLevels.begin(), kLevels.end(), text) != kLevels.end()
               ? ""
               : "must be debug, info, warn or error";
}

std::string check_anything(const std::string&) {
    return "";
}

struct Text {
    std::string& value;
    Check check;
};
struct Texts {
    std::vector<std::string>& value;
    Check check;
};
struct Number {
    int& value;
    int least;
    int most;
};
struct Truth {
    bool& value;
};
using Setting = std::variant<Text, Texts, Number, Truth>;

struct Named {
    std::string section;
    std::string key;
    Setting setting;
};

// Every key, where its value goes and what it may be: the one list that reading and printing
// follow.
std::vector<Named> settings_of(Config& c) {
    return {
        {"server", "listen", Text{c.server.listen, check_listen}},
        {"server", "public_origin", Text{c.server.public_origin, check_origin}},
        {"server", "threads", Number{c.server.threads, 1, 64}},
        {"server", "demo", Truth{c.server.demo}},
        {"server", "trusted_proxies", Texts{c.server.trusted_proxies, check_proxy}},
        {"server", "embed_origins", Texts{c.server.embed_origins, check_embed_origin}},
        {"server", "demo_article", Text{c.server.demo_article, check_listen_or_none}},
        {"database", "url", Text{c.database.url, check_filled}},
        {"database", "owner_url", Text{c.database.owner_url, check_filled}},
        {"database", "report_url", Text{c.database.report_url, check_filled}},
        {"keys", "master", Text{c.keys.master, check_filled}},
        {"journal", "anchor", Text{c.journal.anchor, check_anything}},
        {"lanes", "form_workers", Number{c.lanes.form_workers, 1, 64}},
        {"lanes", "form_queue", Number{c.lanes.form_queue, 1, 1'000'000}},
        {"lanes", "form_batch", Number{c.lanes.form_batch, 1, 1024}},
        {"lanes", "desk_workers", Number{c.lanes.desk_workers, 1, 64}},
        {"lanes", "desk_queue", Number{c.lanes.desk_queue, 1, 1'000'000}},
        {"lanes", "report_workers", Number{c.lanes.report_workers, 1, 64}},
        {"lanes", "report_queue", Number{c.lanes.report_queue, 1, 1'000'000}},
        {"lanes", "sign_in_workers", Number{c.lanes.sign_in_workers, 1, 16}},
        {"lanes", "sign_in_queue", Number{c.lanes.sign_in_queue, 1, 1'000'000}},
        {"desk", "lease_seconds", Number{c.desk.lease_seconds, 1, 3600}},
        {"desk", "poll_seconds", Number{c.desk.poll_seconds, 1, 30}},
        {"desk", "undo_seconds", Number{c.desk.undo_seconds, 0, 3600}},
        {"desk", "session_idle_minutes", Number{c.desk.session_idle_minutes, 1, 720}},
        {"desk", "session_hours", Number{c.desk.session_hours, 1, 24}},
        {"desk", "reveals_per_hour", Number{c.desk.reveals_per_hour, 0, 1000}},
        {"desk", "sign_in_without_second_factor", Truth{c.desk.sign_in_without_second_factor}},
        {"form", "min_seconds", Number{c.form.min_seconds, 0, 600}},
        {"form", "max_hours", Number{c.form.max_hours, 1, 168}},
        {"form", "per_address_hour", Number{c.form.per_address_hour, 0, 1'000'000}},
        {"form", "suspects_per_address_hour",
         Number{c.form.suspects_per_address_hour, 0, 1'000'000}},
        {"form", "per_phone_day", Number{c.form.per_phone_day, 0, 1'000'000}},
        {"form", "unproven_per_address", Number{c.form.unproven_per_address, 0, 1'000'000}},
        {"form", "red_flags_per_address", Number{c.form.red_flags_per_address, 0, 1'000'000}},
        {"log", "level", Text{c.log.level, check_level}},
        {"log", "file", Text{c.log.file, check_anything}},
    };
}

bool holds_password(const std::string& url) {
    if (url.find("password") != std::string::npos) {
        return true;
    }
    const std::size_t scheme = url.find("://");
    const std::size_t at = url.find('@');
    return scheme != std::string::npos && at != std::string::npos && url.find(':', scheme + 3) < at;
}

const char* type_name(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

// Reads one file's tree and gathers what is wrong with it.
class Reading {
  public:
    explicit Reading(std::string name) : name_(std::move(name)) {}

    void read(const toml::table& root, Config& config) {
        std::vector<Named> settings = settings_of(config);
        for (const auto& [key, node] : root) {
            const std::string section(key.str());
            const auto known = std::any_of(settings.begin(), settings.end(),
                                           [&](const Named& n) { return n.section == section; });
            const toml::table* const table = node.as_table();
            if (!known) {
                complain(line_of(key), "there is no section [" + shown(section) + "]");
            } else if (table == nullptr) {
                complain(line_of(key), section + " must be a section, not " + type_name(node));
            } else {
                read_section(section, *table, settings);
            }
        }
        compare(config);
    }

    void complain(std::uint32_t line, const std::string& sentence) {
        complaints_.emplace(line,
                            name_ + (line > 0 ? ":" + std::to_string(line) : "") + ": " + sentence);
    }

    std::uint32_t line_of_setting(const std::string& section, const std::string& key) const {
        const auto found = lines_.find(section + "." + key);
        return found == lines_.end() ? 0 : found->second;
    }

    Complaints take() const {
        Complaints sentences;
        for (const auto& [line, sentence] : complaints_) {
            sentences.push_back(sentence);
        }
        return sentences;
    }

  private:
    static std::uint32_t line_of(const toml::key& key) { return key.source().begin.line; }

    // A key as it may be shown on a terminal: anything that is no plain letter becomes '?'.
    static std::string shown(std::string text) {
        std::replace_if(
            text.begin(), text.end(), [](char letter) { return letter < ' ' || letter > '~'; },
            '?');
        return text.substr(0, 60);
    }

    void read_section(const std::string& section, const toml::table& table,
                      std::vector<Named>& settings) {
        for (const auto& [key, node] : table) {
            const auto found = std::find_if(settings.begin(), settings.end(), [&](const Named& n) {
                return n.section == section && n.key == key.str();
            });
            if (found == settings.end()) {
                complain(line_of(key), "there is no key " + shown(std::string(key.str())) +
                                           " in [" + section + "]");
                continue;
            }
            lines_[section + "." + found->key] = line_of(key);
            const std::string fault = std::visit(
                [&](auto& setting) { return take_value(setting, node); }, found->setting);
            if (!fault.empty()) {
                complain(line_of(key), "[" + section + "] " + found->key + " " + fault);
            }
        }
    }

    static std::string take_value(Text& text, const toml::node& node) {
        const auto* const value = node.as_string();
        if (value == nullptr) {
            return std::string("must be text in quotes, not ") + type_name(node);
        }
        if (value->get().find('\0') != std::string::npos) {
            return "must not hold a zero byte";
        }
        text.value = value->get();
        return text.check(text.value);
    }

    static std::string take_value(Texts& texts, const toml::node& node) {
        const toml::array* const values = node.as_array();
        if (values == nullptr) {
            return std::string("must be a list of texts, not ") + type_name(node);
        }
        texts.value.clear();
        for (std::size_t i = 0; i < values->size(); ++i) {
            std::string one;
            Text text{one, texts.check};
            if (const std::string fault = take_value(text, *values->get(i)); !fault.empty()) {
                return "(entry " + std::to_string(i + 1) + ") " + fault;
            }
            texts.value.push_back(one);
        }
        return "";
    }

    static std::string take_value(Number& number, const toml::node& node) {
        const auto* const value = node.as_integer();
        if (value == nullptr) {
            return std::string("must be a whole number, not ") + type_name(node);
        }
        if (value->get() < number.least || value->get() > number.most) {
            return "must be from " + std::to_string(number.least) + " to " +
                   std::to_string(number.most);
        }
        number.value = static_cast<int>(value->get());
        return "";
    }

    static std::string take_value(Truth& truth, const toml::node& node) {
        const auto* const value = node.as_boolean();
        if (value == nullptr) {
            return std::string("must be true or false, not ") + type_name(node);
        }
        truth.value = value->get();
        return "";
    }

    // What no key can be wrong about alone. Skipped for keys that are wrong already.
    void compare(const Config& c) {
        if (!complaints_.empty()) {
            return;
        }
        if (!c.server.https() && !c.server.demo &&
            !is_loopback(host_of_origin(c.server.public_origin))) {
            complain(line_of_setting("server", "public_origin"),
                     "[server] public_origin must be https, because patients write to it from "
                     "other machines");
        }
        if (!c.server.demo_article.empty() && !c.server.demo) {
            complain(line_of_setting("server", "demo_article"),
                     "[server] demo_article is for a demo only, because its page is nobody's");
        }
        if (c.lanes.form_batch > c.lanes.form_queue) {
            complain(line_of_setting("lanes", "form_batch"),
                     "[lanes] form_batch must not be more than form_queue, which holds what is "
                     "batched");
        }
        if (c.desk.session_idle_minutes > c.desk.session_hours * 60) {
            complain(line_of_setting("desk", "session_idle_minutes"),
                     "[desk] session_idle_minutes must not be more than session_hours, which ends "
                     "every session");
        }
    }

    std::string name_;
    std::multimap<std::uint32_t, std::string> complaints_;
    std::map<std::string, std::uint32_t> lines_;
};

struct Parsed {
    Config config;
    Complaints complaints;
    std::uint32_t password_line = 0;  // of the first database URL that holds one
};

Parsed parse(std::string_view text, const std::string& name) {
    Parsed parsed;
    Reading reading(name);
    try {
        reading.read(toml::parse(text, name), parsed.config);
    } catch (const toml::parse_error& error) {
        reading.complain(error.source().begin.line,
                         "this is not TOML: " + std::string(error.description()));
    }
    parsed.complaints = reading.take();
    const auto& database = parsed.config.database;
    for (const auto& [key, url] :
         {std::pair{"url", database.url}, std::pair{"owner_url", database.owner_url},
          std::pair{"report_url", database.report_url}}) {
        if (parsed.password_line == 0 && holds_password(url)) {
            parsed.password_line = reading.line_of_setting("database", key);
        }
    }
    return parsed;
}

// Text in TOML's double quotes.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            out += '\\';
            out += letter;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += "0123456789ABCDEF"[byte >> 4];
            out += "0123456789ABCDEF"[byte & 15];
        } else {
            out += letter;
        }
    }
    return out + '"';
}

std::string printed(const Text& text) {
    return quoted(holds_password(text.value) ? "***" : text.value);
}

std::string printed(const Texts& texts) {
    std::string out = "[";
    for (const std::string& one : texts.value) {
        out += (out.size() > 1 ? ", " : "") + quoted(one);
    }
    return out + "]";
}

std::string printed(const Number& number) {
    return std::to_string(number.value);
}

std::string printed(const Truth& truth) {
    return truth.value ? "true" : "false";
}

}  // namespace

std::string Config::Server::listen_host() const {
    const auto address = parse_address(listen);
    return address ? address->host : "";
}

std::uint16_t Config::Server::listen_port() const {
    const auto address = parse_address(listen);
    return address ? address->port : std::uint16_t{0};
}

std::string Config::Server::article_host() const {
    const auto address = parse_address(demo_article);
    return address ? address->host : "";
}

std::uint16_t Config::Server::article_port() const {
    const auto address = parse_address(demo_article);
    return address ? address->port : std::uint16_t{0};
}

bool Config::Server::https() const {
    return public_origin.starts_with("https://");
}

tl::expected<Config, Complaints> parse_config(std::string_view text, const std::string& name) {
    Parsed parsed = parse(text, name);
    if (!parsed.complaints.empty()) {
        return tl::unexpected(std::move(parsed.complaints));
    }
    return std::move(parsed.config);
}

tl::expected<Config, Complaints> load_config(const std::string& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) {
        return tl::unexpected(Complaints{path + ": " + std::strerror(errno)});
    }
    if (!S_ISREG(facts.st_mode) || static_cast<std::size_t>(facts.st_size) > kMostBytes) {
        return tl::unexpected(Complaints{path + ": this is no file of settings"});
    }
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
        return tl::unexpected(Complaints{path + ": it cannot be read"});
    }
    Parsed parsed = parse(text, path);
    if (parsed.password_line > 0 && (facts.st_mode & 0177) != 0) {
        parsed.complaints.push_back(path + ":" + std::to_string(parsed.password_line) +
                                    ": the file holds a database password, so its mode must be "
                                    "0400 or 0600, and it is not");
    }
    if (!parsed.complaints.empty()) {
        return tl::unexpected(std::move(parsed.complaints));
    }
    return std::move(parsed.config);
}

std::string print(const Config& config) {
    Config copy = config;
    std::string out;
    std::string section;
    for (const Named& named : settings_of(copy)) {
        if (named.section != section) {
            section = named.section;
            out += (out.empty() ? "[" : "\n[") + section + "]\n";
        }
        out += named.key + " = " +
               std::visit([](const auto& setting) { return printed(setting); }, named.setting) +
               "\n";
    }
    return out;
}

}  // namespace backline

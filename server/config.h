// The operator's settings: one TOML file → immutable Config, or every complaint at once.
// The defaults here equal config/backline.toml, where each key has its reason; a test compares
// them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace backline {

struct Config {
    struct Server {
        std::string listen = "127.0.0.1:8080";  // a loopback address and a port, as written
        std::string public_origin = "http://localhost:8080";
        int threads = 2;
        bool demo = false;
        std::vector<std::string> trusted_proxies;
        std::vector<std::string> embed_origins;
        std::string demo_article;  // the demo's article page, "127.0.0.1:8081"; empty: none

        std::string listen_host() const;  // "127.0.0.1", "::1" (no brackets)
        std::uint16_t listen_port() const;
        std::string article_host() const;  // of demo_article; empty where there is none
        std::uint16_t article_port() const;
        bool https() const;  // the public origin is https: secure cookies, __Host- prefix
        bool operator==(const Server&) const = default;
    } server;

    struct Database {
        std::string url = "host=/run/postgresql dbname=backline user=backline_app";
        std::string owner_url = "host=/run/postgresql dbname=backline user=backline_owner";
        std::string report_url = "host=/run/postgresql dbname=backline user=backline_report";
        bool operator==(const Database&) const = default;
    } database;

    struct Keys {
        std::string master = "/etc/backline/master.key";
        bool operator==(const Keys&) const = default;
    } keys;

    struct Journal {
        std::string anchor = "/var/lib/backline/journal.anchor";  // empty: none is kept
        bool operator==(const Journal&) const = default;
    } journal;

    struct Lanes {
        int form_workers = 2;
        int form_queue = 2048;
        int form_batch = 256;
        int desk_workers = 4;
        int desk_queue = 512;
        int report_workers = 1;
        int report_queue = 32;
        int sign_in_workers = 1;
        int sign_in_queue = 64;
        bool operator==(const Lanes&) const = default;
    } lanes;

    struct Desk {
        int lease_seconds = 300;
        int poll_seconds = 25;
        int undo_seconds = 60;
        int session_idle_minutes = 15;
        int session_hours = 10;
        int reveals_per_hour = 20;
        bool sign_in_without_second_factor = false;
        bool operator==(const Desk&) const = default;
    } desk;

    struct Form {
        int min_seconds = 3;
        int max_hours = 24;
        int per_address_hour = 300;
        int suspects_per_address_hour = 20;
        int per_phone_day = 5;
        // Within ten minutes, of one address.
        int unproven_per_address = 10;
        int red_flags_per_address = 3;
        bool operator==(const Form&) const = default;
    } form;

    struct Log {
        std::string level = "info";  // debug, info, warn, error
        std::string file;            // empty: standard error
        bool operator==(const Log&) const = default;
    } log;

    bool operator==(const Config&) const = default;
};

using Complaints = std::vector<std::string>;  // "FILE:LINE: sentence", in the order of the file

// Keys that are not in the file keep their default. Unknown keys, wrong types and values out of
// range are faults. A file that holds a database password must be of mode 0400 or 0600.
tl::expected<Config, Complaints> load_config(const std::string& path);

// The same from text; `name` stands for the file in the complaints.
tl::expected<Config, Complaints> parse_config(std::string_view text, const std::string& name);

// TOML that load_config reads back to an equal Config, save that passwords are shown as "***".
std::string print(const Config& config);

}  // namespace backline

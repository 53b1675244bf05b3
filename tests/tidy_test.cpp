// Keeps the rules of ARCHITECTURE.md and CONTRIBUTING.md by reading the tree itself. No database,
// no network: only the files of the checkout. Each fault is one line, "path:line: what".
#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace backline {

namespace {

namespace fs = std::filesystem;

struct Source {
    std::string path;  // from the top of the checkout
    std::string text;
    std::vector<std::string> lines;

    bool under(const std::string& folder) const { return path.starts_with(folder); }
    bool ends_with(const std::string& end) const { return path.ends_with(end); }
    bool is_cpp() const { return ends_with(".cpp") || ends_with(".h"); }
    bool is_script() const {
        return ends_with(".ts") || ends_with(".tsx") || ends_with(".js") || ends_with(".mjs");
    }
    std::string file_name() const { return path.substr(path.find_last_of('/') + 1); }
};

using Faults = std::vector<std::string>;

testing::AssertionResult none(const Faults& faults) {
    if (faults.empty()) return testing::AssertionSuccess();
    auto result = testing::AssertionFailure() << faults.size() << " faults";
    for (const auto& fault : faults) result << "\n  " << fault;
    return result;
}

bool left_out(const fs::path& folder) {
    static const std::set<std::string> kNames{".git", "node_modules", "var", "dist"};
    const auto name = folder.filename().string();
    return name.starts_with("build") || kNames.contains(name);
}

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t from = 0;
    while (from < text.size()) {
        auto to = text.find('\n', from);
        if (to == std::string::npos) to = text.size();
        lines.push_back(text.substr(from, to - from));
        from = to + 1;
    }
    return lines;
}

std::vector<Source> read_tree() {
    std::vector<Source> sources;
    const fs::path top = SOURCE_DIR;
    for (auto walk = fs::recursive_directory_iterator(top);
         walk != fs::recursive_directory_iterator(); ++walk) {
        if (walk->is_directory()) {
            if (left_out(walk->path())) walk.disable_recursion_pending();
            continue;
        }
        // In a second work tree .git is a file that names where the first one is.
        if (!walk->is_regular_file() || walk->path().filename() == ".git") continue;
        Source source;
        source.path = fs::relative(walk->path(), top).generic_string();
        source.text = bytes_of(walk->path());
        source.lines = lines_of(source.text);
        sources.push_back(std::move(source));
    }
    return sources;
}

const std::vector<Source>& tree() {
    static const auto sources = read_tree();
    return sources;
}

std::string at(const Source& source, std::size_t line, const std::string& what) {
    return source.path + ":" + std::to_string(line + 1) + ": " + what;
}

bool is_text(const Source& source) {
    return source.text.find('\0') == std::string::npos;
}

// Columns as a person counts them: bytes that start a character.
std::size_t columns(const std::string& line) {
    std::size_t count = 0;
    for (const char c : line)
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++count;
    return count;
}

// The room of a path below server/, "" for what is not in one.
std::string room_of(const std::string& path) {
    const auto slash = path.find('/');
    if (slash != std::string::npos) return path.substr(0, slash);
    if (path.starts_with("config.")) return "config";
    if (path == "main.cpp") return "main";
    return {};
}

// The arrows of ARCHITECTURE.md. A new one needs a line there that says why.
const std::map<std::string, std::set<std::string>>& arrows() {
    static const std::map<std::string, std::set<std::string>> kArrows{
        {"main", {"cli"}},
        {"cli", {"http", "relay", "config", "app", "store", "vault", "observe", "domain"}},
        {"http", {"app", "lanes", "config", "domain", "vault", "observe"}},
        {"relay", {"app", "store", "vault", "observe"}},
        {"app", {"store", "domain", "vault", "observe", "config"}},
        {"store", {"domain", "vault", "observe"}},
        {"lanes", {"observe"}},
        {"config", {}},
        {"domain", {}},
        {"vault", {}},
        {"observe", {}},
    };
    return kArrows;
}

struct Include {
    std::size_t line;
    bool ours;  // written "…", not <…>
    std::string name;
};

std::vector<Include> includes_of(const Source& source) {
    static const std::regex kInclude(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)");
    std::vector<Include> found;
    for (std::size_t i = 0; i < source.lines.size(); ++i) {
        std::smatch match;
        if (source.lines[i].find("include") == std::string::npos) continue;
        if (std::regex_match(source.lines[i], match, kInclude))
            found.push_back({i, match[1] == "\"", match[2]});
    }
    return found;
}

// An outside library, and the only places that may know it.
struct Confined {
    std::string prefix;
    std::vector<std::string> places;
};

const std::vector<Confined>& confined() {
    static const std::vector<Confined> kLibraries{
        {"pqxx/", {"server/store/"}},
        {"libpq", {}},
        {"pistache/", {"server/http/server.cpp", "server/http/exchange.cpp"}},
        {"nlohmann/", {"server/http/"}},
        {"toml++/", {"server/config.cpp", "server/cli/load_institute.cpp"}},
        {"CLI/", {"server/cli/"}},
        {"spdlog/", {"server/observe/"}},
        {"kainjow/", {"server/http/pages.cpp"}},
        {"date/", {"server/domain/zone.cpp"}},
        {"phonenumbers/", {"server/domain/contact.cpp"}},
        {"qrencode.h", {"server/http/qr_code.cpp"}},
        {"unicode/", {"server/domain/text.cpp"}},
        {"openssl/", {"server/vault/"}},
        {"sodium", {"server/vault/"}},
    };
    return kLibraries;
}

bool in_any(const Source& source, const std::vector<std::string>& places) {
    for (const auto& place : places)
        if (source.under(place)) return true;
    return false;
}

// Lines of `chosen` files that a pattern finds.
template <class Chosen>
Faults find_lines(const std::string& pattern, const std::string& what, Chosen chosen) {
    const std::regex expression(pattern);
    Faults faults;
    for (const auto& source : tree()) {
        if (!chosen(source) || !is_text(source)) continue;
        for (std::size_t i = 0; i < source.lines.size(); ++i)
            if (source.lines[i].size() < 4000 && std::regex_search(source.lines[i], expression))
                faults.push_back(at(source, i, what));
    }
    return faults;
}

bool is_server(const Source& source) {
    return source.under("server/");
}

// This file names what it forbids; lock files hold hashes.
bool is_written(const Source& source) {
    return source.path != "tests/tidy_test.cpp" && !source.ends_with("package-lock.json");
}

std::size_t indent_of(const std::string& line) {
    const auto first = line.find_first_not_of(' ');
    return first == std::string::npos ? line.size() : first;
}

// clang-format keeps a function's first line and its closing brace at one indentation; what ends in
// "}" alone at the margin or one step in is a function, or a block inside one, which is shorter.
Faults long_functions_cpp(const Source& source, std::size_t most) {
    Faults faults;
    for (std::size_t end = 0; end < source.lines.size(); ++end) {
        const auto& line = source.lines[end];
        const auto indent = indent_of(line);
        if (indent > 4 || line.substr(indent) != "}") continue;
        std::size_t begin = end;
        while (begin > 0) {
            const auto& above = source.lines[--begin];
            if (above.empty() || indent_of(above) > indent) continue;
            if (above[indent_of(above)] == '}' || above.ends_with(":")) continue;
            break;
        }
        if (end - begin + 1 >= most)
            faults.push_back(at(source, begin, std::to_string(end - begin + 1) + " lines"));
    }
    return faults;
}

Faults long_functions_script(const Source& source, std::size_t most) {
    static const std::regex kOpens(
        R"(^ *(export )?(default )?(async )?function\b.*|^ *(export )?const \w+ = .*=> \{$|)"
        R"(^ *(await )?(test|it)\(.*=> \{$|^\w+\(\) \{$)");
    Faults faults;
    for (std::size_t begin = 0; begin < source.lines.size(); ++begin) {
        const auto& line = source.lines[begin];
        if (line.size() > 400 || !std::regex_match(line, kOpens)) continue;
        const auto indent = indent_of(line);
        std::size_t end = begin + 1;
        while (end < source.lines.size() &&
               !(indent_of(source.lines[end]) == indent && source.lines[end].size() > indent &&
                 source.lines[end][indent] == '}' && !source.lines[end].ends_with("{")))
            ++end;
        if (end - begin + 1 >= most)
            faults.push_back(at(source, begin, std::to_string(end - begin + 1) + " lines"));
    }
    return faults;
}

// Whether the text names it, and not just something longer that begins alike.
bool names(const std::string& text, const std::string& name) {
    for (auto found = text.find(name); found != std::string::npos;
         found = text.find(name, found + 1)) {
        const auto next = text[found + name.size()];  // '\0' at the end
        if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != '_') return true;
    }
    return false;
}

// What a program says, and whether it ended well; "" and false when it is not there.
std::pair<std::string, bool> said_by(const std::string& command) {
    FILE* pipe = popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) return {"", false};
    std::string text;
    char buffer[4096];
    for (std::size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        text.append(buffer, got);
    return {text, pclose(pipe) == 0};
}

}  // namespace

TEST(Tidy, ReadsTheTree) {
    ASSERT_GT(tree().size(), 300u);
}

TEST(Tidy, RoomsIncludeDownwardsOnly) {
    Faults faults;
    for (const auto& source : tree()) {
        if (!source.under("server/") || !source.is_cpp()) continue;
        const auto room = room_of(source.path.substr(7));
        const auto allowed = arrows().find(room);
        if (allowed == arrows().end()) {
            faults.push_back(source.path + ": in no room of ARCHITECTURE.md");
            continue;
        }
        for (const auto& include : includes_of(source)) {
            if (!include.ours || include.name == "domain/result.h") continue;
            const auto target = room_of(include.name);
            if (target == room || allowed->second.contains(target)) continue;
            faults.push_back(at(source, include.line, room + " must not include " + include.name));
        }
    }
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, ALibraryIsKnownWhereItBelongs) {
    Faults faults;
    for (const auto& source : tree()) {
        if (!source.under("server/") || !source.is_cpp()) continue;
        for (const auto& include : includes_of(source))
            for (const auto& library : confined())
                if (include.name.starts_with(library.prefix) && !in_any(source, library.places))
                    faults.push_back(at(source, include.line, include.name));
    }
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, NobodyStreamsFromAnotherThread) {
    EXPECT_TRUE(
        none(find_lines(R"(\bResponseStream\b)", "aborts the process; use long polls", is_server)));
}

// The descriptor of a peer that left belongs to the next client: a leak between patients.
TEST(Tidy, NobodyKeepsAPeer) {
    const auto faults =
        find_lines(R"((ptr|optional|vector|map)<[^;()]*Peer\b[^;()]*>\s*\w+_\s*[;{=])"
                   R"(|\bPeer\s*[*&]\s*\w+_\s*[;{=])",
                   "a kept Tcp::Peer", is_server);
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, TheServerWaitsOnConditionsNotOnTime) {
    EXPECT_TRUE(none(find_lines(
        R"(\b(sleep_for|sleep_until|usleep|nanosleep)\b)", "sleeps", [](const Source& source) {
            return is_server(source) ||
                   (source.under("tests/") && source.is_cpp() && is_written(source));
        })));
}

TEST(Tidy, LinesHaveAtMostAHundredColumns) {
    static const std::set<std::string> kKinds{".cpp", ".h",   ".sql", ".mjs",     ".js",
                                              ".ts",  ".tsx", ".css", ".mustache"};
    Faults faults;
    for (const auto& source : tree()) {
        const bool ours = source.under("server/") || source.under("tests/") ||
                          source.under("sql/") || source.under("web/");
        const auto kind = fs::path(source.path).extension().string();
        if (source.path == "sql/schema.sql") continue;  // pg_dump's own words
        if (!ours || !(kKinds.contains(kind) || kind.empty()) || !is_text(source)) continue;
        for (std::size_t i = 0; i < source.lines.size(); ++i)
            if (const auto width = columns(source.lines[i]); width > 100)
                faults.push_back(at(source, i, std::to_string(width) + " columns"));
    }
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, FunctionsAreUnderSeventyLines) {
    Faults faults;
    for (const auto& source : tree()) {
        if (!source.under("server/") && !source.under("tests/") && !source.under("web/") &&
            !source.under("deploy/"))
            continue;
        Faults found;
        if (source.is_cpp())
            found = long_functions_cpp(source, 70);
        else if (source.is_script() || source.text.starts_with("#!/bin/"))
            found = long_functions_script(source, 70);
        faults.insert(faults.end(), found.begin(), found.end());
    }
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, FilesAreNamedByTheirDuty) {
    static const std::regex kEmpty(
        R"((^|[._-])(utils?|commons?|helpers?|managers?|misc)([._-]|$))");
    Faults faults;
    for (const auto& source : tree())
        for (const auto& part : fs::path(source.path))
            if (std::regex_search(part.string(), kEmpty)) faults.push_back(source.path);
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, NothingIsLeftForLater) {
    EXPECT_TRUE(none(
        find_lines(R"(\b(TODO|FIXME|XXX|HACK|[Ss]tub(s|bed)?)\b)", "left for later", is_written)));
}

TEST(Tidy, NoFileIsHuge) {
    Faults faults;
    for (const auto& source : tree())
        if (source.text.size() > 400 * 1024) faults.push_back(source.path);
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, EveryStatementIsUsed) {
    std::string server;
    for (const auto& source : tree())
        if (is_server(source) && source.ends_with(".cpp")) server += source.text;
    Faults faults;
    for (const auto& source : tree()) {
        if (!source.ends_with(".sql")) continue;
        const fs::path path = source.path;
        if (!source.under("sql/queries/") && !source.under("sql/reports/")) continue;
        const auto name =
            "sql::" + path.parent_path().filename().string() + "::" + path.stem().string();
        if (!names(server, name)) faults.push_back(source.path);
    }
    EXPECT_TRUE(none(faults));
}

// A19: values travel as parameters only. What is put together from text is in two files, which take
// no value that anybody typed.
TEST(Tidy, NoStatementIsPutTogetherFromValues) {
    static const std::regex kCall(R"(\b(exec|exec0|exec1|exec_n|exec_params|query_value)\()");
    Faults faults;
    for (const auto& source : tree()) {
        if (!is_server(source) || !source.is_cpp()) continue;
        if (source.path == "server/store/migrate.cpp" || source.path == "server/store/database.cpp")
            continue;
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            if (!std::regex_search(source.lines[i], kCall)) continue;
            std::string statement;
            for (std::size_t j = i; j < source.lines.size(); ++j) {
                statement += source.lines[j];
                if (statement.ends_with(";")) break;
            }
            if (statement.find('+') != std::string::npos ||
                statement.find("format(") != std::string::npos)
                faults.push_back(at(source, i, "SQL put together from text"));
        }
    }
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, NoPathOfOneMachineIsNamed) {
    EXPECT_TRUE(none(find_lines(R"((^|[\s"'=(`:])/(work|root|home/\w+)(/|\b))",
                                "a path of one machine", is_written)));
}

// npm asks the registry it is configured with; a lock file that names one fails everywhere else.
TEST(Tidy, LockFilesNameNoHost) {
    EXPECT_TRUE(none(
        find_lines(R"("resolved"\s*:|https?://[^"]*(npm|registry)[^"]*\.tgz)", "a host",
                   [](const Source& source) { return source.ends_with("package-lock.json"); })));
}

TEST(Tidy, HeadersBeginWithTheirPromise) {
    Faults faults;
    for (const auto& source : tree()) {
        if (!source.ends_with(".h")) continue;
        if (!source.text.starts_with("// "))
            faults.push_back(source.path + ": begins without a comment");
        else if (source.text.find("\n#pragma once\n") == std::string::npos)
            faults.push_back(source.path + ": no #pragma once");
    }
    EXPECT_TRUE(none(faults));
}

TEST(Tidy, TextEndsWithOneNewlineAndHasNoTabsOrTrailingBlanks) {
    Faults faults;
    for (const auto& source : tree()) {
        if (!source.is_cpp() && !source.is_script() && !source.ends_with(".sql")) continue;
        if (!source.text.ends_with("\n") || source.text.ends_with("\n\n"))
            faults.push_back(source.path + ": must end with one newline");
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            const auto& line = source.lines[i];
            if (line.find('\t') != std::string::npos) faults.push_back(at(source, i, "tab"));
            if (line.ends_with(" ")) faults.push_back(at(source, i, "trailing blank"));
        }
    }
    EXPECT_TRUE(none(faults));
}

// Releases of clang-format differ in what they like; the one that counts is Debian 12's.
TEST(Tidy, CppIsFormatted) {
    const auto version = said_by("clang-format --version").first;
    if (version.find("version 14.") == std::string::npos)
        GTEST_SKIP()
            << "clang-format 14 is not installed (Debian 12: apt-get install clang-format)";
    std::string files;
    for (const auto& source : tree())
        if (source.is_cpp()) files += " " + source.path;
    const auto [text, well] =
        said_by("cd '" SOURCE_DIR "' && clang-format --dry-run -Werror" + files);
    EXPECT_TRUE(well) << text.substr(0, 4000) << "\nclang-format -i mends it";
}

}  // namespace backline

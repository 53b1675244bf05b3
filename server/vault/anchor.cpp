#include "vault/anchor.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "vault/mac.h"

namespace backline {

namespace {

std::string hex_of(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
        text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

std::string line_of(const Master& master, std::int64_t position, const std::string& mac_hex) {
    const auto signature =
        hmac_sha256(master.key(Purpose::journal_head).view(),
                    {"anchor", big_endian(static_cast<std::uint64_t>(position), 8), mac_hex});
    return std::to_string(position) + " " + mac_hex + " " + hex_of(signature) + "\n";
}

std::string bytes_of_hex(const std::string& text) {
    const auto nibble = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
    std::string bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        bytes.push_back(static_cast<char>(nibble(text[i]) << 4 | nibble(text[i + 1])));
    }
    return bytes;
}

// Closes itself; locks the folder against another server of this machine.
class Folder {
  public:
    explicit Folder(const std::string& path)
        : descriptor_(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        if (descriptor_ >= 0) {
            ::flock(descriptor_, LOCK_EX);
        }
    }
    ~Folder() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    Folder(const Folder&) = delete;
    bool open() const { return descriptor_ >= 0; }
    bool sync() const { return ::fsync(descriptor_) == 0; }

  private:
    int descriptor_;
};

bool write_whole(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) {
        return false;
    }
    const auto written = ::write(file, text.data(), text.size());
    const bool whole = written == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    return ::close(file) == 0 && whole;
}

}  // namespace

LoadedAnchor load_anchor(const std::string& path, const Master& master) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        if (errno == ENOENT) {
            return {};
        }
        return {std::nullopt,
                "the journal's anchor " + path + " cannot be read: " + std::strerror(errno)};
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::istringstream words(text);
    std::int64_t position = 0;
    std::string mac;
    words >> position >> mac;
    if (!words || position <= 0 || text != line_of(master, position, mac)) {
        return {std::nullopt, "the journal's anchor " + path + " was altered, or another key's"};
    }
    return {Anchor{position, bytes_of_hex(mac)}, ""};
}

std::string keep_anchor(const std::string& path, const Master& master, const Anchor& anchor,
                        bool grow) {
    const auto parent = std::filesystem::path(path).parent_path();
    const Folder folder(parent.empty() ? "." : parent.string());
    const auto failed = [&] {
        return "the journal's anchor " + path + " cannot be written: " + std::strerror(errno);
    };
    if (!folder.open()) {
        return failed();
    }
    if (grow) {
        const auto before = load_anchor(path, master);
        if (!before.complaint.empty()) {
            return before.complaint;
        }
        if (before.anchor && before.anchor->position >= anchor.position) {
            return "";
        }
    }
    const auto made = path + ".new";
    if (!write_whole(made, line_of(master, anchor.position, hex_of(anchor.mac))) ||
        std::rename(made.c_str(), path.c_str()) != 0 || !folder.sync()) {
        return failed();
    }
    return "";
}

}  // namespace backline

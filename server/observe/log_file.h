// Where log lines go: a file, or standard error. Writing never waits for whoever reads (a pipe that
// nobody reads, a terminal that stands still, a full disk): what cannot be written now is kept, up
// to a bound, and beyond it dropped and counted. Not thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace backline::observe {

class LogFile {
  public:
    // `path` to append to; empty: standard error.
    explicit LogFile(std::string path);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    bool is_open() const { return file_ >= 0; }
    // Kept until enough has come together, or until write_out.
    void add(std::string_view line);
    // Everything that goes without waiting. A file that was rotated away or deleted is opened anew
    // first.
    void write_out();
    // How many lines were dropped since this was last asked; 0 as long as others are still kept.
    std::int64_t take_dropped();

  private:
    void open();
    void close();
    bool was_replaced() const;
    long write_some() const;

    const std::string path_;
    int file_ = -1;
    bool is_socket_ = false;
    std::string kept_;
    std::int64_t dropped_ = 0;
};

}  // namespace backline::observe

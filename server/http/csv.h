// CSV as RFC 4180 writes it, with cells defused: one that a spreadsheet would take for a formula
// (= + - @, tab or CR in front) gets an apostrophe before it (A23). Numbers are written as they
// are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backline {

// One cell, quoted where it must be.
std::string csv_cell(std::string_view text);
// Cells, commas, CRLF.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace backline

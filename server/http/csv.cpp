#include "http/csv.h"

#include <algorithm>

namespace backline {

namespace {

// A plain number, perhaps negative: the one text that may begin with "-".
bool is_number(std::string_view text) {
    if (!text.empty() && text.front() == '-') text.remove_prefix(1);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    return !text.empty() && digit(text.front()) && digit(text.back()) &&
           std::count(text.begin(), text.end(), '.') <= 1 &&
           std::all_of(text.begin(), text.end(), [&](char c) { return digit(c) || c == '.'; });
}

}  // namespace

std::string csv_cell(std::string_view text) {
    std::string cell;
    const bool risky =
        !text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos;
    if (risky && !is_number(text)) cell.push_back('\'');
    cell.append(text);
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string quoted{"\""};
    for (const char c : cell) {
        if (c == '"') quoted.push_back('"');
        quoted.push_back(c);
    }
    return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line.push_back(',');
        line.append(csv_cell(cells[i]));
    }
    return line + "\r\n";
}

}  // namespace backline

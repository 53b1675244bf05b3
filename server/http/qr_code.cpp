#include "http/qr_code.h"

#include <qrencode.h>

#include <memory>

namespace backline {

namespace {

constexpr int kQuiet = 4;  // light modules around it, as ISO 18004 asks

// The dark modules of a row, run by run: "M5 4h7v1h-7z".
void add_row(const QRcode& code, int y, std::string& path) {
    const auto dark = [&](int x) { return (code.data[y * code.width + x] & 1U) != 0; };
    for (int x = 0; x < code.width; ++x) {
        if (!dark(x)) continue;
        int end = x;
        while (end < code.width && dark(end)) ++end;
        const std::string run = std::to_string(end - x);
        path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + run +
                "v1h-" + run + "z";
        x = end;
    }
}

}  // namespace

std::string qr_code(const std::string& text, const std::string& label) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        text.empty() ? nullptr
                     : QRcode_encodeData(static_cast<int>(text.size()),
                                         reinterpret_cast<const unsigned char*>(text.data()), 0,
                                         QR_ECLEVEL_M),
        QRcode_free);
    if (!code) return {};
    std::string path;
    for (int y = 0; y < code->width; ++y) add_row(*code, y, path);
    const std::string size = std::to_string(code->width + 2 * kQuiet);
    return "<svg viewBox=\"0 0 " + size + " " + size +
           "\" role=\"img\" shape-rendering=\"crispEdges\" aria-label=\"" + label +
           "\"><path d=\"" + path + "\"/></svg>";
}

}  // namespace backline

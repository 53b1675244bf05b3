#include "http/assets.h"

#include <zlib.h>

#include <map>
#include <stdexcept>

#include "http/embedded.h"
#include "http/json.h"

namespace backline::assets {

namespace {

struct File {
    std::string_view bytes;
    std::string etag;
    std::string content_type;
    std::string gzipped;  // empty where it would not be smaller
};

struct Table {
    std::map<std::string, File, std::less<>> files;                 // by embedded name
    std::map<std::string, std::string, std::less<>> logical_names;  // "desk.css" → "desk-1A2B.css"
};

std::string_view type_of(std::string_view name) {
    const auto dot = name.rfind('.');
    const auto ending = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
    if (ending == "js") return "text/javascript; charset=utf-8";
    if (ending == "css") return "text/css; charset=utf-8";
    if (ending == "svg") return "image/svg+xml";
    if (ending == "json") return "application/json";
    if (ending == "png") return "image/png";
    if (ending == "ico") return "image/x-icon";
    if (ending == "html") return "text/html; charset=utf-8";
    return "application/octet-stream";
}

Table make_table() {
    Table table;
    for (const EmbeddedFile& embedded : all()) {
        File file;
        file.bytes = embedded.bytes;
        file.etag = "\"" + std::string{embedded.sha256_hex.substr(0, 32)} + "\"";
        file.content_type = type_of(embedded.name);
        if (embedded.bytes.size() > 256 && embedded.name.substr(0, 7) == "assets/") {
            file.gzipped = gzip(embedded.bytes);
            if (file.gzipped.size() >= file.bytes.size()) file.gzipped.clear();
        }
        if (embedded.name == "assets.json") {
            const auto names = parse_json(embedded.bytes);
            if (!names || !names->is_object())
                throw std::logic_error("assets.json is not readable");
            for (auto it = names->begin(); it != names->end(); ++it) {
                table.logical_names.emplace(it.key(), it->get<std::string>());
            }
        }
        table.files.emplace(embedded.name, std::move(file));
    }
    return table;
}

const Table& table() {
    static const Table made = make_table();
    return made;
}

}  // namespace

std::string hashed_name(std::string_view logical_name) {
    const auto it = table().logical_names.find(logical_name);
    return it == table().logical_names.end() ? std::string{} : "assets/" + it->second;
}

std::string url(std::string_view logical_name) {
    const auto name = hashed_name(logical_name);
    if (name.empty()) throw std::logic_error("no asset " + std::string{logical_name});
    return "/" + name;
}

std::optional<std::string_view> bytes(std::string_view name) {
    const auto it = table().files.find(name);
    if (it == table().files.end()) return std::nullopt;
    return it->second.bytes;
}

std::optional<Response> serve(std::string_view name, const Request& request) {
    const auto it = table().files.find("assets/" + std::string{name});
    if (it == table().files.end()) return std::nullopt;
    const File& file = it->second;
    Response response;
    response.hashed = true;
    response.with("ETag", file.etag).with("Vary", "Accept-Encoding");
    if (request.header("if-none-match").find(file.etag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.content_type = file.content_type;
    if (!file.gzipped.empty() && takes_gzip(request)) {
        response.with("Content-Encoding", "gzip");
        response.body = file.gzipped;
    } else {
        response.body = file.bytes;
    }
    return response;
}

bool takes_gzip(const Request& request) {
    auto list = request.header("accept-encoding");
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        auto item = list.substr(0, end);
        list.remove_prefix(std::min(end + 1, list.size()));
        while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
        if (item.substr(0, 4) != "gzip") continue;
        const auto quality = item.find("q=0");
        const bool refused = quality != std::string_view::npos &&
                             item.find_first_of("123456789", quality) == std::string_view::npos;
        return !refused;
    }
    return false;
}

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    // 15 bits of window, +16 for gzip's own header.
    if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int done = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (done != Z_STREAM_END) throw std::runtime_error("compression failed");
    return out;
}

}  // namespace backline::assets

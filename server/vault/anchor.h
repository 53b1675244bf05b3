// The journal's anchor: where the chain stood, kept in a file outside the database. Whoever rolls
// the database back cannot roll this back, so it shows. Never throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "vault/master.h"

namespace backline {

struct Anchor {
    std::int64_t position = 0;  // 0: nothing was told yet
    std::string mac;            // the chain's at that position
    bool operator==(const Anchor&) const = default;
};

// What a file says. Nothing where there is none; `complaint` is a sentence for the operator where
// it cannot be read or was altered.
struct LoadedAnchor {
    std::optional<Anchor> anchor;
    std::string complaint;
};
LoadedAnchor load_anchor(const std::string& path, const Master& master);

// Puts it in the file's place, whole or not at all, and on the disk. `grow`: leaves a file alone
// that says more. Returns a complaint, or nothing.
std::string keep_anchor(const std::string& path, const Master& master, const Anchor& anchor,
                        bool grow = true);

}  // namespace backline

// The form's render time (A21), signed so that a robot cannot choose it:
// "UNIX_MILLISECONDS.NONCE.MAC". Age and reuse are judged by the caller. Thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "vault/master.h"

namespace backline {

struct RenderTime {
    std::chrono::sys_time<std::chrono::microseconds> rendered_at;  // whole milliseconds
    std::string nonce;  // 16 characters of base64url, for spotting a time used over and over
};

std::string sign_render_time(const Master& master,
                             std::chrono::sys_time<std::chrono::microseconds> now);

// Nothing when it was not made by sign_render_time under this master, to the letter.
std::optional<RenderTime> verify_render_time(const Master& master, std::string_view text);

}  // namespace backline

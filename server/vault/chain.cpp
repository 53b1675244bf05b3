#include "vault/chain.h"

#include "vault/mac.h"

namespace backline {

std::string chain_start() {
    return std::string(kMacBytes, '\0');
}

std::string chain_step(const Master& master, std::string_view previous_mac, std::int64_t position,
                       std::string_view canonical_entry) {
    return hmac_sha256(
        master.key(Purpose::journal).view(),
        {previous_mac, big_endian(static_cast<std::uint64_t>(position), 8), canonical_entry});
}

std::string chain_head(const Master& master, std::int64_t position, std::string_view mac) {
    return hmac_sha256(master.key(Purpose::journal_head).view(),
                       {big_endian(static_cast<std::uint64_t>(position), 8), mac});
}

std::string chain_head(const Master& master, std::int64_t position, std::string_view mac,
                       std::uint32_t epoch, std::uint64_t floor) {
    return hmac_sha256(master.key(Purpose::journal_head).view(),
                       {big_endian(static_cast<std::uint64_t>(position), 8), mac,
                        big_endian(epoch, 4), big_endian(floor, 8)});
}

std::string canonical_entry(const std::vector<std::optional<std::string>>& fields) {
    std::string bytes;
    for (const auto& field : fields) {
        if (field) {
            append_part(bytes, *field);
        } else {
            bytes += "\xff\xff\xff\xff";
        }
    }
    return bytes;
}

}  // namespace backline

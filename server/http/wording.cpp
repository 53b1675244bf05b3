#include "http/wording.h"

#include <mutex>
#include <stdexcept>

namespace backline {

namespace {

std::shared_ptr<const Texts> make(const Institute& institute) {
    Texts::ByLanguage words;
    for (const auto& [key, text] : institute.wording) words[key.first][key.second] = text;
    auto texts = Texts::make(std::move(words));
    if (!texts) throw std::runtime_error("the institute's texts are not complete");
    return std::make_shared<const Texts>(std::move(*texts));
}

}  // namespace

std::shared_ptr<const Texts> wording(const Institute& institute) {
    static std::mutex mutex;
    static long version = -1;
    static std::shared_ptr<const Texts> made;
    const std::lock_guard lock(mutex);
    if (!made || version != institute.version) {
        made = make(institute);
        version = institute.version;
    }
    return made;
}

}  // namespace backline

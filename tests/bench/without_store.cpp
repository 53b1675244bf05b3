// The very server with the database step of saving a form left out: what HTTP, parsing, checking
// and the lanes cost by themselves. `without_store CONFIG`. For tests/bench/run only.
#include <iostream>

#include "cli/serve.h"

namespace {

using namespace backline;

std::vector<Result<Receipt>> pretend(App&, const std::vector<Form>& forms) {
    const Instant now =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    std::vector<Result<Receipt>> receipts;
    for (const auto& form : forms)
        receipts.emplace_back(Receipt{"22222222", "aaaaaaaaaaaaaaaaaaaaaa", form.page_language,
                                      Window{now, now + std::chrono::minutes(30)}, now, false});
    return receipts;
}

}  // namespace

int main(int count, char** words) {
    if (count != 2) return 2;
    const auto config = load_config(words[1]);
    if (!config) return 1;
    try {
        return serve_saving(*config, pretend);
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << "\n";
        return 1;
    }
}

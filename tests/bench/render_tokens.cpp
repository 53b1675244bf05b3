// Signed render times for a load client, as many as it will send forms, one a line: `render_tokens
// CONFIG COUNT`. A form without one is held in quarantine. For tests/bench/run only.
#include <chrono>
#include <cstdlib>
#include <iostream>

#include "config.h"
#include "vault/signed_time.h"

int main(int count, char** words) {
    if (count != 3) return 2;
    const auto config = backline::load_config(words[1]);
    if (!config) return 1;
    const auto loaded = backline::load_master(config->keys.master);
    if (!loaded.master) return 1;
    const auto at =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) -
        std::chrono::minutes(5);
    for (int i = std::atoi(words[2]); i > 0; --i)
        std::cout << backline::sign_render_time(*loaded.master, at) << "\n";
    return 0;
}

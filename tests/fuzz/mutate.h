// Inputs for fuzz tests without a fuzzer: seeds from a corpus, mutated by a generator whose own
// seed is printed with a failure. The same seed and corpus give the same inputs on every machine.
// BACKLINE_FUZZ_SEED repeats a run (default 1: the same every time), BACKLINE_FUZZ_ROUNDS sets how
// many inputs (default 20,000: a second). Under the asan preset this looks for memory faults too.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace backline {

class Mutations {
  public:
    explicit Mutations(std::vector<std::string> corpus)
        : corpus_(std::move(corpus)), seed_(setting("BACKLINE_FUZZ_SEED", 1)), random_(seed_) {}

    int rounds() const { return static_cast<int>(setting("BACKLINE_FUZZ_ROUNDS", 20'000)); }

    // The next input: one of the corpus after one to eight mutations.
    std::string next() {
        ++round_;
        std::string input = corpus_[below(corpus_.size())];
        for (std::uint64_t steps = 1 + below(8); steps > 0; --steps) {
            mutate(input);
        }
        return input;
    }

    bool is_original(const std::string& input) const {
        return std::find(corpus_.begin(), corpus_.end(), input) != corpus_.end();
    }

    // For SCOPED_TRACE: how to see this input again.
    std::string where() const {
        return "BACKLINE_FUZZ_SEED=" + std::to_string(seed_) + ", input " + std::to_string(round_);
    }

  private:
    static std::uint64_t setting(const char* name, std::uint64_t otherwise) {
        const char* const text = std::getenv(name);
        return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
    }

    // Plain remainders, because the distributions of <random> differ between libraries.
    std::uint64_t below(std::uint64_t exclusive) { return random_() % exclusive; }

    void mutate(std::string& input) {
        // Bytes that parsers trip over: ends, quotes, separators, broken and overlong UTF-8.
        static constexpr char kOdd[] =
            "\0\n\r\t\"'\\[]{}=,.:;#-_+0189aZ \x1b\x7f\x80\xbf\xc0\xe2\xed\xf4\xff";
        const std::size_t size = input.size();
        const std::size_t at = below(size + 1);
        switch (below(7)) {
            case 0:  // flip one bit
                if (at < size) {
                    input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
                }
                break;
            case 1:  // overwrite one byte
                if (at < size) {
                    input[at] = kOdd[below(sizeof kOdd - 1)];
                }
                break;
            case 2:  // insert one byte
                input.insert(at, 1, kOdd[below(sizeof kOdd - 1)]);
                break;
            case 3:  // lose a piece
                input.erase(at, 1 + below(8));
                break;
            case 4:  // repeat a piece
                input.insert(at, input.substr(at, 1 + below(16)));
                break;
            case 5: {  // splice a piece of another seed in
                const std::string& other = corpus_[below(corpus_.size())];
                input.insert(at, other.substr(below(other.size() + 1), 1 + below(32)));
                break;
            }
            default:  // cut the end off
                input.resize(at);
        }
    }

    std::vector<std::string> corpus_;
    std::uint64_t seed_;
    std::mt19937_64 random_;
    std::uint64_t round_ = 0;
};

}  // namespace backline

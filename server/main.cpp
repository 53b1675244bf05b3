#include "cli/verbs.h"

int main(int count, char** words) {
    return backline::run_command_line(count, words);
}

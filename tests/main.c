/* SPDX-License-Identifier: MIT */
/* heddle-tests [--quick] [--list] [SUITE...]: runs the suites whose name contains one of the words. */
#include "tests/runner.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct suite suites[] = {
#define SUITE(noun, quick) {#noun, suite_##noun, quick},
#include "tests/suites.inc"
#undef SUITE
};

static bool suite_wanted(const struct suite *suite, char **words, int count)
{
    for (int i = 0; i < count; i++)
        if (strstr(suite->name, words[i]))
            return true;
    return count == 0;
}

int main(int argc, char **argv)
{
    bool quick = false, list = false;
    int first = 1;
    for (; first < argc && argv[first][0] == '-'; first++) {
        quick |= strcmp(argv[first], "--quick") == 0;
        list |= strcmp(argv[first], "--list") == 0;
    }
    struct suite chosen[sizeof suites / sizeof suites[0]];
    size_t count = 0;
    for (size_t i = 0; i < sizeof suites / sizeof suites[0]; i++) {
        bool wanted = suite_wanted(&suites[i], argv + first, argc - first);
        if (wanted && (!quick || suites[i].quick))
            chosen[count++] = suites[i];
    }
    if (list) {
        for (size_t i = 0; i < count; i++)
            puts(chosen[i].name);
        return EXIT_SUCCESS;
    }
    scratch_enter_source_tree();
    return runner_run(chosen, count);
}

/* SPDX-License-Identifier: MIT */
/*
 * Goal: --shortest finds an error with the fewest steps that any execution shows one with.
 * Method: all interleavings, one by one (brute), and the least number of steps of those that fail.
 */
#include "tests/suite.h"

#include "base/check.h"
#include "checker/engines/brute.h"
#include "checker/execution.h"
#include "sim/program.h"
#include "tests/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXECUTIONS_MAX = 1000000 };

static bool fails(enum machine_end end)
{
    return end == END_VIOLATION || end == END_STUCK;
}

/* Prints the least number of steps.  Runs in a child: it loads a program. */
static void print_least(void *file)
{
    const char *files[] = {file};
    const struct build_options build = {.files = files, .file_count = 1};
    const struct machine_options options = machine_options_default();
    struct error err;
    struct program *program = program_build(&build, &err);
    ASSERT(program != NULL);
    struct machine *m = machine_new_direct(program, &options, &err);
    ASSERT(m != NULL);
    struct scheduler scheduler = brute_scheduler(brute_new(BRUTE_UNBOUNDED));
    uint64_t least = UINT64_MAX, executions = 0;
    while (scheduler.ops->new_execution(scheduler.self)) {
        machine_set_promoted(m, NULL, 0); /* what a race promotes would be steps more */
        enum machine_end end = execution_run(m, scheduler);
        if (fails(end) && m->steps < least)
            least = m->steps;
        ASSERT_LT(executions++, EXECUTIONS_MAX);
    }
    printf("%llu\n", (unsigned long long)least);
    scheduler_release(scheduler);
    machine_free(m);
    program_free(program);
}

static unsigned long least_steps(const char *file)
{
    struct process p = {0};
    process_child(&p, print_least, (void *)file);
    unsigned long least = strtoul(str_text(&p.out), NULL, 10);
    process_release(&p);
    return least;
}

static unsigned long steps_of(const char *file, const char *option)
{
    struct process p = {0};
    process_heddle(&p, "check", "--json", option, file, NULL);
    const char *steps = strstr(str_text(&p.out), "\"violations\":");
    steps = steps ? strstr(steps, "\"steps\":\t") : NULL;
    CU_ASSERT_EQUAL(p.status, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(steps);
    unsigned long count = strtoul(steps + strlen("\"steps\":"), NULL, 10);
    process_release(&p);
    return count;
}

/* Programs whose errors end an execution. */
static const char *const files[] = {
    "models/philosophers_naive.c", "models/mutex_order_abba.c",  "models/dekker_check_first.c",
    "models/dekker_hyman.c",       "models/peterson_late_flag.c", "models/peterson_own_turn.c",
    "models/turn_early.c",         "models/spinlock_check_then_set.c",
};

static void no_execution_fails_in_fewer_steps(void)
{
    unsigned longer = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        unsigned long least = least_steps(files[i]);
        CU_ASSERT_TRUE(least > 0);
        CU_ASSERT_EQUAL(steps_of(files[i], "--shortest"), least);
        longer += steps_of(files[i], "--engine=brute") > least;
    }
    CU_ASSERT_TRUE(longer > 0); /* else anything would do */
}

void suite_shortest(void)
{
    CU_pSuite suite = CU_add_suite("shortest", NULL, NULL);
    CU_ADD_TEST(suite, no_execution_fails_in_fewer_steps);
}

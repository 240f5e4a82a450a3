/* SPDX-License-Identifier: MIT */
/*
 * Goal: nothing runs for longer, or prints more, than it may: a search and a single execution end with
 * their budget, with Ctrl-C, and at the limits of output and of computing; the verdict says so.
 * Method: run the built command on programs that never end by themselves.
 */
#include "base/check.h"
#include "tests/process.h"
#include "tests/scratch.h"
#include "tests/suite.h"

#include <stdlib.h>
#include <string.h>

static bool contains(const struct str *text, const char *part)
{
    return strstr(str_text(text), part) != NULL;
}

static const char busy[] = "#include <pthread.h>\n"
                           "#include <stdatomic.h>\n"
                           "static atomic_int n;\n"
                           "static void *add(void *p) { for (int i = 0; i < 50; i++) n++; return p; }\n"
                           "int main(void)\n"
                           "{\n"
                           "    pthread_t t[3];\n"
                           "    for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, add, 0);\n"
                           "    for (int i = 0; i < 3; i++) pthread_join(t[i], 0);\n"
                           "}\n";

/* Runs `heddle check ARGUMENTS` and sends it SIGINT as soon as it catches that (signal 2). */
static void check_and_interrupt(struct process *p, const char *arguments, const char *file)
{
    static const char script[] = "\"$1\" check $2 \"$3\" & pid=$!\n"
                                 "until grep -q '^SigCgt.*[2367abef]$' /proc/$pid/status; do\n"
                                 "    sleep 0.1; kill -0 $pid || exit\n"
                                 "done\n"
                                 "sleep 0.3; kill -INT $pid; wait $pid";
    const char *const argv[] = {"sh", "-c", script, "sh", scratch_heddle(), arguments, file, NULL};
    process_run(p, argv);
}

static void an_interrupt_gives_what_is_known_so_far(void)
{
    struct process p = {0};
    check_and_interrupt(&p, "--engine brute --executions 999999999999", scratch_file("busy.c", busy));
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.out, "interrupted"));
    process_release(&p);
}

static void a_budget_ends_the_search(void)
{
    struct process p = {.seconds = 20};
    process_heddle(&p, "check", "--engine", "brute", "--executions", "999999999999", "--budget",
                   "300ms", scratch_file("busy.c", busy), NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.out, "budget"));
    process_release(&p);
}

/* The first operation never ends; the second program has no operation at all. */
static const char *const long_executions[] = {
    "#include <stdatomic.h>\nstatic atomic_long n;\nint main(void) { for (;;) n++; }\n",
    "static long n;\nint main(void) { for (;;) n++; }\n",
};

static void a_budget_ends_an_execution(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(long_executions); i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--budget", "300ms", "--steps", "999999999999", "--watchdog",
                       "60s", scratch_file("long.c", long_executions[i]), NULL);
        CU_ASSERT_EQUAL(p.status, 3);
        CU_ASSERT(contains(&p.out, "budget of 0.3 s"));
        CU_ASSERT(contains(&p.out, "stopped in its middle"));
        process_release(&p);
    }
}

static void an_interrupt_ends_an_execution(void)
{
    for (size_t i = 0; i < ARRAY_LENGTH(long_executions); i++) {
        struct process p = {0};
        check_and_interrupt(&p, "--steps 999999999999 --watchdog 60s",
                            scratch_file("long.c", long_executions[i]));
        CU_ASSERT_EQUAL(p.status, 3);
        CU_ASSERT(contains(&p.out, "interrupted"));
        CU_ASSERT(contains(&p.out, "stopped in its middle"));
        process_release(&p);
    }
}

static void output_without_end_is_cut(void)
{
    /* A loop without the counter would be recognised. */
    const char *file = scratch_file("flood.c", "#include <stdio.h>\n"
                                               "int main(void) { for (int i = 0;; i++) "
                                               "printf(\"%4096d\", i); }\n");
    struct process p = {0};
    process_heddle(&p, "check", file, NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.out, "printed more than 64 MiB"));
    process_release(&p);
    const char *const argv[] = {"sh", "-c", "\"$1\" run \"$2\" | wc -c", "sh", scratch_heddle(), file,
                                NULL};
    process_run(&p, argv);
    CU_ASSERT_EQUAL(strtol(str_text(&p.out), NULL, 10), (64 << 20) + 4096);
    CU_ASSERT(contains(&p.err, "cut after 64 MiB of output"));
    process_release(&p);
}

static void a_task_that_computes_for_too_long_is_named(void)
{
    const char *file = scratch_file("compute.c", long_executions[1]);
    struct process p = {0};
    process_heddle(&p, "check", "--watchdog", "200ms", file, NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.out, "main computed for more than 0.2 s without an operation"));
    CU_ASSERT(contains(&p.out, "compute.c:2"));
    process_release(&p);
    process_heddle(&p, "run", "--watchdog", "200ms", file, NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.err, "compute.c:2"));
    process_release(&p);
}

/* What was seen until then is reported; the verdict is not more than that. */
static void a_limit_of_memory_gives_what_is_known_so_far(void)
{
    struct process p = {.seconds = 60};
    process_heddle(&p, "check", "--engine", "states", "--memory-limit", "8M", "-DTASKS=5", "-DENTRIES=0",
                   "models/filter.c", NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT(contains(&p.out, "no violation found, not exhaustive"));
    CU_ASSERT(contains(&p.out, "the search stopped at its limit"));
    CU_ASSERT(contains(&p.out, "states were looked at; there may be more"));
    process_release(&p);
}

void suite_limits(void)
{
    CU_pSuite suite = CU_add_suite("limits", NULL, NULL);
    CU_ADD_TEST(suite, an_interrupt_gives_what_is_known_so_far);
    CU_ADD_TEST(suite, a_budget_ends_the_search);
    CU_ADD_TEST(suite, a_budget_ends_an_execution);
    CU_ADD_TEST(suite, an_interrupt_ends_an_execution);
    CU_ADD_TEST(suite, output_without_end_is_cut);
    CU_ADD_TEST(suite, a_limit_of_memory_gives_what_is_known_so_far);
    CU_ADD_TEST(suite, a_task_that_computes_for_too_long_is_named);
}

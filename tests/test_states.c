/* SPDX-License-Identifier: MIT */
/*
 * Goal: the states engine counts exactly what there is, however the work is cut into slices and whichever
 * reductions are on, and judges endless runs as theory does.
 * Method: programs whose numbers come from an independent enumeration (tests/handmade_rows.inc); the
 * same exploration state by state; small locks whose report cards are in the literature.
 */
#include "tests/suite.h"

#include "checker/states/explore.h"
#include "sim/learn/closure.h"
#include "sim/program.h"
#include "tests/handmade_rows.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILTER "models/filter.c"

/* The number after "states": in the JSON; 0 if the verdict is another one. */
static unsigned long states_of(const struct process *p, const char *verdict)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"%s\"", verdict);
    const char *at = strstr(str_text(&p->out), "\"states\":\t");
    if (strstr(str_text(&p->out), wanted) == NULL || at == NULL)
        return 0;
    return strtoul(at + strlen("\"states\":"), NULL, 10);
}

static unsigned long filter_states(const char *tasks, const char *optimisation,
                                   const char *reductions)
{
    struct process p = {0};
    process_heddle(&p, "check", "--json", "--engine", "states", "--reduce", reductions, "--cflags",
                   optimisation, tasks, "-DENTRIES=0", FILTER, NULL);
    unsigned long states = states_of(&p, "verified");
    process_release(&p);
    return states;
}

static void filter_lock_has_exactly_its_states(void)
{
    CU_ASSERT_EQUAL(filter_states("-DTASKS=2", "-O0", "bisimulation"), 56);
    CU_ASSERT_EQUAL(filter_states("-DTASKS=3", "-O0", "bisimulation"), 2022);
    CU_ASSERT_EQUAL(filter_states("-DTASKS=3", "-O1", "bisimulation"), 2022);
    CU_ASSERT_EQUAL(filter_states("-DTASKS=4", "-O0", "bisimulation"), 126992);
    CU_ASSERT_EQUAL(filter_states("-DTASKS=4", "-O1", "bisimulation"), 126992);
}

/* Without merging there are more states, with other reductions at most as many; the verdict is the same. */
static void reductions_keep_the_verdict(void)
{
    unsigned long merged = filter_states("-DTASKS=3", "-O0", "bisimulation");
    CU_ASSERT_TRUE(filter_states("-DTASKS=3", "-O0", "none") > merged);
    unsigned long awaits = filter_states("-DTASKS=3", "-O0", "bisimulation,awaits");
    CU_ASSERT_TRUE(awaits > 0 && awaits <= merged);
    unsigned long all = filter_states("-DTASKS=3", "-O0", "all");
    CU_ASSERT_TRUE(all > 0 && all <= awaits);
}

/* The bound is n (n + 1) / 2^65: 126,992 states, 4.4e-10. */
static void signatures_verify_nothing(void)
{
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "states", "--compact", "--reduce", "bisimulation", "--race", "off",
                   "-DHEDDLE_NO_REGIONS", "-DTASKS=4", "-DENTRIES=0", FILTER, NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "126992 states were told apart by signatures"));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "a probability of at most 4.4e-10; 507968 transitions"));
    process_release(&p);
}

/* What signatures say is there is shown, in as few steps as by a search that keeps states. */
static void signatures_show_the_same_errors(void)
{
    static const char *const models[] = {"models/philosophers_naive.c", "models/filter_late_level.c",
                                         "models/mutex_no_lock.c", "models/ticket_two_steps.c"};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        struct process p[2] = {0};
        const char *schedules[2];
        for (int compact = 0; compact < 2; compact++) {
            process_heddle(&p[compact], "check", "--engine", "states", compact ? "--compact" : "--audit",
                           models[i], NULL);
            CU_ASSERT_EQUAL(p[compact].status, 1);
            schedules[compact] = strstr(str_text(&p[compact].out), "--schedule");
            CU_ASSERT_PTR_NOT_NULL_FATAL(schedules[compact]);
        }
        CU_ASSERT_STRING_EQUAL(schedules[0], schedules[1]);
        process_release(&p[0]);
        process_release(&p[1]);
    }
}

static void what_needs_states_is_refused_with_signatures(void)
{
    static const char *const others[] = {"--conditions", "--fairness=weak", "--outcomes=x"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct process p = {0};
        process_heddle(&p, "check", "--compact", others[i], "models/peterson.c", NULL);
        CU_ASSERT_EQUAL(p.status, 2);
        process_release(&p);
    }
}

/*
 * Plain accesses that could still race are a part of the state: where a model makes some between its steps
 * (Szymanski's, inside), there are a few states more than the oracle has, and never less.
 */
static bool is_count(const struct handmade_row *row, const struct process *p, unsigned long states)
{
    char transitions[64];
    if (strcmp(row->program, "models/szymanski.c") == 0)
        return states >= row->expected.states && states < row->expected.states * 11 / 10;
    snprintf(transitions, sizeof transitions, " %llu transitions",
             (unsigned long long)row->expected.transitions);
    return states == row->expected.states && strstr(str_text(&p->out), transitions);
}

static bool counts_as_the_oracle(const struct handmade_row *row)
{
    const char *command = "exec \"$0\" check --json --engine states --reduce bisimulation --race off "
                          "--all-bugs -DHEDDLE_NO_REGIONS $1 \"$2\"";
    const char *const argv[] = {"sh",       "-c",         command, scratch_heddle(),
                                row->flags, row->program, NULL};
    bool fails = row->expected.stuck > 0 || row->expected.failed > 0;
    struct process p = {0};
    process_run(&p, argv);
    unsigned long states = states_of(&p, fails ? "violation" : "verified");
    bool same = is_count(row, &p, states);
    if (!same)
        printf("    %s %s: %lu states\n", row->program, row->flags, states);
    process_release(&p);
    return same;
}

static void all_programs_have_the_oracles_states(void)
{
    for (size_t i = 0; i < handmade_rows_count; i++)
        CU_ASSERT_TRUE(counts_as_the_oracle(&handmade_rows[i]));
}

/* A counter that is never the same twice: said so, and left to the direct machine. */
static void automata_that_keep_growing_are_told(void)
{
    const char *file = scratch_file("growing.c",
                                    "#include <pthread.h>\n"
                                    "#include <stdatomic.h>\n"
                                    "atomic_uint c;\n"
                                    "void *f(void *a) {\n"
                                    "    unsigned y = 0;\n"
                                    "    for (;;) y = y * 31u + (unsigned)atomic_fetch_add(&c, 2 * y + 1);\n"
                                    "    return a;\n"
                                    "}\n"
                                    "int main(void) {\n"
                                    "    pthread_t t[2];\n"
                                    "    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, f, 0);\n"
                                    "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);\n"
                                    "}\n");
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "states", "--steps", "1000", "--executions", "100", file,
                   NULL);
    CU_ASSERT_EQUAL(p.status, 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "its automata keep growing"));
    process_release(&p);
}

/* Its initialiser is in no memory that the learner knows: recursive, it can be locked twice. */
static void a_mutex_on_a_tasks_stack_is_what_it_says(void)
{
    const char *file = scratch_file("own_mutex.c",
                                    "#define _GNU_SOURCE\n"
                                    "#include <pthread.h>\n"
                                    "#include <stdatomic.h>\n"
                                    "atomic_int c;\n"
                                    "void *f(void *a) {\n"
                                    "    pthread_mutex_t m = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;\n"
                                    "    pthread_mutex_lock(&m);\n"
                                    "    pthread_mutex_lock(&m);\n"
                                    "    c++;\n"
                                    "    pthread_mutex_unlock(&m);\n"
                                    "    pthread_mutex_unlock(&m);\n"
                                    "    return a;\n"
                                    "}\n"
                                    "int main(void) {\n"
                                    "    pthread_t t[2];\n"
                                    "    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, f, 0);\n"
                                    "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);\n"
                                    "}\n");
    struct process p = {0};
    process_heddle(&p, "check", "--engine", "states", file, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "a synchronisation object on a task's own stack"));
    process_release(&p);
}

/* Runs in a child: it loads a program. */
static void compare_slices(void *unused)
{
    const char *files[] = {FILTER}, *flags[] = {"-DTASKS=2", "-DENTRIES=0"};
    const struct build_options build = {
        .files = files, .file_count = 1, .flags = flags, .flag_count = 2};
    const struct machine_options machine_options = machine_options_default();
    const struct closure_limits limits = closure_limits_default();
    const struct explore_options options = {.finished_max = 10, .growth_max_percent = 1000};
    const char *why;
    struct error err;
    (void)unused;
    struct program *program = program_build(&build, &err);
    struct machine *m = program ? machine_new_direct(program, &machine_options, &err) : NULL;
    struct learner *l = m ? learner_new(m, &why) : NULL;
    if (l == NULL)
        _exit(1);
    struct product *p = product_new(l);
    closure_learn(p, &limits);
    product_classify(p, true);
    uint64_t states[2];
    for (int i = 0; i < 2; i++) {
        struct exploration e;
        explore_init(&e, p, &options);
        while (explore_some(&e, i == 0 ? 1 : 1000000))
            ;
        states[i] = explore_states(&e);
        explore_release(&e);
    }
    _exit(states[0] == states[1] && states[0] > 10 ? 0 : 2);
}

static void slices_do_not_matter(void)
{
    struct process p = {0};
    process_child(&p, compare_slices, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    process_release(&p);
}

#define LOCK_OF_TWO(declarations, enter, leave)                                                    \
    "#include \"heddle.h\"\n#include <pthread.h>\n#include <stdatomic.h>\n#include <stdint.h>\n"     \
    "static atomic_int " declarations ";\n"                                                        \
    "static void *run(void *argument) {\n"                                                         \
    "    int me = (int)(intptr_t)argument;\n"                                                      \
    "    (void)me;\n"                                                                              \
    "    for (;;) {\n"                                                                             \
    "        heddle_trying(); " enter "\n"                                                         \
    "        heddle_critical(); heddle_exit(); " leave " heddle_remainder();\n"                    \
    "    }\n"                                                                                      \
    "}\n"                                                                                          \
    "int main(void) {\n"                                                                           \
    "    pthread_t task[2];\n"                                                                     \
    "    for (intptr_t i = 0; i < 2; i++) pthread_create(&task[i], 0, run, (void *)i);\n"          \
    "    for (int i = 0; i < 2; i++) pthread_join(task[i], 0);\n"                                  \
    "}\n"

static void check_card(const char *source, const char *fairness, int status, const char *kind,
                       const char *const *lines)
{
    struct process p = {0};
    const char *path = scratch_file("lock.c", source);
    process_heddle(&p, "check", "--json", "--engine", "states", "--conditions", "--fairness",
                   fairness, path, NULL);
    CU_ASSERT_EQUAL(p.status, status);
    if (kind)
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), kind));
    for (; *lines; lines++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), *lines));
        if (strstr(str_text(&p.out), *lines) == NULL)
            printf("    expected %s in\n%s", *lines, str_text(&p.out));
    }
    process_release(&p);
}

/* Peterson, IPL 12(3), 1981: bypass 1 once the doorway is done. */
static void peterson_meets_all_conditions(void)
{
    check_card(LOCK_OF_TWO("flag[2], turn",
                           "heddle_doorway(); flag[me] = 1; turn = 1 - me; heddle_waiting();"
                           " while (flag[1 - me] && turn == 1 - me);",
                           "flag[me] = 0;"),
               "weak", 0, NULL,
               (const char *const[]){"\"mutual_exclusion\":\t\"yes\"", "\"progress\":\t\"yes\"",
                                     "\"starvation_free_weak\":\t\"yes\"", "\"bypass_doorway\":\t1",
                                     NULL});
}

/* Test and set: the others may always be faster; only strong fairness helps. */
static void test_and_set_starves_under_weak_fairness(void)
{
    static const char *const lines[] = {
        "\"mutual_exclusion\":\t\"yes\"", "\"progress\":\t\"yes\"", "\"starvation_free_weak\":\t\"no\"",
        "\"starvation_free_strong\":\t\"yes\"", "\"bypass\":\t\"unbounded\"", NULL};
    const char *source = LOCK_OF_TWO("lock", "while (atomic_exchange(&lock, 1));", "lock = 0;");
    check_card(source, "weak", 1, "\"starvation\"", lines);
    check_card(source, "strong", 0, NULL, lines);
}

/* Strict alternation: who stays in its remainder section blocks the other (Dijkstra 1965). */
static void strict_alternation_lacks_progress(void)
{
    check_card(LOCK_OF_TWO("turn", "while (turn != me);", "turn = 1 - me;"), "weak", 1,
               "\"progress\"",
               (const char *const[]){"\"mutual_exclusion\":\t\"yes\"", "\"progress\":\t\"no\"",
                                     "\"bypass\":\t1", NULL});
}

/* Which cause a violation has is often a race, and what a race leads to is often a violation. */
static void races_and_mutual_exclusion_are_listed_together(void)
{
    static const char *const models[] = {"models/peterson_late_flag.c", "models/semaphore_two.c",
                                         "models/szymanski_reversed.c", "models/turn_early.c"};
    static const char *const engines[] = {"auto", "states"};
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        for (size_t e = 0; e < 2; e++) {
            struct process p = {0};
            process_heddle(&p, "check", "--json", "--engine", engines[e], models[i], NULL);
            CU_ASSERT_EQUAL(p.status, 1);
            CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "\"kind\":\t\"mutual-exclusion\""));
            CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "\"kind\":\t\"data-race\""));
            process_release(&p);
        }
}

/* Two tasks of n increments, each a read and a write: 2 to 2n, and nothing else. */
static void outcomes_of_lost_updates_are_2_to_20(void)
{
    struct process p = {0};
    const char *path = scratch_file(
        "lost.c", "#include <pthread.h>\n#include <stdatomic.h>\n"
                  "atomic_int counter;\n"
                  "void *add(void *a) {\n"
                  "    for (int i = 0; i < 10; i++) { int seen = counter; counter = seen + 1; }\n"
                  "    return a;\n"
                  "}\n"
                  "int main(void) {\n"
                  "    pthread_t a, b;\n"
                  "    pthread_create(&a, 0, add, 0); pthread_create(&b, 0, add, 0);\n"
                  "    pthread_join(a, 0); pthread_join(b, 0);\n"
                  "}\n");
    process_heddle(&p, "check", "--json", "--engine", "states", "--outcomes", "counter", path, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    for (int value = 0; value < 24; value++) {
        char text[40];
        snprintf(text, sizeof text, "\"counter = %d\"", value);
        bool listed = strstr(str_text(&p.out), text) != NULL;
        CU_ASSERT_EQUAL(listed, value >= 2 && value <= 20);
    }
    process_release(&p);
}

/* What a failed compare and exchange found is written to memory that others may read. */
static void a_compare_and_exchange_changes_what_it_expects(void)
{
    static const char *const possible[] = {"first = 0, second = 1, cell = 1",
                                           "first = 2, second = 0, cell = 2"};
    struct process p = {0};
    const char *path = scratch_file(
        "expected.c", "#include <pthread.h>\n#include <stdatomic.h>\n"
                      "int first, second;\n"
                      "atomic_int cell;\n"
                      "void *a(void *x) { atomic_compare_exchange_strong(&cell, &first, 1); return x; }\n"
                      "void *b(void *x) { atomic_compare_exchange_strong(&cell, &second, 2); return x; }\n"
                      "int main(void) {\n"
                      "    pthread_t t, u;\n"
                      "    pthread_create(&t, 0, a, 0); pthread_create(&u, 0, b, 0);\n"
                      "    pthread_join(t, 0); pthread_join(u, 0);\n"
                      "    return first + second == 0;\n"
                      "}\n");
    process_heddle(&p, "check", "--json", "--engine", "states", "--outcomes", "first,second,cell",
                   path, NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "all 2 combinations"));
    for (int i = 0; i < 2; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), possible[i]));
    if (p.status != 0)
        printf("%s\n", str_text(&p.out));
    process_release(&p);
}

void suite_states(void)
{
    CU_pSuite suite = CU_add_suite("states", NULL, NULL);
    CU_ADD_TEST(suite, filter_lock_has_exactly_its_states);
    CU_ADD_TEST(suite, all_programs_have_the_oracles_states);
    CU_ADD_TEST(suite, a_mutex_on_a_tasks_stack_is_what_it_says);
    CU_ADD_TEST(suite, automata_that_keep_growing_are_told);
    CU_ADD_TEST(suite, reductions_keep_the_verdict);
    CU_ADD_TEST(suite, signatures_verify_nothing);
    CU_ADD_TEST(suite, signatures_show_the_same_errors);
    CU_ADD_TEST(suite, what_needs_states_is_refused_with_signatures);
    CU_ADD_TEST(suite, slices_do_not_matter);
    CU_ADD_TEST(suite, races_and_mutual_exclusion_are_listed_together);
    CU_ADD_TEST(suite, outcomes_of_lost_updates_are_2_to_20);
    CU_ADD_TEST(suite, a_compare_and_exchange_changes_what_it_expects);
    CU_ADD_TEST(suite, peterson_meets_all_conditions);
    CU_ADD_TEST(suite, test_and_set_starves_under_weak_fairness);
    CU_ADD_TEST(suite, strict_alternation_lacks_progress);
}

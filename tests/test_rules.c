/* SPDX-License-Identifier: MIT */
/*
 * Goal: what a search relies on and turns out to be wrong is found out, and the search begins again
 * (docs/learned-machine.md).  Suite audit has the rules about single accesses.
 * Method: little is learned ahead, so that classes are made from too little; the numbers are those of an
 * independent enumeration all the same.
 */
#include "tests/suite.h"

#include "checker/states/explore.h"
#include "sim/learn/closure.h"
#include "sim/program.h"
#include "tests/process.h"
#include "tests/scratch.h"

#include <string.h>
#include <unistd.h>

struct counted {
    const char *file;
    unsigned long states;
};

static struct product *product_of(const struct counted *c, const struct closure_limits *limits)
{
    const char *files[] = {c->file};
    const struct build_options build = {
        .files = files, .file_count = 1};
    const struct machine_options options = machine_options_default();
    const char *why;
    struct error err;
    struct program *program = program_build(&build, &err);
    struct machine *m = program ? machine_new_direct(program, &options, &err) : NULL;
    struct learner *l = m ? learner_new(m, &why) : NULL;
    if (l == NULL)
        _exit(1);
    struct product *p = product_new(l);
    p->races = false;
    closure_learn(p, limits);
    return p;
}

/* Explores until what was relied on holds.  Returns how many states there are; *split: a class was split. */
static unsigned long explore(struct product *p, bool *split)
{
    const struct explore_options options = {.finished_max = 10, .growth_max_percent = 1000000};
    enum explore_end end = EXPLORE_STALE;
    unsigned long states = 0;
    while (end == EXPLORE_STALE) {
        struct exploration e;
        product_classify(p, true);
        explore_init(&e, p, &options);
        while (explore_some(&e, 1000))
            ;
        end = e.end;
        *split |= p->split;
        states = explore_states(&e);
        explore_release(&e);
    }
    return end == EXPLORE_COMPLETE ? states : 0;
}

/*
 * Exits with 0 if a class was split, nothing was left out, and there are that many states once the rest was learned
 * ahead as well.
 */
static void count(void *self)
{
    const struct counted *c = self;
    const struct closure_limits little = {.values_max = 1, .runs_max = 10000, .walk_steps = 1};
    const struct closure_limits all = closure_limits_default();
    struct product *p = product_of(c, &little);
    bool split = false, again = false;
    unsigned long finer = explore(p, &split);
    closure_learn(p, &all);
    unsigned long states = explore(p, &again);
    _exit(!split ? 2 : again ? 3 : finer < states ? 4 : states != c->states ? 5 : 0);
}

static void check_count(struct counted c)
{
    struct process p = {0};
    process_child(&p, count, &c);
    CU_ASSERT_EQUAL(p.status, 0);
    process_release(&p);
}

/*
 * Task 1 does the same for either k until it reads 5.  Points of task 1: about to read with k = 0 or with k = 1, about to
 * write; cell a is 0, 2 or 5.  Two states each for 0 and 2; for 5 three with out = 0 and three with out = 1.
 */
static void a_merge_that_does_not_hold_is_split(void)
{
    const char *file = scratch_file(
        "merged.c", "#include <pthread.h>\n#include <stdatomic.h>\natomic_int a, out;\n"
                    "static void *look(void *p) {\n"
                    "    for (int k = 0;; k = !k) if (a == 5 + k) out = 1;\n    return p;\n}\n"
                    "int main(void) {\n    pthread_t t;\n    pthread_create(&t, 0, look, 0);\n"
                    "    atomic_fetch_add(&a, 2);\n    atomic_fetch_add(&a, 3);\n"
                    "    pthread_join(t, 0);\n}\n");
    check_count((struct counted){.file = file, .states = 10});
}

/* Where a race shows, plain accesses become steps: only then can an increment be lost. */
static void a_promotion_that_is_found_late_is_followed(void)
{
    struct process p = {0};
    const char *file = scratch_file(
        "late.c", "#include <pthread.h>\nint counter;\n"
                  "static void *add(void *a) { counter++; return a; }\n"
                  "int main(void) {\n    pthread_t t[2];\n"
                  "    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, add, 0);\n"
                  "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);\n    return counter - counter;\n}\n");
    process_heddle(&p, "check", "--engine", "states", "--race", "warn", "--outcomes", "counter", file,
                   NULL);
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "counter = 1 "));
    CU_ASSERT_PTR_NOT_NULL(strstr(str_text(&p.out), "counter = 2 "));
    process_release(&p);
}

void suite_rules(void)
{
    CU_pSuite suite = CU_add_suite("rules", NULL, NULL);
    CU_ADD_TEST(suite, a_merge_that_does_not_hold_is_split);
    CU_ADD_TEST(suite, a_promotion_that_is_found_late_is_followed);
}

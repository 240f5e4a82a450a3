/* SPDX-License-Identifier: MIT */
/*
 * Goal: what a search relies on and turns out to be wrong is found out, and the search begins again
 * (docs/learned-machine.md).  Suite audit has the rules about single accesses.
 * Method: little is learned ahead, so that classes are made from too little; the numbers are those of an
 * independent enumeration all the same.
 */
#include "tests/suite.h"

#include "checker/search.h"
#include "checker/states/explore.h"
#include "checker/states/repeat.h"
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

/* Little is learned ahead; or as much as usual. */
static struct closure_limits little_ahead(void)
{
    return (struct closure_limits){.values_max = 1, .runs_max = 10000, .walk_steps = 1};
}

static struct machine *machine_of(const char *file)
{
    const char *files[] = {file};
    const struct build_options build = {.files = files, .file_count = 1};
    const struct machine_options options = machine_options_default();
    struct error err;
    struct program *program = program_build(&build, &err);
    struct machine *m = program ? machine_new_direct(program, &options, &err) : NULL;
    if (m == NULL)
        _exit(1);
    return m;
}

static struct product *product_of(const char *file, const struct closure_limits *limits)
{
    const char *why;
    struct learner *l = learner_new(machine_of(file), &why);
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
    const struct closure_limits little = little_ahead(), all = closure_limits_default();
    struct product *p = product_of(c->file, &little);
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

/* Only persistent sets are explored: how often, and whether an assertion fails in the end. */
struct persistent_search {
    int passes;
    bool fails;
};

static bool has_failure(const struct exploration *e)
{
    for (size_t i = 0; i < e->witnesses.count; i++)
        if (e->witnesses.items[i].kind == WITNESS_FINDING &&
            e->witnesses.items[i].finding.kind == FINDING_ASSERTION)
            return true;
    return false;
}

static struct persistent_search explore_persistent(struct product *p)
{
    const struct explore_options options = {
        .persistent = true, .finished_max = 10, .growth_max_percent = 1000000};
    struct persistent_search search = {0};
    enum explore_end end = EXPLORE_STALE;
    for (; end == EXPLORE_STALE; search.passes++) {
        struct exploration e;
        product_classify(p, true);
        explore_init(&e, p, &options);
        while (explore_some(&e, 1000))
            ;
        end = e.end;
        search.fails = has_failure(&e);
        explore_release(&e);
    }
    return search;
}

/* Exits with 0 if the failure is found; 2: at once, so that nothing had to be made again. */
static void find_failure(void *file)
{
    const struct closure_limits little = little_ahead();
    struct persistent_search search = explore_persistent(product_of(file, &little));
    _exit(!search.fails ? 3 : search.passes == 1 ? 2 : 0);
}

/*
 * Nothing that is known of `late` touches y before it has read that x is 1, so `early` need not wait for
 * anybody: it reads 0 first, and never 1.  Then `late` turns out to write y.
 */
static void a_footprint_that_grows_is_noticed(void)
{
    struct process p = {0};
    const char *file = scratch_file(
        "grows.c", "#include <assert.h>\n#include <pthread.h>\n#include <stdatomic.h>\natomic_int x, y;\n"
                   "static void *late(void *a) { if (x == 1) y = 1; return a; }\n"
                   "static void *set(void *a) { x = 1; return a; }\n"
                   "static void *early(void *a) { assert(y == 0); return a; }\n"
                   "int main(void) {\n    pthread_t t[3];\n"
                   "    pthread_create(&t[0], 0, late, 0);\n    pthread_create(&t[1], 0, set, 0);\n"
                   "    pthread_create(&t[2], 0, early, 0);\n"
                   "    for (int i = 0; i < 3; i++) pthread_join(t[i], 0);\n}\n");
    process_child(&p, find_failure, (void *)file);
    CU_ASSERT_EQUAL(p.status, 0);
    process_release(&p);
}

/* A claim about the program's first execution, in which the tasks take turns. */
struct claim {
    const char *file;
    struct witness witness;
    enum race_policy race;
};

/* Exits with 0 if the execution confirms it, with 2 if not. */
static void repeat_claim(void *self)
{
    const struct claim *c = self;
    struct check_options options = check_options_default();
    struct verdict verdict = {0};
    struct path path = {0};
    options.race = c->race;
    struct check check = {.machine = machine_of(c->file), .options = &options, .verdict = &verdict};
    search_start(&check.search, (struct search_budget){0});
    search_phase(&check.search, "states", 0, 0);
    _exit(repeat_witness(&check, &c->witness, &path) ? 0 : 2);
}

static bool is_confirmed(struct claim c)
{
    struct process p = {0};
    process_child(&p, repeat_claim, &c);
    CU_ASSERT_TRUE(p.status == 0 || p.status == 2);
    bool confirmed = p.status == 0;
    process_release(&p);
    return confirmed;
}

#define STUCK       {.kind = WITNESS_STUCK}
#define FINDING(of) {.kind = WITNESS_FINDING, .finding = {.kind = (of)}}

/* It leaks, it races, and then it may be stuck. */
static const char *faulty_program(const char *name, const char *last)
{
    struct str text = {0};
    str_append(&text, "#include <pthread.h>\n#include <stdlib.h>\nint counter;\n"
                      "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;\n"
                      "static void *add(void *a) { counter++; return a; }\n"
                      "int main(void) {\n    pthread_t t[2];\n    *(volatile char *)malloc(1) = 1;\n"
                      "    for (int i = 0; i < 2; i++) pthread_create(&t[i], 0, add, 0);\n"
                      "    for (int i = 0; i < 2; i++) pthread_join(t[i], 0);\n");
    str_append(&text, last);
    str_append(&text, "}\n");
    const char *file = scratch_file(name, str_text(&text));
    str_release(&text);
    return file;
}

static void only_an_error_confirms_an_error(void)
{
    const char *ends = faulty_program("ends.c", "");
    const char *stuck = faulty_program("stuck.c", "pthread_mutex_lock(&m); pthread_mutex_lock(&m);");
    CU_ASSERT_FALSE(is_confirmed((struct claim){ends, STUCK, RACE_WARN}));
    CU_ASSERT_FALSE(is_confirmed((struct claim){ends, STUCK, RACE_OFF}));
    CU_ASSERT_FALSE(is_confirmed((struct claim){ends, FINDING(FINDING_ASSERTION), RACE_WARN}));
    CU_ASSERT_TRUE(is_confirmed((struct claim){ends, FINDING(FINDING_DATA_RACE), RACE_WARN}));
    CU_ASSERT_TRUE(is_confirmed((struct claim){stuck, STUCK, RACE_WARN}));
    CU_ASSERT_TRUE(is_confirmed((struct claim){stuck, STUCK, RACE_OFF}));
}

void suite_rules(void)
{
    CU_pSuite suite = CU_add_suite("rules", NULL, NULL);
    CU_ADD_TEST(suite, a_merge_that_does_not_hold_is_split);
    CU_ADD_TEST(suite, a_promotion_that_is_found_late_is_followed);
    CU_ADD_TEST(suite, a_footprint_that_grows_is_noticed);
    CU_ADD_TEST(suite, only_an_error_confirms_an_error);
}

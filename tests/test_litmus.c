/* SPDX-License-Identifier: MIT */
/*
 * Goal: SC, TSO and PSO allow what their definitions allow, and nothing else.
 * Method: the litmus tests of the literature, with what is known of them; and random ones, all outcomes of
 * which, found by executions and by states, are compared with those that the models' axioms allow
 * (litmus_oracle.c).
 */
#include "tests/suite.h"

#include "base/check.h"
#include "tests/generated_program.h"
#include "tests/litmus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* HEDDLE_LITMUS=1000 compares more programs than the default. */
enum { RANDOM_TESTS = 60, EXECUTIONS_MAX = 20000 };

/* "x86-TSO": Owens, Sarkar, Sewell, TPHOLs 2009; the names are those of "Herding cats". */
static const struct {
    const char *name, *test, *outcome;
    bool sc, tso, pso;
} classics[] = {
    {"SB", "x=1 y|y=1 x", "00 110", false, true, true},
    {"SB+fences", "x=1 F y|y=1 F x", "00 110", false, false, false},
    {"SB+fence, one", "x=1 F y|y=1 x", "00 110", false, true, true},
    {"SB+seq_cst", "x=1s y|y=1s x", "00 110", false, false, false},
    {"SB+release", "x=1r y|y=1r x", "00 110", false, true, true},
    {"SB+release fence", "x=1 f y|y=1 f x", "00 110", false, true, true},
    {"SB+exchange", "x~1 y|y~1 x", "0000 110", false, false, false},
    {"SB+exchange elsewhere", "x=1 z~1 y|y=1 z~2 x", "0010 112", false, false, false},
    {"SB+forwarding", "x=1 x y|y=1 y x", "1010 110", false, true, true},
    {"MP", "x=1 y=1|y x", "10 110", false, false, true},
    {"MP+release", "x=1 y=1r|y x", "10 110", false, false, false},
    {"MP+release fence", "x=1 f y=1|y x", "10 110", false, false, false},
    {"MP+release before", "x=1r y=1|y x", "10 110", false, false, true},
    {"MP+release elsewhere", "x=1 z=1r y=1|y x", "10 111", false, false, true},
    {"MP+exchange", "x=1 y~1|y x", "010 110", false, false, false},
    {"LB", "x y=1|y x=1", "11 110", false, false, false},
    {"S", "x=2 y=1|y x=1", "1 210", false, false, true},
    {"R", "x=1 y=1|y=2 x", "0 120", false, true, true},
    {"2+2W", "x=1 y=2|y=1 x=2", " 110", false, false, true},
    {"2+2W+release", "x=1 y=2r|y=1 x=2r", " 110", false, false, false},
    {"WRC", "x=1|x y=1|y x", "110 110", false, false, false},
    {"RWC", "x=1|x y|y=1 x", "100 110", false, true, true},
    {"IRIW", "x=1|y=1|x y|y x", "1010 110", false, false, false},
    {"CoRR", "x=1|x x", "10 100", false, false, false},
    {"CoWW", "x=1 x=2", " 100", false, false, false},
    {"CoRW", "x x=1", "1 100", false, false, false},
    {"n5", "x=1 x|x=2 x", "21 100", false, false, false},
    {"n6", "x=1 x y|y=1 x=2", "10 110", false, true, true},
};

enum { CLASSICS = sizeof classics / sizeof *classics };

/* One source with these tests, numbered from 1. */
static const struct litmus *writing;

static void write_tests(uint32_t first, uint32_t last, struct str *out)
{
    litmus_write_head(out);
    for (uint32_t i = first; i <= last; i++)
        litmus_write(&writing[i - 1], i, out);
    litmus_write_main(first, last, out);
}

static struct program *build(const struct litmus *tests, uint32_t count)
{
    writing = tests;
    return generated_program(write_tests, 1, count);
}

/* "00 110" from the bytes of x, y, z and what was loaded. */
static void add_end(const char *text, struct litmus_set *set)
{
    struct str outcome = {0}, values = {0};
    int cell = 0;
    for (const char *at = text; *at == ' '; at += 9, cell++)
        str_printf(cell < LITMUS_VARIABLES ? &values : &outcome, "%c", at[2]);
    str_printf(&outcome, " %s", str_text(&values));
    litmus_set_add(set, str_text(&outcome));
    str_release(&outcome);
    str_release(&values);
}

/* Two ways to find all outcomes. */
enum way { EXECUTIONS, STATES };

/* False: too many. */
static bool find(struct program *p, uint32_t number, enum memory_model model, enum way way,
                 struct litmus_set *set)
{
    struct end_cells cells = {0};
    struct ends ends = {0};
    CU_ASSERT_TRUE_FATAL(generated_cells(p, number, &cells));
    struct machine *m = generated_machine(p, number, model);
    if (way == EXECUTIONS)
        ends_of_executions(m, &cells, EXECUTIONS_MAX, &ends);
    else
        ends_of_states(m, &cells, &ends);
    CU_ASSERT_EQUAL(ends.kinds, 0);
    CU_ASSERT_FALSE(m->buffer_was_full);
    machine_free(m);
    bool complete = ends.complete;
    for (size_t i = 0; i < ends.texts.count; i++)
        add_end(ends.texts.items[i], set);
    ends_release(&ends);
    vec_release(&cells.items);
    return complete;
}

static void print_missing(const struct litmus_set *a, const char *who, const struct litmus_set *b)
{
    for (size_t i = 0; i < a->outcomes.count; i++)
        if (!litmus_set_has(b, a->outcomes.items[i]))
            printf("      only %s: %s\n", who, a->outcomes.items[i]);
}

static void print_difference(const struct litmus *test, enum memory_model model, enum way way,
                             const struct litmus_set *allowed, const struct litmus_set *found)
{
    struct str text = {0};
    litmus_print(test, &text);
    printf("    %s under %s, %s\n", str_text(&text), memory_model_name(model),
           way == STATES ? "states" : "executions");
    print_missing(allowed, "the axioms", found);
    print_missing(found, "heddle", allowed);
    str_release(&text);
}

/* Returns whether all outcomes could be found in this way. */
static bool compare(struct program *p, const struct litmus *test, uint32_t number,
                    enum memory_model model, enum way way)
{
    struct litmus_set allowed = {0}, found = {0};
    litmus_outcomes(test, model, &allowed);
    bool complete = find(p, number, model, way, &found);
    bool same = allowed.outcomes.count == found.outcomes.count;
    for (size_t i = 0; i < allowed.outcomes.count; i++)
        same &= litmus_set_has(&found, allowed.outcomes.items[i]);
    CU_ASSERT(same || !complete);
    if (complete && !same)
        print_difference(test, model, way, &allowed, &found);
    litmus_set_release(&allowed);
    litmus_set_release(&found);
    return complete;
}

static bool is_allowed(int classic, enum memory_model model)
{
    return model == MEMORY_SC    ? classics[classic].sc
           : model == MEMORY_TSO ? classics[classic].tso
                                 : classics[classic].pso;
}

static void classic_tests_have_the_outcomes_that_the_literature_says(void)
{
    struct litmus tests[CLASSICS];
    for (int i = 0; i < CLASSICS; i++)
        litmus_parse(classics[i].test, &tests[i]);
    struct program *p = build(tests, CLASSICS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    for (int i = 0; i < CLASSICS; i++)
        for (int model = 0; model < MEMORY_MODELS; model++) {
            struct litmus_set set = {0};
            bool complete = find(p, (uint32_t)i + 1, (enum memory_model)model, EXECUTIONS, &set);
            bool seen = litmus_set_has(&set, classics[i].outcome);
            CU_ASSERT(complete && seen == is_allowed(i, (enum memory_model)model));
            if (seen != is_allowed(i, (enum memory_model)model))
                printf("    %s under %s: %s is %sthere\n", classics[i].name,
                       memory_model_name((enum memory_model)model), classics[i].outcome,
                       seen ? "" : "not ");
            litmus_set_release(&set);
        }
    program_free(p);
}

static void both_engines_find_all_outcomes_of_classic_tests(void)
{
    struct litmus tests[CLASSICS];
    for (int i = 0; i < CLASSICS; i++)
        litmus_parse(classics[i].test, &tests[i]);
    struct program *p = build(tests, CLASSICS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    for (int i = 0; i < CLASSICS; i++)
        for (int model = 0; model < MEMORY_MODELS; model++)
            for (enum way way = EXECUTIONS; way <= STATES; way++)
                CU_ASSERT(compare(p, &tests[i], (uint32_t)i + 1, (enum memory_model)model, way));
    program_free(p);
}

static void random_tests_have_the_outcomes_that_the_axioms_allow(void)
{
    const char *wanted = getenv("HEDDLE_LITMUS");
    uint32_t count = wanted ? (uint32_t)strtoul(wanted, NULL, 10) : RANDOM_TESTS, large = 0;
    struct litmus *tests = memory_new(count, sizeof *tests);
    struct prng prng = prng_seeded(7);
    for (uint32_t i = 0; i < count; i++)
        litmus_random(&prng, &tests[i]);
    struct program *p = build(tests, count);
    CU_ASSERT_PTR_NOT_NULL_FATAL(p);
    for (uint32_t i = 0; i < count; i++)
        for (int model = 0; model < MEMORY_MODELS; model++) {
            CU_ASSERT(compare(p, &tests[i], i + 1, (enum memory_model)model, STATES));
            large += !compare(p, &tests[i], i + 1, (enum memory_model)model, EXECUTIONS);
        }
    CU_ASSERT(large < count / 2);
    if (wanted)
        printf("    %u tests, three models; %u too large\n", count, large);
    program_free(p);
    free(tests);
}

void suite_litmus(void)
{
    CU_pSuite suite = CU_add_suite("litmus", NULL, NULL);
    CU_ADD_TEST(suite, classic_tests_have_the_outcomes_that_the_literature_says);
    CU_ADD_TEST(suite, both_engines_find_all_outcomes_of_classic_tests);
    CU_ADD_TEST(suite, random_tests_have_the_outcomes_that_the_axioms_allow);
}

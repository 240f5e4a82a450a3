/* SPDX-License-Identifier: MIT */
/*
 * Goal: the engine `states` finds exactly what executing every interleaving finds.
 * Method: small random programs (generator.h).  Both engines have to find the same kinds of errors;
 * then all ends of all executions, deadlocks and values of all cells, are gathered in both ways
 * (ends.h) and compared.
 */
#include "tests/suite.h"

#include "checker/engine.h"
#include "tests/generated_program.h"
#include "tests/generator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* HEDDLE_GENERATED=500 compares more programs than the default. */
enum { PROGRAMS = 300, PROGRAMS_OF_OTHERS = 60, PROGRAMS_PER_SOURCE = 50, EXECUTIONS_MAX = 20000 };

struct tally {
    unsigned compared, refused, large, wrong;
};

/* What `heddle check --engine states --all-bugs` says. */
static uint32_t check_states(struct machine *m, bool *complete, bool *refused)
{
    struct check_options options = check_options_default();
    struct verdict v;
    struct error err;
    uint32_t kinds = 0;
    options.engine = "states";
    options.all_bugs = true;
    options.shorten = false;
    options.audit = true;
    options.executions_max = EXECUTIONS_MAX;
    if (!check_run(m, &options, NULL, NULL, &v, &err)) {
        printf("    %s\n", err.text);
        return 0;
    }
    *complete = v.complete;
    *refused = false;
    for (size_t i = 0; i < v.scope.count; i++)
        *refused |= strstr(v.scope.items[i], "cannot be learned") != NULL;
    for (size_t i = 0; i < v.violations.count; i++)
        if (v.violations.items[i].severity == SEVERITY_ERROR)
            kinds |= 1u << v.violations.items[i].kind;
    verdict_release(&v);
    return kinds;
}

static void print_kinds(const char *name, uint32_t kinds)
{
    printf("      %s:", name);
    for (int i = 0; i < FINDING_KINDS; i++)
        if (kinds >> i & 1)
            printf(" %s", finding_kind_name((enum finding_kind)i));
    printf("\n");
}

/* What both of them find, each on a machine of its own: what one learned of cells would help the other. */
struct comparison {
    struct ends executed, explored;
    uint32_t kinds;
    bool complete, refused;
};

static void find(struct program *p, uint32_t number, enum memory_model memory,
                 struct comparison *c)
{
    struct end_cells cells = {0};
    struct machine *m = generated_machine(p, number, memory);
    CU_ASSERT_TRUE_FATAL(generated_cells(p, number, &cells));
    ends_of_executions(m, &cells, EXECUTIONS_MAX, &c->executed);
    machine_free(m);
    if (c->executed.complete) {
        m = generated_machine(p, number, memory);
        c->kinds = check_states(m, &c->complete, &c->refused);
        ends_of_states(m, &cells, &c->explored);
        machine_free(m);
    }
    vec_release(&cells.items);
}

static void print_comparison(uint32_t number, const struct comparison *c)
{
    printf("    program %u: %s%s%s\n", number, c->complete ? "" : "not complete; ",
           c->explored.complete ? "" : "not explored; ",
           c->explored.refused ? c->explored.refused : "");
    print_kinds("executions", c->executed.kinds);
    print_kinds("states", c->kinds);
    ends_print_difference(&c->executed, "executions", &c->explored, "states");
    fflush(stdout);
}

static void compare(struct program *p, uint32_t number, enum memory_model memory,
                    struct tally *tally)
{
    struct comparison c = {0};
    find(p, number, memory, &c);
    if (!c.executed.complete) {
        tally->large++;
    } else {
        bool refused = c.refused || c.explored.refused;
        bool wrong = c.kinds != c.executed.kinds || !c.complete;
        if (!refused)
            wrong |= !c.explored.complete || !ends_are_equal(&c.executed, &c.explored);
        tally->compared++;
        tally->refused += refused;
        tally->wrong += wrong;
        if (wrong)
            print_comparison(number, &c);
    }
    ends_release(&c.executed);
    ends_release(&c.explored);
}

/* The programs 1 to count, or those that the environment asks for. */
static void compare_all(generated_writer *write, enum memory_model memory, uint32_t count)
{
    const char *wanted = getenv("HEDDLE_GENERATED");
    const char *from = getenv("HEDDLE_GENERATED_FROM");
    uint32_t first = from ? (uint32_t)strtoul(from, NULL, 10) : 1;
    uint32_t last = first - 1 + (wanted ? (uint32_t)strtoul(wanted, NULL, 10) : count);
    struct tally tally = {0};
    for (uint32_t i = first; i <= last; i += PROGRAMS_PER_SOURCE) {
        uint32_t end = i + PROGRAMS_PER_SOURCE - 1 < last ? i + PROGRAMS_PER_SOURCE - 1 : last;
        struct program *p = generated_program(write, i, end);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        for (uint32_t number = i; number <= end; number++)
            compare(p, number, memory, &tally);
        program_free(p);
    }
    CU_ASSERT_EQUAL(tally.wrong, 0);
    if (wanted)
        printf("    %u compared, %u of them not learned; %u too large\n", tally.compared,
               tally.refused, tally.large);
}

static void both_engines_find_the_same(void)
{
    compare_all(generator_write, MEMORY_SC, PROGRAMS);
}

/* Programs beyond the first ones for which `states` once crashed, or found paths that could not be followed. */
static void both_engines_find_the_same_where_they_did_not(void)
{
    static const uint32_t numbers[] = {352, 1039, 1419, 2378};
    struct tally tally = {0};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct program *p = generated_program(generator_write, numbers[i], numbers[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        compare(p, numbers[i], MEMORY_SC, &tally);
        program_free(p);
    }
    CU_ASSERT_EQUAL(tally.compared, sizeof numbers / sizeof *numbers);
    CU_ASSERT_EQUAL(tally.wrong, 0);
}

static void both_engines_find_the_same_where_blocks_are_allocated(void)
{
    compare_all(generator_write_heap, MEMORY_SC, PROGRAMS_OF_OTHERS);
}

/* The same programs, with volatile cells for atomic ones: what they store waits. */
static void write_weaker(uint32_t first, uint32_t last, struct str *out)
{
    str_append(out, "#include <stdatomic.h>\n#define _Atomic volatile\n");
    generator_write(first, last, out);
}

/* Fewer of them are small enough. */
static void both_engines_find_the_same_where_stores_wait_in_buffers(void)
{
    compare_all(write_weaker, MEMORY_TSO, PROGRAMS_OF_OTHERS);
    compare_all(write_weaker, MEMORY_PSO, PROGRAMS_OF_OTHERS);
}

static void both_engines_find_the_same_where_stores_to_blocks_wait(void)
{
    compare_all(generator_write_heap, MEMORY_TSO, PROGRAMS_OF_OTHERS);
    compare_all(generator_write_heap, MEMORY_PSO, PROGRAMS_OF_OTHERS);
}

void suite_generated(void)
{
    CU_pSuite suite = CU_add_suite("generated", NULL, NULL);
    CU_ADD_TEST(suite, both_engines_find_the_same);
    CU_ADD_TEST(suite, both_engines_find_the_same_where_they_did_not);
    CU_ADD_TEST(suite, both_engines_find_the_same_where_blocks_are_allocated);
    CU_ADD_TEST(suite, both_engines_find_the_same_where_stores_wait_in_buffers);
    CU_ADD_TEST(suite, both_engines_find_the_same_where_stores_to_blocks_wait);
}

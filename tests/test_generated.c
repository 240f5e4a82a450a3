/* SPDX-License-Identifier: MIT */
/*
 * Goal: the engine `states` finds exactly what executing every interleaving finds.
 * Method: small random programs (generator.h).  Both engines have to find the same kinds of errors;
 * then all ends of all executions, deadlocks and values of all cells, are gathered in both ways
 * (ends.h) and compared.
 */
#include "tests/suite.h"

#include "checker/engine.h"
#include "sim/elf_file.h"
#include "sim/program.h"
#include "tests/ends.h"
#include "tests/generator.h"
#include "tests/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* HEDDLE_GENERATED=500 compares more programs than the default. */
enum { PROGRAMS = 60, PROGRAMS_PER_SOURCE = 50, EXECUTIONS_MAX = 20000 };

struct tally {
    unsigned compared, refused, large, wrong;
};

static struct program *build(uint32_t first, uint32_t last)
{
    struct str text = {0};
    struct error err;
    generator_write(first, last, &text);
    const char *files[] = {scratch_file("generated.c", str_text(&text))};
    static const char *const flags[] = {"-Isim", "-w"};
    const struct build_options options = {
        .files = files, .file_count = 1, .flags = flags, .flag_count = 2};
    struct program *p = program_build(&options, &err);
    if (p == NULL)
        printf("    %s\n", err.text);
    str_release(&text);
    return p;
}

/* pN_cells, as the loaded program has it. */
static bool find_cells(const struct program *p, uint32_t number, struct end_cells *cells)
{
    struct elf_file elf;
    struct error err;
    Elf64_Sym symbol;
    char name[32];
    snprintf(name, sizeof name, "p%u_cells", number);
    if (!elf_file_open(&elf, p->shared_object, &err))
        return false;
    bool found = elf_file_find(&elf, name, &symbol);
    elf_file_close(&elf);
    const struct end_cell *at = (const void *)(symbol.st_value + p->bias);
    for (; found && at->addr; at++)
        vec_push(&cells->items, *at);
    return found;
}

/* The machine borrows its arguments: one at a time. */
static struct machine *machine_of(struct program *p, uint32_t number)
{
    static char name[] = "generated", text[16];
    static char *argv[] = {name, text, NULL};
    struct error err;
    struct machine_options options = machine_options_default();
    snprintf(text, sizeof text, "%u", number);
    options.argc = 2;
    options.argv = argv;
    return machine_new_direct(p, &options, &err);
}

/* What `heddle check --engine states --keep-going` says. */
static uint32_t check_states(struct machine *m, bool *complete, bool *refused)
{
    struct check_options options = check_options_default();
    struct verdict v;
    struct error err;
    uint32_t kinds = 0;
    options.engine = "states";
    options.keep_going = true;
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

static void compare(struct program *p, uint32_t number, struct tally *tally)
{
    struct end_cells cells = {0};
    struct ends executed, explored = {0};
    struct machine *m = machine_of(p, number);
    CU_ASSERT_TRUE_FATAL(find_cells(p, number, &cells));
    ends_of_executions(m, &cells, EXECUTIONS_MAX, &executed);
    if (!executed.complete) {
        tally->large++;
    } else {
        bool complete, refused;
        uint32_t kinds = check_states(m, &complete, &refused);
        ends_of_states(m, &cells, &explored);
        bool wrong = kinds != executed.kinds || !complete;
        if (refused || explored.refused)
            tally->refused++;
        else
            wrong |= !explored.complete || !ends_are_equal(&executed, &explored);
        tally->compared++;
        tally->wrong += wrong;
        if (wrong) {
            printf("    program %u: %s%s%s\n", number, complete ? "" : "not complete; ",
                   explored.complete ? "" : "not explored; ",
                   explored.refused ? explored.refused : "");
            print_kinds("executions", executed.kinds);
            print_kinds("states", kinds);
            ends_print_difference(&executed, "executions", &explored, "states");
            fflush(stdout);
        }
    }
    ends_release(&executed);
    ends_release(&explored);
    vec_release(&cells.items);
    machine_free(m);
}

static void both_engines_find_the_same(void)
{
    const char *wanted = getenv("HEDDLE_GENERATED");
    const char *from = getenv("HEDDLE_GENERATED_FROM");
    uint32_t first = from ? (uint32_t)strtoul(from, NULL, 10) : 1;
    uint32_t last = first - 1 + (wanted ? (uint32_t)strtoul(wanted, NULL, 10) : PROGRAMS);
    struct tally tally = {0};
    for (uint32_t i = first; i <= last; i += PROGRAMS_PER_SOURCE) {
        uint32_t end = i + PROGRAMS_PER_SOURCE - 1 < last ? i + PROGRAMS_PER_SOURCE - 1 : last;
        struct program *p = build(i, end);
        CU_ASSERT_PTR_NOT_NULL_FATAL(p);
        for (uint32_t number = i; number <= end; number++)
            compare(p, number, &tally);
        program_free(p);
    }
    CU_ASSERT_EQUAL(tally.wrong, 0);
    if (wanted)
        printf("    %u compared, %u of them not learned; %u too large\n", tally.compared,
               tally.refused, tally.large);
}

void suite_generated(void)
{
    CU_pSuite suite = CU_add_suite("generated", NULL, NULL);
    CU_ADD_TEST(suite, both_engines_find_the_same);
}

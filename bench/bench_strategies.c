/* SPDX-License-Identifier: MIT */
/*
 * How many executions each strategy needs until it finds the bug of a program: the median of 20 seeds.
 * Data races are not looked for, so that what they lead to has to happen.
 */
#include "base/check.h"
#include "bench/bench.h"
#include "checker/engine.h"
#include "sim/program.h"

#include <stdio.h>
#include <stdlib.h>

enum { SEEDS = 20, EXECUTIONS_MAX = 20000 };

static const struct bug {
    const char *file, *flag;
} bugs[] = {
#define BUG(file, flag) {file, flag},
#include "bench/bugs.inc"
#undef BUG
};

/* The execution, from 1, that showed the first error; EXECUTIONS_MAX + 1 if none did. */
static uint64_t executions_until_found(struct program *program, const char *strategy, uint64_t seed)
{
    struct error err;
    struct check_options options = check_options_default();
    options.engine = "sample";
    options.strategy = strategy;
    options.seed = seed;
    options.executions_max = EXECUTIONS_MAX;
    options.race = RACE_OFF;
    options.shorten = false;
    char *argv[] = {program->name, NULL};
    options.machine.argc = 1;
    options.machine.argv = argv;
    struct machine *m = machine_new_direct(program, &options.machine, &err);
    struct verdict v = {0};
    uint64_t found = EXECUTIONS_MAX + 1;
    bool ok = m && check_run(m, &options, NULL, NULL, &v, &err);
    ASSERT(ok);
    for (size_t i = v.violations.count; i-- > 0;)
        if (v.violations.items[i].severity == SEVERITY_ERROR)
            found = v.violations.items[i].execution;
    verdict_release(&v);
    machine_free(m);
    return found;
}

static int compare(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void print_median(struct program *program, const char *strategy)
{
    uint64_t found[SEEDS];
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        found[seed] = executions_until_found(program, strategy, seed + 1);
    qsort(found, SEEDS, sizeof found[0], compare);
    uint64_t median = (found[SEEDS / 2 - 1] + found[SEEDS / 2]) / 2;
    if (found[SEEDS / 2] > EXECUTIONS_MAX)
        printf("\t-");
    else
        printf("\t%" PRIu64, median);
    fflush(stdout);
}

bool bench_strategies(void)
{
    printf("program");
    for (const struct scheduler_entry *s = scheduler_registry; s->name; s++)
        printf("\t%s", s->name);
    printf("\n");
    for (size_t i = 0; i < ARRAY_LENGTH(bugs); i++) {
        const char *files[] = {bugs[i].file, NULL}, *flags[] = {bugs[i].flag, NULL};
        struct build_options build = {
            .files = files, .file_count = 1, .flags = flags, .flag_count = bugs[i].flag != NULL};
        struct error err;
        struct program *program = program_build(&build, &err);
        if (program == NULL) {
            fprintf(stderr, "bench: %s\n", err.text);
            return false;
        }
        printf("%s%s%s", program->name, bugs[i].flag ? " " : "", bugs[i].flag ? bugs[i].flag : "");
        for (const struct scheduler_entry *s = scheduler_registry; s->name; s++)
            print_median(program, s->name);
        printf("\n");
        program_free(program);
    }
    return true;
}

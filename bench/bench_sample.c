/* SPDX-License-Identifier: MIT */
/* Workloads that sample a program as `heddle check --engine sample` does, without the compiling. */
#include "base/check.h"
#include "bench/bench.h"
#include "checker/engine.h"
#include "sim/program.h"

#include <stdio.h>

bool bench_sample(const char *const *files, const char *const *flags, const char *strategy,
                  uint64_t executions, struct measurement *m)
{
    struct error err = {0};
    struct build_options build = {.files = files, .flags = flags};
    while (files[build.file_count])
        build.file_count++;
    while (flags && flags[build.flag_count])
        build.flag_count++;
    struct program *program = program_build(&build, &err);
    if (program == NULL) {
        fprintf(stderr, "bench: %s\n", err.text);
        return false;
    }
    struct check_options options = check_options_default();
    options.engine = "sample";
    options.strategy = strategy;
    options.executions_max = executions;
    options.all_bugs = true;
    char *argv[] = {program->name, NULL};
    options.machine.argc = 1;
    options.machine.argv = argv;
    struct machine *machine = machine_new_direct(program, &options.machine, &err);
    struct verdict verdict = {0};
    double start = bench_seconds();
    bool ok = machine && check_run(machine, &options, NULL, NULL, &verdict, &err);
    m->seconds = bench_seconds() - start;
    m->executions = verdict.executions;
    m->steps = verdict.steps;
    if (!ok)
        fprintf(stderr, "bench: %s\n", err.text);
    verdict_release(&verdict);
    if (machine)
        machine_free(machine);
    program_free(program);
    return ok;
}

bool bench_peterson(struct measurement *m)
{
    static const char *const files[] = {"models/peterson.c", NULL};
    static const char *const flags[] = {"-DENTRIES=2", "-DHEDDLE_NO_REGIONS", NULL};
    return bench_sample(files, flags, "random", 1000000, m);
}

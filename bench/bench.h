/* SPDX-License-Identifier: MIT */
/*
 * Workloads: named things whose speed is measured.
 *
 *     static bool switch_measure(struct measurement *m)
 *     {
 *         double start = bench_seconds();
 *         for (...) fiber_switch(...);
 *         m->steps = 20000000;
 *         m->seconds = bench_seconds() - start;
 *         return true;
 *     }
 *
 * New workload: a function in a file bench_<noun>.c and a line in workloads.inc.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

/* What one run of a workload did.  Zeroed before each run. */
struct measurement {
    double seconds;
    uint64_t executions; /* 0 = the workload has none */
    uint64_t steps;      /* steps, switches, operations: what "ns" is per */
    uint64_t bytes;      /* memory for all steps; 0 = not what the workload is about */
};

struct workload {
    const char *name;
    const char *what;                    /* one phrase, for --list */
    bool (*measure)(struct measurement *m); /* false: not possible here; a line on stderr says why */
};

/** Seconds of a monotonic clock. */
double bench_seconds(void);

/**
 * For workloads that check a program: builds files with flags (both ended by NULL; flags may be
 * NULL), samples `executions` executions with the strategy in this process, everything included,
 * and fills *m.
 */
bool bench_sample(const char *const *files, const char *const *flags, const char *strategy,
                  uint64_t executions, struct measurement *m);

/** Prints how many executions each strategy needs until it finds the bugs of bugs.inc, as TSV. */
bool bench_strategies(void);

#define WORKLOAD(name, what, function) bool function(struct measurement *m);
#include "bench/workloads.inc"
#undef WORKLOAD

#endif

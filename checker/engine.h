/* SPDX-License-Identifier: MIT */
/*
 * Engines: ways to cover the executions of a program.
 *
 * New engine: a file under checker/engines/ and one line in checker/engines/registry.c.
 */
#ifndef CHECKER_ENGINE_H
#define CHECKER_ENGINE_H

#include "checker/verdict.h"
#include "scheduler/scheduler.h"
#include "sim/machine.h"

enum race_policy { RACE_ERROR, RACE_WARN, RACE_OFF };
enum leak_policy { LEAK_ERROR, LEAK_WARN, LEAK_OFF };

struct check_options {
    const char *engine;      /* "auto", "sample", "brute" */
    const char *strategy;    /* "random", "pct", "round-robin" */
    uint64_t executions_max; /* sample: how many; brute: at most */
    uint64_t seed;
    double budget_seconds;   /* 0 = none */
    uint32_t depth;          /* PCT */
    int preemptions_max;     /* brute: -1 = unbounded */
    enum race_policy race;
    enum leak_policy leak;
    bool keep_going;         /* do not stop at the first error */
    bool check_determinism;  /* --self-check: run everything twice */
    struct machine_options machine;
};

struct check_options check_options_default(void);

/* Called now and then while an engine works; returns false to stop (Ctrl-C).  For progress lines. */
struct check_progress {
    const char *engine, *phase;
    uint64_t executions, steps;
    double seconds;
    uint64_t executions_max; /* 0 = not known */
    size_t violations;
};
typedef bool (*check_progress_callback)(void *context, const struct check_progress *progress);

struct check {
    struct machine *machine;
    const struct check_options *options;
    check_progress_callback progress; /* may be NULL */
    void *progress_context;
    struct verdict *verdict;
};

struct engine_ops {
    const char *name;
    const char *summary;
    /* Explores, fills check->verdict (all but kind and seconds, which check_run settles). */
    bool (*run)(struct check *check, struct error *err);
};

extern const struct engine_ops *const engine_registry[]; /* ends with NULL */

/** Runs the engine that the options name on the machine, and settles the verdict. */
bool check_run(struct machine *m, const struct check_options *options,
               check_progress_callback progress, void *context, struct verdict *verdict,
               struct error *err);

/**
 * For engines, after each execution: keeps new findings of m as violations, notes how it ended (cut,
 * unsupported, hung: in the scope).  Returns false when the search should stop now.
 */
bool check_after_execution(struct check *check, enum machine_end end);

#endif

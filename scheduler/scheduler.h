/* SPDX-License-Identifier: MIT */
/*
 * Strategies: an oracle that makes the choices of an execution.
 *
 * A strategy sees every enabled task with its pending operation and picks one.  It is asked only
 * where there is a choice: two or more enabled tasks (next_task), an operation with two or more
 * alternatives (next_u64).  Strategies compose by wrapping (metrics.c, determinism.c wrap any
 * other).
 */
#ifndef SCHEDULER_SCHEDULER_H
#define SCHEDULER_SCHEDULER_H

#include "base/error.h"
#include "sim/machine.h"

struct scheduler_ops {
    const char *name; /* stable: appears in traces and on the command line */
    /* Before each execution, never during one.  false: search over; only fini follows. */
    bool (*new_execution)(void *self);
    /* choice->count >= 2.  Returns a member of it, or TASK_NONE to abandon this execution. */
    task_id (*next_task)(void *self, const struct choice *choice);
    /* Which alternative of a picked operation: uniform in [0, bound), bound >= 2; a number >= bound
     * abandons this execution.  Also for everything else that the strategy decides by number. */
    uint64_t (*next_u64)(void *self, uint64_t bound);
    /* Optional: is every member of every choice of this execution equally likely?  NULL: no. */
    bool (*is_uniform)(const void *self);
    /* Optional: after each execution, how it ended and how many steps it had. */
    void (*end_execution)(void *self, const struct machine *m);
    void (*fini)(void *self);
};

/* A strategy and its state; passed by value. */
struct scheduler {
    const struct scheduler_ops *ops;
    void *self;
};

struct scheduler_options {
    uint64_t seed;
    uint64_t executions; /* new_execution returns false after so many; 0 = never */
    uint64_t first;      /* index of the first execution: to repeat execution k of a seed alone */
    /* All at most SCHEDULER_DEPTH_MAX; 0 = the default below. */
    uint32_t depth;       /* PCT: bug depth d */
    uint32_t preemptions; /* preemption: at most so many in an execution */
    uint32_t delays;      /* delay: at most so many in an execution */
};

enum { SCHEDULER_DEPTH_MAX = 100, SCHEDULER_DEPTH_DEFAULT = 3, SCHEDULER_BOUND_DEFAULT = 2 };

/* One line of the registry (registry.c): --strategy NAME. */
struct scheduler_entry {
    const char *name;
    const char *summary; /* for help texts */
    struct scheduler (*make)(const struct scheduler_options *options);
};

extern const struct scheduler_entry scheduler_registry[]; /* ends with a NULL name */

/** Makes a strategy by name; false: err lists the known ones, or says which option is wrong. */
bool scheduler_make(const char *name, const struct scheduler_options *options,
                    struct scheduler *out, struct error *err);

/** Ends it and frees its state. */
void scheduler_release(struct scheduler scheduler);

/* The random strategies; self-contained, seeded, deterministic. */
struct scheduler scheduler_random(const struct scheduler_options *options);
struct scheduler scheduler_pct(const struct scheduler_options *options);
struct scheduler scheduler_pos(const struct scheduler_options *options);
struct scheduler scheduler_surw(const struct scheduler_options *options);
struct scheduler scheduler_preemption(const struct scheduler_options *options);
struct scheduler scheduler_delay(const struct scheduler_options *options);
struct scheduler scheduler_portfolio(const struct scheduler_options *options);
struct scheduler scheduler_round_robin(const struct scheduler_options *options);

/**
 * Repeats a schedule once.  Where the program does not offer what the schedule says, or the
 * schedule ends too early, the execution is abandoned and replay_divergence says where and why
 * (NULL: none).  schedule is borrowed.
 */
struct scheduler scheduler_replay(const struct schedule *schedule);
const char *replay_divergence(struct scheduler scheduler);

/* Wrappers take ownership of the inner strategy. */

/** Counts choices, preemptions, enabled tasks; read with metrics_of. */
struct scheduler_metrics {
    uint64_t executions;
    uint64_t choices;      /* of a task */
    uint64_t preemptions;  /* choices that left a task which could have gone on */
    uint64_t alternatives; /* choices by number */
    uint32_t enabled_max;
};
struct scheduler scheduler_with_metrics(struct scheduler inner);
const struct scheduler_metrics *metrics_of(struct scheduler scheduler);

/**
 * Runs every execution twice and compares all that the machine shows at each choice; a
 * difference is a bug of heddle or an uninstrumented access of the program.  The first difference
 * ends the search.  Executions in which the machine learned to promote a cell are not compared: the
 * second one rightly has more choices.
 */
struct scheduler scheduler_with_determinism_check(struct scheduler inner);
/** What differed first, or NULL. */
const char *determinism_difference(struct scheduler scheduler);

#endif

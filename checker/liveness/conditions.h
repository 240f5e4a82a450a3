/* SPDX-License-Identifier: MIT */
/*
 * The report card of a mutual exclusion algorithm: which conditions it meets, and how it fails the
 * others.
 *
 * Means something only for a complete graph of a program that marks its regions.
 */
#ifndef CHECKER_LIVENESS_CONDITIONS_H
#define CHECKER_LIVENESS_CONDITIONS_H

#include "checker/liveness/bypass.h"
#include "checker/liveness/fcfs.h"

struct condition {
    bool violated;
    struct lasso witness; /* if it is violated */
};

enum fcfs_answer { FCFS_UNMARKED, FCFS_KEPT, FCFS_VIOLATED };

struct conditions {
    uint32_t tasks;
    struct condition mutual_exclusion;   /* witness: a path to a state with two tasks inside */
    struct condition progress;           /* under weak fairness */
    struct condition *starvation_weak;   /* per task: can it starve under weak fairness */
    struct condition *starvation_strong; /* and under strong fairness? */
    struct bypass bypass_first_step;
    struct bypass bypass_doorway; /* BYPASS_NOBODY_WAITS if no doorway is marked */
    enum fcfs_answer fcfs_answer;
    struct fcfs fcfs; /* FCFS_VIOLATED */
};

/** Judges everything.  *out is released by conditions_release. */
void conditions_judge(const struct graph *g, struct conditions *out);
void conditions_release(struct conditions *conditions);

/** Can two tasks be in their critical sections at once?  If so *out is a shortest path there. */
bool exclusion_find_violation(const struct graph *g, struct lasso *out);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The learned machine as a machine: what the program does is looked up, not executed.
 *
 *     struct machine *l = machine_new_learned(direct, &limits, &why);
 *     machine_reset(l); machine_run(l, &picker);
 *     learned_path(l, &count) ... to be followed on the direct machine
 *     machine_free(l);                        the direct machine is as after a reset
 *
 * It makes the same steps as the direct machine, and knows when an execution ends and whether
 * anything is wrong with it; what exactly that is, with names, lines and output, the direct machine
 * tells that follows its path.  So it has no findings, objects, tasks or output, and nobody can
 * observe it.  schedule is that of its own choices: tasks that have gone round a waiting loop
 * (rounds.h) are not among them.
 *
 * An execution ends with END_VIOLATION where a step shows a finding of any severity, even if it
 * would go on, and with END_STOPPED where what was learned turned out not to hold: such an
 * execution did not happen.  The next reset learns anew, unless learned_is_over.
 */
#ifndef SIM_LEARN_LEARNED_H
#define SIM_LEARN_LEARNED_H

#include "sim/machine.h"

struct learned_limits {
    uint64_t runs_max;   /* native runs of one task from one operation to the next */
    uint64_t states_max; /* states that are kept: about 200 bytes each */
    bool races;          /* look for data races */
    bool unseen_only;    /* ... of which an access is no operation: after they were found, it is one */
    bool deeds;          /* keep the deeds of steps (machine->deeds); their numbers are valid until a
                            reset after END_STOPPED */
};

/** Learns the program that the direct machine has; borrows it.  NULL: *why (static) it cannot be
 * learned. */
struct machine *machine_new_learned(struct machine *direct, const struct learned_limits *limits,
                                    const char **why);

/** What was learned did not hold: numbers of states and deeds are void, and a reset learns anew. */
bool learned_is_stale(const struct machine *m);
/** Nothing more will come of it: END_STOPPED is all that there is. */
bool learned_is_over(const struct machine *m);

/* A step: the alternative of the task. */
struct learned_step {
    task_id task;
    uint16_t alternative;
};
/** Why nothing more comes of it: static, or borrowed from the machine. */
const char *learned_why(const struct machine *m);

/** The steps since main created its first task, or since the last restore.  Borrowed until the next
 * step. */
const struct learned_step *learned_path(const struct machine *m, size_t *count);

/** How many of all steps had to be computed. */
uint64_t learned_computed(const struct machine *m);

#endif

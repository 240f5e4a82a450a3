/* SPDX-License-Identifier: MIT */
/*
 * Outcomes: every combination of values that some variables have, and of what was printed, when the program
 * is over, each with a path to it.
 *
 * Variables are named as traces name them: "counter", "flag[1]", "queue.head".  "stdout" is what the program printed
 * to standard output; then printing is an operation (machine_make_output_visible).
 */
#ifndef CHECKER_STATES_OUTCOMES_H
#define CHECKER_STATES_OUTCOMES_H

#include "checker/engine.h"
#include "checker/states/explore.h"

struct outcome_item {
    char *name;
    uint64_t addr;
    uint32_t bytes; /* 0: what was printed */
};

struct outcomes {
    const char *wanted;             /* "x,stdout"; borrowed; NULL: nothing is asked for */
    VEC(struct outcome_item) items; /* in the order of wanted */
    struct blob_set values;         /* by outcome: 8 bytes for each variable, then what was printed */
    VEC(struct path) paths;         /* by outcome */
    char *unknown;                  /* a name that no cell has; owned */
};

void outcomes_release(struct outcomes *o);

/** Is it asked for what the program prints? */
bool outcomes_want_output(const struct outcomes *o);

/**
 * Collects the outcomes of all states of a complete exploration in which nothing is left to do.  A name that
 * no accessed variable has is left in o->unknown.
 */
void outcomes_collect(struct outcomes *o, struct exploration *e);

/**
 * Executes each outcome on the check's machine, and lists it in the verdict with the schedule that this has.  all: they
 * are of a complete exploration.  Returns how many could not be executed, or came to something else.
 */
uint64_t outcomes_list(const struct outcomes *o, struct check *check, bool all);

#endif

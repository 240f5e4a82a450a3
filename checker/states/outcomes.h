/* SPDX-License-Identifier: MIT */
/*
 * Outcomes: every combination of values that some variables have when the program is over, each with
 * a path to it.
 *
 * Variables are named as traces name them: "counter", "flag[1]", "queue.head".
 */
#ifndef CHECKER_STATES_OUTCOMES_H
#define CHECKER_STATES_OUTCOMES_H

#include "checker/engine.h"
#include "checker/states/explore.h"

struct outcome_cell {
    char *name;
    uint64_t addr;
    uint32_t bytes;
};

struct outcomes {
    const char *wanted;            /* "x,y"; borrowed; NULL: nothing is asked for */
    VEC(struct outcome_cell) cells; /* in the order of wanted */
    struct blob_set values;        /* the cells' bytes, one after the other */
    VEC(uint32_t) states;          /* by outcome: the first state that has it */
    VEC(char *) texts;             /* by outcome: "x = 1, y = 0" */
    VEC(struct path) paths;        /* by outcome */
    char *unknown;                 /* a name that no cell has; owned */
};

void outcomes_release(struct outcomes *o);

/**
 * Collects the outcomes of all states of a complete exploration in which nothing is left to do.  A name that
 * no accessed variable has is left in o->unknown.
 */
void outcomes_collect(struct outcomes *o, struct exploration *e);

/**
 * Executes each outcome on the check's machine, and lists it in the verdict with the schedule that this has.  all: they
 * are of a complete exploration.  Returns how many could not be executed.
 */
uint64_t outcomes_list(const struct outcomes *o, struct check *check, bool all);

#endif

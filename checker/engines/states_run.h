/* SPDX-License-Identifier: MIT */
/*
 * One run of the states engine: what states.c, states_pass.c and states_words.c share.
 */
#ifndef CHECKER_ENGINES_STATES_RUN_H
#define CHECKER_ENGINES_STATES_RUN_H

#include "checker/engine.h"
#include "checker/states/live.h"
#include "checker/states/outcomes.h"

enum {
    STATES_PASSES_MAX = 200,
    STATES_FINISHED_MAX = 1000, /* finished executions that are repeated, to judge their ends */
};

struct states_run {
    struct check *check;
    uint64_t states_max;
    struct exploration e;
    struct product *product;
    struct symmetry *symmetry;
    uint64_t renamings;          /* of tasks, that were used; 0 or 1: none */
    enum explore_end end;
    VEC(struct path) paths;      /* of the witnesses */
    VEC(struct witness) witnesses;
    struct endless_list endless;
    struct outcomes outcomes;
    const char *live_refused; /* why endless runs were not looked at; NULL: they were, if wanted */
    bool compact;                /* what is explored now is stored as signatures */
    uint64_t witnesses_max;      /* ... and the search ends with so many; 0 = none */
    double omission;             /* how probable it is at most that states were left out (--compact) */
    bool lost;                   /* something was found, but not the way there */
    char *refused;
    uint64_t unconfirmed;
    uint64_t runs, nodes, classes, transitions, states, bytes;
    uint64_t finished;
    bool weak;
};

/** Is something asked for that endless runs tell? */
static inline bool states_want_liveness(const struct check *check)
{
    return check->options->fairness != LIVENESS_OFF || check->options->conditions;
}

/** Learns and explores until the classes held.  False: the program cannot be learned, r->refused. */
bool states_pass(struct states_run *r);
/** Forgets what a pass found. */
void states_pass_forget(struct states_run *r);

/** Says in the verdict's scope what was covered. */
void states_say(struct states_run *r, bool complete);

#endif

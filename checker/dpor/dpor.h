/* SPDX-License-Identifier: MIT */
/*
 * Optimal dynamic partial order reduction: of all executions that differ only in the order of
 * independent steps, one.
 *
 * Paper:     Abdulla, Aronis, Jonsson, Sagonas: "Source sets: a foundation for optimal dynamic
 * partial order reduction", JACM 64(4), 2017 (docs/references.md [Optimal]): the algorithm with
 * wakeup trees. Guarantee: each Mazurkiewicz trace is executed to its end once; no execution is
 * given up on the way. Differs:   docs/algorithms/dpor.md: steps that wait, awaits, choices, and
 * that it goes back by restoring where the machine can.
 *
 *     struct dpor d;
 *     dpor_init(&d, learned_machine);
 *     while (dpor_next(&d)) ... an execution ended: machine->end, dpor_path(&d, ...)
 *     dpor_release(&d);
 */
#ifndef CHECKER_DPOR_DPOR_H
#define CHECKER_DPOR_DPOR_H

#include "checker/dpor/wakeup.h"
#include "sim/learn/learned.h"

/* A step that need not be explored here: that was done, or is done elsewhere. */
struct sleeper {
    task_id task;
    uint16_t alternative;
    const struct label *label;
};

/* A conflict with an earlier step that nothing in between orders. */
struct reversal {
    uint32_t first, second; /* depths */
};

/* A state on the path, and the step that is made from there. */
struct frame {
    uint64_t state;        /* of a machine that can restore */
    uint64_t steps;        /* made up to here, eager ones included */
    uint32_t clocks;       /* clocks used up to here */
    uint32_t sleepers;     /* first of its own */
    uint32_t reversals;    /* the same; those of the steps before */
    struct wakeup *wakeup; /* what is to be explored; the step being made is taken out */
    task_id task;
    uint16_t alternative, alternatives;
    bool leaf;              /* all other alternatives are to be explored, too */
    uint32_t number;        /* of the step among those of its task */
    uint32_t picks;         /* made up to here */
    bool chooses;           /* the step needs one */
    uint32_t before, after; /* clocks: of the task before the step, and of the step */
    const struct label *label;
};

struct dpor {
    struct machine *machine; /* borrowed */
    struct labels labels;
    VEC(struct frame) frames; /* the last one has no step yet */
    VEC(uint32_t) clocks;     /* `width` numbers each */
    VEC(uint32_t) current;    /* by frame and task: the task's clock, `width` of them each */
    VEC(struct sleeper) sleepers;
    VEC(struct reversal) reversals;
    VEC(struct wakeup_step) sequence; /* being inserted */
    VEC(struct learned_step) path;
    VEC(uint32_t) scratch, choices;
    struct wakeup_pool pool;
    struct deed deed;
    uint32_t width; /* tasks */
    size_t fresh;   /* steps from this depth on are new since the last execution */
    VEC(uint32_t) picks; /* of the path, as in a schedule; only if the machine cannot restore */
    size_t at;      /* depth where the machine is */
    bool astray;    /* ... unless it left the path */
    bool begun, ended;
    uint64_t bytes_max; /* of wakeup trees; 0 = no bound.  May be set after dpor_init */
    bool full;        /* they came to need more */
    bool lost;        /* the machine was stopped, or did not do again what it did before */
    uint64_t blocked; /* executions that had to be given up; none on the learned machine */
};

/** m: a machine that keeps deeds (machine_keep_deeds, learned_limits.deeds). */
void dpor_init(struct dpor *d, struct machine *m);
void dpor_release(struct dpor *d);

/**
 * Goes on to the end of the next execution: machine->end says which.  False: there are no more, or it
 * is lost or full.
 */
bool dpor_next(struct dpor *d);

/** The steps of the execution that ended.  Borrowed until the next call. */
const struct learned_step *dpor_path(struct dpor *d, size_t *count);

#endif

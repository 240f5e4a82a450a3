/* SPDX-License-Identifier: MIT */
/*
 * Mazurkiewicz traces of executions, from what an observer sees of them: nothing here knows how an
 * engine decides what depends on what.
 *
 * A step's number is a hash of what it did and of the numbers of all earlier steps that it depends
 * on; a trace is the set of its steps' numbers.  So two executions have the same trace if and only
 * if they differ in the order of independent steps (but for collisions of 64 bits).
 */
#ifndef TESTS_TRACES_H
#define TESTS_TRACES_H

#include "base/vec.h"
#include "sim/machine.h"
#include "tests/ends.h"

struct traces_step {
    struct op op;
    task_id task;
    bool looks, posts;      /* of object operations: changes nothing; a semaphore's post */
    uint64_t first, second; /* objects by address */
    uint64_t number;
};

struct traces {
    struct machine *machine;
    const struct end_cells *cells; /* memory that tells outcomes apart; borrowed */
    VEC(struct traces_step) steps; /* of the present execution */
    VEC(uint64_t) found;           /* a hash of each trace, in the order of the executions */
    VEC(uint64_t) outcomes; /* a hash of how each execution ended, and of the cells then */
    bool awaited; /* some task went round a waiting loop: steps of the loop are seen or not */
};

/** Observes m. */
void traces_observe(struct traces *t, struct machine *m);
/** The execution that m made is over. */
void traces_end(struct traces *t);
/** Nothing of the executions so far counts. */
void traces_forget(struct traces *t);
/** Sorts them, and forgets all but one of equal ones.  How many traces were equal to another one. */
size_t traces_unite(struct traces *t);
bool traces_are_equal(const struct traces *a, const struct traces *b);
bool traces_have_equal_outcomes(const struct traces *a, const struct traces *b);
void traces_release(struct traces *t);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A strategy that follows a plan as far as it fits, and writes down what really happened.
 *
 * Where the plan does not fit (the task is not enabled, the plan is over) the running task goes on,
 * and a task that must wait hands over to the enabled one with the smallest id: no preemption that
 * the plan does not ask for.
 */
#ifndef CHECKER_GUIDE_H
#define CHECKER_GUIDE_H

#include "base/vec.h"
#include "scheduler/scheduler.h"

enum guide_kind {
    GUIDE_TASK,
    GUIDE_ALTERNATIVE,
    GUIDE_ANY, /* whatever is asked next: the picks of a schedule */
};

struct guide_choice {
    uint32_t value;
    enum guide_kind kind;
};

struct guide_plan {
    VEC(struct guide_choice) choices;
};

void guide_plan_copy(struct guide_plan *to, const struct guide_plan *from);
void guide_plan_release(struct guide_plan *plan);

struct guide_cost {
    uint64_t preemptions; /* a task that could go on had to stop */
    uint64_t switches;    /* choices of another task than the running one */
    uint64_t steps;
    uint64_t alternatives; /* sum of the alternatives picked: 0 is the plain outcome */
};

struct guide;
struct guide *guide_new(void);
void guide_free(struct guide *guide);

/** The next execution follows the plan, which is borrowed until it has ended. */
void guide_start(struct guide *guide, const struct guide_plan *plan);

/** The strategy; owned by the guide, not to be released. */
struct scheduler guide_scheduler(struct guide *guide);

/** What the last execution did, without the choices at its end that need no plan. */
const struct guide_plan *guide_happened(const struct guide *guide);
const struct guide_cost *guide_cost(const struct guide *guide);

#endif

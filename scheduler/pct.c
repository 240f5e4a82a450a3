/* SPDX-License-Identifier: MIT */
/*
 * PCT.  Give each task a random priority and always run the highest; at d-1 random choices drop the
 * task that would run to the bottom.
 *
 * Paper:     Burckhardt, Kothari, Musuvathi, Nagarakatte: "A randomized scheduler with
 *            probabilistic guarantees of finding bugs", ASPLOS 2010.
 * Guarantee: with n tasks and k choices, a bug of depth d is hit with probability at least
 *            1/(n k^(d-1)) in each execution.
 * Differs:   - k is the most choices that an earlier execution had; the first one has no drops.
 *            - Only choices count, not steps: where one task alone can run, a drop changes nothing
 *              before the next choice.  So k is smaller, and the guarantee better.
 *            - A task about to yield (sched_yield, sleep) drops below all others once, and so does
 *              a task chosen RUN_MAX times in a row: a spin loop that is not recognised as
 *              waiting would starve the task it waits for.  A bug that needs a sleeping task to
 *              go on at once falls outside the guarantee.
 *            - A task that gets the id of an ended one inherits its priority.
 *            - Alternatives are uniform.
 * Cost:      O(enabled) per choice, O(n + d) memory.
 */
#include "scheduler/places.h"
#include "scheduler/sequence.h"

enum { RUN_MAX = 10000 };

/*
 * Priorities, from high to low: a new task's (top bit set, the rest random), dropped by the change
 * points (DROPPED + their number), bottom (below DROPPED, each newcomer below the others).
 */
#define FRESH   (UINT64_C(1) << 63)
#define DROPPED (UINT64_C(1) << 62)

struct pct {
    struct sequence sequence;
    struct prng prng;
    struct places changes; /* where the task that would run drops to DROPPED + number */
    uint32_t change_count; /* d - 1 */
    uint64_t bottom;       /* the lowest priority given so far */
    task_id running;       /* picked last ... */
    uint32_t run;          /* ... so many times in a row */
    uint32_t task_limit;   /* priorities [0, task_limit) may be set */
    uint64_t priority[TASKS_MAX]; /* 0 = not seen yet */
    bool yielded[TASKS_MAX];      /* dropped for the yield that is pending */
};

static bool pct_new_execution(void *self)
{
    struct pct *pct = self;
    if (!sequence_next(&pct->sequence, &pct->prng))
        return false;
    for (uint32_t i = 0; i < pct->task_limit; i++) {
        pct->priority[i] = 0;
        pct->yielded[i] = false;
    }
    pct->task_limit = 0;
    pct->bottom = DROPPED;
    pct->running = TASK_NONE;
    pct->run = 0;
    /* The number of a drop goes with its draw: the guarantee needs every order in time to be possible. */
    places_draw(&pct->changes, &pct->prng, pct->change_count);
    return true;
}

static void pct_give_priorities(struct pct *pct, const struct choice *choice)
{
    for (uint32_t i = 0; i < choice->count; i++) {
        task_id task = choice->enabled[i].task;
        if (pct->priority[task] != 0)
            continue;
        pct->priority[task] = prng_next(&pct->prng) | FRESH;
        if (task >= pct->task_limit)
            pct->task_limit = task + 1u;
    }
}

/* Ties, which need two equal draws of 63 bits, go to the smaller id. */
static const struct enabled *pct_highest(const struct pct *pct, const struct choice *choice)
{
    const struct enabled *best = &choice->enabled[0];
    for (uint32_t i = 1; i < choice->count; i++)
        if (pct->priority[choice->enabled[i].task] > pct->priority[best->task])
            best = &choice->enabled[i];
    return best;
}

/* Must a task that would run now let the others go first? */
static bool pct_drops_to_bottom(struct pct *pct, const struct enabled *enabled)
{
    task_id task = enabled->task;
    if (enabled->op->kind == OP_YIELD && !pct->yielded[task]) {
        pct->yielded[task] = true;
        return true;
    }
    if (task == pct->running && pct->run >= RUN_MAX) {
        pct->run = 0;
        return true;
    }
    return false;
}

static task_id pct_next_task(void *self, const struct choice *choice)
{
    struct pct *pct = self;
    pct_give_priorities(pct, choice);
    const struct enabled *pick = pct_highest(pct, choice);
    uint32_t number;
    while (places_take(&pct->changes, &number)) {
        pct->priority[pick->task] = DROPPED + number;
        pick = pct_highest(pct, choice);
    }
    while (pct_drops_to_bottom(pct, pick)) {
        pct->priority[pick->task] = --pct->bottom;
        pick = pct_highest(pct, choice);
    }
    pct->run = pick->task == pct->running ? pct->run + 1 : 1;
    pct->running = pick->task;
    pct->yielded[pick->task] = false;
    places_pass(&pct->changes);
    return pick->task;
}

static uint64_t pct_next_u64(void *self, uint64_t bound)
{
    struct pct *pct = self;
    return prng_below(&pct->prng, bound);
}

static void pct_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops pct_ops = {
    .name = "pct",
    .new_execution = pct_new_execution,
    .next_task = pct_next_task,
    .next_u64 = pct_next_u64,
    .fini = pct_fini,
};

struct scheduler scheduler_pct(const struct scheduler_options *options)
{
    uint32_t depth = options->depth > 0 ? options->depth : SCHEDULER_DEPTH_DEFAULT;
    ASSERT_LE(depth, SCHEDULER_DEPTH_MAX);
    struct pct *pct = memory_new(1, sizeof *pct);
    pct->sequence = sequence_of(options);
    pct->change_count = depth - 1;
    return (struct scheduler){&pct_ops, pct};
}

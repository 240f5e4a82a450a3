/* SPDX-License-Identifier: MIT */
/*
 * POS, partial order sampling.  Each pending operation has a random priority, the highest is
 * performed, and the operations of others that race with it draw anew.
 *
 * Paper:     Yuan, Yang, Gu: "Partial order aware concurrency sampling", CAV 2018.
 * Guarantee: an operation that races with none of the k that another task performs meanwhile is
 *            behind all of them with probability 1/(k+1), where a random walk has 2^-k.  Operations
 *            that all race are performed as by a random walk, so every execution is possible.
 * Differs:   - Operations race if they touch the same bytes, not both to read, or the same object,
 *              whatever they do to it.
 *            - An operation that was disabled at the last choice draws anew: what enabled it raced
 *              with it.
 *            - Steps that are no choices are not seen: they race with nothing.
 *            - Alternatives are uniform.
 * Fairness:  who is passed over keeps its priority, and the others draw anew with each operation:
 *            it is ahead sooner or later with probability 1.
 * Cost:      O(enabled) per choice.
 */
#include "scheduler/sequence.h"

#include "base/check.h"

struct pos {
    struct sequence sequence;
    struct prng prng;
    uint64_t choice;              /* number of the current one, over all executions; from 1 */
    uint64_t priority[TASKS_MAX]; /* of the pending operation, valid if ... */
    uint64_t seen[TASKS_MAX];     /* ... it was pending at the last choice: its number */
};

static bool pos_new_execution(void *self)
{
    struct pos *pos = self;
    pos->choice++; /* what was pending in the last execution is not what was seen last */
    return sequence_next(&pos->sequence, &pos->prng);
}

static bool pos_races(const struct op *a, const struct op *b)
{
    if (op_is_cell(a) && op_is_cell(b))
        return a->addr < b->addr + b->bytes && b->addr < a->addr + a->bytes &&
               (op_may_write(a) || op_may_write(b));
    if (a->kind != OP_OBJECT || b->kind != OP_OBJECT)
        return false;
    return a->object == b->object || (a->object2 != 0 && a->object2 == b->object) ||
           (b->object2 != 0 && (b->object2 == a->object || b->object2 == a->object2));
}

/* Ties, which need two equal draws of 64 bits, go to the smaller id. */
static const struct enabled *pos_highest(struct pos *pos, const struct choice *choice)
{
    const struct enabled *best = NULL;
    for (uint32_t i = 0; i < choice->count; i++) {
        const struct enabled *e = &choice->enabled[i];
        if (pos->seen[e->task] != pos->choice - 1 || e->task == choice->previous)
            pos->priority[e->task] = prng_next(&pos->prng);
        pos->seen[e->task] = pos->choice;
        if (best == NULL || pos->priority[e->task] > pos->priority[best->task])
            best = e;
    }
    return best;
}

static task_id pos_next_task(void *self, const struct choice *choice)
{
    struct pos *pos = self;
    pos->choice++;
    const struct enabled *pick = pos_highest(pos, choice);
    for (uint32_t i = 0; i < choice->count; i++) {
        const struct enabled *e = &choice->enabled[i];
        if (e == pick || pos_races(pick->op, e->op))
            pos->seen[e->task] = 0;
    }
    return pick->task;
}

static uint64_t pos_next_u64(void *self, uint64_t bound)
{
    struct pos *pos = self;
    return prng_below(&pos->prng, bound);
}

static void pos_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops pos_ops = {
    .name = "pos",
    .new_execution = pos_new_execution,
    .next_task = pos_next_task,
    .next_u64 = pos_next_u64,
    .fini = pos_fini,
};

struct scheduler scheduler_pos(const struct scheduler_options *options)
{
    struct pos *pos = memory_new(1, sizeof *pos);
    pos->sequence = sequence_of(options);
    return (struct scheduler){&pos_ops, pos};
}

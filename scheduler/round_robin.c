/* SPDX-License-Identifier: MIT */
/*
 * Round robin: after each step the next enabled task in order of id has its turn.
 *
 * Guarantee: a task that stays enabled runs at least once in every n choices: executions are fair.
 * Differs:   alternatives (which waiter wakes, heddle_choose) are drawn at random, otherwise all
 *            executions would be the same.
 * Cost:      O(enabled) per choice.
 */
#include "scheduler/sequence.h"

struct turns {
    struct sequence sequence;
    struct prng prng;
};

static bool turns_new_execution(void *self)
{
    struct turns *turns = self;
    return sequence_next(&turns->sequence, &turns->prng);
}

static task_id turns_next_task(void *self, const struct choice *choice)
{
    (void)self;
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->previous != TASK_NONE && choice->enabled[i].task > choice->previous)
            return choice->enabled[i].task;
    return choice->enabled[0].task;
}

static uint64_t turns_next_u64(void *self, uint64_t bound)
{
    struct turns *turns = self;
    return prng_below(&turns->prng, bound);
}

static void turns_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops turns_ops = {
    .name = "round-robin",
    .new_execution = turns_new_execution,
    .next_task = turns_next_task,
    .next_u64 = turns_next_u64,
    .fini = turns_fini,
};

struct scheduler scheduler_round_robin(const struct scheduler_options *options)
{
    struct turns *turns = memory_new(1, sizeof *turns);
    turns->sequence = sequence_of(options);
    return (struct scheduler){&turns_ops, turns};
}

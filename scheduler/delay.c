/* SPDX-License-Identifier: MIT */
/*
 * Delay bound.  Tasks have their turns as in scheduler/rotation.h, which leaves no choice, except that
 * a few times, at random places, the task whose turn it is has to wait until its next turn.
 *
 * Paper:     Emmi, Qadeer, Rakamaric: "Delay-bounded scheduling", POPL 2011.
 * Guarantee: with k choices and a bound of d delays, an execution that needs c of them, 1 <= c <= d,
 *            each at a choice of its own, is made with probability at least c!/(d k^c), however many
 *            tasks there are.
 * Differs:   - The paper tries all places; here they are drawn, and so is how many.
 *            - k is the most choices that an earlier execution had; the first one has no delays.
 *            - Whoever is about to yield, or had PATIENCE_CHOICES choices in a row, gives up its turn
 *              without a delay.
 *            - Alternatives are uniform.
 * Cost:      O(enabled) per choice.
 */
#include "scheduler/patience.h"
#include "scheduler/places.h"
#include "scheduler/rotation.h"
#include "scheduler/sequence.h"

struct delay {
    struct sequence sequence;
    struct prng prng;
    uint32_t delays_max;
    struct places delays;
    struct patience patience;
};

static bool delay_new_execution(void *self)
{
    struct delay *delay = self;
    if (!sequence_next(&delay->sequence, &delay->prng))
        return false;
    delay->patience = (struct patience){.running = TASK_NONE};
    uint32_t count = 1 + (uint32_t)prng_below(&delay->prng, delay->delays_max);
    places_draw(&delay->delays, &delay->prng, count);
    return true;
}

static task_id delay_next_task(void *self, const struct choice *choice)
{
    struct delay *delay = self;
    uint32_t index = rotation_default(choice), number;
    if (choice->previous_enabled && patience_ends(&delay->patience, &choice->enabled[index]))
        index = rotation_after(choice);
    while (places_take(&delay->delays, &number))
        index = index + 1 < choice->count ? index + 1 : 0;
    places_pass(&delay->delays);
    task_id task = choice->enabled[index].task;
    patience_note(&delay->patience, task);
    return task;
}

static uint64_t delay_next_u64(void *self, uint64_t bound)
{
    struct delay *delay = self;
    return prng_below(&delay->prng, bound);
}

static void delay_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops delay_ops = {
    .name = "delay",
    .new_execution = delay_new_execution,
    .next_task = delay_next_task,
    .next_u64 = delay_next_u64,
    .fini = delay_fini,
};

struct scheduler scheduler_delay(const struct scheduler_options *options)
{
    struct delay *delay = memory_new(1, sizeof *delay);
    delay->sequence = sequence_of(options);
    delay->delays_max = options->delays ? options->delays : SCHEDULER_BOUND_DEFAULT;
    return (struct scheduler){&delay_ops, delay};
}

/* SPDX-License-Identifier: MIT */
/*
 * Preemption bound.  Whoever runs goes on until it cannot, then anybody may; a few times, at random
 * places, a task that could go on is left for another one.
 *
 * Paper:     Musuvathi, Qadeer: "Iterative context bounding for systematic testing of multithreaded
 *            programs", PLDI 2007, for why few preemptions are enough.
 * Guarantee: with n tasks, k choices and a bound of d preemptions, an execution that needs c of
 *            them, 1 <= c <= d, and leaves b tasks that cannot go on, is made with probability at
 *            least c!/(d k^c (n-1)^c n^b).
 * Differs:   - The paper tries all places; here they are drawn, and so is how many.
 *            - k is the most choices that an earlier execution had; the first one has no preemptions.
 *            - Leaving a task that is about to yield, or had PATIENCE_CHOICES choices in a row, is
 *              no preemption, and it is left.
 *            - Alternatives are uniform.
 * Cost:      O(enabled) per choice.
 */
#include "scheduler/patience.h"
#include "scheduler/places.h"
#include "scheduler/rotation.h"
#include "scheduler/sequence.h"

struct preemption {
    struct sequence sequence;
    struct prng prng;
    uint32_t preemptions_max;
    struct places places;
    struct patience patience;
};

static bool preemption_new_execution(void *self)
{
    struct preemption *p = self;
    if (!sequence_next(&p->sequence, &p->prng))
        return false;
    p->patience = (struct patience){.running = TASK_NONE};
    uint32_t count = 1 + (uint32_t)prng_below(&p->prng, p->preemptions_max);
    places_draw(&p->places, &p->prng, count);
    return true;
}

static task_id preemption_next_task(void *self, const struct choice *choice)
{
    struct preemption *p = self;
    uint32_t index = rotation_default(choice), number;
    bool stays = choice->previous_enabled && !patience_ends(&p->patience, &choice->enabled[index]);
    while (places_take(&p->places, &number))
        stays = false;
    places_pass(&p->places);
    if (!choice->previous_enabled) {
        index = (uint32_t)prng_below(&p->prng, choice->count);
    } else if (!stays) {
        uint32_t other = (uint32_t)prng_below(&p->prng, choice->count - 1);
        index = other + (other >= index);
    }
    task_id task = choice->enabled[index].task;
    patience_note(&p->patience, task);
    return task;
}

static uint64_t preemption_next_u64(void *self, uint64_t bound)
{
    struct preemption *p = self;
    return prng_below(&p->prng, bound);
}

static void preemption_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops preemption_ops = {
    .name = "preemption",
    .new_execution = preemption_new_execution,
    .next_task = preemption_next_task,
    .next_u64 = preemption_next_u64,
    .fini = preemption_fini,
};

struct scheduler scheduler_preemption(const struct scheduler_options *options)
{
    struct preemption *p = memory_new(1, sizeof *p);
    p->sequence = sequence_of(options);
    p->preemptions_max = options->preemptions ? options->preemptions : SCHEDULER_BOUND_DEFAULT;
    return (struct scheduler){&preemption_ops, p};
}

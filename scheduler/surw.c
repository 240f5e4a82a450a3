/* SPDX-License-Identifier: MIT */
/*
 * SURW, selectively uniform random walk.  Some operations of an execution are selected; who performs
 * the next one of them is drawn with weights: how many of them each task has left.
 *
 * Paper:     Zhao, Wolff, Mathur, Roychoudhury: "Selectively uniform concurrency testing", ASPLOS
 *            2025.
 * Guarantee: where no task waits for another and the numbers of operations are known, each order of
 *            the selected operations is equally likely.  (A random walk prefers those where short
 *            tasks end early.)  Half of the executions select all operations, so each interleaving of
 *            N possible ones has a probability of at least 1/(2N); the others select those on one
 *            cell or object that is shared, so with p such places each order of the operations on
 *            one of them has a probability of at least 1/(2pM) if M orders are possible.
 * Differs:   - Numbers are the most that were picked at the choices of an earlier execution.  Steps
 *              that are no choice are not seen: what a task does when it is left alone.  So the first
 *              execution lets tasks go on as long as they can in order of their ids, the second in the
 *              opposite order; that is the paper's profile.
 *            - A task created between choices has its own number from the start, instead of being
 *              counted with its parent.
 *            - A task whose number is used up counts as if it had one operation left: numbers that
 *              are wrong make no execution impossible.
 *            - Operations that are not selected are a uniform random walk.
 *            - Alternatives are uniform.
 * Fairness:  every enabled task has a chance at each draw; a task that spins uses up its number.
 * Cost:      O(enabled) per choice; per execution O(pairs of task and place).
 */
#include "scheduler/events.h"
#include "scheduler/patience.h"
#include "scheduler/sequence.h"

#include "base/check.h"

#include <string.h>

enum profile { PROFILE_UP, PROFILE_DOWN, PROFILED };

struct surw {
    struct sequence sequence;
    struct prng prng;
    enum profile profile; /* of the current execution */
    struct patience patience;
    event_place selected; /* operations on it; EVENT_ANYWHERE: all */
    task_id intended;     /* who performs the next selected operation; TASK_NONE = to be drawn */
    uint32_t left[TASKS_MAX];
    struct events events;
};

static bool surw_new_execution(void *self)
{
    struct surw *surw = self;
    if (!sequence_next(&surw->sequence, &surw->prng))
        return false;
    events_fold(&surw->events);
    uint64_t index = surw->sequence.index - 1;
    surw->profile = index < PROFILED ? (enum profile)index : PROFILED;
    surw->patience = (struct patience){.running = TASK_NONE};
    surw->intended = TASK_NONE;
    surw->selected = EVENT_ANYWHERE;
    if (surw->events.shared_count > 0 && prng_below(&surw->prng, 2) > 0)
        surw->selected = surw->events.shared[prng_below(&surw->prng, surw->events.shared_count)];
    memset(surw->left, 0, sizeof surw->left);
    events_expect(&surw->events, surw->selected, surw->left);
    return true;
}

static bool surw_is_selected(const struct surw *surw, const struct op *op)
{
    return surw->selected == EVENT_ANYWHERE || event_place_of(op) == surw->selected;
}

static uint32_t surw_weight(const struct surw *surw, const struct enabled *e)
{
    uint32_t left = surw->left[e->task];
    return left > 0 ? left : surw_is_selected(surw, e->op);
}

/* Who performs the next selected operation; TASK_NONE if nobody here is known to have one left. */
static task_id surw_draw(struct surw *surw, const struct choice *choice)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < choice->count; i++)
        sum += surw_weight(surw, &choice->enabled[i]);
    if (sum == 0)
        return TASK_NONE;
    uint64_t at = prng_below(&surw->prng, sum);
    uint32_t i = 0;
    while (at >= surw_weight(surw, &choice->enabled[i]))
        at -= surw_weight(surw, &choice->enabled[i++]);
    return choice->enabled[i].task;
}

/* May it move without being ahead of its turn? */
static bool surw_may_move(const struct surw *surw, const struct enabled *e)
{
    return e->task == surw->intended || !surw_is_selected(surw, e->op);
}

/* One of those that may move; NULL if there is none. */
static const struct enabled *surw_walk(struct surw *surw, const struct choice *choice)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < choice->count; i++)
        count += surw_may_move(surw, &choice->enabled[i]);
    if (count == 0)
        return NULL;
    uint32_t at = (uint32_t)prng_below(&surw->prng, count);
    const struct enabled *e = choice->enabled;
    while (!surw_may_move(surw, e) || at-- > 0)
        e++;
    return e;
}

/* The first or the last task, unless it made the last step and has to let another one go first. */
static const struct enabled *surw_profile(struct surw *surw, const struct choice *choice)
{
    const struct enabled *first = choice->enabled, *last = first + choice->count - 1;
    const struct enabled *pick = surw->profile == PROFILE_UP ? first : last;
    if (pick->task == choice->previous && patience_ends(&surw->patience, pick))
        pick += surw->profile == PROFILE_UP ? 1 : -1;
    patience_note(&surw->patience, pick->task);
    return pick;
}

static const struct enabled *surw_pick(struct surw *surw, const struct choice *choice)
{
    if (surw->intended == TASK_NONE)
        surw->intended = surw_draw(surw, choice);
    const struct enabled *pick = surw_walk(surw, choice);
    if (pick == NULL) { /* the intended task waits, or has ended: somebody here has to go first */
        surw->intended = surw_draw(surw, choice);
        pick = surw_walk(surw, choice);
        ASSERT(pick != NULL);
    }
    return pick;
}

static task_id surw_next_task(void *self, const struct choice *choice)
{
    struct surw *surw = self;
    const struct enabled *pick =
        surw->profile == PROFILED ? surw_pick(surw, choice) : surw_profile(surw, choice);
    if (surw_is_selected(surw, pick->op)) {
        surw->left[pick->task] -= surw->left[pick->task] > 0;
        surw->intended = TASK_NONE;
    }
    events_note(&surw->events, pick->task, pick->op);
    return pick->task;
}

static uint64_t surw_next_u64(void *self, uint64_t bound)
{
    struct surw *surw = self;
    return prng_below(&surw->prng, bound);
}

static void surw_fini(void *self)
{
    free(self);
}

static const struct scheduler_ops surw_ops = {
    .name = "surw",
    .new_execution = surw_new_execution,
    .next_task = surw_next_task,
    .next_u64 = surw_next_u64,
    .fini = surw_fini,
};

struct scheduler scheduler_surw(const struct scheduler_options *options)
{
    struct surw *surw = memory_new(1, sizeof *surw);
    surw->sequence = sequence_of(options);
    return (struct scheduler){&surw_ops, surw};
}

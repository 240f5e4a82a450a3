/* SPDX-License-Identifier: MIT */
/*
 * brute: depth-first search over all choices, without any reduction.
 *
 * Guarantee: each complete sequence of choices is executed exactly once.  It is the oracle against
 *            which other engines are tested, so it is kept too simple to be wrong.
 * Bounds:    with preemptions = c, only executions in which at most c times a task is left that
 *            could go on (Musuvathi and Qadeer, PLDI 2007, docs/references.md [CHESS]); with delays
 *            = c, only those in which at most c times a task misses its turn in the order of
 *            scheduler/rotation.h (Emmi, Qadeer and Rakamaric, POPL 2011, [Delay]).
 * Cost:      time of the number of interleavings, times their length; memory of the choices of
 *            one execution.
 *
 * docs/algorithms/brute.md has the long version.
 */
#include "checker/engines/brute.h"

#include "base/check.h"
#include "scheduler/rotation.h"

/* One choice of the current execution.  Points [0, depth) are on the path. */
struct point {
    uint32_t index; /* of the member that is being tried */
    uint32_t count; /* members to try */
};

struct brute {
    VEC(struct point) points;
    size_t depth; /* points used by the current execution so far */
    struct brute_bounds bounds;
    struct brute_bounds used; /* by the current execution so far */
    bool started, pruned, diverged;
};

static bool brute_new_execution(void *self)
{
    struct brute *b = self;
    b->depth = 0;
    b->used = (struct brute_bounds){0};
    if (!b->started) {
        b->started = true;
        return true;
    }
    while (b->points.count > 0 && vec_last(&b->points)->index + 1 >= vec_last(&b->points)->count)
        b->points.count--;
    if (b->points.count == 0 || b->diverged)
        return false;
    vec_last(&b->points)->index++;
    return true;
}

/* The member to take at the next choice, of `count`; UINT32_MAX if it had another count before. */
static uint32_t next_index(struct brute *b, uint32_t count)
{
    if (b->depth == b->points.count)
        vec_push(&b->points, (struct point){.index = 0, .count = count});
    const struct point *point = &b->points.items[b->depth++];
    if (UNLIKELY(point->count != count)) {
        b->diverged = true;
        return UINT32_MAX;
    }
    return point->index;
}

/* Member `index` in the order of turns: so many delays lead to it.  The first execution has none, and
 * no preemption. */
static task_id member(const struct choice *choice, uint32_t index)
{
    return choice->enabled[(rotation_default(choice) + index) % choice->count].task;
}

/* How many members the bounds allow. */
static uint32_t members(const struct brute *b, const struct choice *choice)
{
    uint32_t count = choice->count;
    if (b->bounds.delays >= 0 && (uint32_t)(b->bounds.delays - b->used.delays) < count)
        count = (uint32_t)(b->bounds.delays - b->used.delays) + 1;
    if (choice->previous_enabled && b->used.preemptions == b->bounds.preemptions)
        count = 1;
    return count < choice->count ? count : choice->count;
}

static task_id brute_next_task(void *self, const struct choice *choice)
{
    struct brute *b = self;
    uint32_t count = members(b, choice);
    b->pruned |= count < choice->count;
    uint32_t index = next_index(b, count);
    if (UNLIKELY(index == UINT32_MAX))
        return TASK_NONE;
    b->used.delays += (int)index;
    b->used.preemptions += choice->previous_enabled && index > 0;
    return member(choice, index);
}

static uint64_t brute_next_u64(void *self, uint64_t bound)
{
    struct brute *b = self;
    ASSERT_LT(bound, UINT32_MAX);
    uint32_t index = next_index(b, (uint32_t)bound);
    return index == UINT32_MAX ? bound : index; /* bound: gives the execution up */
}

static void brute_end_execution(void *self, const struct machine *m)
{
    struct brute *b = self;
    if (b->depth < b->points.count && !machine_end_is_by_time(m->end))
        b->diverged = true;
}

static void brute_fini(void *self)
{
    struct brute *b = self;
    vec_release(&b->points);
    free(b);
}

static const struct scheduler_ops brute_ops = {
    .name = "brute",
    .new_execution = brute_new_execution,
    .next_task = brute_next_task,
    .next_u64 = brute_next_u64,
    .end_execution = brute_end_execution,
    .fini = brute_fini,
};

struct brute *brute_new(struct brute_bounds bounds)
{
    struct brute *b = memory_new(1, sizeof *b);
    b->bounds = bounds;
    return b;
}

struct scheduler brute_scheduler(struct brute *brute)
{
    return (struct scheduler){&brute_ops, brute};
}

void brute_restart(struct brute *brute)
{
    vec_clear(&brute->points);
    brute->started = brute->pruned = brute->diverged = false;
}

bool brute_is_exhausted(const struct brute *brute)
{
    if (!brute->started)
        return false;
    for (size_t i = 0; i < brute->points.count; i++)
        if (brute->points.items[i].index + 1 < brute->points.items[i].count)
            return false;
    return true;
}

bool brute_has_pruned(const struct brute *brute)
{
    return brute->pruned;
}

bool brute_has_diverged(const struct brute *brute)
{
    return brute->diverged;
}

double brute_covered(const void *self)
{
    const struct brute *b = self;
    double covered = 0, part = 1;
    for (size_t i = 0; i < b->points.count; i++) {
        part /= b->points.items[i].count;
        covered += part * b->points.items[i].index;
    }
    return covered + part;
}

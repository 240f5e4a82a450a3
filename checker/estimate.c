/* SPDX-License-Identifier: MIT */
#include "checker/estimate.h"

#include "base/check.h"

#include <stdlib.h>

/* Welford's update: no cancellation however close the weights are. */
void estimate_add(struct estimate *estimate, struct scaled weight)
{
    estimate->samples++;
    struct scaled off = scaled_minus(weight, estimate->mean);
    estimate->mean = scaled_plus(estimate->mean, scaled_over(off, (double)estimate->samples));
    struct scaled still_off = scaled_minus(weight, estimate->mean);
    estimate->squares = scaled_plus(estimate->squares, scaled_times(off, still_off));
}

struct scaled estimate_error(const struct estimate *estimate)
{
    ASSERT(estimate->samples >= 2);
    double n = (double)estimate->samples;
    return scaled_root(scaled_over(estimate->squares, n * (n - 1)));
}

struct weighed {
    struct scheduler inner;
    struct estimate *estimate; /* borrowed */
    struct scaled weight;      /* of the current execution so far */
    bool counts;               /* the current execution */
    size_t facts;              /* promoted cells */
};

static bool weighed_new_execution(void *self)
{
    struct weighed *w = self;
    const struct scheduler_ops *inner = w->inner.ops;
    if (!inner->new_execution(w->inner.self))
        return false;
    w->weight = scaled_of(1);
    w->counts = inner->is_uniform != NULL && inner->is_uniform(w->inner.self);
    return true;
}

static task_id weighed_next_task(void *self, const struct choice *choice)
{
    struct weighed *w = self;
    w->weight = scaled_times(w->weight, scaled_of(choice->count));
    return w->inner.ops->next_task(w->inner.self, choice);
}

static uint64_t weighed_next_u64(void *self, uint64_t bound)
{
    struct weighed *w = self;
    w->weight = scaled_times(w->weight, scaled_of((double)bound));
    return w->inner.ops->next_u64(w->inner.self, bound);
}

/* Did the choices alone lead to this end? */
static bool is_whole(enum machine_end end)
{
    return (end >= END_FINISHED && end <= END_CUT) || end == END_ENDLESS;
}

static void weighed_end_execution(void *self, const struct machine *m)
{
    struct weighed *w = self;
    if (w->inner.ops->end_execution != NULL)
        w->inner.ops->end_execution(w->inner.self, m);
    if (m->promoted.count != w->facts) {
        w->facts = m->promoted.count;
        *w->estimate = (struct estimate){0};
    } else if (w->counts && is_whole(m->end)) {
        estimate_add(w->estimate, w->weight);
    }
    w->counts = false; /* the next one may have been announced to the inner strategy alone */
}

static void weighed_fini(void *self)
{
    struct weighed *w = self;
    scheduler_release(w->inner);
    free(w);
}

static const struct scheduler_ops weighed_ops = {
    .name = "estimate",
    .new_execution = weighed_new_execution,
    .next_task = weighed_next_task,
    .next_u64 = weighed_next_u64,
    .end_execution = weighed_end_execution,
    .fini = weighed_fini,
};

struct scheduler scheduler_with_estimate(struct scheduler inner, struct estimate *estimate)
{
    struct weighed *w = memory_new(1, sizeof *w);
    w->inner = inner;
    w->estimate = estimate;
    return (struct scheduler){&weighed_ops, w};
}

struct scheduler estimate_inner(struct scheduler scheduler)
{
    ASSERT(scheduler.ops == &weighed_ops);
    const struct weighed *w = scheduler.self;
    return w->inner;
}

/* SPDX-License-Identifier: MIT */
/* Who can be stepped: the enabled set of the direct machine. */
#include "sim/buffer.h"
#include "sim/direct.h"
#include "sim/perform.h"

/* Those of its pending operation, the flushes of its buffer left aside. */
static uint32_t alternatives_of(struct direct *d, struct direct_task *t)
{
    if (UNLIKELY(!buffer_is_empty(t)) && !buffer_allows(d, t))
        return 0;
    if (t->task.state != TASK_AWAITING)
        return perform_alternatives(d, t);
    buffer_show(t);
    bool over = await_is_over(d, t);
    buffer_hide(t);
    return over ? 1 : 0;
}

/* Fills the enabled set.  Returns an eager task that must go first, or NULL. */
static struct direct_task *collect_enabled(struct direct *d, bool late, uint32_t *waiting)
{
    struct machine *m = &d->machine;
    d->choice.count = 0;
    d->choice.previous_enabled = false;
    d->choice.late = late;
    *waiting = 0;
    for (uint32_t i = 0; i < m->task_limit; i++) {
        struct direct_task *t = direct_task(d, (task_id)i);
        if (t->task.state != TASK_PENDING && t->task.state != TASK_AWAITING)
            continue;
        ++*waiting;
        if (UNLIKELY(d->inside != NULL) && d->inside != t)
            continue;
        if (t->task.pending.flags & OP_EAGER && d->eager_blocked && !late)
            continue;
        uint32_t alternatives = late ? perform_alternatives_late(d, t) : alternatives_of(d, t);
        if (t->task.pending.flags & OP_EAGER && alternatives > 0)
            return t;
        if (UNLIKELY(!buffer_is_empty(t)))
            alternatives += buffer_flushable(d, t);
        if (alternatives == 0)
            continue;
        if (i == d->choice.previous)
            d->choice.previous_enabled = true;
        d->enabled[d->choice.count++] =
            (struct enabled){t->task.id, alternatives, &t->task.pending};
    }
    return NULL;
}

static bool is_excluded(const struct direct *d)
{
    const struct machine *m = &d->machine;
    for (uint32_t i = 0; i < m->task_limit; i++)
        if (m->tasks[i]->state == TASK_PENDING && op_excludes(&m->tasks[i]->pending))
            return true;
    return false;
}

struct direct_task *direct_rebuild_choice(struct direct *d)
{
    struct machine *m = &d->machine;
    uint32_t waiting = 0;
    struct direct_task *eager = collect_enabled(d, false, &waiting);
    if (eager)
        return eager;
    d->eager_blocked = true;
    if (d->choice.count == 0)
        eager = collect_enabled(d, true, &waiting); /* time passes: timed waits end */
    if (eager)
        return eager;
    if (d->choice.count == 0)
        machine_end(m, waiting == 0 ? END_FINISHED : is_excluded(d) ? END_EXCLUDED : END_STUCK);
    d->choice_valid = true;
    return NULL;
}

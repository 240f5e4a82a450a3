/* SPDX-License-Identifier: MIT */
#include "sim/objects/condition.h"

#include "base/check.h"
#include "sim/objects/life.h"
#include "sim/objects/mutex.h"
#include "sim/objects/phrase.h"

#include <errno.h>
#include <string.h>

/*
 * waiters[0 .. count): not signalled yet; in order of arrival, or of id with choose_waiter, so that
 * equal situations are equal states.  woken: signalled, not gone yet.  A task is in at most one of
 * them.
 */
struct condition_state {
    uint8_t life, lost;
    bool has_woken;
    task_id last_lost; /* valid if lost > 0 */
    uint16_t count;
    uint32_t mutex; /* object id; of the waiters, 0 without any */
    struct task_set woken;
    task_id waiters[TASKS_MAX];
};
_Static_assert(sizeof(struct condition_state) <= OBJECT_STATE_BYTES_MAX, "state fits");

static const struct life_misuse misuse = LIFE_MISUSE("condition variable");

static void init(void *state, const uint64_t *arguments)
{
    struct condition_state *s = state;
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
}

/* Position of the task among the waiters, or count. */
static uint32_t position_of(const struct condition_state *s, task_id task)
{
    uint32_t i = 0;
    while (i < s->count && s->waiters[i] != task)
        i++;
    return i;
}

static void add_waiter(struct condition_state *s, task_id task, bool by_id)
{
    ASSERT_LT(s->count, TASKS_MAX);
    uint32_t at = s->count;
    if (by_id)
        while (at > 0 && s->waiters[at - 1] > task)
            at--;
    memmove(&s->waiters[at + 1], &s->waiters[at], (s->count - at) * sizeof s->waiters[0]);
    s->waiters[at] = task;
    s->count++;
}

static task_id remove_waiter(struct condition_state *s, uint32_t at)
{
    ASSERT_LT(at, s->count);
    task_id task = s->waiters[at];
    s->count--;
    memmove(&s->waiters[at], &s->waiters[at + 1], (s->count - at) * sizeof s->waiters[0]);
    s->waiters[s->count] = 0;
    if (s->count == 0)
        s->mutex = 0;
    return task;
}

/* How a waiter may leave without a signal, in the order of the alternatives. */
struct departures {
    bool cancelled, spurious, timeout;
};

static struct departures departures_of(const struct object_view *view, const struct op *op)
{
    struct departures d = {0};
    d.cancelled = (op->flags & OP_CANCELLABLE) && view->cancelled;
    d.spurious = !d.cancelled && view->may_wake_spuriously;
    d.timeout = !d.cancelled && (op->flags & OP_TIMED) && view->may_time_out;
    return d;
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct condition_state *s = object_state(view->object);
    if (op->verb == CONDITION_SIGNAL)
        return view->choose_waiter && s->count > 1 ? s->count : 1;
    if (op->verb != CONDITION_WAKE)
        return 1;
    if (position_of(s, view->task) == s->count)
        return mutex_lock_enabled(object_state(view->second), view->task);
    struct departures d = departures_of(view, op);
    return (uint32_t)d.cancelled + d.spurious + d.timeout;
}

static void wait(const struct object_view *view, struct object_outcome *outcome)
{
    struct condition_state *s = object_state(view->object);
    void *mutex = object_state(view->second);
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (s->count > 0 && s->mutex != view->second->id) {
        outcome_misuse(outcome, "waits with another mutex than the tasks that wait already",
                       s->waiters[0]);
        return;
    }
    bool held = mutex_held_by(mutex, view->task);
    mutex_unlock(mutex, view->task, outcome);
    if (held) {
        s->mutex = view->second->id;
        add_waiter(s, view->task, view->choose_waiter);
        outcome->edges = outcome->edges & EDGE_RELEASE ? EDGE_RELEASE_SECOND : 0;
    } else if (outcome->misuse && outcome->misuse_other != TASK_NONE) {
        outcome->misuse = "waits with a mutex that it does not hold";
    } else if (outcome->misuse) {
        outcome->misuse = "waits without holding the mutex";
    }
}

static void leave_unsignalled(const struct object_view *view, const struct op *op,
                              uint32_t alternative, struct object_outcome *outcome)
{
    struct condition_state *s = object_state(view->object);
    struct departures d = departures_of(view, op);
    remove_waiter(s, position_of(s, view->task));
    if (d.cancelled) {
        outcome->result = OBJECT_CANCELLED;
    } else if (d.spurious && alternative == 0) {
        outcome->result = CONDITION_SPURIOUS;
        outcome->spurious = true;
    } else {
        outcome->result = ETIMEDOUT;
        outcome->timed_out = true;
    }
}

static void wake(const struct object_view *view, const struct op *op, uint32_t alternative,
                 struct object_outcome *outcome)
{
    struct condition_state *s = object_state(view->object);
    if (position_of(s, view->task) < s->count) {
        leave_unsignalled(view, op, alternative, outcome);
        return;
    }
    task_set_remove(&s->woken, view->task);
    mutex_lock(object_state(view->second), view->task, outcome);
    if (outcome->edges & EDGE_ACQUIRE)
        outcome->edges = EDGE_ACQUIRE_SECOND;
    outcome->unchanged = false;
}

static void note_lost(struct condition_state *s, task_id task)
{
    if (s->lost < CONDITION_LOST_MAX)
        s->lost++;
    s->last_lost = task;
}

/* Wakes waiters[first] or, with all, everybody. */
static void notify(struct condition_state *s, task_id task, uint32_t first, bool all,
                   struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (s->count == 0) {
        note_lost(s, task);
        return;
    }
    s->has_woken = true;
    do
        task_set_add(&s->woken, remove_waiter(s, first));
    while (all && s->count > 0);
}

static void destroy(struct condition_state *s, struct object_outcome *outcome)
{
    if (s->life == LIFE_DESTROYED)
        outcome_misuse(outcome, "destroys a condition variable that was destroyed before",
                       TASK_NONE);
    else if (s->life == LIFE_RAW)
        outcome_misuse(outcome, "destroys a condition variable that was never initialised",
                       TASK_NONE);
    else if (s->count > 0)
        outcome_misuse(outcome, "destroys a condition variable that a task waits on",
                       s->waiters[0]);
    else
        s->life = LIFE_DESTROYED;
}

static void initialise(struct condition_state *s, struct object_outcome *outcome)
{
    if (s->count > 0) {
        outcome_misuse(outcome, "initialises a condition variable that a task waits on",
                       s->waiters[0]);
        return;
    }
    s->life = LIFE_READY;
    s->lost = 0;
    s->last_lost = 0;
    s->has_woken = false;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    struct condition_state *s = object_state(view->object);
    switch ((enum condition_verb)op->verb) {
    case CONDITION_INIT:
        initialise(s, outcome);
        break;
    case CONDITION_WAIT:
        wait(view, outcome);
        break;
    case CONDITION_WAKE:
        wake(view, op, alternative, outcome);
        break;
    case CONDITION_SIGNAL:
        notify(s, view->task, alternative, false, outcome);
        break;
    case CONDITION_BROADCAST:
        notify(s, view->task, 0, true, outcome);
        break;
    case CONDITION_DESTROY:
        destroy(s, outcome);
        break;
    case CONDITION_VERBS:
        break;
    }
}

/* A waiter waits for anybody's signal; a woken task for the owner of the mutex. */
static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    const struct condition_state *s = object_state(view->object);
    if (op->verb != CONDITION_WAKE || position_of(s, view->task) < s->count)
        return false;
    mutex_blockers(object_state(view->second), set);
    return true;
}

void condition_waiters(const void *state, struct task_set *waiters)
{
    const struct condition_state *s = state;
    for (uint32_t i = 0; i < s->count; i++)
        task_set_add(waiters, s->waiters[i]);
}

uint32_t condition_lost(const void *state, task_id *last)
{
    const struct condition_state *s = state;
    *last = s->lost ? s->last_lost : TASK_NONE;
    return s->lost;
}

bool condition_has_woken(const void *state)
{
    const struct condition_state *s = state;
    return s->has_woken;
}

static void describe(const void *state, struct str *out)
{
    const struct condition_state *s = state;
    if (life_describe(s->life, out))
        return;
    struct task_set waiting = {0};
    condition_waiters(state, &waiting);
    if (s->count == 0) {
        str_append(out, "nobody waits");
    } else {
        phrase_tasks(out, &waiting);
        str_append(out, s->count == 1 ? " waits" : " wait");
    }
    if (task_set_count(&s->woken) > 0) {
        str_append(out, ", woken: ");
        phrase_tasks(out, &s->woken);
    }
}

static const char *const verbs[CONDITION_VERBS] = {
    [CONDITION_INIT] = "initialise",
    [CONDITION_WAIT] = "wait on",
    [CONDITION_WAKE] = "wake up on",
    [CONDITION_SIGNAL] = "signal",
    [CONDITION_BROADCAST] = "broadcast",
    [CONDITION_DESTROY] = "destroy",
};

const struct object_ops condition_ops = {
    .name = "condition variable",
    .verbs = verbs,
    .verb_count = CONDITION_VERBS,
    .state_bytes = sizeof(struct condition_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .describe = describe,
};

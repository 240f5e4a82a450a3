/* SPDX-License-Identifier: MIT */
#include "sim/objects/spinlock.h"

#include "sim/objects/life.h"
#include "sim/objects/phrase.h"

#include <errno.h>

struct spinlock_state {
    task_id owner; /* valid if locked */
    uint8_t life;
    bool locked, owner_ended;
};

static const struct life_misuse misuse = LIFE_MISUSE("spinlock");

static void init(void *state, const uint64_t *arguments)
{
    struct spinlock_state *s = state;
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct spinlock_state *s = object_state(view->object);
    return op->verb != SPINLOCK_LOCK || s->life != LIFE_READY || !s->locked;
}

static task_id owner_of(const struct spinlock_state *s)
{
    return s->locked && !s->owner_ended ? s->owner : TASK_NONE;
}

static void take(struct spinlock_state *s, task_id task, struct object_outcome *outcome)
{
    s->locked = true;
    s->owner = task;
    outcome->edges = EDGE_ACQUIRE;
}

static void unlock(struct spinlock_state *s, task_id task, struct object_outcome *outcome)
{
    if (owner_of(s) == task) {
        s->locked = false;
        s->owner = 0;
        outcome->edges = EDGE_RELEASE;
    } else if (s->locked) {
        outcome_misuse(outcome, "unlocks a spinlock that it does not hold", owner_of(s));
    } else {
        outcome_misuse(outcome, "unlocks a spinlock that is not locked", TASK_NONE);
    }
}

static bool refuses(struct spinlock_state *s, struct object_outcome *outcome)
{
    if (s->life != LIFE_ZEROED)
        return life_refuses(s->life, &misuse, outcome);
    s->life = LIFE_READY;
    outcome->result = SPINLOCK_RETRY;
    outcome->misuse = "uses a spinlock before pthread_spin_init";
    return true;
}

static void initialise(struct spinlock_state *s, struct object_outcome *outcome)
{
    if (s->locked)
        outcome_misuse(outcome, "initialises a spinlock that is locked", owner_of(s));
    else
        s->life = LIFE_READY;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct spinlock_state *s = object_state(view->object);
    if (op->verb == SPINLOCK_INIT) {
        initialise(s, outcome);
        return;
    }
    if (refuses(s, outcome))
        return;
    switch ((enum spinlock_verb)op->verb) {
    case SPINLOCK_LOCK:
        take(s, view->task, outcome);
        break;
    case SPINLOCK_TRYLOCK:
        if (s->locked)
            outcome_refuse(outcome, EBUSY);
        else
            take(s, view->task, outcome);
        break;
    case SPINLOCK_UNLOCK:
        unlock(s, view->task, outcome);
        break;
    case SPINLOCK_DESTROY:
        if (s->locked)
            outcome_misuse(outcome, "destroys a spinlock that is locked", owner_of(s));
        else
            s->life = LIFE_DESTROYED;
        break;
    case SPINLOCK_ENDED:
        s->owner_ended = true;
        break;
    case SPINLOCK_INIT:
    case SPINLOCK_VERBS:
        break;
    }
}

static void holders(const void *state, struct task_set *set)
{
    const struct spinlock_state *s = state;
    if (owner_of(s) != TASK_NONE)
        task_set_add(set, s->owner);
}

static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    (void)op;
    holders(object_state(view->object), set);
    return true;
}

static void describe(const void *state, struct str *out)
{
    const struct spinlock_state *s = state;
    if (life_describe(s->life, out))
        return;
    if (!s->locked) {
        str_append(out, "unlocked");
        return;
    }
    str_append(out, "held by ");
    if (s->owner_ended)
        str_append(out, "a task that has ended");
    else
        phrase_task(out, s->owner);
}

static const char *const verbs[SPINLOCK_VERBS] = {
    [SPINLOCK_INIT] = "initialise",      [SPINLOCK_LOCK] = "lock",
    [SPINLOCK_TRYLOCK] = "try to lock",  [SPINLOCK_UNLOCK] = "unlock",
    [SPINLOCK_DESTROY] = "destroy",      [SPINLOCK_ENDED] = "end while holding",
};

const struct object_ops spinlock_ops = {
    .name = "spinlock",
    .verbs = verbs,
    .verb_count = SPINLOCK_VERBS,
    .state_bytes = sizeof(struct spinlock_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .holders = holders,
    .describe = describe,
};

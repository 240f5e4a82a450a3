/* SPDX-License-Identifier: MIT */
#include "sim/objects/mutex.h"

#include "sim/objects/life.h"
#include "sim/objects/phrase.h"

#include <errno.h>
#include <pthread.h>

/* A robust mutex after its owner ended (POSIX, pthread_mutexattr_setrobust). */
enum health {
    HEALTHY,
    OWNER_DIED,      /* unlocked; the next lock returns EOWNERDEAD */
    INCONSISTENT,    /* locked by somebody who was told so */
    NOT_RECOVERABLE, /* unlocked without pthread_mutex_consistent */
};

/* depth > 0: locked by owner.  owner_ended: that task is gone, and its id may be in use again. */
struct mutex_state {
    uint32_t depth;
    task_id owner;
    uint8_t life, attributes, health;
    bool owner_ended;
};

static const struct life_misuse misuse = LIFE_MISUSE("mutex");

static uint32_t kind_of(const struct mutex_state *s)
{
    return s->attributes & MUTEX_KIND_MASK;
}

static void become_ready(struct mutex_state *s, uint64_t attributes)
{
    *s = (struct mutex_state){.attributes = (uint8_t)attributes, .life = LIFE_READY};
}

static void init(void *state, const uint64_t *arguments)
{
    struct mutex_state *s = state;
    become_ready(s, arguments[ATTRIBUTES_ARGUMENT]);
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
}

bool mutex_held_by(const void *state, task_id task)
{
    const struct mutex_state *s = state;
    return s->depth > 0 && s->owner == task && !s->owner_ended;
}

bool mutex_lock_enabled(const void *state, task_id task)
{
    const struct mutex_state *s = state;
    if (s->life != LIFE_READY || s->depth == 0)
        return true;
    return mutex_held_by(s, task) &&
           (kind_of(s) == MUTEX_RECURSIVE || kind_of(s) == MUTEX_ERRORCHECK);
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct mutex_state *s = object_state(view->object);
    if (op->verb != MUTEX_LOCK || mutex_lock_enabled(s, view->task))
        return 1;
    return (op->flags & OP_TIMED) && view->may_time_out ? 1 : 0;
}

static void take(struct mutex_state *s, task_id task, struct object_outcome *outcome)
{
    if (s->health == NOT_RECOVERABLE) {
        outcome_refuse(outcome, ENOTRECOVERABLE);
        return;
    }
    s->depth = 1;
    s->owner = task;
    outcome->edges |= EDGE_ACQUIRE;
    if (s->health == OWNER_DIED) {
        s->health = INCONSISTENT;
        outcome->result = EOWNERDEAD;
    }
}

static void take_again(struct mutex_state *s, struct object_outcome *outcome)
{
    if (s->depth == UINT32_MAX)
        outcome_refuse(outcome, EAGAIN);
    else
        s->depth++;
}

void mutex_lock(void *state, task_id task, struct object_outcome *outcome)
{
    struct mutex_state *s = state;
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (s->depth == 0)
        take(s, task, outcome);
    else if (!mutex_held_by(s, task))
        outcome_refuse(outcome, ETIMEDOUT);
    else if (kind_of(s) == MUTEX_RECURSIVE)
        take_again(s, outcome);
    else if (kind_of(s) == MUTEX_ERRORCHECK)
        outcome_refuse(outcome, EDEADLK);
    else
        outcome_refuse(outcome, ETIMEDOUT);
}

static void lock(const struct object_view *view, struct object_outcome *outcome)
{
    mutex_lock(object_state(view->object), view->task, outcome);
    outcome->timed_out = outcome->result == ETIMEDOUT;
}

static void try_lock(struct mutex_state *s, task_id task, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (s->depth == 0)
        take(s, task, outcome);
    else if (mutex_held_by(s, task) && kind_of(s) == MUTEX_RECURSIVE)
        take_again(s, outcome);
    else
        outcome_refuse(outcome, EBUSY);
}

/* Kinds that check return EPERM; for the others POSIX leaves undefined what happens. */
static void unlock_by_stranger(const struct mutex_state *s, struct object_outcome *outcome)
{
    bool checks = kind_of(s) == MUTEX_RECURSIVE || kind_of(s) == MUTEX_ERRORCHECK ||
                  (s->attributes & MUTEX_ROBUST);
    if (checks)
        outcome_refuse(outcome, EPERM);
    else if (s->depth == 0)
        outcome_misuse(outcome, "unlocks a mutex that is not locked", TASK_NONE);
    else if (s->owner_ended)
        outcome_misuse(outcome, "unlocks a mutex that was locked by a task that has ended",
                       TASK_NONE);
    else
        outcome_misuse(outcome, "unlocks a mutex that it does not hold", s->owner);
}

void mutex_unlock(void *state, task_id task, struct object_outcome *outcome)
{
    struct mutex_state *s = state;
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (!mutex_held_by(s, task)) {
        unlock_by_stranger(s, outcome);
        return;
    }
    if (--s->depth > 0)
        return;
    s->owner = 0;
    outcome->edges |= EDGE_RELEASE;
    if (s->health == INCONSISTENT)
        s->health = NOT_RECOVERABLE;
}

static void make_consistent(struct mutex_state *s, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    if (s->health == INCONSISTENT)
        s->health = HEALTHY;
    else
        outcome_refuse(outcome, EINVAL);
}

static void destroy(struct mutex_state *s, struct object_outcome *outcome)
{
    if (s->life == LIFE_DESTROYED)
        outcome_misuse(outcome, "destroys a mutex that was destroyed before", TASK_NONE);
    else if (s->life == LIFE_RAW)
        outcome_misuse(outcome, "destroys a mutex that was never initialised", TASK_NONE);
    else if (s->depth > 0)
        outcome_misuse(outcome, "destroys a mutex that is locked",
                       s->owner_ended ? TASK_NONE : s->owner);
    else
        s->life = LIFE_DESTROYED;
}

static void ended(struct mutex_state *s, struct object_outcome *outcome)
{
    if (s->attributes & MUTEX_ROBUST) {
        s->depth = 0;
        s->owner = 0;
        s->health = OWNER_DIED;
    } else {
        s->owner_ended = true;
    }
    outcome->edges = EDGE_RELEASE;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct mutex_state *s = object_state(view->object);
    switch ((enum mutex_verb)op->verb) {
    case MUTEX_INIT:
        if (s->life == LIFE_READY && s->depth > 0)
            outcome_misuse(outcome, "initialises a mutex that is locked",
                           s->owner_ended ? TASK_NONE : s->owner);
        else
            become_ready(s, op->arg);
        break;
    case MUTEX_LOCK:
        lock(view, outcome);
        break;
    case MUTEX_TRYLOCK:
        try_lock(s, view->task, outcome);
        break;
    case MUTEX_UNLOCK:
        mutex_unlock(s, view->task, outcome);
        break;
    case MUTEX_CONSISTENT:
        make_consistent(s, outcome);
        break;
    case MUTEX_DESTROY:
        destroy(s, outcome);
        break;
    case MUTEX_ENDED:
        ended(s, outcome);
        break;
    case MUTEX_VERBS:
        break;
    }
}

static void holders(const void *state, struct task_set *set)
{
    const struct mutex_state *s = state;
    if (s->depth > 0 && !s->owner_ended)
        task_set_add(set, s->owner);
}

void mutex_blockers(const void *state, struct task_set *set)
{
    holders(state, set);
}

/* Nobody can unlock the mutex of a task that has ended: then the set stays empty. */
static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    (void)op;
    holders(object_state(view->object), set);
    return true;
}

static void describe(const void *state, struct str *out)
{
    const struct mutex_state *s = state;
    if (life_describe(s->life, out))
        return;
    if (s->depth == 0) {
        static const char *const texts[] = {"unlocked", "unlocked, its owner ended", "unlocked",
                                            "not recoverable"};
        str_append(out, texts[s->health]);
        return;
    }
    str_append(out, "held by ");
    if (s->owner_ended)
        str_append(out, "a task that has ended");
    else
        phrase_task(out, s->owner);
    if (s->depth > 1)
        str_printf(out, " (%u times)", s->depth);
}

/* Fields that programs are known to read; glibc 2.36, nptl/pthread_mutex_lock.c. */
static void mirror(const void *state, void *memory)
{
    const struct mutex_state *s = state;
    pthread_mutex_t *m = memory;
    bool held = s->depth > 0;
    m->__data.__lock = held;
    m->__data.__count = kind_of(s) == MUTEX_RECURSIVE ? s->depth : 0;
    m->__data.__owner = held ? THREAD_ID_BASE + s->owner : 0;
    m->__data.__nusers = held;
    m->__data.__kind = s->life == LIFE_DESTROYED ? -1 : s->attributes;
}

static const char *const verbs[MUTEX_VERBS] = {
    [MUTEX_INIT] = "initialise",
    [MUTEX_LOCK] = "lock",
    [MUTEX_TRYLOCK] = "try to lock",
    [MUTEX_UNLOCK] = "unlock",
    [MUTEX_CONSISTENT] = "make consistent",
    [MUTEX_DESTROY] = "destroy",
    [MUTEX_ENDED] = "end while holding",
};

const struct object_ops mutex_ops = {
    .name = "mutex",
    .verbs = verbs,
    .verb_count = MUTEX_VERBS,
    .state_bytes = sizeof(struct mutex_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .holders = holders,
    .describe = describe,
    .mirror = mirror,
};

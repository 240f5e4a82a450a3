/* SPDX-License-Identifier: MIT */
#include "sim/objects/semaphore.h"

#include "sim/objects/life.h"

#include <errno.h>
#include <limits.h>

struct semaphore_state {
    uint32_t value; /* <= SEM_VALUE_MAX */
    uint8_t life;
};

static const struct life_misuse misuse = LIFE_MISUSE("semaphore");

static void init(void *state, const uint64_t *arguments)
{
    struct semaphore_state *s = state;
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
    s->value = s->life == LIFE_READY ? (uint32_t)arguments[ATTRIBUTES_ARGUMENT] : 0;
}

static bool cancelled(const struct object_view *view, const struct op *op)
{
    return (op->flags & OP_CANCELLABLE) && view->cancelled;
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct semaphore_state *s = object_state(view->object);
    if (op->verb != SEMAPHORE_WAIT || s->life != LIFE_READY || s->value > 0)
        return 1;
    if (cancelled(view, op))
        return 1;
    return (op->flags & OP_TIMED) && view->may_time_out ? 1 : 0;
}

static void wait(const struct object_view *view, const struct op *op,
                 struct object_outcome *outcome)
{
    struct semaphore_state *s = object_state(view->object);
    if (cancelled(view, op)) {
        outcome_refuse(outcome, OBJECT_CANCELLED);
    } else if (s->value > 0) {
        s->value--;
        outcome->edges = EDGE_ACQUIRE;
    } else {
        outcome_refuse(outcome, ETIMEDOUT);
        outcome->timed_out = true;
    }
}

static void post(struct semaphore_state *s, struct object_outcome *outcome)
{
    if (s->value == SEM_VALUE_MAX) {
        outcome_refuse(outcome, EOVERFLOW);
        return;
    }
    s->value++;
    outcome->edges = EDGE_RELEASE;
}

static void try_wait(struct semaphore_state *s, struct object_outcome *outcome)
{
    if (s->value == 0) {
        outcome_refuse(outcome, EAGAIN);
        return;
    }
    s->value--;
    outcome->edges = EDGE_ACQUIRE;
}

/* True: the operation ends here, because the semaphore is not ready. */
static bool refuses(struct semaphore_state *s, uint16_t verb, struct object_outcome *outcome)
{
    if (s->life != LIFE_ZEROED)
        return life_refuses(s->life, &misuse, outcome);
    s->life = LIFE_READY;
    outcome->result = verb == SEMAPHORE_VALUE ? s->value : SEMAPHORE_RETRY;
    outcome->misuse = "uses a semaphore before sem_init";
    return true;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct semaphore_state *s = object_state(view->object);
    if (op->verb == SEMAPHORE_INIT) {
        *s = (struct semaphore_state){.value = (uint32_t)op->arg, .life = LIFE_READY};
        return;
    }
    if (refuses(s, op->verb, outcome))
        return;
    switch ((enum semaphore_verb)op->verb) {
    case SEMAPHORE_WAIT:
        wait(view, op, outcome);
        break;
    case SEMAPHORE_TRYWAIT:
        try_wait(s, outcome);
        break;
    case SEMAPHORE_POST:
        post(s, outcome);
        break;
    case SEMAPHORE_VALUE:
        outcome_refuse(outcome, s->value);
        break;
    case SEMAPHORE_DESTROY:
        s->life = LIFE_DESTROYED;
        break;
    case SEMAPHORE_INIT:
    case SEMAPHORE_VERBS:
        break;
    }
}

/* Anybody may post. */
static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    (void)view;
    (void)op;
    (void)set;
    return false;
}

uint32_t semaphore_value(const void *state)
{
    const struct semaphore_state *s = state;
    return s->value;
}

static void describe(const void *state, struct str *out)
{
    const struct semaphore_state *s = state;
    if (!life_describe(s->life, out))
        str_printf(out, "value %u", s->value);
}

/* glibc keeps the value in the low half of the first word (struct new_sem). */
static void mirror(const void *state, void *memory)
{
    const struct semaphore_state *s = state;
    *(uint32_t *)memory = s->value;
}

static const char *const verbs[SEMAPHORE_VERBS] = {
    [SEMAPHORE_INIT] = "initialise", [SEMAPHORE_WAIT] = "wait on",
    [SEMAPHORE_TRYWAIT] = "try to wait on", [SEMAPHORE_POST] = "post",
    [SEMAPHORE_VALUE] = "read the value of", [SEMAPHORE_DESTROY] = "destroy",
};

const struct object_ops semaphore_ops = {
    .name = "semaphore",
    .verbs = verbs,
    .verb_count = SEMAPHORE_VERBS,
    .state_bytes = sizeof(struct semaphore_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .describe = describe,
    .mirror = mirror,
};

/* SPDX-License-Identifier: MIT */
#include "sim/objects/barrier.h"

#include "sim/objects/life.h"
#include "sim/objects/phrase.h"

/*
 * Rounds alternate between two phases, each with its own clock, so that what an early task does in
 * the next round is not taken for something that a late task of this round knows. A task is in at
 * most one of the three sets.
 */
struct barrier_state {
    uint32_t needed;
    uint8_t life, phase;
    struct task_set waiting;    /* arrived in the current round */
    struct task_set leaving[2]; /* by phase: may leave */
};
_Static_assert(sizeof(struct barrier_state) <= OBJECT_STATE_BYTES_MAX, "state fits");

static const struct life_misuse misuse = LIFE_MISUSE("barrier");
static const uint32_t release_edge[2] = {EDGE_RELEASE, EDGE_RELEASE_SHARED};
static const uint32_t acquire_edge[2] = {EDGE_ACQUIRE, EDGE_ACQUIRE_SHARED};

static void init(void *state, const uint64_t *arguments)
{
    struct barrier_state *s = state;
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
}

static bool somebody_leaves(const struct barrier_state *s)
{
    return task_set_count(&s->leaving[0]) + task_set_count(&s->leaving[1]) > 0;
}

/*
 * Destruction waits until everybody has left, as in glibc: a task may destroy it once it is
 * through.
 */
static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct barrier_state *s = object_state(view->object);
    if (op->verb == BARRIER_LEAVE)
        return task_set_has(&s->leaving[0], view->task) ||
               task_set_has(&s->leaving[1], view->task);
    if (op->verb == BARRIER_DESTROY && s->life == LIFE_READY)
        return task_set_count(&s->waiting) > 0 || !somebody_leaves(s);
    return 1;
}

static void arrive(struct barrier_state *s, task_id task, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    outcome->edges = release_edge[s->phase];
    if (task_set_count(&s->waiting) + 1 < s->needed) {
        task_set_add(&s->waiting, task);
        return;
    }
    outcome->edges |= acquire_edge[s->phase];
    outcome->result = BARRIER_LAST;
    for (int i = 0; i < TASK_SET_WORDS; i++)
        s->leaving[s->phase].words[i] |= s->waiting.words[i];
    s->waiting = (struct task_set){0};
    s->phase ^= 1;
}

static void leave(struct barrier_state *s, task_id task, struct object_outcome *outcome)
{
    uint32_t phase = task_set_has(&s->leaving[0], task) ? 0 : 1;
    task_set_remove(&s->leaving[phase], task);
    outcome->edges = acquire_edge[phase];
}

static void destroy(struct barrier_state *s, struct object_outcome *outcome)
{
    if (s->life == LIFE_DESTROYED)
        outcome_misuse(outcome, "destroys a barrier that was destroyed before", TASK_NONE);
    else if (s->life == LIFE_RAW)
        outcome_misuse(outcome, "destroys a barrier that was never initialised", TASK_NONE);
    else if (task_set_count(&s->waiting) > 0)
        outcome_misuse(outcome, "destroys a barrier at which a task waits",
                       task_set_nth(&s->waiting, 0));
    else
        s->life = LIFE_DESTROYED;
}

static void initialise(struct barrier_state *s, uint64_t needed, struct object_outcome *outcome)
{
    if (task_set_count(&s->waiting) > 0) {
        outcome_misuse(outcome, "initialises a barrier at which a task waits",
                       task_set_nth(&s->waiting, 0));
        return;
    }
    s->needed = (uint32_t)needed;
    s->life = LIFE_READY;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct barrier_state *s = object_state(view->object);
    switch ((enum barrier_verb)op->verb) {
    case BARRIER_INIT:
        initialise(s, op->arg, outcome);
        break;
    case BARRIER_ARRIVE:
        arrive(s, view->task, outcome);
        break;
    case BARRIER_LEAVE:
        leave(s, view->task, outcome);
        break;
    case BARRIER_DESTROY:
        destroy(s, outcome);
        break;
    case BARRIER_VERBS:
        break;
    }
}

/* Who could be the missing party is not known; a destroyer waits for those who are to leave. */
static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    const struct barrier_state *s = object_state(view->object);
    if (op->verb != BARRIER_DESTROY)
        return false;
    for (int i = 0; i < TASK_SET_WORDS; i++)
        set->words[i] |= s->leaving[0].words[i] | s->leaving[1].words[i];
    return true;
}

void barrier_parties(const void *state, uint32_t *needed, struct task_set *waiting)
{
    const struct barrier_state *s = state;
    *needed = s->needed;
    *waiting = s->waiting;
}

static void describe(const void *state, struct str *out)
{
    const struct barrier_state *s = state;
    if (life_describe(s->life, out))
        return;
    uint32_t arrived = task_set_count(&s->waiting);
    str_printf(out, "%u of %u arrived", arrived, s->needed);
    if (arrived > 0) {
        str_append(out, ": ");
        phrase_tasks(out, &s->waiting);
    }
}

static const char *const verbs[BARRIER_VERBS] = {
    [BARRIER_INIT] = "initialise",
    [BARRIER_ARRIVE] = "arrive at",
    [BARRIER_LEAVE] = "leave",
    [BARRIER_DESTROY] = "destroy",
};

const struct object_ops barrier_ops = {
    .name = "barrier",
    .verbs = verbs,
    .verb_count = BARRIER_VERBS,
    .state_bytes = sizeof(struct barrier_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .describe = describe,
};

/* SPDX-License-Identifier: MIT */
#include "sim/objects/once.h"

#include "sim/objects/life.h"
#include "sim/objects/phrase.h"

enum phase { IDLE, RUNNING, DONE };

struct once_state {
    task_id runner; /* valid while running */
    uint8_t life, phase;
};

static const struct life_misuse misuse = {
    "uses a once control that was not initialised with PTHREAD_ONCE_INIT", ""};

static void init(void *state, const uint64_t *arguments)
{
    struct once_state *s = state;
    s->life = (uint8_t)arguments[LIFE_ARGUMENT];
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    const struct once_state *s = object_state(view->object);
    return op->verb != ONCE_ENTER || s->phase != RUNNING;
}

static void enter(struct once_state *s, task_id task, struct object_outcome *outcome)
{
    if (life_refuses(s->life, &misuse, outcome))
        return;
    outcome->edges = EDGE_ACQUIRE;
    if (s->phase == DONE)
        return;
    s->phase = RUNNING;
    s->runner = task;
    outcome->result = ONCE_RUN;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)alternative;
    struct once_state *s = object_state(view->object);
    if (op->verb == ONCE_ENTER) {
        enter(s, view->task, outcome);
        return;
    }
    s->phase = op->verb == ONCE_DONE ? DONE : IDLE;
    s->runner = 0;
    outcome->edges = EDGE_RELEASE;
}

static void holders(const void *state, struct task_set *set)
{
    const struct once_state *s = state;
    if (s->phase == RUNNING)
        task_set_add(set, s->runner);
}

static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    (void)op;
    holders(object_state(view->object), set);
    return true;
}

static void describe(const void *state, struct str *out)
{
    const struct once_state *s = state;
    static const char *const texts[] = {"not run yet", "being run by ", "done"};
    str_append(out, texts[s->phase]);
    if (s->phase == RUNNING)
        phrase_task(out, s->runner);
}

static const char *const verbs[ONCE_VERBS] = {
    [ONCE_ENTER] = "enter",
    [ONCE_DONE] = "complete",
    [ONCE_ABANDON] = "abandon",
};

const struct object_ops once_ops = {
    .name = "once control",
    .verbs = verbs,
    .verb_count = ONCE_VERBS,
    .state_bytes = sizeof(struct once_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .holders = holders,
    .describe = describe,
};

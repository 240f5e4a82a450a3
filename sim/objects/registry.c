/* SPDX-License-Identifier: MIT */
#include "sim/objects/registry.h"

struct registry_state {
    uint8_t spare; /* the table itself is the wrapper's */
};

static void init(void *state, const uint64_t *arguments)
{
    (void)state;
    (void)arguments;
}

static uint32_t alternatives(const struct object_view *view, const struct op *op)
{
    (void)view;
    (void)op;
    return 1;
}

static void apply(const struct object_view *view, const struct op *op, uint32_t alternative,
                  struct object_outcome *outcome)
{
    (void)view;
    (void)alternative;
    outcome->unchanged = op->verb != REGISTRY_CHANGE;
}

static bool blockers(const struct object_view *view, const struct op *op, struct task_set *set)
{
    (void)view;
    (void)op;
    (void)set;
    return false;
}

static void describe(const void *state, struct str *out)
{
    (void)state;
    str_append(out, "in use");
}

static const char *const verbs[REGISTRY_VERBS] = {
    [REGISTRY_OPEN] = "open in",
    [REGISTRY_CLOSE] = "close in",
    [REGISTRY_UNLINK] = "unlink in",
    [REGISTRY_CHANGE] = "change",
};

const struct object_ops registry_ops = {
    .name = "registry",
    .verbs = verbs,
    .verb_count = REGISTRY_VERBS,
    .state_bytes = sizeof(struct registry_state),
    .init = init,
    .alternatives = alternatives,
    .apply = apply,
    .blockers = blockers,
    .describe = describe,
};

/* SPDX-License-Identifier: MIT */
/* The strategies by name.  A new one is a file of its own and one line here. */
#include "base/check.h"
#include "scheduler/scheduler.h"

#include <string.h>

const struct scheduler_entry scheduler_registry[] = {
    {"random", "every enabled task is equally likely at each choice", scheduler_random},
    {"pct",
     "random priorities and a few random preemptions; finds bugs of small depth with a "
     "guaranteed probability (--depth)",
     scheduler_pct},
    {"pos",
     "random priorities of operations, drawn anew where they race; for orders of operations that "
     "a random walk hardly ever makes",
     scheduler_pos},
    {"surw",
     "a walk that makes all orders of all operations, or of those on one shared cell or object, "
     "equally likely",
     scheduler_surw},
    {"preemption", "each task as long as it can, but for a few random preemptions (--preemptions)",
     scheduler_preemption},
    {"delay", "tasks in a fixed order, but for a few random delays (--delays)", scheduler_delay},
    {"portfolio", "random, pct, pos, surw, preemption and delay in turn, an execution each",
     scheduler_portfolio},
    {"round-robin", "each task in turn, one step at a time", scheduler_round_robin},
    {NULL, NULL, NULL},
};

static bool fail_unknown(const char *name, struct error *err)
{
    struct str known = {0};
    for (const struct scheduler_entry *e = scheduler_registry; e->name != NULL; e++)
        str_printf(&known, "%s%s", e == scheduler_registry ? "" : ", ", e->name);
    error_set(err, "unknown strategy '%s'; the strategies are %s", name, str_text(&known));
    str_release(&known);
    return false;
}

static bool check_bound(const char *what, uint32_t value, const char *name, struct error *err)
{
    return value <= SCHEDULER_DEPTH_MAX ||
           error_set(err, "%s %u is too large for strategy %s; give 1 to %d", what, value, name,
                     SCHEDULER_DEPTH_MAX);
}

bool scheduler_make(const char *name, const struct scheduler_options *options,
                    struct scheduler *out, struct error *err)
{
    const struct scheduler_entry *entry = scheduler_registry;
    while (entry->name != NULL && strcmp(entry->name, name) != 0)
        entry++;
    if (entry->name == NULL)
        return fail_unknown(name, err);
    if (!check_bound("depth", options->depth, name, err) ||
        !check_bound("preemptions", options->preemptions, name, err) ||
        !check_bound("delays", options->delays, name, err))
        return false;
    *out = entry->make(options);
    ASSERT(out->ops != NULL);
    return true;
}

void scheduler_release(struct scheduler scheduler)
{
    if (scheduler.ops != NULL)
        scheduler.ops->fini(scheduler.self);
}

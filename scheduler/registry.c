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

bool scheduler_make(const char *name, const struct scheduler_options *options,
                    struct scheduler *out, struct error *err)
{
    const struct scheduler_entry *entry = scheduler_registry;
    while (entry->name != NULL && strcmp(entry->name, name) != 0)
        entry++;
    if (entry->name == NULL)
        return fail_unknown(name, err);
    if (options->depth > SCHEDULER_DEPTH_MAX)
        return error_set(err, "depth %u is too large for strategy %s; give 1 to %d", options->depth,
                         name, SCHEDULER_DEPTH_MAX);
    *out = entry->make(options);
    ASSERT(out->ops != NULL);
    return true;
}

void scheduler_release(struct scheduler scheduler)
{
    if (scheduler.ops != NULL)
        scheduler.ops->fini(scheduler.self);
}

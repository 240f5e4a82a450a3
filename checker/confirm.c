/* SPDX-License-Identifier: MIT */
#include "checker/confirm.h"

#include "checker/execution.h"
#include "checker/shorten.h"
#include "checker/violations.h"

#include <inttypes.h>

void confirm_prepare(struct machine *m, const struct violation *v)
{
    machine_set_promoted(m, v->schedule.promoted.items, v->schedule.promoted.count);
}

/* The machine may tell a warning only once; then an execution without divergence is enough. */
static bool shows(const struct machine *m, const struct violation *v)
{
    return v->severity != SEVERITY_ERROR || violation_find(m, v->signature) != NULL;
}

bool confirm_repeat(struct machine *m, const struct violation *v)
{
    struct scheduler replay = scheduler_replay(&v->schedule);
    bool same = false;
    confirm_prepare(m, v);
    if (replay.ops->new_execution(replay.self)) {
        execution_run(m, replay);
        same = replay_divergence(replay) == NULL && shows(m, v);
    }
    scheduler_release(replay);
    return same;
}

void confirm_violations(struct check *check)
{
    struct verdict *verdict = check->verdict;
    struct shorten_budget budget = shorten_budget_default();
    for (size_t i = 0; i < verdict->violations.count; i++) {
        struct violation *v = &verdict->violations.items[i];
        if (v->schedule.endless_steps > 0)
            continue; /* its cycle was run twice; a schedule alone does not show that it is one */
        if (!confirm_repeat(check->machine, v))
            verdict_scope(verdict,
                          "the %s of execution %" PRIu64 " was not reproducible: its "
                          "schedule gave another result when repeated (try --self-check)",
                          finding_kind_name(v->kind), v->execution);
        else if (check->options->shorten && !check->options->shortest && v->severity == SEVERITY_ERROR)
            shorten_violation(check->machine, v, &budget);
    }
}

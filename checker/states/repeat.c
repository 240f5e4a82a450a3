/* SPDX-License-Identifier: MIT */
#include "checker/states/repeat.h"

#include "checker/endless.h"
#include "checker/states/follow.h"
#include "checker/violations.h"

/* As the user takes it. */
static bool is_error(const struct check *check, const struct finding *f)
{
    struct finding finding = *f;
    return violation_apply_policy(check->options, &finding) && finding.severity == SEVERITY_ERROR;
}

/* What was found, or an error that comes before it. */
static bool is_shown(const struct check *check, const struct witness *w)
{
    const struct machine *m = check->machine;
    for (size_t i = 0; i < m->findings.count; i++) {
        const struct finding *f = &m->findings.items[i];
        if (is_error(check, f) ||
            (w->kind == WITNESS_FINDING && (uint32_t)f->kind == w->finding.kind))
            return true;
    }
    return false;
}

static bool claims_error(const struct witness *w)
{
    return w->kind == WITNESS_STUCK ||
           (w->kind == WITNESS_FINDING && w->finding.kind != FINDING_DATA_RACE);
}

bool repeat_witness(struct check *check, const struct witness *w, const struct path *path)
{
    bool followed = follow_path(check->machine, path);
    bool shown = is_shown(check, w);
    check_after_execution(check, check->machine->end);
    return followed && (shown || !claims_error(w));
}

bool repeat_endless(struct check *check, const struct endless *run)
{
    struct machine *m = check->machine;
    struct error ignored;
    struct schedule schedule = {0};
    struct str name = {0};
    struct endless_claim claim = {.kind = run->kind};
    if (!follow_endless(m, &run->prefix, &run->cycle))
        return false;
    if (run->task != TASK_NONE) {
        machine_name_task(m, (task_id)run->task, &name);
        claim.task = str_text(&name);
    }
    schedule_copy(&schedule, &m->schedule);
    bool shown = endless_repeat(m, &schedule, &claim, &ignored);
    schedule_release(&schedule);
    str_release(&name);
    if (shown)
        check_after_execution(check, m->end);
    return shown;
}

/* SPDX-License-Identifier: MIT */
/* Marks of regions (heddle.h): their order, and that no two tasks are inside. */
#include "sim/perform.h"

static bool is_inside(const struct task *t)
{
    return t != NULL && t->state != TASK_FREE && t->region == REGION_CRITICAL;
}

static bool is_other_inside(const struct direct *d, const struct direct_task *t)
{
    for (uint32_t i = 0; i < d->machine.task_limit; i++)
        if (is_inside(d->machine.tasks[i]) && d->machine.tasks[i] != &t->task)
            return true;
    return false;
}

/* Two tasks in critical sections: what the annotations of heddle.h are for. */
static void report_mutual_exclusion(struct direct *d, const struct direct_task *t,
                                    const struct op *op)
{
    struct machine *m = &d->machine;
    struct finding finding = {
        .kind = FINDING_MUTUAL_EXCLUSION, .severity = SEVERITY_ERROR, .step = m->steps};
    struct str text = {0};
    finding.sites[finding.site_count++] =
        (struct finding_site){t->task.id, op->pc, "enters the critical section"};
    machine_name_task(m, t->task.id, &text);
    for (uint32_t i = 0; i < m->task_limit; i++) {
        const struct task *other = m->tasks[i];
        if (!is_inside(other) || other == &t->task)
            continue;
        str_append(&text, finding.site_count == 1 ? " enters the critical section while " : " and ");
        machine_name_task(m, other->id, &text);
        if (finding.site_count < FINDING_SITES_MAX)
            finding.sites[finding.site_count++] = (struct finding_site){
                other->id, other->region_pc, "is inside its critical section"};
    }
    str_append(&text, finding.site_count == 2 ? " is inside" : " are inside");
    finding.message = str_text(&text);
    machine_report(m, &finding);
    str_release(&text);
}

/* A mark that is out of order: what the algorithm is judged by would mean nothing. */
static void report_mistake(struct direct *d, const struct direct_task *t, const struct op *op,
                           const char *mistake)
{
    struct machine *m = &d->machine;
    struct finding finding = {
        .kind = FINDING_MISUSE, .severity = SEVERITY_ERROR, .step = m->steps};
    struct str text = {0};
    machine_name_task(m, t->task.id, &text);
    str_printf(&text, " %s", mistake);
    finding.sites[finding.site_count++] = (struct finding_site){t->task.id, op->pc, mistake};
    if (t->task.region_pc != 0)
        finding.sites[finding.site_count++] =
            (struct finding_site){t->task.id, t->task.region_pc, "marked this before"};
    finding.message = str_text(&text);
    machine_report(m, &finding);
    str_release(&text);
}

void perform_region(struct direct *d, struct direct_task *t, const struct op *op)
{
    const char *mistake = region_mistake((enum region)t->task.region, (enum region)op->verb);
    if (mistake)
        report_mistake(d, t, op, mistake);
    else if (op->verb == REGION_CRITICAL && is_other_inside(d, t))
        report_mutual_exclusion(d, t, op);
    t->task.region = (uint8_t)op->verb;
    t->task.region_step = d->machine.steps;
    t->task.region_pc = op->pc;
    t->effect = true;
}

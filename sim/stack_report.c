/* SPDX-License-Identifier: MIT */
/* The finding that a task uses a variable of another one that is no longer there. */
#include "sim/access.h"
#include "sim/call.h"

struct stack_report {
    struct direct *d;
    const struct direct_task *owner;
    const char *verb, *kind, *why;
    uint64_t pc;
};

static void make_report(void *argument)
{
    const struct stack_report *r = argument;
    struct machine *m = &r->d->machine;
    struct str text = {0}, what = {0};
    str_printf(&what, "%s of a %s variable of ", r->verb, r->kind);
    machine_name_task(m, r->owner->task.id, &what);
    str_printf(&what, ", %s", r->why);
    machine_name_task(m, r->d->current->task.id, &text);
    str_printf(&text, ": %s", str_text(&what));
    struct finding finding = {.kind = FINDING_USE_AFTER_FREE,
                              .severity = SEVERITY_ERROR,
                              .message = str_text(&text),
                              .step = m->steps};
    finding.sites[finding.site_count++] =
        (struct finding_site){r->d->current->task.id, r->pc, str_text(&what)};
    if (r->owner->task.created_pc != 0)
        finding.sites[finding.site_count++] = (struct finding_site){
            r->owner->task.id, r->owner->task.created_pc, "was created here"};
    machine_report(m, &finding);
    str_release(&what);
    str_release(&text);
}

void stack_report_use(struct direct *d, const struct direct_task *owner, uint64_t addr, bool write,
                      uint64_t pc)
{
    bool ended = owner->task.state == TASK_FREE || owner->task.state == TASK_FINISHED;
    struct stack_report r = {
        .d = d,
        .owner = owner,
        .verb = write ? "write" : "read",
        .kind = addr >= owner->stack.tls ? "thread-local" : "local",
        .why = ended ? "which has ended" : "whose function has returned",
        .pc = pc,
    };
    call_on_host(make_report, &r);
    if (call_is_on_task())
        direct_leave(d);
}

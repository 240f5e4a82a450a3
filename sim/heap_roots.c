/* SPDX-License-Identifier: MIT */
#include "sim/direct.h"
#include "sim/heap.h"
#include "sim/posix/library.h"

/* Main's thread-local storage outlives main: so do the variables of the process. */
static void visit_task(const struct direct_task *t,
                       void (*visit)(void *context, uint64_t start, uint64_t end), void *context)
{
    if (t->task.state == TASK_FREE)
        return;
    if (t->task.state != TASK_FINISHED)
        visit(context, t->stack.grown, t->stack.end);
    else if (t->task.id == 0)
        visit(context, t->stack.tls, t->stack.end);
}

void heap_each_root(struct machine *m, void (*visit)(void *context, uint64_t start, uint64_t end),
                    void *context)
{
    struct direct *d = direct_of(m);
    visit(context, m->program->data_start, m->program->data_end);
    visit(context, LIBRARY_BASE, LIBRARY_BASE + sizeof(struct library));
    for (uint32_t i = 0; i < m->task_limit; i++)
        visit_task(direct_task(d, (task_id)i), visit, context);
}

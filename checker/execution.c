/* SPDX-License-Identifier: MIT */
#include "checker/execution.h"

#include "base/check.h"
#include "checker/properties/property.h"

void execution_judge(struct machine *m)
{
    enum machine_end end = m->end;
    properties_judge(m, end);
    m->end = end; /* a finding about the end is not itself the end */
}

enum machine_end execution_run(struct machine *m, struct scheduler scheduler)
{
    const struct picker picker = {
        scheduler.ops->next_task, scheduler.ops->next_u64, scheduler.self, false};
    machine_reset(m);
    machine_run(m, &picker);
    enum machine_end end = m->end;
    ASSERT(end != END_NOT_YET);
    if (scheduler.ops->end_execution)
        scheduler.ops->end_execution(scheduler.self, m);
    execution_judge(m);
    return end;
}

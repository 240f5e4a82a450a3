/* SPDX-License-Identifier: MIT */
/* dpor on the direct machine: going back is executing again.  For any program, however large its data. */
#include "checker/dpor/dpor.h"
#include "checker/engines/dpor.h"
#include "checker/execution.h"

struct dpor_run {
    struct check *check;
    struct machine *machine;
    struct dpor dpor;
    uint64_t blocked;
    uint64_t steps_max; /* of an execution */
    bool endless;       /* an execution did not end */
    bool full;          /* there was not enough memory */
    bool complete;      /* all traces were executed */
};

/* The only thing that is recorded for later executions: what comes before the first choice. */
static task_id give_up(void *self, const struct choice *choice)
{
    (void)self;
    (void)choice;
    return TASK_NONE;
}

static uint64_t give_up_number(void *self, uint64_t bound)
{
    (void)self;
    return bound;
}

static void record_prelude(struct machine *m)
{
    const struct picker picker = {give_up, give_up_number, NULL, false};
    machine_reset(m);
    machine_run(m, &picker);
}

/* One pass: the cells that are operations are those known now. */
static void explore(struct dpor_run *r)
{
    struct machine *m = r->machine;
    size_t facts = m->promoted.count;
    bool more = true;
    record_prelude(m);
    machine_keep_deeds(m, true);
    dpor_init(&r->dpor, m);
    r->dpor.bytes_max = r->check->options->memory_limit;
    while (more && dpor_next(&r->dpor)) {
        execution_judge(m);
        enum machine_end end = m->end;
        r->endless = end == END_CUT;
        more = check_after_execution(r->check, end) && !r->endless && m->promoted.count == facts;
    }
    r->complete = more && !r->dpor.lost && !r->dpor.full && m->promoted.count == facts;
    r->blocked = r->dpor.blocked;
    r->full = r->dpor.full;
    dpor_release(&r->dpor);
    machine_keep_deeds(m, false);
}

enum dpor_result dpor_explore_direct(struct check *check, uint64_t executions_max,
                                     uint64_t steps_max)
{
    struct machine *m = check->machine;
    struct dpor_run r = {.check = check, .machine = m};
    uint64_t steps_before = m->options.steps_max;
    size_t facts;
    if (m->options.memory != MEMORY_SC || m->ops->keep_deeds == NULL)
        return DPOR_REFUSED;
    if (m->options.steps_max > DPOR_STEPS_MAX)
        m->options.steps_max = DPOR_STEPS_MAX;
    search_phase(&check->search, "dpor", executions_max, steps_max);
    do {
        facts = m->promoted.count;
        search_restart(&check->search);
        explore(&r);
    } while (m->promoted.count != facts && check->search.stop == STOP_NONE && !r.endless && !r.full);
    m->options.steps_max = steps_before;
    r.complete &= check->search.cut == 0 && check->search.stop < STOP_UNSUPPORTED;
    if (r.endless)
        dpor_say_endless(check, DPOR_STEPS_MAX);
    if (r.full)
        dpor_say_full(check);
    dpor_say_coverage(check, r.complete, r.blocked);
    return r.complete ? DPOR_COMPLETE : DPOR_STOPPED;
}

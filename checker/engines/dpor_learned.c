/* SPDX-License-Identifier: MIT */
/* dpor on the learned machine: going back is restoring. */
#include "checker/engines/dpor.h"

#include "checker/dpor/dpor.h"
#include "checker/states/endings.h"

#include <stdlib.h>

enum { PASSES_MAX = 100, RUNS_MAX = 300000, STATES_MAX = 20000000 };

struct dpor_run {
    struct check *check;
    struct machine *machine; /* learned */
    struct dpor dpor;
    struct endings endings;
    char *refused; /* owned; the program cannot be learned */
    bool races;    /* data races were looked for */
    uint64_t blocked;
    uint64_t steps_max; /* of an execution */
    bool endless;       /* an execution did not end */
    bool full;          /* there was not enough memory */
    bool complete;      /* all traces were executed */
};

static bool goes_on(struct dpor_run *r)
{
    struct check *check = r->check;
    size_t count;
    const struct learned_step *steps = dpor_path(&r->dpor, &count);
    bool wrong = endings_note(&r->endings, r->machine, steps, count, check->options->stuck);
    bool go_on = check_count_execution(check, r->machine->steps, r->machine->end);
    r->endless = r->machine->end == END_CUT;
    return go_on && !r->endless && !(wrong && !check->options->all_bugs);
}

/* False: what was learned did not hold. */
static bool explore(struct dpor_run *r)
{
    dpor_init(&r->dpor, r->machine);
    r->dpor.bytes_max = r->check->options->memory_limit;
    endings_begin_anew(&r->endings);
    bool stale = false, more = true;
    while (more && dpor_next(&r->dpor)) {
        stale = learned_is_stale(r->machine) || r->machine->end == END_STOPPED;
        more = !stale && goes_on(r);
    }
    stale |= learned_is_stale(r->machine);
    r->complete = more && !stale && !r->dpor.full;
    r->full = r->dpor.full;
    r->blocked = r->dpor.blocked;
    dpor_release(&r->dpor);
    return !stale;
}

static void learn_and_explore(struct dpor_run *r)
{
    const struct check *check = r->check;
    r->races = !check->mild_found;
    const struct learned_limits limits = {.runs_max = RUNS_MAX,
                                          .states_max = STATES_MAX,
                                          .races = r->races,
                                          .unseen_only = check->options->race == RACE_OFF,
                                          .deeds = true};
    const char *why;
    r->machine = machine_new_learned(r->check->machine, &limits, &why);
    if (r->machine == NULL) {
        r->refused = memory_copy_text(why);
        machine_reset(r->check->machine);
        return;
    }
    if (r->machine->options.steps_max > DPOR_STEPS_MAX)
        r->machine->options.steps_max = DPOR_STEPS_MAX;
    r->steps_max = r->machine->options.steps_max;
    while (!explore(r)) {
        search_restart(&r->check->search);
        machine_reset(r->machine);
        if (!learned_is_over(r->machine))
            continue;
        r->refused = memory_copy_text(learned_why(r->machine));
        break;
    }
    machine_free(r->machine);
}

static void say_coverage(const struct dpor_run *r)
{
    struct verdict *v = r->check->verdict;
    if (!r->races)
        verdict_scope(v,
                      "dpor: after the first data race its consequences were looked for, not other "
                      "data races");
    if (r->endless)
        dpor_say_endless(r->check, r->steps_max);
    if (r->full)
        dpor_say_full(r->check);
    dpor_say_coverage(r->check, r->complete, r->blocked);
}

enum dpor_result dpor_explore_learned(struct check *check, uint64_t executions_max,
                                      uint64_t steps_max)
{
    struct dpor_run r = {.check = check};
    struct machine *m = check->machine;
    if (m->options.memory != MEMORY_SC) {
        verdict_scope(check->verdict, "dpor: it knows no memory model but sc");
        return DPOR_REFUSED;
    }
    search_phase(&check->search, "dpor", executions_max, steps_max);
    size_t facts;
    do {
        facts = m->promoted.count;
        search_restart(&check->search);
        learn_and_explore(&r);
        endings_show(&r.endings, check);
    } while (r.refused == NULL && m->promoted.count != facts && check->search.stop == STOP_NONE);
    endings_release(&r.endings);
    if (r.refused) {
        verdict_scope(check->verdict, "dpor: the program cannot be learned: %s", r.refused);
        free(r.refused);
        return DPOR_REFUSED;
    }
    r.complete &= r.endings.unconfirmed == 0 && check->search.cut == 0 &&
                  check->search.stop < STOP_UNSUPPORTED;
    say_coverage(&r);
    return r.complete ? DPOR_COMPLETE : DPOR_STOPPED;
}

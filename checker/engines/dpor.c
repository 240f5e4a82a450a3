/* SPDX-License-Identifier: MIT */
/* dpor: one execution of each Mazurkiewicz trace, on the learned machine. */
#include "checker/engines/dpor.h"

#include "checker/dpor/dpor.h"
#include "checker/engines/registry.h"
#include "checker/states/endings.h"

#include <inttypes.h>
#include <stdlib.h>

enum { PASSES_MAX = 100, RUNS_MAX = 300000, STATES_MAX = 20000000 };

/* Of an execution.  A step is compared with all before it, so much longer ones would take very
 * long. */
static const uint64_t STEPS_MAX = 10000;

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
    endings_begin_anew(&r->endings);
    bool stale = false, more = true;
    while (more && dpor_next(&r->dpor)) {
        stale = learned_is_stale(r->machine) || r->machine->end == END_STOPPED;
        more = !stale && goes_on(r);
    }
    stale |= learned_is_stale(r->machine);
    r->complete = more && !stale;
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
    if (r->machine->options.steps_max > STEPS_MAX)
        r->machine->options.steps_max = STEPS_MAX;
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
    const struct search *s = &r->check->search;
    if (r->endless)
        verdict_scope(v,
                      "dpor: it is for programs that terminate: an execution did not end within "
                      "%" PRIu64 " steps",
                      r->steps_max);
    if (r->complete)
        verdict_scope(v,
                      "dpor: all %" PRIu64 " Mazurkiewicz traces were executed, one execution "
                      "each; %" PRIu64 " given up",
                      s->executions, r->blocked);
    else
        verdict_scope(v,
                      "dpor: %" PRIu64 " execution%s made, one for each Mazurkiewicz trace; "
                      "there may be more",
                      s->executions, s->executions == 1 ? " was" : "s were");
}

enum dpor_result dpor_explore(struct check *check, uint64_t executions_max, uint64_t steps_max)
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

static bool dpor_run(struct check *check, struct error *err)
{
    (void)err;
    enum dpor_result result = dpor_explore(check, check->options->executions_max, 0);
    check->verdict->complete = result == DPOR_COMPLETE;
    return true;
}

const struct engine_ops dpor_engine = {
    .name = "dpor",
    .summary = "one execution of each Mazurkiewicz trace; for programs that terminate",
    .run = dpor_run,
};

/* SPDX-License-Identifier: MIT */
#include "checker/engines/sample_learned.h"

#include "base/check.h"
#include "checker/states/endings.h"
#include "sim/program.h"

/*
 * Steps that had to be computed cost some ten times as
 * much as a step of the direct machine, one that is looked up a tenth.
 */
enum { LOOK = 2000, COMPUTED_PERCENT_MAX = 5 };

struct learned_sample {
    struct check *check;
    struct scheduler scheduler;
    struct machine *machine;
    struct endings endings;
    uint64_t executions, steps, looked_steps, looked_computed;
    bool over;
};

bool sample_may_be_learned(const struct check *check)
{
    const struct check_options *options = check->options;
    const struct program *program = check->machine->program;
    return check->machine->options.memory == MEMORY_SC && !options->check_determinism && !options->direct &&
           !check->mild_found && !check->fatal_found && check->machine->observer == NULL &&
           program != NULL && !program->uninstrumented;
}

/* Are most steps looked up?  Judged by those since the last look. */
static bool is_worthwhile(struct learned_sample *s)
{
    uint64_t steps = s->steps - s->looked_steps;
    uint64_t computed = learned_computed(s->machine) - s->looked_computed;
    s->looked_steps = s->steps;
    s->looked_computed = learned_computed(s->machine);
    return computed * 100 <= steps * COMPUTED_PERCENT_MAX;
}

static void note_end(struct learned_sample *s, enum machine_end end)
{
    size_t count;
    const struct learned_step *steps = learned_path(s->machine, &count);
    s->over |= endings_note(&s->endings, s->machine, steps, count, s->check->options->stuck);
    s->over |= s->endings.paths.count >= ENDINGS_MAX;
    s->executions++;
    s->steps += s->machine->steps;
    s->over |= !check_count_execution(s->check, s->machine->steps, end);
    if (s->executions % LOOK == 0)
        s->over |= !is_worthwhile(s);
}

/* The machine has learned something, and numbers its states anew. */
static void begin_anew(struct learned_sample *s)
{
    endings_begin_anew(&s->endings);
    s->looked_computed = 0;
}

/* False: it could not be made. */
static bool make_execution(struct learned_sample *s)
{
    struct machine *m = s->machine;
    const struct picker picker = {s->scheduler.ops->next_task, s->scheduler.ops->next_u64,
                                  s->scheduler.self, false};
    do {
        machine_reset(m);
        machine_run(m, &picker);
        if (UNLIKELY(m->end == END_STOPPED))
            begin_anew(s);
    } while (m->end == END_STOPPED && !learned_is_over(m));
    if (s->scheduler.ops->end_execution)
        s->scheduler.ops->end_execution(s->scheduler.self, m);
    return m->end != END_STOPPED;
}

bool sample_learned(struct check *check, struct scheduler scheduler, bool *announced)
{
    const struct learned_limits limits = {
        .runs_max = 20000,
        .states_max = 200000,
        .races = true,
        .unseen_only = check->options->race == RACE_OFF,
    };
    const char *why;
    struct learned_sample s = {.check = check, .scheduler = scheduler};
    s.machine = machine_new_learned(check->machine, &limits, &why);
    if (s.machine == NULL) {
        machine_reset(check->machine);
        return true;
    }
    *announced = false;
    bool exhausted = false;
    while (!s.over && !exhausted) {
        exhausted = !scheduler.ops->new_execution(scheduler.self);
        if (exhausted)
            break;
        *announced = !make_execution(&s);
        if (*announced)
            break;
        note_end(&s, s.machine->end);
    }
    machine_free(s.machine);
    endings_show(&s.endings, check);
    endings_release(&s.endings);
    return check->search.stop == STOP_NONE && !exhausted;
}

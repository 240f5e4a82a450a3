/* SPDX-License-Identifier: MIT */
#include "checker/execution.h"

#include "base/check.h"
#include "checker/properties/property.h"

/* The member of the choice that runs this task; NULL if there is none.  Choices are short. */
static const struct enabled *choice_find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

/* Asks the strategy, and records its answers.  False: it gave up. */
static bool pick(struct machine *m, struct scheduler scheduler, const struct choice *choice,
                 task_id *task, uint32_t *alternative)
{
    const struct enabled *picked = &choice->enabled[0];
    if (choice->count > 1) {
        task_id id = scheduler.ops->next_task(scheduler.self, choice);
        if (UNLIKELY(id == TASK_NONE))
            return false;
        if (picked->task != id)
            picked = choice_find(choice, id);
        ASSERT(picked != NULL);
        vec_push(&m->schedule.picks, id);
    }
    *task = picked->task;
    *alternative = 0;
    if (picked->alternatives > 1) {
        uint64_t drawn = scheduler.ops->next_u64(scheduler.self, picked->alternatives);
        if (UNLIKELY(drawn >= picked->alternatives))
            return false; /* only a replay that no longer fits says so */
        *alternative = (uint32_t)drawn;
        vec_push(&m->schedule.picks, *alternative);
    }
    return true;
}

enum machine_end execution_run(struct machine *m, struct scheduler scheduler)
{
    vec_clear(&m->schedule.picks);
    machine_reset(m);
    const struct choice *choice;
    while ((choice = machine_choice(m))->count > 0) {
        task_id task = choice->enabled[0].task;
        uint32_t alternative = 0;
        if (choice->count > 1 || choice->enabled[0].alternatives > 1) {
            if (UNLIKELY(!pick(m, scheduler, choice, &task, &alternative))) {
                machine_end(m, END_ABANDONED);
                break;
            }
        }
        machine_step(m, task, alternative);
    }
    enum machine_end end = m->end;
    ASSERT(end != END_NOT_YET);
    if (scheduler.ops->end_execution)
        scheduler.ops->end_execution(scheduler.self, m);
    properties_judge(m, end);
    m->end = end; /* a finding about the end is not itself the end */
    return end;
}

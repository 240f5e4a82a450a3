/* SPDX-License-Identifier: MIT */
#include "checker/states/follow.h"

#include "checker/execution.h"

static const struct enabled *find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

/* The next task in the circle after the last one, so that every loop is gone round. */
static const struct enabled *next_in_turn(const struct choice *choice, task_id last)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task > last)
            return &choice->enabled[i];
    return &choice->enabled[0];
}

/* A path begins where main creates its first task; what leads there is without choices. */
static bool is_before_path(const struct machine *m)
{
    return m->task_limit == 1;
}

static void lead_to_path(struct machine *m)
{
    const struct choice *choice;
    while (m->end == END_NOT_YET && is_before_path(m) && (choice = machine_choice(m))->count > 0)
        execution_step(m, choice, &choice->enabled[0], 0);
}

static bool follow_steps(struct machine *m, const struct path *path)
{
    const struct choice *choice;
    size_t done = 0;
    while (done < path->steps.count && m->end == END_NOT_YET &&
           (choice = machine_choice(m))->count > 0) {
        struct step_label next = path->steps.items[done++];
        const struct enabled *picked = find(choice, next.task);
        if (picked == NULL || next.alternative >= picked->alternatives)
            return false;
        execution_step(m, choice, picked, next.alternative);
    }
    return done == path->steps.count;
}

static void run_to_end(struct machine *m)
{
    const struct choice *choice;
    task_id last = 0;
    while (m->end == END_NOT_YET && (choice = machine_choice(m))->count > 0) {
        if (m->steps >= m->options.steps_max) {
            machine_end(m, END_CUT);
            break;
        }
        const struct enabled *picked = next_in_turn(choice, last);
        last = picked->task;
        execution_step(m, choice, picked, 0);
    }
}

bool follow_endless(struct machine *m, const struct path *prefix, const struct path *cycle)
{
    machine_reset(m);
    lead_to_path(m);
    if (!follow_steps(m, prefix))
        return false;
    uint64_t begin = m->steps;
    if (!follow_steps(m, cycle) || m->end != END_NOT_YET)
        return false;
    m->schedule.endless_steps = m->steps;
    m->schedule.cycle_steps = m->steps - begin;
    return true;
}

void follow_on(struct machine *m)
{
    run_to_end(m);
    execution_judge(m);
}

bool follow_path(struct machine *m, const struct path *path)
{
    machine_reset(m);
    lead_to_path(m);
    bool followed = follow_steps(m, path) || m->end == END_VIOLATION;
    if (followed)
        run_to_end(m);
    else
        machine_end(m, END_ABANDONED);
    execution_judge(m);
    return followed;
}

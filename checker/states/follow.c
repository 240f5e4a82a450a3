/* SPDX-License-Identifier: MIT */
#include "checker/states/follow.h"

#include "checker/properties/property.h"

static const struct enabled *find(const struct choice *choice, task_id task)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task == task)
            return &choice->enabled[i];
    return NULL;
}

/* As machine_run records picks. */
static void step(struct machine *m, const struct choice *choice, const struct enabled *picked,
                 uint32_t alternative)
{
    task_id task = picked->task;
    if (choice->count > 1)
        vec_push(&m->schedule.picks, task);
    if (picked->alternatives > 1)
        vec_push(&m->schedule.picks, alternative);
    machine_step(m, task, alternative);
}

/* The next task in the circle after the last one, so that every loop is gone round. */
static const struct enabled *next_in_turn(const struct choice *choice, task_id last)
{
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->enabled[i].task > last)
            return &choice->enabled[i];
    return &choice->enabled[0];
}

bool follow_path(struct machine *m, const struct path *path)
{
    const struct choice *choice;
    size_t done = 0;
    task_id last = 0;
    bool followed = true;
    machine_reset(m);
    while (m->end == END_NOT_YET && (choice = machine_choice(m))->count > 0) {
        const struct enabled *picked;
        uint32_t alternative = 0;
        if (m->steps >= m->options.steps_max) {
            machine_end(m, END_CUT);
            break;
        }
        if (done < path->steps.count) {
            picked = find(choice, path->steps.items[done].task);
            alternative = path->steps.items[done].alternative;
            if (picked == NULL || alternative >= picked->alternatives) {
                followed = false;
                machine_end(m, END_ABANDONED);
                break;
            }
            done++;
        } else {
            picked = next_in_turn(choice, last);
        }
        last = picked->task;
        step(m, choice, picked, alternative);
    }
    enum machine_end end = m->end;
    properties_judge(m, end);
    m->end = end;
    return followed;
}

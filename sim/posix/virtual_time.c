/* SPDX-License-Identifier: MIT */
#include "sim/posix/virtual_time.h"

#include "sim/learn/hooks.h"
#include "sim/prelude.h"

/*
 * Who looked last, and how often in a row.  Between two looks without an operation no other task
 * can run, so one record is enough and does not depend on the interleaving.
 */
static struct {
    uint32_t serial;
    uint64_t ops;
    uint32_t looks;
} busy;

enum { LOOKS_PER_DOUBLING = 32, DOUBLINGS_MAX = 10 };

uint64_t virtual_time_look(void)
{
    struct task *task = call_task();
    if (learning())
        learn_refuse("the clock");
    if (busy.serial != task->serial || busy.ops != task->ops) {
        busy.serial = task->serial;
        busy.ops = task->ops;
        busy.looks = 0;
    }
    uint32_t doublings = busy.looks++ / LOOKS_PER_DOUBLING;
    if (doublings > DOUBLINGS_MAX)
        doublings = DOUBLINGS_MAX;
    uint64_t now = task->clock_ns;
    task->clock_ns += (uint64_t)VIRTUAL_LOOK_NANOSECONDS << doublings;
    call_note_effect();
    return now;
}

void virtual_time_keep(struct prelude *p)
{
    prelude_keep(p, &busy, sizeof busy);
}

void virtual_time_reset(void)
{
    busy.looks = 0;
    busy.ops = 0;
    busy.serial = 0;
}

/* SPDX-License-Identifier: MIT */
/* The functions of heddle.h. */
#include "sim/call.h"
#include "sim/direct.h"
#include "sim/posix/posix.h"

static void enter(enum region region, uint64_t pc)
{
    struct direct_task *t = direct_running->current;
    t->task.pending = (struct op){.kind = OP_REGION, .verb = (uint16_t)region, .pc = pc};
    t->task.last_pc = pc;
    direct_post_light(t);
}

static void hd_heddle_remainder(void)
{
    enter(REGION_REMAINDER, CALL_PC());
}

static void hd_heddle_trying(void)
{
    enter(REGION_TRYING, CALL_PC());
}

static void hd_heddle_doorway(void)
{
    enter(REGION_DOORWAY, CALL_PC());
}

static void hd_heddle_waiting(void)
{
    enter(REGION_WAITING, CALL_PC());
}

static void hd_heddle_critical(void)
{
    enter(REGION_CRITICAL, CALL_PC());
}

static void hd_heddle_exit(void)
{
    enter(REGION_EXIT, CALL_PC());
}

static unsigned hd_heddle_choose(unsigned count)
{
    uint64_t pc = CALL_PC();
    if (count == 0)
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "heddle_choose(0) has nothing to choose from");
    struct op op = {.kind = OP_CHOOSE, .arg = count, .pc = pc};
    return (unsigned)call_perform(&op);
}

const struct surface_entry surface_regions[] = {
    SURFACE(heddle_remainder, "heddle.h", "the remainder section begins"),
    SURFACE(heddle_trying, "heddle.h", "the entry section begins"),
    SURFACE(heddle_doorway, "heddle.h", "the bounded first part of the entry section begins"),
    SURFACE(heddle_waiting, "heddle.h", "the doorway is done"),
    SURFACE(heddle_critical, "heddle.h", "the critical section begins"),
    SURFACE(heddle_exit, "heddle.h", "the exit section begins"),
    SURFACE(heddle_choose, "heddle.h", "every number is explored"),
};
SURFACE_PART_COUNT(regions);

/* SPDX-License-Identifier: MIT */
/*
 * Long jumps within a task (jump.h).  Signal masks are not saved.
 */
#include "sim/posix/setjmp.h"

#include "sim/call.h"
#include "sim/posix/jump.h"
#include "sim/posix/posix.h"
#include "sim/stack.h"

/* The registers alone: pthread_cleanup_push has a buffer with no room for a mask behind them. */
enum { JUMP_BYTES = sizeof(__jmp_buf) };

void setjmp_announce(void *buffer, uint64_t pc)
{
    cells_write(buffer, JUMP_BYTES, pc);
}

/* A jump leads to a function of the same task that has not returned yet, further up its stack. */
static void check_target(const jmp_buf buffer, uint64_t here, uint64_t pc)
{
    uint64_t sp = jump_stack_pointer(buffer);
    if (stack_owner(sp) == TASK_NONE)
        return; /* setjmp never filled the buffer: the jump crashes, and that says it */
    if (stack_owner(sp) != call_task()->id)
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "longjmp to a setjmp that another task called");
    else if (sp < here)
        call_report(FINDING_MISUSE, SEVERITY_ERROR, pc,
                    "longjmp to a setjmp whose function has returned");
}

static _Noreturn void hd_longjmp(jmp_buf buffer, int value)
{
    uint64_t pc = CALL_PC();
    cells_read(buffer, JUMP_BYTES, pc);
    check_target(buffer, (uint64_t)(uintptr_t)__builtin_frame_address(0), pc);
    jump_to(buffer, value != 0 ? value : 1);
}

const struct surface_entry surface_setjmp[] = {
    SURFACE_AS("setjmp", hd_setjmp_any, "setjmp.h", NULL),
    SURFACE_AS("_setjmp", hd_setjmp_any, "setjmp.h", NULL),
    SURFACE_AS("__sigsetjmp", hd_setjmp_any, "setjmp.h", "the signal mask is not saved"),
    SURFACE_AS("__sigsetjmp_cancel", hd_setjmp_any, "setjmp.h", NULL),
    SURFACE(longjmp, "setjmp.h", "within the task that called setjmp"),
    SURFACE_AS("_longjmp", hd_longjmp, "setjmp.h", NULL),
    SURFACE_AS("siglongjmp", hd_longjmp, "setjmp.h", NULL),
    SURFACE_AS("__longjmp_chk", hd_longjmp, "setjmp.h", NULL),
};
SURFACE_PART_COUNT(setjmp);

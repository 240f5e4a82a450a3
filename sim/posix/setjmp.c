/* SPDX-License-Identifier: MIT */
/*
 * Long jumps within a task (jump.h).  Signal masks are not saved.
 */
#include "sim/posix/setjmp.h"

#include "sim/call.h"
#include "sim/posix/jump.h"
#include "sim/posix/posix.h"

/* The registers alone: pthread_cleanup_push has a buffer with no room for a mask behind them. */
enum { JUMP_BYTES = sizeof(__jmp_buf) };

void setjmp_announce(void *buffer, uint64_t pc)
{
    cells_write(buffer, JUMP_BYTES, pc);
}

static _Noreturn void hd_longjmp(jmp_buf buffer, int value)
{
    cells_read(buffer, JUMP_BYTES, CALL_PC());
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

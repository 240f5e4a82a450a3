/* SPDX-License-Identifier: MIT */
/* Long jumps within a task. */
#ifndef SIM_POSIX_SETJMP_H
#define SIM_POSIX_SETJMP_H

#include <setjmp.h>
#include <stdint.h>

/** setjmp, _setjmp and __sigsetjmp alike (setjmp_*.S). */
int hd_setjmp_any(jmp_buf buffer) __attribute__((returns_twice));

/** Called by it, with the place in the program. */
void setjmp_announce(void *buffer, uint64_t pc);

#endif

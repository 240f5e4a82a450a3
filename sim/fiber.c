/* SPDX-License-Identifier: MIT */
#include "sim/fiber.h"

#include "base/check.h"

#include <string.h>

void fiber_start(void);

/* Lays out what fiber_switch would have pushed, so that continuing it enters fiber_start. */
void *fiber_prepare(void *base, void (*entry)(void *), void *argument)
{
    ASSERT_EQ((uintptr_t)base % 16, 0);
    uint64_t *top = base;
#if defined(__x86_64__)
    enum { R12 = 3, RBX = 4, RETURN = 6, WORDS = 9 }; /* two spare words keep the alignment */
    uint64_t *frame = top - WORDS;
    memset(frame, 0, WORDS * sizeof *frame);
    frame[R12] = (uint64_t)(uintptr_t)argument;
    frame[RBX] = (uint64_t)(uintptr_t)entry;
    frame[RETURN] = (uint64_t)(uintptr_t)fiber_start;
#elif defined(__aarch64__)
    enum { X30 = 1, X19 = 2, X20 = 3, WORDS = 20 };
    uint64_t *frame = top - WORDS;
    memset(frame, 0, WORDS * sizeof *frame);
    frame[X30] = (uint64_t)(uintptr_t)fiber_start;
    frame[X19] = (uint64_t)(uintptr_t)entry;
    frame[X20] = (uint64_t)(uintptr_t)argument;
#else
#error "heddle runs on x86-64 and arm64"
#endif
    return frame;
}

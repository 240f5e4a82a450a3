/* SPDX-License-Identifier: MIT */
/*
 * Assertions about heddle itself.
 *
 * ASSERT is never compiled out.  A failed one is a bug of heddle, not of the program under test:
 * it prints where and what, and exits with status 70 (EX_SOFTWARE).
 *
 *     ASSERT(count <= capacity);
 *     ASSERT_EQ(schedule->count, steps);      // prints both operands
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <inttypes.h>
#include <stdint.h>

enum { EXIT_INTERNAL = 70 };

/** Prints "heddle: internal error: ..." with the place and exits with EXIT_INTERNAL. */
_Noreturn void check_failed(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/** Prints "heddle: out of memory" and exits with EXIT_INTERNAL. */
_Noreturn void check_out_of_memory(void) __attribute__((cold));

#define ASSERT(condition)                                                                          \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0))                                                     \
            check_failed(__FILE__, __LINE__, "assertion failed: %s", #condition);                  \
    } while (0)

#define ASSERT_COMPARE_(a, op, b)                                                                  \
    do {                                                                                           \
        uint64_t a_ = (uint64_t)(a), b_ = (uint64_t)(b);                                           \
        if (__builtin_expect(!(a_ op b_), 0))                                                      \
            check_failed(__FILE__, __LINE__,                                                       \
                         "assertion failed: %s " #op " %s (%" PRIu64 " and %" PRIu64 ")", #a, #b,  \
                         a_, b_);                                                                  \
    } while (0)

#define ASSERT_EQ(a, b) ASSERT_COMPARE_(a, ==, b)
#define ASSERT_LE(a, b) ASSERT_COMPARE_(a, <=, b)
#define ASSERT_LT(a, b) ASSERT_COMPARE_(a, <, b)

#define UNREACHABLE() check_failed(__FILE__, __LINE__, "unreachable code was reached")

/* Expensive invariant checks: on in the hard build only (make MODE=hard). */
#ifdef HEDDLE_HARD
#define ASSERT_HARD(condition) ASSERT(condition)
#else
#define ASSERT_HARD(condition) ((void)0)
#endif

#define LIKELY(x)       __builtin_expect(!!(x), 1)
#define UNLIKELY(x)     __builtin_expect(!!(x), 0)
#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

#endif

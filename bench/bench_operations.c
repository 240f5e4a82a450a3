/* SPDX-License-Identifier: MIT */
/*
 * What an operation of each kind costs: programs of two tasks that do little else, one long
 * execution per sample.  "ns" is per step, that is per operation, switches included.
 */
#include "bench/bench.h"

#include <stddef.h>

#define OPERATION(name, file)                                                                      \
    bool bench_##name(struct measurement *m)                                                       \
    {                                                                                              \
        static const char *const files[] = {"bench/programs/" file, NULL};                         \
        return bench_sample(files, NULL, "random", 2000, m);                                             \
    }

OPERATION(atomic, "atomic.c")
OPERATION(volatile, "volatile.c")
OPERATION(mutex, "mutex.c")
OPERATION(semaphore, "semaphore.c")
OPERATION(plain, "plain.c")
OPERATION(create, "create.c")
OPERATION(heap, "heap.c")
OPERATION(output, "output.c")
